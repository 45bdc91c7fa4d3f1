"""The form of a round of negotiation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.calendar import today
from almacontact.web.forms import CountField, DayField, MoneyField
from almacontact.web.merging import MergingForm
from almacontact.web.number_fields import DAYS, MONTHS
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import CLAUSE_LABELS, LARGEST, SEATS, Clause, Terms
from proposals.negotiation.actions import ROUND_FIELDS
from proposals.negotiation.models import TERM_FIELDS, NegotiationRound, terms_from, values_of

SAID = ("held_on", "contact", "they_ask", "we_offer")


class RoundForm(MergingForm):
    """What they ask, what we offer, and the terms of the offer, which begin as they were approved."""

    held_on = DayField(label=_("Held on"))
    contact = forms.ModelChoiceField(
        label=_("With whom"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    they_ask = forms.CharField(label=_("What they ask"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    we_offer = forms.CharField(label=_("What we offer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    unit_value = MoneyField(
        label=_("Unit value"),
        help_text=_("COP for each seat and month."),
        min_value=1,
        max_value=LARGEST["unit_value"],
    )
    seats = CountField(label=_("Seats"), min_value=1, max_value=LARGEST["seats"], unit=SEATS)
    term_months = CountField(label=_("Contract (months)"), min_value=1, max_value=120, unit=MONTHS)
    payment_days = CountField(label=_("Payment (days)"), max_value=365, unit=DAYS)
    clause = forms.ChoiceField(label=_("Indexation"), choices=[(one.value, CLAUSE_LABELS[one]) for one in Clause])

    def __init__(
        self,
        *args: Any,
        opportunity: Opportunity,
        approved: Terms | None = None,
        record: NegotiationRound | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        kept = record.contact_id if record else None
        contacts = Contact.objects.filter(client=opportunity.client_id)
        self.fields["contact"].queryset = contacts.filter(  # type: ignore[attr-defined]
            Q(active=True, merged_into__isnull=True) | Q(pk=kept)
        )
        if record is not None:
            for name in ROUND_FIELDS:
                self.initial.setdefault(name, getattr(record, name))
        elif approved is not None:
            self.initial.setdefault("held_on", today())
            for name, value in values_of(approved).items():
                self.initial.setdefault(name, value)

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields, grouped."""
        groups = ((_("What was said"), SAID), (_("Terms we offer"), ("unit_value", "seats", *TERM_FIELDS[2:])))
        return [(label, [self[name] for name in names]) for label, names in groups]

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the round."""
        return {name: value for name, value in cleaned.items() if name in ROUND_FIELDS}

    def offered(self) -> Terms | None:
        """Return the terms as far as they are typed well; None while one of them is not."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in TERM_FIELDS}
        if any(value in (None, "") for value in given.values()):
            return None
        return terms_from(given)
