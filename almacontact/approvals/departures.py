"""What waits for the signature of somebody who leaves or loses a role, and who hears of it."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.departures import LeftBehind
from almacontact.accounts.models import User
from almacontact.approvals.eligibility import signers_of
from almacontact.approvals.inbox import waiting_for
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import notice


def waiting(person: User) -> list[LeftBehind]:
    """Return each request that waits for a signature of `person`, and whether somebody else could give it."""
    return [
        LeftBehind(
            key=f"{one.kind.key}:{one.request.pk}",
            words=f"{one.kind.label}: {one.request.subject} ({', '.join(step.title_words for step in one.steps)})",
            stuck=any(all(person.pk in ground.hands for ground in signers_of(step)) for step in one.steps),
        )
        for one in waiting_for(person)
    ]


def tell(person: User, gone: Sequence[LeftBehind]) -> None:
    """Have a person who lost a role told what they no longer sign. Whoever left is told nothing more."""
    if person.is_active:
        arguments = {"person_id": person.pk, "gone": [str(one.words) for one in gone]}
        enqueue(kind="approvals.no_longer", by=None, arguments=arguments)


def send_no_longer(*, job: Job, person_id: int, gone: Sequence[str]) -> int:
    """Tell somebody what no longer waits for them. Returns how many e-mails went out."""
    person = User.objects.get(pk=person_id)
    if not person.is_active:
        return 0

    def mail(_fresh: Sequence[str]) -> EmailMessage:
        with translation.override(person.language or "es"):
            url = settings.SITE_URL.rstrip("/") + reverse("approvals:inbox")
            body = render_to_string("approvals/email/no_longer.txt", {"person": person, "gone": gone, "url": url})
            return notice(_("You no longer sign this"), body, [person.email])

    return len(tell_once(job=job, keys=[f"approvals.no_longer:{job.pk}"], mail=mail))
