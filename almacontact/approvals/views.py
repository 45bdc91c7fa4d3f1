"""The inbox "Por aprobar", the approval card and the delegations. No address here approves anything by being opened."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import signed_in
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.approvals import actions, delegations, inbox, signing
from almacontact.approvals.awaiting import shown_steps
from almacontact.approvals.content import Change, changes
from almacontact.approvals.eligibility import authorities, demand_authority
from almacontact.approvals.forms import DecisionForm, DelegationForm, PolicyForm, WithdrawForm
from almacontact.approvals.models import (
    ApprovalPolicy,
    ApprovalRequest,
    ApprovalStep,
    Decision,
    Delegation,
    RequestState,
)
from almacontact.approvals.notices import stuck_steps
from almacontact.approvals.registry import Kind, by_key
from almacontact.calendar import today
from almacontact.web.saving import attempt


@signed_in
@require_safe
def approval_inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person's decision, and what they submitted that waits for others; to the auditor all
    that runs, to an administrator what nobody left can sign."""
    user = _person(request)
    context = {
        "title": _("Waiting for approval"),
        "waiting": inbox.waiting_for(user),
        "submitted": inbox.submitted_by(user),
        "running": inbox.all_running() if user.can(Right.VIEW_EVERYTHING) else [],
        "stuck": inbox.nobody_left() if user.can(Right.MANAGE_PEOPLE) else [],
        "delegates": _may_delegate(user),
    }
    return render(request, "approvals/inbox.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approval_card(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show one request; take a decision on the steps that wait for the person. A refusal keeps what was typed."""
    kind, asked = _readable(request, key, pk)
    user = _person(request)
    mine = [step for step, _ground in inbox.signable(asked.steps.all(), user)]
    if request.method == "POST":
        demand_authority(asked, user)
    due = signing.password_is_due(request)
    form = DecisionForm(request.POST or None, steps=_offered(request, kind, asked, mine), password_due=due)
    decided, status = attempt(form, lambda: _decide(request, kind, asked, form))
    if decided is not None:
        messages.success(request, _results()[decided])
        return redirect("approvals:inbox" if inbox.waiting_count(user) else asked.get_absolute_url())
    if form.is_bound:
        kind, asked = _readable(request, key, pk)
        mine = [step for step, _ground in inbox.signable(asked.steps.all(), user)]
        form.offer_again(mine, password_due=due or signing.password_is_due(request))
    return render(request, "approvals/card.html", _card_context(kind, asked, mine, user, form), status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approval_withdraw(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Take a request back, with a reason."""
    kind, asked = _readable(request, key, pk)
    form = WithdrawForm(request.POST or None)
    withdrawn, status = attempt(
        form, lambda: actions.withdraw(request=asked, by=_person(request), reason=form.cleaned_data["reason"])
    )
    if withdrawn is not None:
        messages.success(request, _("Taken back. Nothing waits for a signature any more."))
        return redirect(kind.subject_url(asked.subject))
    context = {
        "title": _("Take back from approval"),
        "meaning": _(
            "It becomes a draft again. Signatures on parts that do not change are carried over to the next submission."
        ),
        "form": form,
        "submit": _("Take it back"),
        "danger": True,
        "cancel": asked.get_absolute_url(),
    }
    return render(request, "web/form_page.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Show who signs for whom, and delegate one's own roles."""
    user = _person(request)
    if request.method == "POST":
        delegations.demand_delegator(user)
    form = DelegationForm(request.POST or None, user=user)
    made, status = attempt(form, lambda: delegations.delegate(by=user, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("Delegated. Each signature will show it."))
        return redirect("approvals:delegations")
    mine = Delegation.objects.select_related("delegator", "delegate")
    mine = mine.prefetch_related("delegator__held_roles", "delegate__held_roles")
    context = {
        "title": _("Delegations"),
        "crumbs": [(_("Approvals"), reverse("approvals:inbox"))],
        "form": form if _may_delegate(user) else None,
        "given": [(one, delegations.holds(one)) for one in mine.filter(delegator=user)],
        "held": [(one, delegations.holds(one)) for one in mine.filter(delegate=user)],
        "longest": ApprovalPolicy.current().delegation_days,
        "today": today(),
    }
    return render(request, "approvals/delegations.html", context, status=status)


@signed_in
@require_POST
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation before its date."""
    user = _person(request)
    own = Delegation.objects.filter(delegator=user) | Delegation.objects.filter(delegate=user)
    delegations.end_delegation(delegation=get_object_or_404(own, pk=pk), by=user)
    messages.success(request, _("The delegation has ended."))
    return redirect("approvals:delegations")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """Show for how long a role can be delegated; Dirección General changes it."""
    user = _person(request)
    if request.method == "POST":
        delegations.demand_policy(user)
    current = ApprovalPolicy.current()
    form = PolicyForm(request.POST or None, record=current)
    saved, status = attempt(
        form,
        lambda: delegations.save_policy(
            by=user, delegation_days=form.cleaned_data["delegation_days"], version=form.expected_version
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("approvals:policy")
    context = {
        "title": _("Policy of signatures"),
        "crumbs": [
            (_("Approvals"), reverse("approvals:inbox")),
            (_("Delegations"), reverse("approvals:delegations")),
        ],
        "policy": current,
        "form": form if user.can(Right.EDIT_RISK_RULES) else None,
    }
    return render(request, "approvals/policy.html", context, status=status)


_TONES = {
    RequestState.PENDING: "info",
    RequestState.APPROVED: "ok",
    RequestState.ADJUSTMENT: "warn",
    RequestState.REJECTED: "bad",
    RequestState.WITHDRAWN: "idle",
}


def _results() -> dict[str, str]:
    return {
        Decision.APPROVE: _("Approved and signed."),
        Decision.ADJUST: _("Sent back with your comment."),
        Decision.REJECT: _("Rejected, with your comment."),
    }


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _may_delegate(user: User) -> bool:
    return bool(user.roles & set(delegations.MAY_HOLD))


def _readable(request: HttpRequest, key: str, pk: int) -> tuple[Kind, ApprovalRequest]:
    """The request, for who may read its subject, may sign one of its steps or has signed one; others get 404."""
    kind = by_key(key)
    if kind is None:
        raise Http404
    rows = kind.request_model._default_manager.select_related("subject", "submitted_by", "closed_by")
    asked = rows.prefetch_related("steps__signatures", "steps__carried_from").filter(pk=pk).first()
    user = _person(request)
    if asked is None or not (
        kind.visible_to(user, asked.subject)
        or any(True for step in asked.steps.all() for _ground in authorities(user, step.role))
        or any(one.by_id == user.pk for step in asked.steps.all() for one in step.signatures.all())
    ):
        raise Http404
    for step in asked.steps.all():
        step.request = asked
    return kind, asked


def _offered(request: HttpRequest, kind: Kind, asked: ApprovalRequest, mine: list[ApprovalStep]) -> list[ApprovalStep]:
    """The steps as the person saw them: what they posted is judged by the action, not by the list of choices."""
    offered = []
    for value in request.POST.getlist("steps"):
        step_id, _colon, seen = value.partition(":")
        for step in asked.steps.all():
            if str(step.pk) == step_id:
                offered.append(kind.step_model(pk=step.pk, title=step.title, role=step.role, content_hash=seen))
    return offered or mine


def _decide(request: HttpRequest, kind: Kind, asked: ApprovalRequest, form: DecisionForm) -> str:
    """Sign every chosen part, all or none."""
    given = form.cleaned_data.get("password")
    moment = signing.reauthenticate(request, given) if given else signing.authenticated_at(request)
    steps = {step.pk: step for step in asked.steps.all()}
    with transaction.atomic():
        for step_id, seen in form.cleaned_data["steps"]:
            actions.decide(
                step=steps[step_id],
                by=_person(request),
                decision=form.cleaned_data["decision"],
                seen=seen,
                authenticated_at=moment,
                comment=form.cleaned_data["comment"],
            )
            if form.cleaned_data["decision"] != Decision.APPROVE:
                break
    return str(form.cleaned_data["decision"])


def _card_context(
    kind: Kind, asked: ApprovalRequest, mine: list[ApprovalStep], user: User, form: DecisionForm
) -> dict[str, Any]:
    card = kind.card(asked)
    return {
        "title": card.title,
        "crumbs": [(_("Approvals"), reverse("approvals:inbox"))],
        "kind": kind,
        "asked": asked,
        "card": card,
        "signed_steps": shown_steps(asked),
        "voided": [one for step in asked.steps.all() for one in step.signatures.all() if not one.is_standing],
        "state_tone": _TONES[RequestState(asked.state)],
        "mine": mine,
        "in_names": [(step, ground) for step, ground in inbox.signable(mine, user) if ground.on_behalf_of],
        "stuck": stuck_steps(asked),
        "changed": _changes_since_signed(kind, asked, mine, user),
        "form": form,
        "may_withdraw": asked.is_running and kind.may_withdraw(user, asked),
        "subject_url": kind.subject_url(asked.subject) if kind.visible_to(user, asked.subject) else "",
    }


def _changes_since_signed(
    kind: Kind, asked: ApprovalRequest, mine: list[ApprovalStep], user: User
) -> list[tuple[ApprovalStep, Any, list[Change]]]:
    """What changed in each part since the person last signed it: in this request or an earlier version."""
    signed = (
        kind.signature_model._default_manager.filter(
            by=user, step__request__subject__in=kind.lineage(asked.subject), step__key__in=[step.key for step in mine]
        )
        .select_related("step")
        .order_by("at", "pk")
    )
    latest = {one.step.key: one for one in signed}
    return [
        (
            step,
            latest[step.key],
            changes(latest[step.key].content, step.content, label=kind.field_label, show=kind.show),
        )
        for step in mine
        if step.key in latest
    ]
