"""Clarifications and scope changes: their list, their page with the answer, sending, pricing and voiding them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.web.saving import attempt
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, visible_opportunity
from proposals.clarifications.actions import (
    ASKED_FIELDS,
    answer_clarification,
    log_clarification,
    may_void,
    record_answer_sent,
    reprice,
    send_answers,
    void_clarification,
)
from proposals.clarifications.chain import chain_of, demand_answer, may_answer, named, standing_of
from proposals.clarifications.forms import PREFILLED, AnswerForm, ClarificationForm, RecordAnswersForm, SendAnswersForm
from proposals.clarifications.models import Clarification, ClarificationQuerySet
from proposals.clarifications.page import head
from proposals.clarifications.tables import ClarificationList, countdown
from proposals.intake.forms import ReasonForm
from proposals.pricing.rights import may_lead
from proposals.reasons import reason_page
from proposals.rights import demand_write, may_write

clarification_list = requires(Right.VIEW_PROPOSALS)(ClarificationList.as_view())


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down what the client asks."""
    opportunity = visible_opportunity(request.user, code)
    demand_write(request.user, opportunity)
    asked = request.GET.get("question", "").replace("\x00", "")[:PREFILLED]
    form = ClarificationForm(request.POST or None, opportunity=opportunity, initial={"question": asked})
    saved, status = attempt(
        form, lambda: log_clarification(opportunity=opportunity, by=request.user, values=form.cleaned_data)
    )
    if saved is not None:
        messages.success(request, _("Written down with number %(number)s.") % {"number": saved.number})
        return redirect(saved)
    context = {**form_context(opportunity, _("New clarification")), "form": form}
    return render(request, "proposals/clarifications/clarification_form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a clarification and what it still owes; take its answer from the area."""
    one = visible_clarification(request, pk)
    if request.method == "POST":
        demand_answer(request.user, one)
    open_now = one.sent_on is None and one.is_standing and one.opportunity.is_open
    form = AnswerForm(request.POST or None, record=one) if open_now or request.method == "POST" else None
    status = 200
    if form is not None:
        saved, status = attempt(
            form,
            lambda: answer_clarification(
                clarification=one,
                by=request.user,
                answer=form.cleaned_data["answer"],
                effect=form.cleaned_data["effect"],
                version=form.expected_version,
            ),
        )
        if saved is not None:
            messages.success(request, _("The answer is kept."))
            return redirect(saved)
    return render(
        request, "proposals/clarifications/clarification_detail.html", _detail(request, one, form), status=status
    )


def _detail(request: SignedInRequest, one: Clarification, form: AnswerForm | None) -> dict[str, Any]:
    user = request.user
    standing = standing_of(one, today())
    writes = may_write(user, one.opportunity) and one.opportunity.is_open and one.is_standing
    chain = chain_of(one, user) if one.alters_offer and one.is_standing else []
    may_send = bool(writes and one.answer and one.sent_on is None)
    return {
        **form_context(one.opportunity, named(one)),
        **head(one, may_send=may_send, may_void=may_void(user, one)),
        "clarification": one,
        "badge": {"label": standing.label, "tone": standing.tone},
        "countdown": countdown(one) if one.sent_on is None and one.is_standing else "",
        "form": form if form is not None and may_answer(user, one) else None,
        "chain": chain,
        "may_reprice": bool(
            chain and one.resolved_by_id is None and one.opportunity.is_open and may_lead(user, one.opportunity)
        )
        and chain[1].state != "done",
        "may_send": may_send,
        "entries": record_entries(one, [*ASKED_FIELDS, "answer", "effect", "sent_on"], created=_("Written down")),
    }


@requires(Right.WRITE_PROPOSALS)
@require_POST
def clarification_reprice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the version of the pricing that a clarification needs, and go there."""
    one = visible_clarification(request, pk)
    model = reprice(clarification=one, by=request.user)
    messages.success(request, _("%(version)s is being worked on. Change it and send its acta.") % {"version": model})
    return redirect(model)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_send(request: SignedInRequest, code: str) -> HttpResponse:
    """Send several answers in one e-mail, or record that they were published on the client's platform."""
    opportunity = visible_opportunity(request.user, code)
    demand_write(request.user, opportunity)
    waiting = Clarification.objects.open().filter(opportunity=opportunity).exclude(answer="").order_by("number")
    recording = request.method == "POST" and "record" in request.POST
    chosen = [one.pk for one in waiting]
    asking = next((one.contact_id for one in waiting if one.contact_id), opportunity.contact_id)
    e_mail = SendAnswersForm(
        request.POST if request.method == "POST" and not recording else None,
        opportunity=opportunity,
        waiting=waiting,
        initial={
            "clarifications": chosen,
            "contact": asking,
            "subject": f"Respuesta a sus aclaraciones · {opportunity.code}",
            "body": "Reciba un cordial saludo. A continuación encuentra nuestras respuestas.",
        },
    )
    platform = RecordAnswersForm(
        request.POST if recording else None,
        request.FILES if recording else None,
        opportunity=opportunity,
        waiting=waiting,
        initial={"clarifications": chosen},
        prefix="record",
    )
    saved, status = _sent(request, opportunity, e_mail, platform)
    if saved:
        return redirect(f"{opportunity.get_absolute_url()}#clarifications")
    context = {
        **form_context(opportunity, _("Send answers")),
        "waiting": list(waiting),
        "form": e_mail,
        "platform": platform,
        "recording": recording,
        "unanswered": _unanswered(opportunity),
    }
    return render(request, "proposals/clarifications/clarification_send.html", context, status=status)


def _sent(
    request: SignedInRequest, opportunity: Opportunity, e_mail: SendAnswersForm, platform: RecordAnswersForm
) -> tuple[bool, int]:
    if platform.is_bound:
        done, status = attempt(
            platform,
            lambda: record_answer_sent(
                opportunity=opportunity,
                by=request.user,
                clarifications=list(platform.cleaned_data["clarifications"]),
                sent_on=platform.cleaned_data["sent_on"],
                receipt=platform.cleaned_data["receipt"],
            ),
        )
        if done is not None:
            messages.success(request, _("Recorded, with its receipt."))
        return done is not None, status
    job, status = attempt(
        e_mail,
        lambda: send_answers(
            opportunity=opportunity,
            by=request.user,
            clarifications=list(e_mail.cleaned_data["clarifications"]),
            contact=e_mail.cleaned_data["contact"],
            subject=e_mail.cleaned_data["subject"],
            body=e_mail.cleaned_data["body"],
        ),
    )
    if job is not None:
        messages.success(request, _("On its way to %(person)s.") % {"person": e_mail.cleaned_data["contact"]})
    return job is not None, status


def _unanswered(opportunity: Opportunity) -> ClarificationQuerySet:
    return Clarification.objects.open().filter(opportunity=opportunity, answer="").order_by("number")


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a clarification written down by mistake, with the reason."""
    one = visible_clarification(request, pk)
    demand_write(request.user, one.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_clarification(clarification=one, by=request.user, reason=reason),
        lambda _voided: _("Voided. It stays, marked."),
        {
            **form_context(one.opportunity, _("Void %(which)s") % {"which": named(one)}),
            "submit": _("Void"),
            "danger": True,
            "back": one.get_absolute_url(),
        },
    )


def visible_clarification(request: SignedInRequest, pk: int) -> Clarification:
    """Return a clarification the person may see, with what its page shows; 404 otherwise."""
    rows = Clarification.objects.visible_to(request.user).select_related(
        "opportunity__client",
        "opportunity__owner",
        "asked_after__alternative",
        "asked_after__minutes__pricing_model",
        "resolved_by",
        "contact",
        "answered_by",
        "created_by",
        "voided_by",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
