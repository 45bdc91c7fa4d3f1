"""The list of pricing models."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from almacontact.accounts.rights import Right, Scope
from almacontact.web.columns import Column
from almacontact.web.lists import EmptyState, ListPage
from proposals.pricing.minutes.currentness import new_terms_since
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.pricing import PRICING_TONES, PricingState, Scenario


class PricingFilter(django_filters.FilterSet):
    """What the list of pricings can be narrowed to."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=PricingState.choices, field_name="pricing_model__state"
    )
    principal = django_filters.BooleanFilter(
        label=_("Principal alternative"), field_name="pricing_model__alternative__principal"
    )

    class Meta:
        model = Scenario
        fields: list[str] = []


def client_cell(scenario: Scenario) -> SafeString:
    """Write the client, and under it the code and the version."""
    opportunity = scenario.pricing_model.opportunity
    return format_html(
        '{}<span class="cell-sub">{} · {}</span>', opportunity.client.name, opportunity.code, scenario.pricing_model
    )


def is_fallen(scenario: Scenario) -> bool:
    """Tell whether an approved version no longer rules: its deal got other terms since its acta was signed."""
    model = scenario.pricing_model
    if model.state != PricingState.APPROVED:
        return False
    return any(new_terms_since(acta, model.opportunity) for acta in model.minutes.all())


def state_words(scenario: Scenario) -> str:
    """Write the state, and that it no longer rules."""
    words = scenario.pricing_model.get_state_display()
    return f"{words}, {pgettext('proposal', 'no longer in force')}" if is_fallen(scenario) else words


_COLUMNS = (
    Column(
        "client",
        _("Client"),
        value=lambda one: one.pricing_model.opportunity.client.name,
        sort="pricing_model__alternative__opportunity__client__name",
        url=lambda one: one.pricing_model.get_absolute_url(),
        html=client_cell,
    ),
    Column("code", _("Code"), value=lambda one: one.pricing_model.opportunity.code, screen=False),
    Column("model", _("Version"), value=lambda one: str(one.pricing_model), screen=False),
    Column(
        "state",
        _("State"),
        value=state_words,
        kind="badge",
        tone=lambda one: "bad" if is_fallen(one) else PRICING_TONES[one.pricing_model.state],
        sort="pricing_model__state",
    ),
    Column("name", _("Chosen scenario"), screen=False),
    Column("seats", _("Seats"), kind="number", sort=True),
    Column("unit_value", _("Unit value"), kind="money", sort=True),
    Column("offered_monthly", _("Monthly value"), kind="money", sort=True),
    Column("term_months", _("Months"), kind="number", screen=False),
    Column("total_value", _("Total value"), kind="money", sort=True),
)
_MARGIN = Column(
    "ebitda",
    _("EBITDA"),
    value=lambda one: None if one.ebitda is None else one.ebitda * 100,
    kind="percent",
    sort=True,
)
_OWNER = Column("owner", _("Owner"), value=lambda one: one.pricing_model.opportunity.owner.name, kind="person")


class PricingList(ListPage):
    """The chosen scenario of every version a person may see, newest first."""

    key = "proposals.pricing"
    title = _("Pricing")
    columns = _COLUMNS
    filterset_class = PricingFilter
    search_in = {"opportunity": "pricing_model__alternative__opportunity"}
    search_hint = _("Client or code")
    default_sort = "-pricing_model"
    template_name = "proposals/pricing/list.html"
    export_right = Right.EXPORT
    export_owner = "pricing_model__alternative__opportunity__owner"
    empty = EmptyState(
        _("No pricing yet"),
        _("A pricing model begins on the page of its opportunity, in the section Pricing."),
        icon="calculator",
        url_name="pipeline:opportunity_list",
        action=_("Choose the opportunity"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The chosen scenarios of the versions the person may see."""
        return (
            Scenario.objects.visible_to(self.request.user)
            .filter(chosen=True)
            .select_related(
                "pricing_model__alternative__opportunity__client", "pricing_model__alternative__opportunity__owner"
            )
            .prefetch_related(Prefetch("pricing_model__minutes", queryset=PricingMinutes.objects.approved()))
        )

    def get_columns(self) -> tuple[Column, ...]:
        """The columns; the margin only for who sees it of all."""
        sees_all = self.request.user.scope(Right.VIEW_MARGIN) == Scope.ALL
        return (*self.columns, *([_MARGIN] if sees_all else []), _OWNER)

    def get_extra_context(self) -> dict[str, Any]:
        """Links to what pricing rests on."""
        return {"tools": True}
