"""What the pages show of sendings: the list of a proposal, how far each is, and the words an e-mail begins with."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from almacontact.accounts.models import User
from almacontact.jobs.models import Job
from almacontact.outgoing import refused_of
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.sending.actions import JOB, claimed_among, is_in_doubt, job_key
from proposals.proposal.sending.models import ProposalSending
from proposals.rights import may_write, voids_evidence

LANGUAGE = "es"
"""What goes to a client is in Spanish, whatever language the person reads."""


def sendings_context(proposal: Proposal, user: User) -> dict[str, Any]:
    """Return what the list of sendings shows of `proposal`: one query, two or three where an e-mail is out."""
    found = list(
        proposal.sendings.select_related("contact", "created_by", "voided_by", "email", "receipt").order_by("-pk")
    )
    waiting = [job_key(one) for one in found if not one.sent_at and one.is_standing]
    jobs = {one.key: one for one in Job.objects.filter(kind=JOB, key__in=waiting).order_by("pk")} if waiting else {}
    claimed = claimed_among(waiting) if waiting else set()
    rows = []
    for one in found:
        job = jobs.get(job_key(one))
        label, tone = standing_of(one, job, is_in_doubt(one, job, claimed))
        rows.append(
            {"sending": one, "label": label, "tone": tone, "may_void": voids_evidence(user) and one.is_standing}
        )
    sends = may_write(user, proposal.opportunity) and proposal.opportunity.is_open
    return {"sendings": rows, "may_send": sends and proposal.state == ProposalState.APPROVED}


def standing_of(sending: ProposalSending, job: Job | None, in_doubt: bool) -> tuple[str, str]:
    """Return where a sending stands, in words, and the tone of its badge."""
    if not sending.is_standing:
        return _("Voided"), "bad"
    if sending.sent_at:
        return pgettext("e-mail", "Sent"), "ok"
    if in_doubt:
        return _("In doubt"), "warn"
    if refused_of(sending.answers):
        return _("Refused by the mail server"), "bad"
    if job is None or job.is_finished:
        return _("Not sent"), "bad"
    return _("On its way"), "info"


def letter_of(proposal: Proposal) -> dict[str, str]:
    """Return the prepared subject and text of the e-mail; people change what they like. It greets nobody by name: to
    whom it goes may still change."""
    opportunity = proposal.opportunity
    with translation.override(LANGUAGE):
        context = {
            "proposal": proposal,
            "opportunity": opportunity,
            "intake": opportunity.intakes.standing().first(),
        }
        subject = _("Proposal %(proposal)s: %(title)s") % {"proposal": proposal, "title": proposal.title}
        body = render_to_string("proposals/proposal/letter.txt", context).strip()
    return {"subject": subject[:200], "body": body}
