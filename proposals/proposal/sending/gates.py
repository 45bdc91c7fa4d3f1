"""The gate to Proposal: a version that all had signed went to the client, with its evidence (process.md, "Gates").

A sending is only possible of an approved version at a current price, so one that stands proves both.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.sending.models import ProposalSending

CODE = "proposal_sent"


def proposal_sent(opportunity: Opportunity) -> Condition:
    """Judge the condition: one query where it is met, two where it is not.

    Its records are the sending, the proposal and the acta: whichever is voided later shows as a debt.
    """
    label = gettext_lazy("Proposal approved and sent, with evidence")
    sent = ProposalSending.objects.standing_of(opportunity).first()
    if sent is not None:
        return Condition(code=CODE, label=label, met=True, records=(sent, sent.proposal, sent.proposal.minutes))
    missing, url, link_label = _what_lacks(opportunity)
    return Condition(code=CODE, label=label, met=False, missing=missing, url=url, link_label=link_label)


def _what_lacks(opportunity: Opportunity) -> tuple[str, str, str]:
    """How far the proposal is, and where it goes on: the version that is nearest to being sent."""
    nearest = (ProposalState.APPROVED, ProposalState.IN_APPROVAL, ProposalState.DRAFT)
    found = {one.state: one for one in Proposal.objects.of(opportunity).filter(state__in=nearest).order_by("pk")}
    proposal = next((found[state] for state in nearest if state in found), None)
    if proposal is None:
        return (
            _("There is no proposal yet."),
            reverse("proposals:proposal_create", args=[opportunity.code]),
            _("Write the proposal"),
        )
    named = {"proposal": proposal}
    if proposal.state == ProposalState.APPROVED:
        url = reverse("proposals:proposal_send", args=[proposal.pk])
        return _("%(proposal)s is approved and not sent yet.") % named, url, _("Send it")
    if proposal.state == ProposalState.IN_APPROVAL:
        return _("%(proposal)s waits for signatures.") % named, proposal.get_absolute_url(), _("See its approval")
    return (
        _("%(proposal)s is a draft: it has not been sent to approval.") % named,
        proposal.get_absolute_url(),
        _("Open the proposal"),
    )
