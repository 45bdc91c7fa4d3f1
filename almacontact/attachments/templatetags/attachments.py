"""``{% load attachments %}{% attachment_panel "opportunity" opportunity %}``: the files of a record, on its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from almacontact.attachments.panel import panel_context
from almacontact.attachments.registry import model_for

register = template.Library()


@register.inclusion_tag("attachments/_list.html", takes_context=True)
def attachment_panel(context: RequestContext, key: str, owner: Any) -> dict[str, Any]:
    """The list of files of `owner` in the table `key`, with the form that adds to it where the reader may."""
    model = model_for(key)
    if model is None:
        raise template.TemplateSyntaxError(f"no table of attachments has the key {key!r}")
    request = context["request"]
    return {**panel_context(model, owner, request.user), "request": request, "csrf_token": context.get("csrf_token")}
