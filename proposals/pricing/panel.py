"""The section "Pricing" of the opportunity page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.money import cop
from almacontact.web.formats import day as day_words
from almacontact.web.formats import number
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.minutes.currentness import Fault
from proposals.pricing.minutes.fallen import acta_fallen
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.models.pricing import Alternative, PricingModel, PricingState, Scenario
from proposals.pricing.rights import Part, may_lead, parts_seen
from proposals.pricing.risk_facts import FiredRule, rules_in_words


@dataclass(frozen=True)
class AlternativeShown:
    """One alternative in the section: its latest version, what it quotes, its acta, and why it is not current."""

    alternative: Alternative
    model: PricingModel
    scenario: Scenario | None
    acta: PricingMinutes | None
    fired: list[FiredRule]
    faults: list[Fault]
    differs: bool

    @property
    def badge(self) -> dict[str, Any]:
        """The state of its latest version."""
        return {"label": self.model.get_state_display(), "tone": self.model.tone}

    @property
    def quote(self) -> str:
        """What it quotes, in one line; '' until it was computed."""
        one = self.scenario
        if one is None or one.unit_value is None:
            return ""
        words = {"seats": number(one.seats), "value": cop(one.unit_value), "months": one.term_months}
        return _("%(seats)s seats × %(value)s × %(months)s months") % words

    @property
    def acta_words(self) -> str:
        """How its acta stands, and until when the approved price is valid."""
        if self.acta is None or self.acta.state != MinutesState.APPROVED or self.faults:
            return self.acta.get_state_display() if self.acta is not None else ""
        valid = _("valid until %(day)s") % {"day": day_words(self.acta.valid_until)}
        return f"{self.acta.get_state_display()}, {valid}"

    @property
    def is_current(self) -> bool:
        """Tell whether its approved pricing is current."""
        return self.acta is not None and self.acta.state == MinutesState.APPROVED and not self.faults


def panel_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section: four queries."""
    models = (
        PricingModel.objects.filter(alternative__opportunity=opportunity)
        .exclude(state=PricingState.VOID)
        .select_related("alternative")
        .order_by("-alternative__principal", "alternative", "-number")
        .prefetch_related(
            Prefetch("scenarios", Scenario.objects.filter(chosen=True)),
            Prefetch("minutes", PricingMinutes.objects.exclude(state=MinutesState.VOID)),
        )
    )
    by_alternative: dict[int, list[PricingModel]] = {}
    for one in models:
        by_alternative.setdefault(one.alternative_id, []).append(one)
    needed = any(one.state == PricingState.APPROVED for one in models)
    parameters = DatedParameter.objects.all().as_set() if needed else ParameterSet(())
    shown = [_shown(versions, opportunity, parameters, user) for versions in by_alternative.values()]
    return {
        "opportunity": opportunity,
        "shown": shown,
        "may_lead": may_lead(user, opportunity),
    }


def _shown(
    models: list[PricingModel], opportunity: Opportunity, parameters: ParameterSet, user: User
) -> AlternativeShown:
    model, alternative = models[0], models[0].alternative
    alternative.opportunity = opportunity
    approved = next((one for one in models if one.state == PricingState.APPROVED), None)
    for one in models:
        one.alternative = alternative
    acta = next(iter(model.minutes.all()), None)
    faults: list[Fault] = []
    if approved is not None:
        in_force = next((one for one in approved.minutes.all() if one.state == MinutesState.APPROVED), None)
        if in_force is not None:
            in_force.pricing_model = approved
            faults = acta_fallen(in_force, user, parameters)
            acta = acta or in_force
    differs = (
        alternative.principal
        and acta is not None
        and acta.state == MinutesState.APPROVED
        and acta.terms.differences(opportunity.terms)
    )
    return AlternativeShown(
        alternative,
        model,
        next(iter(model.scenarios.all()), None),
        acta,
        rules_in_words(acta.fired, sees_cost=Part.COST in parts_seen(user)) if acta else [],
        faults,
        bool(differs),
    )
