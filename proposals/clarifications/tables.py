"""The list of clarifications and scope changes, with the working days left."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES
from almacontact.calendar import today
from almacontact.web import formats
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from proposals.areas import AREA_CHOICES
from proposals.clarifications.chain import standing_of, working_days_left
from proposals.clarifications.models import Clarification, ClarificationKind, Effect
from proposals.record_columns import CODE, OWNER, client_column

STATES = (
    ("unanswered", _("To be answered")),
    ("unsent", _("Answered, to be sent")),
    ("overdue", pgettext_lazy("clarification", "Overdue")),
    ("unpriced", _("To be priced and sent again")),
    ("sent", _("Answer sent")),
)


class ClarificationFilter(django_filters.FilterSet):
    """What the list can be narrowed to."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="filter_state")
    mine = django_filters.BooleanFilter(label=_("Mine or of my area"), method="filter_mine")
    area = django_filters.MultipleChoiceFilter(label=_("Area that answers"), choices=AREA_CHOICES)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=ClarificationKind.choices)
    due_on = django_filters.DateFromToRangeFilter(label=_("Due on"))

    class Meta:
        model = Clarification
        fields: list[str] = []

    def filter_state(self, records: QuerySet[Clarification], name: str, value: str) -> QuerySet[Clarification]:
        """Narrow to where they stand."""
        unsent = Q(sent_on__isnull=True)
        wanted = {
            "unanswered": unsent & Q(answer=""),
            "unsent": unsent & ~Q(answer=""),
            "overdue": unsent & Q(due_on__lt=today()),
            "unpriced": ~Q(effect=Effect.NONE) & Q(resolved_by__isnull=True),
            "sent": Q(sent_on__isnull=False),
        }
        return records.filter(wanted[value])

    def filter_mine(self, records: QuerySet[Clarification], name: str, value: bool) -> QuerySet[Clarification]:
        """Narrow to those of the person's opportunities and areas, or to the others."""
        areas = [role for role in self.request.user.roles if role in AREA_ROLES]
        own = Q(opportunity__owner=self.request.user) | Q(area__in=areas)
        return records.filter(own if value else ~own)


def countdown(one: Clarification) -> str:
    """Write how far the due date is: `3 working days`, `today`, `2 working days late`."""
    left = working_days_left(one, today())
    if one.due_on == today():
        return str(_("today"))
    if left < 0 or one.due_on < today():
        late = max(-left, 1)
        return ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late}
    return ngettext("%(n)d working day", "%(n)d working days", left) % {"n": left}


def _due_cell(one: Clarification) -> SafeString:
    day = formats.day(one.due_on)
    if one.sent_on or one.voided_at or not one.opportunity.is_open:
        return format_html("{}", day)
    tone = formats.due_tone(one.due_on)
    return format_html('<span class="is-{}">{}</span><span class="cell-sub">{}</span>', tone, countdown(one), day)


def _question_cell(one: Clarification) -> SafeString:
    text = one.question if len(one.question) <= 140 else f"{one.question[:139]}…"
    return format_html('<span class="clarification-question">{}</span>', text)


_COLUMNS = (
    client_column(lambda one: one.number, sort=("opportunity__client__name", "number")),
    CODE,
    Column("number", _("Number"), kind="number", screen=False),
    Column("question", _("What the client asks"), html=_question_cell),
    Column("kind", _("Kind"), value=lambda one: one.get_kind_display(), screen=False),
    Column("area", _("Area"), value=lambda one: one.get_area_display(), sort=True),
    Column("asked_on", _("Asked on"), kind="day", screen=False),
    Column("due_on", _("Due"), kind="day", sort=True, html=_due_cell),
    Column("effect", _("Effect"), value=lambda one: one.get_effect_display() if one.answer else "", sort=True),
    Column(
        "state",
        _("State"),
        value=lambda one: standing_of(one, today()).label,
        kind="badge",
        tone=lambda one: standing_of(one, today()).tone,
    ),
    Column("answer", _("Answer"), screen=False),
    Column("sent_on", _("Sent on"), kind="day", screen=False),
    OWNER,
)


class ClarificationList(ListPage):
    """Every valid clarification a person may see; those due first come first."""

    key = "proposals.clarifications"
    title = _("Clarifications")
    columns = _COLUMNS
    filterset_class = ClarificationFilter
    search_in = {"clarification": "pk"}
    search_hint = _("Client, code or words")
    default_sort = "due_on"
    template_name = "proposals/clarifications/clarification_list.html"
    export_right = Right.EXPORT
    export_owner = "opportunity__owner"
    empty = EmptyState(
        _("No clarifications yet"),
        _("What the client asks after the proposal is written down on the page of its opportunity."),
        icon="patch-question",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The valid clarifications the person may see."""
        return (
            Clarification.objects.visible_to(self.request.user)
            .standing()
            .select_related("opportunity__client", "opportunity__owner")
        )
