"""Pricing of an opportunity: the list, a version with its scenarios side by side, and the way to the next version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from proposals.pricing.actions.pricing import (
    add_scenario,
    choose_scenario,
    create_alternative,
    edit_model,
    make_principal,
    new_version,
    void_pricing,
)
from proposals.pricing.comparison import compare
from proposals.pricing.computing import parameters_for, try_scenario
from proposals.pricing.forms.pricing import AlternativeForm, ModelForm, ReasonForm, ScenarioForm, sources_for
from proposals.pricing.minutes.currentness import faults_of, new_terms_since
from proposals.pricing.minutes.models import MinutesState
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.models.pricing import MAX_SCENARIOS, Alternative, PricingModel, PricingState, Scenario
from proposals.pricing.page import model_head
from proposals.pricing.results import results_of
from proposals.pricing.rights import Part, demand_lead, may_lead, parts_seen
from proposals.pricing.risk_facts import assess_offer, frozen_rules, frozen_unknown, rules_in_words, unknown_in_words
from proposals.pricing.tables import PricingList
from proposals.pricing.views.crumbs import pricing_crumbs
from proposals.reasons import reason_page

pricing_list = requires(Right.VIEW_PRICING)(PricingList.as_view())


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def alternative_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Open an alternative of an opportunity with the first version of its pricing."""
    opportunity = visible_opportunity(request.user, code)
    demand_lead(request.user, opportunity)
    there = opportunity.alternatives.count()
    initial = {
        "name": _("Base offer") if not there else _("Alternative %(number)s") % {"number": there + 1},
        "parameters_on": opportunity.expected_billing_on or today(),
    }
    form = AlternativeForm(request.POST or None, initial=initial, sources=sources_for(opportunity, request.user))
    model, status = attempt(
        form, lambda: create_alternative(opportunity=opportunity, by=request.user, **form.cleaned_data)
    )
    if model is not None:
        messages.success(request, _("The pricing begins with usual values. Adjust them to the deal."))
        return redirect(model.scenarios.get())
    context = {**form_context(opportunity, _("New alternative")), "form": form}
    return render(request, "proposals/pricing/alternative.html", context, status=status)


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def alternative_principal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an alternative the principal one, with a reason."""
    found = Alternative.objects.visible_to(request.user).select_related("opportunity__client").filter(pk=pk).first()
    if found is None:
        raise Http404
    demand_lead(request.user, found.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: make_principal(alternative=found, by=request.user, reason=reason).opportunity,
        lambda _made: _("“%(name)s” leads now.") % {"name": found.name},
        {
            **form_context(found.opportunity, _("Make “%(name)s” the principal alternative") % {"name": found.name}),
            "meaning": _("Its approved price sets seats, unit value and months of the opportunity."),
            "submit": _("Make it the principal"),
        },
    )


@requires(Right.VIEW_PRICING)
@require_safe
def pricing_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a version: its scenarios side by side, the contract years, the risk, its actas and how it came about."""
    model = _model(request, pk)
    return render(request, "proposals/pricing/detail.html", _detail(request, model, ScenarioForm(model=model)))


@requires(Right.BUILD_PRICING)
@require_POST
def scenario_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a scenario to a version, copied from one of its own."""
    model = _model(request, pk)
    form = ScenarioForm(request.POST, model=model)
    demand_lead(request.user, model.opportunity)
    scenario, status = attempt(form, lambda: add_scenario(pricing_model=model, by=request.user, **form.cleaned_data))
    if scenario is not None:
        return redirect(scenario)
    return render(request, "proposals/pricing/detail.html", _detail(request, model, form), status=status)


@requires(Right.BUILD_PRICING)
@require_POST
def scenario_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the scenario that goes to the acta."""
    found = Scenario.objects.visible_to(request.user).with_parties().filter(pk=pk).first()
    if found is None:
        raise Http404
    choose_scenario(scenario=found, by=request.user)
    messages.success(request, _("“%(name)s” is the chosen scenario.") % {"name": found.name})
    return redirect(found.pricing_model)


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def pricing_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the parameter day and the declared risk facts."""
    model = _model(request, pk)
    demand_lead(request.user, model.opportunity)
    form = ModelForm(request.POST or None, record=model)
    saved, status = attempt(
        form,
        lambda: edit_model(
            pricing_model=model,
            by=request.user,
            parameters_on=form.cleaned_data["parameters_on"],
            declared=form.declared(),
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(model)
    context = {
        "title": _("Parameter day and risk facts"),
        "crumbs": pricing_crumbs(model),
        "form": form,
        "model": model,
    }
    return render(request, "proposals/pricing/edit.html", context, status=status)


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def pricing_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version of a settled model."""
    model = _model(request, pk)
    demand_lead(request.user, model.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: new_version(pricing_model=model, by=request.user, reason=reason),
        lambda following: _("%(version)s begins. What stays unchanged stays signed.") % {"version": following},
        {
            "title": _("New version of %(version)s") % {"version": model},
            "crumbs": pricing_crumbs(model),
            "meaning": _(
                "The scenarios are copied. Signatures on parts that do not change are carried over to its acta."
            ),
            "submit": _("Begin the version"),
            "back": model.get_absolute_url(),
        },
    )


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def pricing_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a version and its acta, with a reason."""
    model = _model(request, pk)
    demand_lead(request.user, model.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_pricing(pricing_model=model, by=request.user, reason=reason),
        lambda _voided: _("%(version)s is void.") % {"version": model},
        {
            "title": _("Void %(version)s") % {"version": model},
            "crumbs": pricing_crumbs(model),
            "meaning": _("It and its acta no longer count for the gate. Both stay in the case file."),
            "submit": _("Void it"),
            "danger": True,
            "back": model.get_absolute_url(),
        },
    )


def _model(request: SignedInRequest, pk: int) -> PricingModel:
    found = PricingModel.objects.visible_to(request.user).with_parties().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _detail(request: SignedInRequest, model: PricingModel, form: ScenarioForm) -> dict[str, Any]:
    seen = parts_seen(request.user)
    parameters = parameters_for(model)
    columns = []
    chosen = None
    for scenario in model.scenarios.all():
        scenario.pricing_model = model
        pricing, refused = try_scenario(scenario, parameters)
        columns.append((scenario, pricing, refused))
        if scenario.chosen:
            chosen = (scenario, pricing, refused)
    acta = model.minutes.exclude(state=MinutesState.VOID).first()
    leads = may_lead(request.user, model.opportunity)
    risk = assess_offer(chosen[1], model) if chosen and chosen[1] else None
    results = results_of(chosen[1], seen, DatedParameter.objects.all().as_set()) if chosen and chosen[1] else None
    faults = []
    fallen = []
    if acta is not None and acta.state == MinutesState.APPROVED:
        acta.pricing_model = model
        faults = faults_of(acta, today(), DatedParameter.objects.all().as_set())
        fallen = faults if new_terms_since(acta, model.opportunity) else []
    context = {
        "title": f"{model.opportunity.client.name}",
        "crumbs": [*pricing_crumbs(), (model.opportunity.code, model.opportunity.get_absolute_url()), (str(model), "")],
        "model": model,
        "columns": columns,
        "comparison": compare(columns, seen),
        "chosen": chosen[0] if chosen else None,
        "problems": chosen[2].blockers if chosen and chosen[2] else [],
        "results": results,
        "sees_cost": Part.COST in seen,
        "risk": risk,
        "fired": rules_in_words(frozen_rules(risk), sees_cost=Part.COST in seen) if risk else [],
        "unknown": unknown_in_words(frozen_unknown(risk)) if risk else [],
        "acta": acta,
        "faults": faults,
        "fallen": fallen,
        "may_lead": leads,
        "may_add": leads and model.is_open and len(columns) < MAX_SCENARIOS,
        "may_version": leads
        and model.state in (PricingState.APPROVED, PricingState.SUPERSEDED)
        and not PricingModel.objects.open().filter(alternative=model.alternative_id).exists(),
        "may_void": leads and model.state in (PricingState.DRAFT, PricingState.APPROVED),
        "may_minute": leads and model.state == PricingState.DRAFT and acta is None,
        "form": form,
        "versions": list(model.alternative.models.order_by("-number")),
        "entries": record_entries(model, ["state", "parameters_on", "void_reason"], created=_("Begun")),
    }
    return {**context, **model_head(model, context)}
