"""`{% load pricing %}`: boxes of the pricing form as text, for paper."""

from django import template
from django.forms import BoundField
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def box_words(field: BoundField) -> str:
    """What a box holds, in words with its unit: choices by label, volumes in one line."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices:
        return str(dict(choices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = field.field.widget.format_value(value)
    if text in (None, ""):
        return "–"
    affix = getattr(field.field.widget, "affix", None)
    text = " ".join(str(text).split("\n"))
    return f"{affix} {text}" if affix == "$" else f"{text} {affix}" if affix else text
