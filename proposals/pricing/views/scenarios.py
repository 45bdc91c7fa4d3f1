"""The editor of a scenario: its form, the live answer while one types, formulas, sensitivity, workbook and print."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact import xlsx
from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.pdf import render_pdf
from almacontact.refusals import Blocker, NotAllowed, Refused
from almacontact.web.saving import attempt
from proposals.errors import PricingRefused
from proposals.pricing.actions.pricing import edit_scenario
from proposals.pricing.computing import compute, compute_scenario, parameters_for
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing
from proposals.pricing.forms.deal import DealForm
from proposals.pricing.forms.deal_shape import alter, shape_sent
from proposals.pricing.minutes.content import signatures_moved
from proposals.pricing.minutes.models import MinutesState
from proposals.pricing.models.pricing import PricingState, Scenario
from proposals.pricing.page import scenario_head
from proposals.pricing.results import explain, messages_of, results_of, sensitivity_of
from proposals.pricing.rights import Part, may_lead, parts_edited, parts_seen
from proposals.pricing.views.crumbs import pricing_crumbs


@requires(Right.VIEW_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and change one scenario. What cannot be computed is said at its box, and what was typed stays."""
    scenario = _scenario(request, pk)
    seen, edited = _parts(request, scenario)
    if request.method == "POST" and (what := request.POST.get("do", "")):
        shape = alter(shape_sent(request.POST), what, scenario.inputs)
        initial = {"name": request.POST.get("name", ""), "version": request.POST.get("version", "")}
        form = DealForm(scenario.inputs, seen=seen, edited=edited, shape=shape, initial=initial)
        return _page(request, scenario, form, 200)
    form = _form(request, scenario)
    saved, status = attempt(
        form,
        lambda: edit_scenario(
            scenario=scenario,
            by=request.user,
            inputs=form.inputs(),
            name=form.cleaned_data["name"],
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(scenario)
    return _page(request, scenario, form, status)


@requires(Right.VIEW_PRICING)
@require_POST
def scenario_compute(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer with the figures of what is typed, unsaved: three queries beside session and person."""
    scenario = _scenario(request, pk)
    seen, _edited = _parts(request, scenario)
    parameters = parameters_for(scenario.pricing_model)
    pricing, problems = _typed(request, scenario, parameters)
    context = _results(scenario, pricing, problems, seen, parameters)
    context["falling"] = _falling(scenario, pricing) if pricing else []
    return render(request, "proposals/pricing/_results.html", {**context, "unsaved": True})


@requires(Right.VIEW_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_figure(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Open one figure to its formula and inputs: as saved, or as typed where the form came with the question."""
    scenario = _scenario(request, pk)
    seen, _edited = _parts(request, scenario)
    parameters = parameters_for(scenario.pricing_model)
    pricing = _asked(request, scenario, parameters)
    opened = explain(pricing, key, seen)
    if opened is None:
        raise Http404
    context = {
        "title": str(opened.figure.label),
        "crumbs": pricing_crumbs(scenario.pricing_model, scenario),
        "scenario": scenario,
        "opened": opened,
    }
    return render(
        request, "proposals/pricing/_figure.html" if request.htmx else "proposals/pricing/figure.html", context
    )


@requires(Right.VIEW_MARGIN)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_sensitivity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the margin against ±10 % in volume, handling time, wages and payment days."""
    scenario = _scenario(request, pk)
    seen, _edited = _parts(request, scenario)
    if Part.COST not in seen:
        raise NotAllowed(Blocker(code="no_margin", message=_("Your role does not include costs and margins.")))
    parameters = parameters_for(scenario.pricing_model)
    pricing = _asked(request, scenario, parameters)
    context = {
        "title": _("Sensitivity"),
        "crumbs": pricing_crumbs(scenario.pricing_model, scenario),
        "moved": sensitivity_of(pricing, parameters),
        "scenario": scenario,
    }
    name = "proposals/pricing/_sensitivity.html" if request.htmx else "proposals/pricing/sensitivity.html"
    return render(request, name, context)


@requires(Right.VIEW_MARGIN)
@require_safe
def scenario_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the model as a workbook with live formulas. It holds every cost, so it is for who sees them all."""
    scenario = _scenario(request, pk)
    if Part.COST not in parts_seen(request.user):
        raise NotAllowed(Blocker(code="no_margin", message=_("Your role does not include costs and margins.")))
    pricing = compute_scenario(scenario)
    title = f"{scenario.pricing_model.opportunity.code} · {scenario.pricing_model} · {scenario.name}"
    from proposals.pricing.engine.workbook import to_xlsx

    return _file(to_xlsx(pricing, title), xlsx.CONTENT_TYPE, f"{_name(scenario)}.xlsx")


@requires(Right.VIEW_PRICING)
@require_safe
def scenario_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Print the scenario, with the parts the person sees."""
    scenario = _scenario(request, pk)
    seen, edited = _parts(request, scenario)
    parameters = parameters_for(scenario.pricing_model)
    pricing = compute_scenario(scenario, parameters)
    context = {
        "scenario": scenario,
        "model": scenario.pricing_model,
        "form": DealForm(scenario.inputs, seen=seen, edited=edited),
        "results": results_of(pricing, seen, parameters, advice=False),
        "language": get_language(),
    }
    return _file(
        render_pdf(render_to_string("proposals/pricing/pdf.html", context)), "application/pdf", f"{_name(scenario)}.pdf"
    )


def _scenario(request: SignedInRequest, pk: int) -> Scenario:
    found = Scenario.objects.visible_to(request.user).with_parties().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _parts(request: SignedInRequest, scenario: Scenario) -> tuple[frozenset[Part], frozenset[Part]]:
    model = scenario.pricing_model
    edited = parts_edited(request.user, model.opportunity) if model.is_open else frozenset()
    return parts_seen(request.user), edited


def _form(request: SignedInRequest, scenario: Scenario) -> DealForm:
    seen, edited = _parts(request, scenario)
    return DealForm(
        scenario.inputs,
        seen=seen,
        edited=edited,
        data=request.POST if request.method == "POST" else None,
        initial={"name": scenario.name, "version": scenario.version},
        record=scenario,
    )


def _typed(
    request: SignedInRequest, scenario: Scenario, parameters: ParameterSet
) -> tuple[Pricing | None, list[tuple[str, Any]]]:
    """The typed inputs computed, or what is wrong with them: (box, words)."""
    form = _form(request, scenario)
    if not form.is_valid():
        return None, [(name, error) for name, errors in form.errors.items() for error in errors]
    try:
        return compute(form.inputs(), scenario.pricing_model.parameters_on, parameters), []
    except PricingRefused as refused:
        return None, messages_of(refused.blockers, form.nearest)


def _asked(request: SignedInRequest, scenario: Scenario, parameters: ParameterSet) -> Pricing:
    """The model a question is about: typed, or saved. Raises `Refused` where it cannot be computed."""
    if request.method != "POST":
        return compute_scenario(scenario, parameters)
    pricing, problems = _typed(request, scenario, parameters)
    if pricing is None:
        raise Refused([Blocker(code="not_computed", message=words) for _name, words in problems])
    return pricing


def _falling(scenario: Scenario, pricing: Pricing) -> list[str]:
    """The signatures that saving what is typed would let fall, while the acta is in approval."""
    model = scenario.pricing_model
    if not scenario.chosen or model.state != PricingState.IN_APPROVAL:
        return []
    pinned = model.minutes.filter(state=MinutesState.IN_APPROVAL).values_list("content", "fired").first()
    if pinned is None:
        return []
    content, fired = pinned
    return signatures_moved(content, pricing, [one["code"] for one in fired])


def _results(
    scenario: Scenario,
    pricing: Pricing | None,
    problems: list[tuple[str, Any]],
    seen: frozenset[Part],
    parameters: ParameterSet,
) -> dict[str, Any]:
    results = None
    if pricing is not None:
        try:
            # Frozen parameters hold what the model reads, not the usual ranges that advice compares with.
            advised = scenario.pricing_model.state == PricingState.DRAFT
            results = results_of(pricing, seen, parameters, advice=advised)
        except PricingRefused as refused:
            problems = [("", blocker.message) for blocker in refused.blockers]
    return {
        "scenario": scenario,
        "results": results,
        "problems": problems,
        "sees_cost": Part.COST in seen,
    }


def _page(request: SignedInRequest, scenario: Scenario, form: DealForm, status: int) -> HttpResponse:
    """The editor. The figures beside the form are those of the saved scenario until something is typed."""
    model = scenario.pricing_model
    seen, edited = form.seen, form.edited
    parameters = parameters_for(model)
    try:
        pricing: Pricing | None = compute_scenario(scenario, parameters)
        problems: list[tuple[str, Any]] = []
    except PricingRefused as refused:
        pricing, problems = None, messages_of(refused.blockers, form.nearest)
    context = {
        **_results(scenario, pricing, problems, seen, parameters),
        "title": scenario.name,
        "crumbs": pricing_crumbs(model),
        **scenario_head(scenario, exports=Part.COST in seen),
        "model": model,
        "form": form,
        "editable": bool(edited),
        "structural": Part.SIZING in edited,
        "costed": Part.COST in edited,
        "may_lead": may_lead(request.user, model.opportunity),
    }
    part = request.htmx and request.htmx.target == "pricing-editor"
    return render(
        request, "proposals/pricing/_form.html" if part else "proposals/pricing/scenario.html", context, status=status
    )


def _name(scenario: Scenario) -> str:
    model = scenario.pricing_model
    return slugify(f"{model.opportunity.code} {model.alternative.name} v{model.number} {scenario.name}")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
