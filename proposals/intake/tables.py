"""The list of requests, with their next date in working days."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.web import formats
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from pipeline.states import OPEN_STAGES, Stage
from proposals.intake.models import Intake, IntakeKind, Milestone
from proposals.intake.tender import SOURCE_LABELS, Source
from proposals.record_columns import CODE, OWNER, client_column


class IntakeFilter(django_filters.FilterSet):
    """What the list of requests can be narrowed to."""

    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=IntakeKind.choices)
    source = django_filters.MultipleChoiceFilter(
        label=_("Source"), choices=[(one.value, SOURCE_LABELS[one]) for one in Source]
    )
    delivery_on = django_filters.DateFromToRangeFilter(label=_("Delivery of the offer"))
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"), choices=Stage.choices, field_name="opportunity__stage"
    )
    mine = django_filters.BooleanFilter(label=_("Mine"), method="filter_mine")
    checked = django_filters.BooleanFilter(
        label=_("With check list"), field_name="opportunity__check_list", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Intake
        fields: list[str] = []

    def filter_mine(self, records: QuerySet[Intake], name: str, value: bool) -> QuerySet[Intake]:
        """Narrow to the requests of the person's own opportunities, or to the others."""
        own = Q(opportunity__owner=self.request.user)
        return records.filter(own if value else ~own)


def countdown(milestone: Milestone | None) -> str:
    """Write how far a date is: `3 working days`, `today`; '' for none."""
    if milestone is None:
        return ""
    if milestone.on == today():
        return str(_("today"))
    return ngettext("%(n)d working day", "%(n)d working days", milestone.working_days) % {"n": milestone.working_days}


def _next_cell(intake: Intake) -> SafeString:
    one = intake.next_milestone if intake.opportunity.is_open else None
    if one is None:
        return format_html('<span class="muted">–</span>')
    return format_html(
        '<span class="is-{}">{}: {}</span><span class="cell-sub">{}</span>',
        one.tone,
        one.label,
        countdown(one),
        formats.day(one.on),
    )


_COLUMNS = (
    client_column(str),
    CODE,
    Column("identifier", _("Reference"), screen=False),
    Column("kind", _("Kind"), value=lambda one: one.get_kind_display(), sort=True),
    Column("source", _("Source"), value=lambda one: one.get_source_display()),
    Column("received_on", _("Received on"), kind="day", sort=True),
    Column("next", _("Next date"), value=lambda one: one.next_milestone, html=_next_cell, sheet=False),
    Column(
        "next_on",
        _("Next date"),
        value=lambda one: one.next_milestone.on if one.next_milestone else None,
        kind="day",
        screen=False,
    ),
    Column("delivery_on", _("Delivery of the offer"), kind="day", sort=True),
    Column("questions_on", _("Questions until"), kind="day", screen=False),
    Column("defence_on", _("Defence"), kind="day", screen=False),
    Column("award_on", _("Award"), kind="day", screen=False),
    Column("monthly_volume", _("Volume a month"), kind="number", screen=False),
    Column("aht_seconds", _("AHT (s)"), kind="number", screen=False),
    Column("seats", _("Seats"), kind="number", sort=True),
    Column("term_months", _("Term (months)"), kind="number", screen=False),
    Column(
        "stage",
        _("Stage"),
        value=lambda one: one.opportunity.get_status_display(),
        kind="badge",
        tone=lambda one: one.opportunity.status,
    ),
    OWNER,
)


class IntakeList(ListPage):
    """Every valid request a person may see; those to be delivered next come first."""

    key = "proposals.intakes"
    title = _("Requests")
    columns = _COLUMNS
    filterset_class = IntakeFilter
    search_in = {"request": "pk"}
    search_hint = _("Client, code or number")
    default_sort = "-received_on"
    template_name = "proposals/intake/list.html"
    export_right = Right.EXPORT
    export_owner = "opportunity__owner"
    empty = EmptyState(
        _("No requests yet"),
        _("An RFP, an RFI, a tender or a needs survey is written down on the page of its opportunity."),
        icon="inbox",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The valid requests the person may see."""
        return (
            Intake.objects.visible_to(self.request.user)
            .standing()
            .select_related("opportunity__client", "opportunity__owner")
        )

    def get_extra_context(self) -> dict[str, Any]:
        """How many are still to be delivered."""
        open_ones = self.get_queryset().filter(opportunity__stage__in=OPEN_STAGES, delivery_on__gte=today())
        return {"to_deliver": open_ones.count(), "may_keep": self.request.user.can(Right.EDIT_CATALOGUES)}
