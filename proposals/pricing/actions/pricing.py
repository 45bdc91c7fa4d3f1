"""Alternatives, versions of their pricing model, and scenarios (process row 7)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import holding, lock
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.errors import MissingParameter
from proposals.pricing.computing import compute, deal_of, parameters_for, priced_or_none, set_headlines
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing
from proposals.pricing.engine.risk import DECLARED, Metric
from proposals.pricing.engine.snapshot import to_data
from proposals.pricing.minutes.carrying import carry_to_opportunity, take_from_opportunity
from proposals.pricing.minutes.freezing import refreeze_running, standing_minutes
from proposals.pricing.minutes.models import MinutesState
from proposals.pricing.models.pricing import MAX_SCENARIOS, Alternative, PricingModel, PricingState, Scenario
from proposals.pricing.rights import demand_lead, foreign_changes, parts_edited
from proposals.pricing.start import start_inputs
from proposals.pricing.versions import copy_version


def create_alternative(
    *,
    opportunity: Opportunity,
    by: User,
    name: str,
    parameters_on: date | None = None,
    source: Scenario | None = None,
) -> PricingModel:
    """Open an alternative with version 1 of its model and one scenario: usual values, or a copy of `source`'s inputs.

    The first alternative of an opportunity is its principal. Parameters are those of the billing start unless
    `parameters_on` says otherwise. Raises `NotAllowed`, or `Refused` at the name.
    """
    with holding(opportunity):
        demand_lead(by, opportunity)
        name = _named(name)
        day = parameters_on or opportunity.expected_billing_on or today()
        alternative = Alternative(opportunity=opportunity, name=name, created_by=by)
        if opportunity.alternatives.filter(name=name).exists():
            raise Refused(
                Blocker(code="name", field="name", message=_("There is already an alternative of this name."))
            )
        alternative.principal = not opportunity.alternatives.exists()
        save_as(alternative, by=by)
        model = PricingModel(alternative=alternative, parameters_on=day, created_by=by)
        save_as(model, by=by)
        parameters = parameters_for(model)
        inputs = dict(source.inputs) if source else start_inputs(opportunity, day, parameters)
        inputs["parameters_on"] = day.isoformat()
        scenario = Scenario(
            pricing_model=model, name=_("Base"), chosen=True, inputs=inputs, copied_from=source, created_by=by
        )
        set_headlines(scenario, _priced(inputs, day, parameters))
        save_as(scenario, by=by)
    return model


def make_principal(*, alternative: Alternative, by: User, reason: str) -> Alternative:
    """Make this alternative the one that feeds the pipeline. Its approved price, where it has one, goes there.

    Raises `NotAllowed` to who does not lead the pricing, `Refused` without a reason.
    """
    opportunity = alternative.opportunity
    with holding(opportunity):
        others = list(opportunity.alternatives.exclude(pk=alternative.pk))
        lock(alternative, *others)
        demand_lead(by, opportunity)
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why this alternative leads now.")))
        if alternative.principal:
            return alternative
        for one in [one for one in others if one.principal]:
            claim(one, None)
            one.principal = False
            save_as(one, by=by, reason=reason.strip(), fields=["principal", "version"])
        claim(alternative, None)
        alternative.principal = True
        save_as(alternative, by=by, reason=reason.strip(), fields=["principal", "version"])
        minutes = standing_minutes(alternative)
        if minutes is not None:
            lock(minutes)
            if minutes.state == MinutesState.APPROVED:
                carry_to_opportunity(minutes)
    return alternative


def add_scenario(*, pricing_model: PricingModel, by: User, name: str, source: Scenario) -> Scenario:
    """Add a scenario to a version that is being worked on, as a copy of `source`; four at most.

    Raises `NotAllowed` to who does not lead the pricing; `Refused` when the version is settled, holds four already, or
    has one of this name.
    """
    with holding(*pricing_model.line):
        demand_lead(by, pricing_model.opportunity)
        name = _named(name)
        _refuse_settled(pricing_model)
        there = list(pricing_model.scenarios.all())
        if len(there) >= MAX_SCENARIOS:
            raise Refused(
                Blocker(
                    code="too_many",
                    message=_("A version holds %(most)s scenarios at most. Change one of them instead.")
                    % {"most": MAX_SCENARIOS},
                )
            )
        if any(one.name == name for one in there):
            raise Refused(Blocker(code="name", field="name", message=_("There is already a scenario of this name.")))
        copy = Scenario(
            pricing_model=pricing_model,
            name=name,
            position=len(there),
            inputs=source.inputs,
            copied_from=source,
            created_by=by,
            **{field: getattr(source, field) for field in Scenario.HEADLINES},
        )
        save_as(copy, by=by)
    return copy


def edit_scenario(
    *,
    scenario: Scenario,
    by: User,
    inputs: Mapping[str, Any],
    name: str | None = None,
    version: int | None = None,
    reason: str = "",
) -> Scenario:
    """Change the inputs of a scenario, in the parts that `by` may write; nothing changed makes no version.

    While its approval runs, the acta is frozen anew and the signatures whose content changed fall. A missing dated
    parameter does not stop the work: the scenario is kept without figures until its value is entered. Raises
    `PricingRefused` with every other error at its path, `NotAllowed`, `StaleVersion`.
    """
    model = scenario.pricing_model
    with holding(*model.line, scenario) as held:
        edited = parts_edited(by, model.opportunity)
        demand(bool(edited), _("Your role does not change this pricing."), code="not_your_pricing")
        _refuse_settled(model)
        held.refuse_stale(scenario, version)
        inputs = to_data(deal_of(inputs, model.parameters_on))
        demand(
            not foreign_changes(scenario.inputs, inputs, edited),
            _("This changes a part of the model that is not yours. Ask whoever leads the pricing."),
            code="not_your_part",
        )
        name = scenario.name if name is None else _named(name)
        if inputs == scenario.inputs and name == scenario.name:
            return scenario
        if model.scenarios.exclude(pk=scenario.pk).filter(name=name).exists():
            raise Refused(Blocker(code="name", field="name", message=_("There is already a scenario of this name.")))
        pricing = _priced(inputs, model.parameters_on, parameters_for(model))
        claim(scenario, None)
        scenario.inputs, scenario.name = inputs, name
        set_headlines(scenario, pricing)
        save_as(scenario, by=by, reason=reason, fields=["inputs", "name", *Scenario.HEADLINES, "version"])
        if scenario.chosen:
            refreeze_running(model, by)
    return scenario


def choose_scenario(*, scenario: Scenario, by: User) -> Scenario:
    """Choose the scenario that goes to the acta, in place of the one chosen before.

    Raises `NotAllowed` to who does not lead the pricing, `Refused` when the version is settled.
    """
    model = scenario.pricing_model
    with holding(*model.line):
        others = list(model.scenarios.exclude(pk=scenario.pk))
        lock(scenario, *others)
        demand_lead(by, model.opportunity)
        _refuse_settled(model)
        if scenario.chosen:
            return scenario
        for one in [one for one in others if one.chosen]:
            claim(one, None)
            one.chosen = False
            save_as(one, by=by, fields=["chosen", "version"])
        claim(scenario, None)
        scenario.chosen = True
        save_as(scenario, by=by, fields=["chosen", "version"])
        model.__dict__.pop("chosen", None)
        refreeze_running(model, by)
    return scenario


def edit_model(
    *,
    pricing_model: PricingModel,
    by: User,
    parameters_on: date,
    declared: Mapping[str, Any],
    version: int | None = None,
) -> PricingModel:
    """Change the parameter day and the declared risk facts (metric → number as text, None for not known).

    Once the approval runs the day stays, since the parameters are frozen, and what was declared stays declared. Raises
    `NotAllowed` to who does not lead the pricing; `Refused` when the version is settled, for another day or a fact
    taken back while it is in approval, or for a fact that is not known; `StaleVersion`.
    """
    known = {str(one): declared[one] for one in DECLARED if declared.get(one) is not None}
    with holding(*pricing_model.line) as held:
        scenarios = list(pricing_model.scenarios.all())
        lock(*scenarios)
        demand_lead(by, pricing_model.opportunity)
        _refuse_settled(pricing_model)
        moved = parameters_on != pricing_model.parameters_on
        if moved and pricing_model.state != PricingState.DRAFT:
            raise Refused(
                Blocker(
                    code="frozen",
                    field="parameters_on",
                    message=_("The parameters are frozen while the acta is in approval. Take it back first."),
                )
            )
        if unknown := set(declared) - set(Metric):
            raise Refused(Blocker(code="unknown", message=_("Unknown risk fact: %(name)s") % {"name": min(unknown)}))
        if not moved and known == pricing_model.declared:
            return pricing_model
        if pricing_model.state != PricingState.DRAFT:
            _refuse_taken_back(set(pricing_model.declared) - set(known))
        held.refuse_stale(pricing_model, version)
        claim(pricing_model, None)
        pricing_model.parameters_on, pricing_model.declared = parameters_on, known
        save_as(pricing_model, by=by, fields=["parameters_on", "declared", "version"])
        if moved:
            _recompute(pricing_model, scenarios, by)
        refreeze_running(pricing_model, by)
    return pricing_model


def new_version(*, pricing_model: PricingModel, by: User, reason: str) -> PricingModel:
    """Begin the next version of the model with the same scenarios. What does not change in it stays signed.

    Raises `Refused` when the alternative has a version that is being worked on, which is named.
    """
    with holding(*pricing_model.line):
        demand_lead(by, pricing_model.opportunity)
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why a new version is needed.")))
        open_one = PricingModel.objects.open().filter(alternative=pricing_model.alternative_id).first()
        if open_one is not None:
            raise Refused(
                Blocker(
                    code="open_version",
                    message=_("%(version)s is already being worked on. Finish that one first.") % {"version": open_one},
                    url=open_one.get_absolute_url(),
                    link_label=_("Open it"),
                )
            )
        return copy_version(pricing_model=pricing_model, by=by, reason=reason)


def void_pricing(*, pricing_model: PricingModel, by: User, reason: str) -> PricingModel:
    """Void a version and its acta, with a reason: it no longer counts for any gate. The records stay.

    A price that the principal alternative gave to the opportunity goes with it: the estimate from before comes back.
    Raises `NotAllowed` to who does not lead the pricing, `Refused` while it is in approval, when it is voided already
    or without a reason.
    """
    with holding(*pricing_model.line) as held:
        actas = list(pricing_model.minutes.filter(state__in=[MinutesState.DRAFT, MinutesState.APPROVED]))
        lock(*actas)
        demand_lead(by, pricing_model.opportunity)
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the pricing is voided.")))
        if pricing_model.state not in (PricingState.DRAFT, PricingState.APPROVED):
            raise Refused(
                Blocker(
                    code="not_voidable",
                    message=_("%(version)s is %(state)s and cannot be voided; take it back from approval first.")
                    % {"version": pricing_model, "state": pricing_model.get_state_display().lower()},
                    url=pricing_model.get_absolute_url(),
                )
            )
        held.refuse_stale(pricing_model)
        for record in [*actas, pricing_model]:
            claim(record, None)
            record._void()
            record.mark_void(by=by, reason=reason)
            save_as(
                record,
                by=by,
                reason=reason.strip(),
                fields=["state", *record.VOID_FIELDS, "version"],
            )
            if record is not pricing_model:
                take_from_opportunity(record, by=by)
    return pricing_model


def _recompute(model: PricingModel, scenarios: Iterable[Scenario], by: User) -> None:
    """Price the scenarios of a version anew, on its present parameter day."""
    parameters = parameters_for(model)
    for one in scenarios:
        one.pricing_model = model
        claim(one, None)
        one.inputs = {**one.inputs, "parameters_on": model.parameters_on.isoformat()}
        set_headlines(one, priced_or_none(one, parameters))
        save_as(one, by=by, fields=["inputs", *Scenario.HEADLINES, "version"])


def _priced(inputs: Mapping[str, Any], day: date, parameters: ParameterSet) -> Pricing | None:
    """The computed model; None where only a dated parameter is missing. Raises PricingRefused for anything else."""
    try:
        return compute(inputs, day, parameters)
    except MissingParameter:
        return None


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise Refused(Blocker(code="name", field="name", message=_("Write a name of at most 80 letters.")))
    return name


def _refuse_taken_back(names: set[str]) -> None:
    """Refuse to make unknown again what the running approval rests on."""
    words = _("It was declared when the acta was sent to be signed. Take the acta back to make it unknown again.")
    if names:
        raise Refused([Blocker(code="declared", field=name, message=words) for name in sorted(names)])


def _refuse_settled(model: PricingModel) -> None:
    if not model.is_open:
        raise Refused(
            Blocker(
                code="settled",
                message=_(
                    "%(version)s is %(state)s and does not change. Begin a new version: "
                    "what stays the same stays signed."
                )
                % {"version": model, "state": model.get_state_display().lower()},
                url=model.get_absolute_url(),
                link_label=_("Open it"),
            )
        )
