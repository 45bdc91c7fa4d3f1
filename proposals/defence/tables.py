"""The list of defences, the next ones first."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.refusals import Words
from almacontact.web import formats
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from proposals.defence.models import DefenceState, DefenceTopic, ProposalDefence
from proposals.record_columns import CODE, OWNER, client_column


class DefenceFilter(django_filters.FilterSet):
    """What the list of defences can be narrowed to."""

    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=DefenceState.choices)
    starts_at = django_filters.DateFromToRangeFilter(label=_("Day"))
    mine = django_filters.BooleanFilter(label=_("I speak or own it"), method="filter_mine")

    class Meta:
        model = ProposalDefence
        fields: list[str] = []

    def filter_mine(self, records: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Narrow to those the person speaks at or owns, or to the others."""
        spoken = DefenceTopic.objects.kept().filter(speaker=self.request.user).values("defence")
        own = Q(opportunity__owner=self.request.user) | Q(pk__in=spoken)
        return records.filter(own if value else ~own)


def _state(defence: ProposalDefence) -> Words:
    """The state in the fewest words."""
    return _("Not required") if defence.state == DefenceState.NOT_REQUIRED else defence.get_state_display()


def _time_cell(defence: ProposalDefence) -> SafeString:
    if defence.starts_at is None or defence.ends_at is None:
        return format_html('<span class="muted">{}</span>', "–")
    begins, ends = (formats.day_and_time(one).rpartition(", ")[2] for one in (defence.starts_at, defence.ends_at))
    return format_html('{}<span class="cell-sub">{}–{}</span>', formats.day(defence.starts_at), begins, ends)


_COLUMNS = (
    client_column(),
    CODE,
    Column("starts_at", _("Day and time"), kind="moment", sort=("group", "starts_at"), html=_time_cell),
    Column("where", _("Place"), value=lambda one: one.place or (_("Virtual") if one.link else "")),
    Column("state", _("State"), value=_state, kind="badge", tone=lambda one: one.tone),
    Column("proposal", _("Proposal"), value=lambda one: str(one.proposal or "")),
    Column("topic_count", _("Topics"), kind="number"),
    Column("held_on", _("Day it was held"), kind="day", sort=True),
    OWNER,
)


class DefenceList(ListPage):
    """Every valid defence a person may see; the next to be held come first."""

    key = "proposals.defences"
    title = _("Defences")
    columns = _COLUMNS
    filterset_class = DefenceFilter
    search_in = {"defence": "pk"}
    search_hint = _("Client, code or place")
    default_sort = "starts_at"
    template_name = "proposals/defence/list.html"
    export_right = Right.EXPORT
    export_owner = "opportunity__owner"
    empty = EmptyState(
        _("No defences yet"),
        _("A defence is planned on the page of its opportunity, in the section Defence."),
        icon="easel",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The valid defences the person may see."""
        return (
            ProposalDefence.objects.visible_to(self.request.user)
            .standing()
            .select_related("opportunity__client", "opportunity__owner", "proposal")
            .annotate(
                group=Case(When(state=DefenceState.PLANNED, then=Value(0)), default=Value(1)),
                topic_count=Count("topics", filter=Q(topics__removed_at__isnull=True)),
            )
        )
