"""Forms of clients and contacts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.refusals import Refused
from almacontact.web.forms import DayField, StyledForm, WarningsMixin
from almacontact.web.merging import MergingForm
from pipeline.catalogues.models import Segment
from pipeline.clients.actions.clients import WHO_REWRITES
from pipeline.clients.models import Client
from pipeline.clients.named import is_named, may_rewrite_nit
from pipeline.workbook.cells import Unreadable
from pipeline.workbook.cells import nit as read_nit

NIT_FIELDS = frozenset({"nit", "check_digit"})


class ClientForm(MergingForm):
    """Everything a person may say of a client. The NIT is typed as people write it, with its check digit."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    full_nit = forms.CharField(
        label=gettext_lazy("NIT"),
        max_length=25,
        required=False,
        help_text=gettext_lazy("With its check digit: 830.135.217-2."),
    )
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Sector"), queryset=Segment.objects.none(), required=False, empty_label="–"
    )
    ownership = forms.ChoiceField(label=gettext_lazy("Public or private"), choices=Client.Ownership.choices)
    city = forms.CharField(label=gettext_lazy("City"), max_length=80, required=False)
    site = forms.CharField(
        label=gettext_lazy("Site"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Address or seat of the client."),
    )
    group = forms.CharField(
        label=gettext_lazy("Group of companies"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Clients of one group are one company where we ask whether a client is new."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "client-groups"}),
    )
    website = forms.URLField(label=gettext_lazy("Web page"), required=False, assume_scheme="https")
    notes = forms.CharField(label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label=gettext_lazy("Why the NIT changes"),
        max_length=250,
        required=False,
        help_text=gettext_lazy(
            "Only where it does: something was sold under this NIT, or an offer was signed or sent with it."
        ),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client = self.record if isinstance(self.record, Client) else None
        if client is None or not client.nit or not is_named(client):
            del self.fields["reason"]
        elif not may_rewrite_nit(client, by):
            del self.fields["reason"]
            self.fields["full_nit"].disabled = True
            self.fields["full_nit"].help_text = WHO_REWRITES
        self.fields["sector"].queryset = Segment.objects.active()  # type: ignore[attr-defined]
        if self.record is not None:
            for name in ("name", "sector", "ownership", "city", "site", "group", "website", "notes", "full_nit"):
                self.initial.setdefault(name, getattr(self.record, name))

    @property
    def groups(self) -> list[str]:
        """The groups that are known, to choose from while one is typed."""
        named = Client.objects.current().exclude(group="").order_by("group").values_list("group", flat=True)
        return list(named.distinct()[:500])

    def clean_full_nit(self) -> str:
        """Refuse what is no NIT, and a check digit that is not the computed one: say the right one."""
        text = self.cleaned_data["full_nit"]
        self.tax = None
        if not text:
            return ""
        try:
            self.tax = read_nit(text)
        except Unreadable:
            raise forms.ValidationError(
                _("“%(text)s” is not a NIT: write its digits and the check digit, as in 830.135.217-2.")
                % {"text": text}
            ) from None
        if self.tax.wrong and text != getattr(self.record, "full_nit", ""):
            raise forms.ValidationError(
                _("The check digit of %(nit)s is %(right)s, not %(written)s. Check the number.")
                % {"nit": self.tax.number, "right": self.tax.right, "written": self.tax.written}
            )
        return text

    def add_refusal(self, refused: Refused) -> None:
        """Show what an action says of the NIT or its check digit at the field people type both in."""
        super().add_refusal(
            Refused([replace(one, field="full_nit") if one.field in NIT_FIELDS else one for one in refused.blockers])
        )

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the client."""
        values = {name: value for name, value in cleaned.items() if name not in {"version", "full_nit", "reason"}}
        text = cleaned.get("full_nit", "")
        tax = read_nit(text) if text else None
        return {**values, "nit": tax.number if tax else "", "check_digit": (tax.written or tax.right) if tax else ""}


class ContactForm(MergingForm):
    """Everything a person may say of a contact, with the proof of consent that Ley 1581 asks for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    is_decision_maker = forms.BooleanField(label=gettext_lazy("Decides on the purchase"), required=False)
    consent_on = DayField(label=gettext_lazy("Consent given on"), required=False)
    consent_proof = forms.CharField(
        label=gettext_lazy("Proof of consent"),
        max_length=250,
        required=False,
        help_text=gettext_lazy(
            "Where the consent to treat personal data can be seen (Ley 1581): e-mail, form, recording."
        ),
    )
    active = forms.BooleanField(label=gettext_lazy("Still works there"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            for name in self.fields:
                if name != "version":
                    self.initial.setdefault(name, getattr(self.record, name))

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the contact."""
        return {name: value for name, value in cleaned.items() if name != "version"}


class MergeForm(WarningsMixin, StyledForm):
    """Which record stays, and why the two are one. What the merge changes besides is shown before it is made."""

    keep = forms.ModelChoiceField(
        label=gettext_lazy("Client to keep"), queryset=Client.objects.none(), empty_label=None
    )
    reason = forms.CharField(
        label=gettext_lazy("Why they are the same"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, candidates: Any, effects: Callable[[Client], Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = candidates  # type: ignore[attr-defined]
        # Which one stands beside it, and is chosen there.
        self.fields["keep"].widget = forms.HiddenInput()
        self._effects = effects

    def clean(self) -> dict[str, Any]:
        """Tell each effect of joining with the client that was chosen."""
        cleaned = super().clean() or self.cleaned_data
        if keep := cleaned.get("keep"):
            for number, words in enumerate(self._effects(keep)):
                self.add_warning(words, code=f"effect_{keep.pk}_{number}")
        return cleaned


class UndoMergeForm(StyledForm):
    """Why two clients are not one after all."""

    reason = forms.CharField(
        label=gettext_lazy("Why they are two clients"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
