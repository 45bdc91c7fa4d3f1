"""The list of opportunities: its columns, its filters and its order."""

from datetime import date
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import SALES_ROLES
from almacontact.calendar import today
from almacontact.money import NOTHING
from almacontact.refusals import Blocker, Refused
from almacontact.web.columns import Column
from almacontact.web.formats import relative_day
from almacontact.web.forms import DayInput
from almacontact.web.lists import Action, EmptyState, ListPage
from almacontact.xlsx import CONTENT_TYPE
from pipeline.catalogues.models import Segment, Service, StagePolicy
from pipeline.opportunities.exports import pipeline_workbook, ready
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.opportunities.timeline import by_precision
from pipeline.opportunities.urgency import TONES, Urgency, having, urgency_of
from pipeline.states import Outcome, Stage


def _sales_people(request: HttpRequest | None) -> QuerySet[User]:
    return User.objects.filter(held_roles__role__in=SALES_ROLES).distinct().order_by("name")


def _by_urgency(records: QuerySet[Opportunity], name: str, value: str) -> QuerySet[Opportunity]:
    return records.filter(having(value, today())) if value else records


def _by_contact_due(records: QuerySet[Opportunity], name: str, value: bool | None) -> QuerySet[Opportunity]:
    return records.contact_due(today(), StagePolicy.objects.all()) if value else records  # type: ignore[attr-defined]


def _by_status(records: QuerySet[Opportunity], name: str, value: str) -> QuerySet[Opportunity]:
    if value == "open":
        return records.open()  # type: ignore[attr-defined]
    if value in Outcome.values:
        return records.filter(outcome=value)
    return records.filter(stage=value) if value else records


STATUSES = [
    ("open", _("Open")),
    *[(one.value, one.label) for one in Stage if one != Stage.CLOSED],
    *[(one.value, one.label) for one in Outcome],
]
"""A stage while open, the outcome after: what a badge shows."""


class OpportunityFilter(django_filters.FilterSet):
    """What the list of opportunities can be narrowed to."""

    status = django_filters.ChoiceFilter(label=_("Stage or outcome"), choices=STATUSES, method=_by_status)
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=_sales_people)
    segment = django_filters.ModelChoiceFilter(label=_("Segment"), queryset=Segment.objects.all())
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=Service.objects.all())
    next_step = django_filters.ChoiceFilter(label=_("Next step"), choices=Urgency.choices, method=_by_urgency)
    contact_due = django_filters.BooleanFilter(label=_("Contact due"), method=_by_contact_due)
    close_from = django_filters.DateFilter(
        label=_("Expected close from"), field_name="expected_close_on", lookup_expr="gte", widget=DayInput
    )
    close_to = django_filters.DateFilter(
        label=_("Expected close to"), field_name="expected_close_on", lookup_expr="lte", widget=DayInput
    )
    historical = django_filters.BooleanFilter(label=_("Imported with its stage"))

    class Meta:
        model = Opportunity
        fields: list[str] = []


def next_step_cell(opportunity: Opportunity, now: date) -> SafeString:
    """Write the next step with its urgency in word and colour."""
    if not opportunity.is_open and not opportunity.next_step_on:
        return format_html("{}", NOTHING)
    urgency = urgency_of(opportunity.next_step_on, now)
    if opportunity.next_step_on is None:
        return format_html('<span class="is-warn">{}</span>', urgency.label)
    exact = by_precision(opportunity.next_step_on, opportunity.next_step_precision)
    near = relative_day(opportunity.next_step_on) if opportunity.next_step_precision == Precision.DAY else exact
    return format_html(
        '<span class="is-{}" title="{}">{}</span><span class="cell-sub" title="{}">{}</span>',
        TONES[urgency],
        exact,
        urgency.label if urgency == Urgency.TODAY else f"{urgency.label} · {near}",
        opportunity.next_step,
        opportunity.next_step,
    )


def client_cell(opportunity: Opportunity) -> SafeString:
    """Write the client, and under it the code and the service: what a row is."""
    return format_html(
        '{}<span class="cell-sub">{} · {}</span>', opportunity.client.name, opportunity.code, opportunity.service
    )


def _columns(now: date) -> tuple[Column, ...]:
    return (
        Column("client", _("Client"), sort="client__name", url=lambda one: one.get_absolute_url(), html=client_cell),
        Column("code", _("Code"), sort="id", screen=False),
        Column(
            "status",
            _("Stage"),
            value=lambda one: one.get_status_display(),
            sort=("stage", "outcome"),
            kind="badge",
            tone=lambda one: one.status,
        ),
        Column("seats", _("Seats"), sort=True, kind="number", total="seats"),
        Column("monthly_value", _("Monthly value"), sort=True, kind="money", total="monthly_value"),
        Column("probability", _("Probability"), sort=True, kind="percent"),
        Column(
            "expected_close_on",
            pgettext_lazy("column", "Close"),
            value=lambda one: by_precision(one.expected_close_on, one.expected_close_precision),
            kind="code",
            sort=True,
        ),
        Column(
            "next_step_on",
            _("Next step"),
            html=lambda one: next_step_cell(one, now),
            sort=True,
        ),
        Column("owner", _("Owner"), value=lambda one: one.owner.name, sort="owner__name", kind="person"),
    )


class OpportunityList(ListPage):
    """Every opportunity a person may see, newest first."""

    key = "pipeline.opportunities"
    title = _("Opportunities")
    filterset_class = OpportunityFilter
    search_in = {"opportunity": "pk"}
    search_hint = _("Client, NIT or code")
    default_sort = "-code"
    template_name = "pipeline/opportunities/opportunity_list.html"
    export_right = Right.EXPORT
    primary = Action(_("New opportunity"), "pipeline:opportunity_create", right=Right.EDIT_OPPORTUNITIES)
    empty = EmptyState(
        _("No opportunities yet"),
        _("Each deal you are after goes here, from the first prospect to its first invoice."),
        icon="briefcase",
        url_name="pipeline:opportunity_create",
        action=_("Write down the first one"),
        right=Right.EDIT_OPPORTUNITIES,
    )

    def get_queryset(self) -> QuerySet[Any]:
        """Those the person may see, with what a row shows."""
        return Opportunity.objects.visible_to(self.request.user).with_parties()

    def export(self) -> HttpResponse:
        """Send what the list shows as the team's workbook, which can come back by import. An analyst gets their own."""
        user = self.request.user
        own = user.scope(Right.EXPORT) == Scope.OWN
        records = self.records.filter(owner=user) if own else self.records
        if records.count() > self.export_limit:
            raise Refused(Blocker(code="too_many_rows", message=_("The list is too long to export. Filter it first.")))
        response = HttpResponse(
            pipeline_workbook(ready(cast(OpportunityQuerySet, records)), by=user), content_type=CONTENT_TYPE
        )
        response.headers["Content-Disposition"] = f'attachment; filename="pipeline-{today():%Y-%m-%d}.xlsx"'
        return response

    def get_columns(self) -> tuple[Column, ...]:
        """The columns, with today worked out once."""
        if not hasattr(self, "_made"):
            self._made = _columns(today())
        return self._made
