"""A box for rich text: Markdown with buttons and a preview. Without JavaScript it is a plain box with a word of help.

    body = RichTextField(label=_("Text"))

The page that shows it includes `proposals/library/_richtext_assets.html` in its blocks `css` and `scripts`.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from almacontact.web.richtext import problems, render

EXTENT = 30_000
"""The longest text a box takes, in characters: about twelve printed pages."""


class RichTextArea(forms.Textarea):
    """The box with its buttons and what its text looks like."""

    template_name = "proposals/library/_richtext_area.html"
    wide = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["shown"] = render(str(value or ""))
        return context


class RichTextField(forms.CharField):
    """Markdown. What is refused in it is said at the field, with its line, and what was typed stays."""

    widget = RichTextArea

    def __init__(self, *, max_length: int = EXTENT, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("**bold**, *italics*, - list, 1. numbered list, ## heading."))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := problems(value):
            raise ValidationError([ValidationError(str(one.message), code=one.code) for one in found])
