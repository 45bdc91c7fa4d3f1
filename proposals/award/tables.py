"""The list of awards."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from pipeline.states import OPEN_STAGES, Outcome
from pipeline.terms import monthly_in_rows
from proposals.award.models import Award, AwardQuerySet
from proposals.record_columns import CODE, OWNER, client_column

STATES = [("waiting", _("Waits for its win")), ("won", _("Won")), ("voided", _("Voided"))]
"""Where an award stands: its opportunity still open, closed as won, or the award voided."""
_TONES = {"waiting": "warn", "won": "won", "voided": "idle"}


def state_of(award: Award) -> str:
    """Return where an award stands, as a key of `STATES`."""
    if not award.is_standing:
        return "voided"
    return "won" if award.opportunity.outcome == Outcome.WON else "waiting"


def state_badge(award: Award) -> dict[str, Any]:
    """Return the badge of where an award stands."""
    state = state_of(award)
    return {"label": dict(STATES)[state], "tone": _TONES[state]}


class AwardFilter(django_filters.FilterSet):
    """What the list of awards can be narrowed to."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="filter_state")
    awarded_on = django_filters.DateFromToRangeFilter(label=_("Awarded on"))
    partial = django_filters.BooleanFilter(label=_("Partial award"))
    told = django_filters.BooleanFilter(label=_("Areas told"), field_name="told_at", lookup_expr="isnull", exclude=True)
    mine = django_filters.BooleanFilter(label=_("Mine"), method="filter_mine")

    class Meta:
        model = Award
        fields: list[str] = []

    def filter_state(self, records: AwardQuerySet, name: str, value: str) -> QuerySet[Award]:
        """Narrow to where an award stands."""
        if value == "voided":
            return records.filter(voided_at__isnull=False)
        standing = records.standing()
        if value == "won":
            return standing.filter(opportunity__outcome=Outcome.WON)
        return standing.filter(opportunity__stage__in=OPEN_STAGES)

    def filter_mine(self, records: QuerySet[Award], name: str, value: bool) -> QuerySet[Award]:
        """Narrow to the awards of the person's own opportunities, or to the others."""
        own = Q(opportunity__owner=self.request.user)
        return records.filter(own if value else ~own)


_COLUMNS = (
    client_column(),
    CODE,
    Column("proposal", _("Proposal"), value=lambda one: str(one.proposal or ""), screen=False),
    Column("awarded_on", _("Awarded on"), kind="day", sort=True),
    Column(
        "state",
        _("State"),
        value=lambda one: state_badge(one)["label"],
        kind="badge",
        tone=lambda one: state_badge(one)["tone"],
    ),
    Column("seats", _("Seats"), kind="number", sort=True, total="seats"),
    Column("unit_value", _("Unit value"), kind="money", screen=False),
    Column("contract_months", _("Months"), kind="number", screen=False),
    Column("monthly_value", _("Monthly value"), kind="money", sort="monthly", total="monthly"),
    Column("total_value", _("Total value"), kind="money", screen=False),
    Column("lost_monthly", _("Not awarded a month"), kind="money", sort=True, total="lost_monthly"),
    Column("shared_with", _("Others who were awarded"), screen=False),
    Column("told_at", _("Areas told"), value=lambda one: one.told_at is not None, kind="flag", screen=False),
    OWNER,
)


class AwardList(ListPage):
    """Every award a person may see, the latest first."""

    key = "proposals.awards"
    title = _("Awards")
    columns = _COLUMNS
    filterset_class = AwardFilter
    search_in = {"award": "pk", "proposal": "proposal"}
    search_hint = _("Client, code or proposal")
    default_sort = "-awarded_on"
    template_name = "proposals/award/list.html"
    export_right = Right.EXPORT
    export_owner = "opportunity__owner"
    empty = EmptyState(
        _("No awards yet"),
        _("When the client awards us the business, its letter or e-mail is recorded on the page of the opportunity."),
        icon="trophy",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The awards the person may see, with what a row shows."""
        awards = Award.objects.visible_to(self.request.user).with_parties()
        return awards.annotate(monthly=monthly_in_rows())
