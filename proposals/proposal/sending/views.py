"""Sending a proposal: the page that sends or records, one sending with how far it is, and voiding it."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.jobs.models import Job
from almacontact.outgoing import next_step, refused_of, refused_words
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.intake.forms import ReasonForm
from proposals.mail import mailbox
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.actions import (
    confirm_sending,
    is_in_doubt,
    job_of,
    record_publication,
    send_by_email,
    void_sending,
)
from proposals.proposal.sending.forms import EmailSendingForm, PublicationForm
from proposals.proposal.sending.models import ProposalSending
from proposals.proposal.sending.page import letter_of, sendings_context, standing_of
from proposals.proposal.sending.rules import demand_sender, price_seen, sending_blockers
from proposals.proposal.sending.supporting_files import supporting_files
from proposals.reasons import reason_page
from proposals.rights import may_write, voids_evidence

BY_EMAIL, BY_HAND = "email", "published"


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an approved version by e-mail, or (`?how=published`) record that it was published or handed in."""
    proposal = _visible_proposal(request, pk)
    demand_sender(request.user, proposal)
    how = BY_HAND if request.GET.get("how") == BY_HAND else BY_EMAIL
    price = price_seen(proposal)
    form = _form(request, proposal, how, price.token)
    sending, status = attempt(form, lambda: _save(form, proposal, request.user, how))
    if sending is not None:
        words = _("On its way to %(people)s.") if how == BY_EMAIL else _("The sending is recorded.")
        messages.success(request, words % {"people": ", ".join(sending.to)})
        return redirect(sending)
    if form.is_bound:
        proposal, price = _visible_proposal(request, pk), price_seen(proposal)
    blockers = [] if form.is_bound else sending_blockers(proposal, price)
    context = {
        "title": _("Send %(proposal)s") % {"proposal": proposal},
        "crumbs": _crumbs(proposal),
        "proposal": proposal,
        "opportunity": proposal.opportunity,
        "price": price,
        "supporting": supporting_files(proposal) if how == BY_EMAIL else [],
        "form": form,
        "how": how,
        "blockers": blockers,
        "refused": bool(form.is_bound and form.errors),
        "needs_contact": how == BY_EMAIL and not form.fields["contact"].queryset.exists(),  # type: ignore[attr-defined]
        "tabs": [
            {"label": _("By e-mail"), "url": "?", "current": how == BY_EMAIL},
            {"label": _("Published or handed in"), "url": f"?how={BY_HAND}", "current": how == BY_HAND},
        ],
        **sendings_context(proposal, request.user),
    }
    return render(request, "proposals/proposal/send.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def sending_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one sending: how far it is, to whom, what went out and what proves it."""
    sending = _visible_sending(request, pk)
    job = job_of(sending)
    in_doubt = is_in_doubt(sending, job)
    writes = may_write(request.user, sending.proposal.opportunity)
    label, tone = standing_of(sending, job, in_doubt)
    refused = refused_of(sending.answers)
    # Where the server refused for the moment the same work is tried again; where for good, somebody mends the address.
    passes = bool(refused) and not sending.sent_at and all(one.may_pass for one in refused)
    context = {
        "title": _("Sending of %(proposal)s") % {"proposal": sending.proposal},
        "crumbs": _crumbs(sending.proposal),
        "badge": {"label": label, "tone": tone},
        "subtitle": f"{sending.proposal.opportunity.client.name} · {sending.proposal.opportunity.code}",
        "sending": sending,
        "job": _shown_job(sending, job, request.user) if not in_doubt and (passes or not refused) else None,
        "in_doubt": in_doubt,
        "may_confirm": in_doubt and writes,
        "may_void": voids_evidence(request.user) and sending.is_standing,
        "may_move": sending.sent_at and sending.is_standing,
        "refused": refused_words(refused) if refused and not passes else "",
        "next_step": next_step(refused) if refused else "",
        "mends": writes and sending.is_standing and sending.contact_id,
        "in_mailbox": sending.email_id and mailbox.is_open_to(request.user),
    }
    return render(request, "proposals/proposal/sending_detail.html", context)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def sending_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an e-mail in doubt did arrive."""
    sending = _visible_sending(request, pk)
    confirm_sending(sending=sending, by=request.user)
    messages.success(request, _("The sending is recorded."))
    return redirect(sending)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def sending_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a mistaken sending, with the reason."""
    sending = _visible_sending(request, pk)
    demand(voids_evidence(request.user), _("A coordinator or a director voids a sending."), code="not_yours_to_void")
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_sending(sending=sending, by=request.user, reason=reason),
        lambda _voided: _("Voided. It stays, marked."),
        {
            "title": _("Void the sending of %(proposal)s") % {"proposal": sending.proposal},
            "crumbs": [*_crumbs(sending.proposal), (_("Sending"), sending.get_absolute_url())],
            "submit": _("Void"),
            "danger": True,
            "back": sending.get_absolute_url(),
        },
    )


def _form(request: SignedInRequest, proposal: Proposal, how: str, seen: str) -> StyledForm:
    given = request.POST if request.method == "POST" else None
    if how == BY_HAND:
        return PublicationForm(given, request.FILES or None)
    opportunity = proposal.opportunity
    intake = opportunity.intakes.standing().select_related("contact").first()
    contact = (intake.contact if intake else None) or opportunity.contact or _only_contact(opportunity)
    initial = {**letter_of(proposal), "contact": contact, "seen": seen, "token": token_urlsafe(16)}
    return EmailSendingForm(given, opportunity=opportunity, initial=initial)


def _only_contact(opportunity: Opportunity) -> Contact | None:
    """The one person at the client with an e-mail address; None where there are several."""
    found = list(Contact.objects.current().filter(client=opportunity.client_id).exclude(email="")[:2])
    return found[0] if len(found) == 1 else None


def _save(form: StyledForm, proposal: Proposal, by: User, how: str) -> ProposalSending:
    if how == BY_EMAIL:
        return send_by_email(proposal=proposal, by=by, **form.cleaned_data)
    return record_publication(proposal=proposal, by=by, **form.cleaned_data)


def _visible_proposal(request: SignedInRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).with_parties().select_related("document")
    proposal: Proposal | None = rows.filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def _visible_sending(request: SignedInRequest, pk: int) -> ProposalSending:
    rows = ProposalSending.objects.visible_to(request.user).select_related(
        "proposal__alternative__opportunity__client",
        "proposal__document",
        "contact",
        "created_by",
        "voided_by",
        "email",
        "receipt",
    )
    sending: ProposalSending | None = rows.filter(pk=pk).first()
    if sending is None:
        raise Http404
    return sending


def _shown_job(sending: ProposalSending, job: Job | None, user: User) -> Job | None:
    """The job to follow on the page: one's own, of an e-mail that has not left."""
    if job is None or job.created_by_id != user.pk or sending.sent_at or sending.voided_at:
        return None
    return job.with_progress()


def _crumbs(proposal: Proposal) -> list[tuple[str, str]]:
    opportunity: Any = proposal.opportunity
    return [(opportunity.code, opportunity.get_absolute_url()), (str(proposal), proposal.get_absolute_url())]
