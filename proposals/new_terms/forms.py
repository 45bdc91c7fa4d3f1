"""The form of a change of terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.web.forms import CountField, MoneyField, StyledForm, VersionedMixin
from almacontact.web.number_fields import DAYS, MONTHS
from pipeline.opportunities.forms.opportunities import client_text, find_clients
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import CLAUSE_LABELS, LARGEST, SEATS, Clause, Terms

_UNKNOWN = gettext_lazy("Not written down")


class TermsForm(VersionedMixin, StyledForm):
    """All terms of a deal as they stand; what is typed otherwise is to change, for the reason that is given."""

    client = forms.CharField(
        label=gettext_lazy("Client"),
        max_length=240,
        help_text=gettext_lazy("Name or NIT of a client that is here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "client-options"}),
    )
    seats = CountField(label=gettext_lazy("Seats"), min_value=1, max_value=LARGEST["seats"], unit=SEATS)
    unit_value = MoneyField(
        label=gettext_lazy("Unit value"),
        min_value=1,
        max_value=LARGEST["unit_value"],
        help_text=gettext_lazy("COP for each seat and month, without IVA."),
    )
    contract_months = CountField(
        label=gettext_lazy("Contract (months)"), min_value=1, max_value=LARGEST["contract_months"], unit=MONTHS
    )
    payment_days = CountField(label=gettext_lazy("Payment (days)"), max_value=365, unit=DAYS, required=False)
    clause = forms.ChoiceField(
        label=gettext_lazy("Indexation"),
        choices=[("", _UNKNOWN), *((one.value, CLAUSE_LABELS[one]) for one in Clause)],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, record: Opportunity, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self._now = record.client
        values = {
            "client": client_text(record.client),
            **terms.sold(),
            "payment_days": terms.payment_days,
            "clause": str(terms.indexation or ""),
        }
        for name, value in values.items():
            self.initial.setdefault(name, value)

    def clean_client(self) -> Any:
        """Find the client that is meant: exactly one that is here."""
        text = self.cleaned_data["client"]
        if text == client_text(self._now):
            return self._now
        found = find_clients(text)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(client_text(one) for one in found)
            words = _("Several clients are called so (%(names)s): write the NIT.") % {"names": names}
        else:
            words = _("No client is called “%(name)s”. Add it first, then change the terms.") % {"name": text}
        raise forms.ValidationError(words)

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields, grouped."""
        groups = (
            (_("Client"), ("client",)),
            (_("Terms"), ("seats", "unit_value", "contract_months", "payment_days", "clause")),
            (_("Why they change"), ("reason",)),
        )
        return [(label, [self[name] for name in names]) for label, names in groups]

    def values(self) -> dict[str, Any]:
        """Return what the person wants of each term."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "reason")}

    def meet(self, current: Any) -> None:
        """Keep what was typed, and mean the next save for the deal as it now stands."""
        self.expect(current)
