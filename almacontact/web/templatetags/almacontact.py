"""`{% load almacontact %}`: how pages write money, dates and people, and small pieces of the frame.

Filters: `cop`, `cop_short`, `keep_money`, `number`, `percent` (percentage points), `day`, `month`, `day_and_time`,
`moment` (relative when near, exact on hover), `due`, `due_tone`, `initials`.
Tags: `{% icon "name" %}`, `{% query page=2 sort=None %}`, `{% money_short value %}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField, MultiWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString

from almacontact import money
from almacontact.web import formats
from almacontact.web.once import box

register = template.Library()

register.filter("cop", money.cop)
register.filter("cop_short", money.cop_short)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("month", formats.month)
register.filter("short_month", formats.short_month)
register.filter("day_and_time", formats.day_and_time)
register.filter("moment", formats.moment)
register.filter("due", formats.due)
register.filter("is_near", formats.is_near)
register.filter("due_tone", formats.due_tone)
register.filter("initials", formats.initials)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Bootstrap icon: decoration, or with `label` a picture that says it to screen readers."""
    if label:
        return format_html(
            '<i class="bi bi-{}" aria-hidden="true"></i><span class="visually-hidden">{}</span>', name, label
        )
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.filter
def message_icon(level: str) -> str:
    """The icon of a message to a person, by its level, so that the colour never speaks alone."""
    return {"success": "check-circle", "error": "x-circle", "warning": "exclamation-triangle"}.get(level, "info-circle")


@register.simple_tag
def money_short(value: int | None) -> SafeString:
    """COP shortened (`$ 1.234 M`), exact on hover and to screen readers."""
    return format_html('<data value="{}" title="{}">{}</data>', value or 0, money.cop(value), money.cop_short(value))


@register.simple_tag(takes_context=True)
def once(context: Any, form: Any = None) -> str:
    """Give a form the key that lets it be saved once, unless it carries a version or is a search. See `web.once`."""
    searches = context.get("method") == "get"
    return "" if searches or "version" in getattr(form, "fields", ()) else box()


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query of this page with some parameters replaced; None or '' takes one out: `{% query page=2 %}`."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        else:
            params[name] = str(value)
    encoded = params.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a form field is laid out: `hidden`, `check`, `range`, `choices` (radios or check boxes), or `box`."""
    if field.is_hidden:
        return "hidden"
    if isinstance(field.field.widget, MultiWidget):
        return "range"
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "checkbox" and not field.use_fieldset:
        return "check"
    if field.use_fieldset:
        return "choices"
    return "box"


@register.filter
def keep_money(words: Any) -> str:
    """The words with each amount kept on one line: a space that does not break between `$` and its figure."""
    return str(words).replace("$ ", "$\N{NO-BREAK SPACE}")


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key held in a variable; None where it is not there."""
    return mapping.get(key)
