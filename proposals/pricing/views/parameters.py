"""Dated parameters and risk rules: what they are today, their past, and who changes them."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.web.saving import attempt
from proposals.pricing.actions.parameters import confirm_parameter, save_rule, set_parameter
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.parameters import DEFINITIONS, Key
from proposals.pricing.forms.parameters import ParameterForm, RuleForm
from proposals.pricing.models.parameters import DatedParameter, RiskRule
from proposals.pricing.rights import demand_parameter, parameter_keys_edited
from proposals.pricing.words import words


@requires(Right.VIEW_PRICING)
@require_safe
def parameter_list(request: SignedInRequest) -> HttpResponse:
    """Show each parameter with the value of today and the next one that is known."""
    day = today()
    by_key: dict[str, list[DatedParameter]] = {}
    for one in DatedParameter.objects.order_by("valid_from"):
        by_key.setdefault(one.key, []).append(one)
    mine = parameter_keys_edited(request.user)
    rows = []
    for key in Key:
        values = by_key.get(key, [])
        now = next((one for one in reversed(values) if one.as_parameter().holds_on(day)), None)
        coming = next((one for one in values if one.valid_from > day), None)
        rows.append(
            {
                "key": key,
                "label": DEFINITIONS[key].label,
                "now": now,
                "now_words": words(DEFINITIONS[key].unit, now.value) if now else "",
                "coming": coming,
                "coming_words": words(DEFINITIONS[key].unit, coming.value) if coming else "",
                "ends": bool(now and now.valid_to and coming is None),
                "mine": key in mine and len(mine) < len(Key),
            }
        )
    context = {"title": _("Pricing parameters"), "crumbs": _crumbs(), "rows": rows, "day": day}
    return render(request, "proposals/pricing/parameter_list.html", context)


@requires(Right.VIEW_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def parameter_detail(request: SignedInRequest, key: str) -> HttpResponse:
    """Show every value of one parameter; enter a new one from a day on."""
    if key not in set(Key):
        raise Http404
    mine = key in parameter_keys_edited(request.user)
    form = ParameterForm(request.POST or None, key=key)
    if request.method == "POST":
        demand_parameter(request.user, key)
    saved, status = attempt(form, lambda: set_parameter(key=key, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("The value is entered. Drafts are computed with it from now on."))
        return redirect("proposals:parameter_detail", key)
    values = [
        {"record": one, "words": words(DEFINITIONS[key].unit, one.value), "now": one.as_parameter().holds_on(today())}
        for one in _values(key)
    ]
    entries = [entry for one in _values(key) for entry in record_entries(one, _PARAMETER_FIELDS, created=_("Entered"))]
    context = {
        "title": DEFINITIONS[key].label,
        "crumbs": [*_crumbs(), (_("Pricing parameters"), reverse("proposals:parameter_list"))],
        "key": key,
        "values": values,
        "form": form if mine else None,
        "entries": sorted(entries, key=lambda entry: entry.at, reverse=True)[:30],
    }
    return render(request, "proposals/pricing/parameter_detail.html", context, status=status)


@requires(Right.EDIT_PARAMETERS)
@require_POST
def parameter_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a provisional value."""
    parameter = get_object_or_404(DatedParameter, pk=pk)
    confirm_parameter(parameter=parameter, by=request.user)
    messages.success(request, _("Confirmed."))
    return redirect("proposals:parameter_detail", parameter.key)


@requires(Right.VIEW_PRICING)
@require_safe
def risk_list(request: SignedInRequest) -> HttpResponse:
    """Show the risk rules."""
    rows: list[dict[str, Any]] = [{"rule": one, "words": _threshold(one)} for one in RiskRule.objects.all()]
    context: dict[str, Any] = {
        "title": _("Risk rules"),
        "crumbs": _crumbs(),
        "mandatory": [row for row in rows if row["rule"].mandatory],
        "others": [row for row in rows if not row["rule"].mandatory],
        "editable": request.user.can(Right.EDIT_RISK_RULES),
    }
    if context["editable"]:
        context["primary"] = {"label": _("New rule"), "url": reverse("proposals:risk_create"), "icon": "plus-lg"}
    return render(request, "proposals/pricing/risk_list.html", context)


@requires(Right.EDIT_RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def risk_create(request: SignedInRequest) -> HttpResponse:
    """Write a new rule."""
    return _rule(request, None)


@requires(Right.EDIT_RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def risk_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a rule, or switch it off."""
    return _rule(request, get_object_or_404(RiskRule, code=code))


_PARAMETER_FIELDS = ("value", "valid_from", "valid_to", "source", "confirmed")
_RULE_FIELDS = ("metric", "comparison", "threshold", "points", "mandatory", "active")


def _rule(request: SignedInRequest, rule: RiskRule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, record=rule)
    saved, status = attempt(
        form, lambda: save_rule(by=request.user, rule=rule, values=form.values(), version=form.expected_version)
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("proposals:risk_list")
    context = {
        "title": rule.get_metric_display() if rule else _("New rule"),
        "crumbs": [*_crumbs(), (_("Risk rules"), reverse("proposals:risk_list"))],
        "form": form,
        "entries": record_entries(rule, _RULE_FIELDS, created=_("Written")) if rule else [],
    }
    return render(request, "proposals/pricing/risk_form.html", context, status=status)


def _values(key: str) -> QuerySet[DatedParameter]:
    return DatedParameter.objects.filter(key=key).order_by("-valid_from")


def _threshold(rule: RiskRule) -> str:
    if rule.unit is Unit.NONE:
        return _("yes")
    return f"{rule.get_comparison_display()} {words(rule.unit, rule.threshold)}"


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Pricing"), reverse("proposals:pricing_list"))]
