"""The form of the cut-over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import DayField, StyledForm, VersionedMixin
from pipeline.imports.models import CutOver


class CutOverForm(VersionedMixin, StyledForm):
    """Until when late rows come in as they stood; with the reason where that opens it again."""

    until = DayField(
        label=_("Cut-over"),
        required=False,
        help_text=_("The last day on which, and of which, late stages and closings come in with a workbook."),
    )
    reason = forms.CharField(
        label=_("Why it is opened again"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Calidad is told by e-mail."),
    )

    def __init__(self, *args: Any, record: CutOver, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("until", record.until)
        if record.is_open:
            del self.fields["reason"]
