"""The list of proposals: every version a person may see."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import SALES_ROLES
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from pipeline.catalogues.models import Service
from pipeline.terms import monthly_in_rows
from proposals.mail import mailbox
from proposals.pricing.minutes.currentness import new_terms_since
from proposals.proposal.models.proposals import PROPOSAL_TONES, Proposal, ProposalState
from proposals.proposal.sending.models import ProposalSending


def _sales_people(request: Any) -> QuerySet[User]:
    return User.objects.filter(held_roles__role__in=SALES_ROLES).distinct().order_by("name")


def _by_sent(records: QuerySet[Any], name: str, value: bool | None) -> QuerySet[Any]:
    if value is None:
        return records
    sent = Exists(ProposalSending.objects.delivered().filter(proposal=OuterRef("pk")))
    return records.filter(sent) if value else records.exclude(sent)


class ProposalFilter(django_filters.FilterSet):
    """What the list of proposals can be narrowed to."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=ProposalState.choices)
    sent = django_filters.BooleanFilter(label=pgettext_lazy("proposal", "Sent"), method=_by_sent)
    valid_until = django_filters.DateFromToRangeFilter(label=_("Offer valid until"))
    service = django_filters.ModelChoiceFilter(
        label=_("Service"), queryset=Service.objects.all(), field_name="alternative__opportunity__service"
    )
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=_sales_people, field_name="alternative__opportunity__owner"
    )
    principal = django_filters.BooleanFilter(label=_("Principal alternative"), field_name="alternative__principal")

    class Meta:
        model = Proposal
        fields: list[str] = []


def number_cell(proposal: Proposal) -> SafeString:
    """Write the number with the version, and under it the title."""
    return format_html('{}<span class="cell-sub">{}</span>', proposal, proposal.title)


def client_cell(proposal: Proposal) -> SafeString:
    """Write the client, and under it the code and the service: a column less, so that the rest fits at 1366 px."""
    opportunity = proposal.opportunity
    below = f"{opportunity.code} · {opportunity.service}"
    return format_html('{}<span class="cell-sub">{}</span>', opportunity.client.name, below)


def is_fallen(proposal: Proposal) -> bool:
    """Tell whether an approved version no longer rules: its deal got other terms since its price was approved."""
    if proposal.state != ProposalState.APPROVED:
        return False
    return new_terms_since(proposal.minutes, proposal.opportunity) is not None


def state_words(proposal: Proposal) -> str:
    """Write the state, and that it no longer rules."""
    if not is_fallen(proposal):
        return proposal.get_state_display()
    return f"{proposal.get_state_display()}, " + pgettext("proposal", "no longer in force")


class ProposalList(ListPage):
    """Every version a person may see, the newest first."""

    key = "proposals.proposals"
    title = _("Proposals")
    columns = (
        Column(
            "series",
            _("Number"),
            value=str,
            sort=True,
            url=lambda one: one.get_absolute_url(),
            html=number_cell,
            export=lambda one: one.series,
        ),
        Column("number", _("Version"), kind="number", screen=False),
        Column("title", _("Title"), screen=False),
        Column(
            "client",
            _("Client"),
            value=lambda one: one.opportunity.client.name,
            sort="alternative__opportunity__client__name",
            html=client_cell,
        ),
        Column("code", _("Code"), value=lambda one: one.opportunity.code, screen=False),
        Column(
            "service",
            _("Service"),
            value=lambda one: str(one.opportunity.service),
            sort="alternative__opportunity__service__name",
            screen=False,
        ),
        Column("alternative", _("Alternative"), value=lambda one: one.alternative.name, screen=False),
        Column(
            "state",
            _("State"),
            value=state_words,
            kind="badge",
            tone=lambda one: "bad" if is_fallen(one) else PROPOSAL_TONES[one.state],
            sort=True,
        ),
        Column("monthly", _("Monthly value"), kind="money", sort=True),
        Column("valid_until", _("Valid until"), kind="day", sort=True),
        Column("sent_at", pgettext_lazy("proposal", "Sent"), kind="moment", sort=True),
        Column("acta", _("Acta"), value=lambda one: one.minutes.number, screen=False),
        Column(
            "owner",
            _("Owner"),
            value=lambda one: one.opportunity.owner.name,
            kind="person",
            sort="alternative__opportunity__owner__name",
        ),
    )
    filterset_class = ProposalFilter
    search_in = {"proposal": "pk"}
    search_hint = _("Number, client or code")
    default_sort = "-pk"
    template_name = "proposals/proposal/list.html"
    export_right = Right.EXPORT
    export_owner = "alternative__opportunity__owner"
    empty = EmptyState(
        _("No proposals yet"),
        _("A proposal begins on the page of its opportunity, once its pricing is approved."),
        icon="file-earmark-text",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_extra_context(self) -> dict[str, Any]:
        """Whether the local mailbox is there for this person, and whether they write proposals."""
        user = self.request.user
        return {"mailbox": mailbox.is_open_to(user), "writes": user.can(Right.WRITE_PROPOSALS)}

    def get_queryset(self) -> QuerySet[Any]:
        """The versions the person may see, with what the columns read."""
        sent = ProposalSending.objects.delivered().filter(proposal=OuterRef("pk")).order_by("-sent_at")
        return (
            Proposal.objects.visible_to(self.request.user)
            .with_parties()
            .select_related("alternative__opportunity__service")
            .defer("content", "annex", "fired", "minutes__frozen", "minutes__content", "minutes__fired")
            .annotate(monthly=monthly_in_rows("minutes__"), sent_at=Subquery(sent.values("sent_at")[:1]))
        )
