"""The form of an opportunity (process row 2), with its client found or added in the same place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import SALES_ROLES
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.refusals import Refused
from almacontact.web.formats import percent
from almacontact.web.forms import CountField, DayField, MoneyField, PercentField, WarningsMixin
from almacontact.web.merging import MergingForm
from almacontact.web.number_fields import MONTHS
from pipeline.catalogues.models import LeadSource, Segment, Service
from pipeline.clients.models import Client, Contact, name_key
from pipeline.opportunities.actions.opportunities import NEXT_STEP_FIELDS
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.settled import SETTLED_FIELDS, price_left, terms_settled
from pipeline.opportunities.timeline import by_precision
from pipeline.terms import LARGEST, SEATS
from pipeline.workbook.cells import Nit, Unreadable
from pipeline.workbook.cells import nit as read_nit

SEPARATOR = " · "
FORM_ONLY = frozenset({"version", "client_nit"})
"""Fields of the form that are none of the record."""


def client_text(client: Client) -> str:
    """Return how a client is written in the form: its name and, to tell namesakes apart, its NIT."""
    return f"{client.name}{SEPARATOR}{client.full_nit}" if client.nit else client.name


def find_clients(text: str) -> list[Client]:
    """Return the clients that `text` names: by NIT, or by name whatever its case, accents and legal form."""
    name, separator, number = text.strip().rpartition(SEPARATOR)
    for candidate in (number, text):
        try:
            nit = read_nit(candidate).number
        except Unreadable:
            continue
        if found := list(Client.objects.current().filter(nit=nit)[:2]):
            return found
    key = name_key(name if separator else text)
    return list(Client.objects.current().filter(name_key=key)[:5]) if key else []


class OpportunityForm(WarningsMixin, MergingForm):
    """Everything a person may say of an opportunity. A client that is not there yet is added when the form is saved."""

    client = forms.CharField(
        label=gettext_lazy("Client"),
        max_length=240,
        help_text=gettext_lazy("Name or NIT. One that is not in the list is added."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "client-options"}),
    )
    client_nit = forms.CharField(
        label=gettext_lazy("NIT of a new client"),
        max_length=25,
        required=False,
        help_text=gettext_lazy("Only when the client is new: 830.135.217-2."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Main contact"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    description = forms.CharField(
        label=gettext_lazy("Description of the client"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    objective = forms.CharField(
        label=gettext_lazy("Objective"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    segment = forms.ModelChoiceField(label=gettext_lazy("Segment"), queryset=Segment.objects.none())
    service = forms.ModelChoiceField(label=gettext_lazy("Service"), queryset=Service.objects.none())
    lead_source = forms.ModelChoiceField(
        label=gettext_lazy("Lead source"), queryset=LeadSource.objects.none(), required=False, empty_label="–"
    )
    seats = CountField(label=gettext_lazy("Seats"), max_value=LARGEST["seats"], unit=SEATS)
    unit_value = MoneyField(
        label=gettext_lazy("Unit value"),
        max_value=LARGEST["unit_value"],
        help_text=gettext_lazy("COP for each seat and month, without IVA."),
    )
    contract_months = CountField(
        label=gettext_lazy("Contract (months)"),
        min_value=1,
        max_value=LARGEST["contract_months"],
        unit=MONTHS,
        initial=12,
    )
    expected_close_on = DayField(label=gettext_lazy("Expected close"), required=False)
    expected_close_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the close is known"), choices=Precision.choices, required=False
    )
    expected_billing_on = DayField(label=gettext_lazy("Expected billing start"), required=False)
    expected_billing_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the billing start is known"), choices=Precision.choices, required=False
    )
    probability = PercentField(label=gettext_lazy("Probability"), required=False)
    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none())
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next_step_on = DayField(label=gettext_lazy("Next step on"), required=False)

    def __init__(self, *args: Any, user: User, record: Opportunity | None = None, **kwargs: Any) -> None:
        self.user = user
        self.found: list[Client] = []
        initial = dict(kwargs.pop("initial", None) or {})
        if record is not None:
            initial = {**{name: self.raw(record, name) for name in _RECORD_FIELDS}, **initial}
        super().__init__(*args, record=record, initial=initial, **kwargs)
        self._offer_entries(record)
        self._offer_owners(record)
        self._find_client(record)
        self.settled = record is not None and record.is_open and terms_settled(record)
        if self.settled:
            # They are shown, and the action refuses what is typed past their box all the same.
            for name in SETTLED_FIELDS:
                self.fields[name].widget.attrs["readonly"] = True
                self.fields[name].help_text = _("An offer went to the client: it changes by “Change the terms”.")
            del self.fields["client_nit"]
        if record is not None and not record.is_open:
            for name in set(self.fields) - NEXT_STEP_FIELDS - {"version"}:
                del self.fields[name]

    # --- What there is to choose from ---------------------------------------------------------------------------------

    def _offer_entries(self, record: Opportunity | None) -> None:
        entries: tuple[tuple[str, type[models.Model]], ...] = (
            ("segment", Segment),
            ("service", Service),
            ("lead_source", LeadSource),
        )
        for name, model in entries:
            in_use = models.Q(active=True) | models.Q(pk=getattr(record, f"{name}_id", None))
            self.fields[name].queryset = model._default_manager.filter(in_use)  # type: ignore[attr-defined]

    def _offer_owners(self, record: Opportunity | None) -> None:
        if not self.user.can(Right.REASSIGN):
            del self.fields["owner"]
            return
        selling = models.Q(is_active=True, held_roles__role__in=SALES_ROLES)
        current = models.Q(pk=record.owner_id if record else self.user.pk)
        people = User.objects.filter(selling | current).distinct().order_by("name")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.initial.setdefault("owner", self.user.pk)

    def _find_client(self, record: Opportunity | None) -> None:
        text = str(self.data.get(self.add_prefix("client"), "") if self.is_bound else self.initial.get("client") or "")
        if record is not None and text in ("", client_text(record.client)):
            self.found = [record.client]
        else:
            self.found = find_clients(text)
        if len(self.found) == 1:
            contacts = models.Q(pk=record.contact_id) if record is not None else models.Q()
            offered = Contact.objects.filter(client=self.found[0])
            in_use = models.Q(active=True, merged_into__isnull=True)
            self.fields["contact"].queryset = offered.filter(in_use | contacts if contacts else in_use)  # type: ignore[attr-defined]
            self.fields["contact"].error_messages["invalid_choice"] = _("Choose a contact of %(client)s.") % {
                "client": self.found[0]
            }
        elif record is not None:
            # The contact that was chosen stays in sight while the client is put right; the action judges whose it is.
            self.fields["contact"].queryset = Contact.objects.filter(client=record.client_id)  # type: ignore[attr-defined]

    # --- What was written ---------------------------------------------------------------------------------------------

    def clean_probability(self) -> int | None:
        value = self.cleaned_data["probability"]
        return None if value is None else int(value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "client" in cleaned:
            self._judge_client(cleaned)
        for name in ("expected_close", "expected_billing"):
            if f"{name}_precision" in self.fields:
                cleaned[f"{name}_precision"] = cleaned.get(f"{name}_precision") or Precision.DAY
        self._warn_of_dates(cleaned)
        self._warn_of_price()
        return cleaned

    def _judge_client(self, cleaned: dict[str, Any]) -> None:
        if len(self.found) > 1:
            names = ", ".join(client_text(one) for one in self.found)
            self.add_error("client", _("Several clients are called so (%(names)s): write the NIT.") % {"names": names})
            return
        nit = self._read_nit(cleaned.get("client_nit") or "")
        if self.found:
            cleaned["client"] = self.found[0]
            if nit and nit.number != self.found[0].nit:
                self.add_error(
                    "client_nit",
                    _("%(client)s is here already. Leave this empty; its NIT is edited on its own page.")
                    % {"client": self.found[0]},
                )
            return
        new = {"name": str(cleaned["client"]).strip()}
        self.new_client, cleaned["client"] = new, None
        if nit:
            new |= {"nit": nit.number, "check_digit": nit.written or nit.right}
        elif not self.errors:
            self.add_warning(
                _("No client is called “%(name)s”: it will be added.%(similar)s")
                % {"name": new["name"], "similar": self._similar(new["name"])},
                code="new_client",
            )

    settled = False

    def _read_nit(self, text: str) -> Nit | None:
        if not text.strip():
            return None
        try:
            nit = read_nit(text)
        except Unreadable:
            self.add_error("client_nit", _("Write a NIT, for example 830.135.217-2."))
            return None
        if nit.wrong:
            self.add_warning(
                _("The check digit of %(number)s should be %(digit)s, not %(written)s.")
                % {"number": nit.number, "digit": nit.right, "written": nit.written},
                code="check_digit",
            )
        return nit

    def _similar(self, name: str) -> str:
        words = [word for word in name_key(name).split() if len(word) > 3]
        if not words:
            return ""
        alike = models.Q()
        for word in words[:4]:
            alike |= models.Q(name_key__contains=word)
        names = [one.name for one in Client.objects.current().filter(alike)[:4]]
        return " " + _("Alike: %(names)s.") % {"names": ", ".join(names)} if names else ""

    def _warn_of_price(self) -> None:
        record = self.record
        if not isinstance(record, Opportunity) or self.settled:
            return
        if words := price_left(record, self.changed_data):
            self.add_warning(words, code="price_left")

    def _warn_of_dates(self, cleaned: dict[str, Any]) -> None:
        close, billing = cleaned.get("expected_close_on"), cleaned.get("expected_billing_on")
        changed = self.record is None or "expected_close_on" in self.changed_data
        if close and close < today() and changed:
            self.add_warning(_("The expected close lies in the past."), code="close_in_past")
        if close and billing and billing < close:
            self.add_warning(_("Billing would start before the close."), code="billing_before_close")

    # --- What the actions get -----------------------------------------------------------------------------------------

    new_client: dict[str, str] | None = None

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values for the record's fields; a probability left empty is not said."""
        return {
            name: value
            for name, value in cleaned.items()
            if name not in FORM_ONLY and not (name == "probability" and value is None)
        }

    def add_refusal(self, refused: Refused) -> None:
        """Show a refusal; what it says of a NIT stands at the NIT of the new client."""
        for blocker in refused.blockers:
            if blocker.field in ("nit", "check_digit") and "client_nit" in self.fields:
                self.add_error("client_nit", ValidationError(str(blocker.message), code=blocker.code))
        rest = [blocker for blocker in refused.blockers if blocker.field not in ("nit", "check_digit")]
        if rest:
            super().add_refusal(Refused(rest))

    # --- How values are written ---------------------------------------------------------------------------------------

    def raw(self, record: Any, name: str) -> Any:
        """Return the value as its input writes it: a client as its name and NIT."""
        return client_text(record.client) if name == "client" else super().raw(record, name)

    def shown(self, source: Any, name: str) -> str:
        """Return the value in words: money, percentages and dates as everywhere else."""
        value = getattr(source, name)
        if name == "unit_value":
            return cop(value)
        if name == "probability":
            return percent(value)
        if name in ("expected_close_on", "expected_billing_on"):
            return by_precision(value, getattr(source, name.removesuffix("_on") + "_precision"))
        return super().shown(source, name)


_RECORD_FIELDS = tuple(name for name in OpportunityForm.base_fields if name not in FORM_ONLY)
