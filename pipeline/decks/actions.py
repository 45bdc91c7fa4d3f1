"""Keeping the Presentación Almacontact in versions and sending it from a follow-up (process rows 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import check_file
from almacontact.attachments.store import read_kept
from almacontact.audit.locking import lock
from almacontact.audit.versioning import changing, save_as
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once, outside
from almacontact.jobs.models import Job
from almacontact.outgoing import Answer, mail_blockers, refused_words
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Contact
from pipeline.decks.models import CompanyDeck, DeckFile, DeckSending
from pipeline.opportunities.actions.follow_ups import log_follow_up, void_follow_up
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand_right

DECK_NAME = "Presentación Almacontact"
DECK_TYPES = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)


def add_deck_version(*, by: User, file: File[bytes], description: str = "", name: str = DECK_NAME) -> DeckFile:
    """Keep `file` (PPTX or PDF) as the next version of the deck `name`. By coordinators and directors.

    Raises `NotAllowed` to anybody else, `Refused` for another kind of file or one that `attach` does not take.
    """
    demand_right(by, Right.PROPOSE_PLAN)
    checked = check_file(file)
    if checked.file_type.content_type not in DECK_TYPES:
        raise Refused(
            Blocker(code="deck_type", field="file", message=_("A presentation is a PowerPoint (.pptx) or a PDF."))
        )
    with transaction.atomic():
        deck = CompanyDeck.objects.select_for_update().filter(name=name).first()
        if deck is None:
            deck = save_as(CompanyDeck(name=name, created_by=by), by=by)
        last = deck.files.aggregate(last=Max("number"))["last"] or 0
        kept: DeckFile = attach(
            model=DeckFile,
            by=by,
            file=checked,
            kind="presentation",
            description=description,
            deck=deck,
            number=last + 1,
        )
    return kept


def send_deck(*, opportunity: Opportunity, contact: Contact, by: User, message: str) -> DeckSending:
    """Send the version in use to a contact of the client, and log it as a company presentation.

    The e-mail goes out as a job after the commit, once. Raises `Refused` without a deck, for a contact of another
    client or one without an e-mail address.
    """
    deck = CompanyDeck.objects.filter(name=DECK_NAME).first()
    version = deck.current() if deck else None
    blockers = mail_blockers()
    if version is None:
        blockers.append(
            Blocker(
                code="no_deck", message=_("There is no company presentation yet. A coordinator or a director adds it.")
            )
        )
    if contact.client_id != opportunity.client_id:
        blockers.append(
            Blocker(
                code="contact_of_other_client",
                field="contact",
                message=_("%(contact)s belongs to another client.") % {"contact": contact},
            )
        )
    elif not contact.email:
        blockers.append(
            Blocker(
                code="no_email",
                field="contact",
                message=_("%(contact)s has no e-mail address.") % {"contact": contact},
                url=contact.get_absolute_url(),
                link_label=_("Add it"),
            )
        )
    if blockers or version is None:
        raise Refused(blockers)
    with transaction.atomic():
        follow_up = _log(opportunity, version, contact, contact.email, by)
        sending = save_as(
            DeckSending(follow_up=follow_up, file=version, to=contact.email, message=message.strip(), created_by=by),
            by=by,
        )
        enqueue(kind="pipeline.send_deck", by=by, arguments={"sending_id": sending.pk}, key=f"deck:{sending.pk}")
    return sending


def deliver_deck(*, job: Job, sending_id: int) -> bool:
    """Send the e-mail of one sending with the file attached. Returns False when it had gone out before.

    Raises `Refused` where the server refuses the person at the client: the follow-up is voided, and logged anew once
    it is taken.
    """
    related = ("file__deck", "created_by", "follow_up__opportunity", "follow_up__contact")
    sending = DeckSending.objects.select_related(*related).get(pk=sending_id)
    by: Any = sending.created_by
    if sending.sent_at:
        return False
    mail = EmailMessage(
        subject=sending.file.deck.name, body=sending.message, to=[sending.to], reply_to=[by.email], cc=[by.email]
    )
    mail.attach(sending.file.original_name, read_kept(sending.file), sending.file.content_type)
    must = outside(mail)

    def answered(answers: Sequence[Answer]) -> None:
        lock(sending.follow_up.opportunity, sending.follow_up)
        refused = [one for one in answers if not one.accepted]
        with changing(sending):
            sending.answers = [one.as_data() for one in answers]
            save_as(sending, by=by, fields=["answers", "version"])
        if any(one.address.lower() in must for one in refused) and sending.follow_up.is_standing:
            void_follow_up(follow_up=sending.follow_up, by=by, reason=refused_words(refused)[:300])

    def settle() -> None:
        lock(sending.follow_up.opportunity, sending.follow_up)
        with changing(sending):
            if not sending.follow_up.is_standing:  # refused before, and taken now
                earlier = sending.follow_up
                sending.follow_up = _log(earlier.opportunity, sending.file, earlier.contact, sending.to, by)
            sending.sent_at = timezone.now()
            save_as(sending, by=by, fields=["sent_at", "follow_up", "version"])

    return leave_once(
        job=job,
        key=f"deck:{sending.pk}",
        mail=mail,
        still=lambda: True,
        settle=settle,
        must=must,
        answered=answered,
    )


def _log(opportunity: Opportunity, version: DeckFile, contact: Contact | None, address: str, by: User) -> FollowUp:
    return log_follow_up(
        opportunity=opportunity,
        by=by,
        kind=FollowUp.Kind.PRESENTATION,
        summary=_("%(deck)s v%(number)s sent to %(email)s.")
        % {"deck": version.deck.name, "number": version.number, "email": address},
        contact=contact,
    )
