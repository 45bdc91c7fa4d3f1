"""The forms that attach files and void one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.file_types import ACCEPT
from almacontact.attachments.models import Attachment
from almacontact.refusals import Refused
from almacontact.web.forms import StyledForm

MAX_FILES = 10


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files; `accept` helps the person choose, the checks decide."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One to ten files."""

    default_error_messages = {"too_many": _("Attach at most %(limit)s files at a time.")}

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file as an upload. Emptiness and content are judged by `checks`, which names the file."""
        given = data if isinstance(data, (list, tuple)) else [data]
        if len(given) > MAX_FILES:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many", params={"limit": MAX_FILES})
        single = super().clean
        return [single(one, initial) for one in given] if any(given) else [single(None, initial)]


class AttachmentForm(StyledForm):
    """Files, what they are, and a word about them, for the records of one attachment table."""

    uploads = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel, PowerPoint, pictures, text, CSV, or e-mails saved as .eml or .msg."),
    )
    kind = forms.ChoiceField(label=_("What it is"), required=False)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, model: type[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it is"),
            required=False,
            choices=[("", _("Decide by the file")), *model.KINDS.choices],
        )

    def add_refusal(self, refused: Refused) -> None:
        """Put the reasons of a refusal beside the fields they speak of: the files, unless they name another."""
        at_files = [one if one.field in self.fields else replace(one, field="uploads") for one in refused.blockers]
        super().add_refusal(Refused(at_files))


class VoidForm(StyledForm):
    """Why a file no longer counts."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
