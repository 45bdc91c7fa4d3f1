"""What the tests of sendings begin with: a version that all have signed, ways to send it, what a refusal leaves."""

from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from almacontact.jobs.models import Job
from pipeline.models import FollowUp
from proposals.models import Proposal, ProposalAttachment, ProposalSending
from proposals.pricing.versions import copy_version
from proposals.proposal.sending.actions import record_publication, send_by_email
from proposals.proposal.sending.rules import price_seen
from tests.proposals.pricing.pricing_records import approve
from tests.proposals.proposal.proposal_records import PDF, make_approved_proposal


def ready_to_send(people, run_jobs):
    """A version that all have signed, with the e-mails of its approval out of the way."""
    made = make_approved_proposal(people)
    run_jobs()
    mail.outbox.clear()
    return Proposal.objects.with_parties().select_related("document").get(pk=made.pk)


def send_as(proposal, by, contact, **changes):
    """Send it as the page would."""
    given = {
        "proposal": proposal,
        "by": by,
        "contact": contact,
        "cc": ["gerencia@cliente.example"],
        "subject": "Propuesta de servicio",
        "body": "Adjunto encuentra nuestra propuesta.",
        "seen": price_seen(proposal).token,
        "token": "",
        **changes,
    }
    return send_by_email(**given)


def publish(proposal, by, **changes):
    """Record a publication as the page would."""
    given = {
        "proposal": proposal,
        "by": by,
        "channel": "platform",
        "sent_at": timezone.now(),
        "place": "https://service.ariba.com/Sourcing/123",
        "reference": "AR-99",
        "receipt": SimpleUploadedFile("constancia.pdf", PDF, content_type="application/pdf"),
        **changes,
    }
    return record_publication(**given)


def sign_in(client, person):
    """Sign `person` in to the test's browser."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def codes(refused):
    """The codes of a refusal."""
    return {one.code for one in refused.value.blockers}


def traces():
    """What a sending leaves behind: none of it after a refusal."""
    counted = (ProposalSending, ProposalAttachment, FollowUp, Job, ProposalSending.history.model)
    return [model.objects.count() for model in counted], len(mail.outbox)


def with_next_acta(proposal, everybody):
    """Approve another price for the alternative."""
    model = copy_version(
        pricing_model=proposal.minutes.pricing_model, by=everybody["director"], reason="Cambio de volumen"
    )
    return approve(model, everybody["director"], everybody)


@contextmanager
def killed_while_mail_leaves():
    """A worker that dies once the message has left, before anything of it was committed."""
    leave = EmailBackend.send_messages

    def killed_after(self, messages):
        leave(self, messages)
        raise KeyboardInterrupt

    with patch.object(EmailBackend, "send_messages", killed_after), pytest.raises(KeyboardInterrupt):
        yield
