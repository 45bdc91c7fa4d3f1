"""What goes out by e-mail from a check list: the summary to the areas and the no-go to the client (process row 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import check_file
from almacontact.attachments.store import read_kept
from almacontact.audit.locking import holding, lock
from almacontact.audit.misfits import refuse
from almacontact.audit.versioning import changing, save_as
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once, outside
from almacontact.jobs.models import Job
from almacontact.outgoing import Answer, joined, mail_blockers
from almacontact.refusals import Blocker, Refused
from pipeline.catalogues.models import LossReason
from pipeline.clients.models import Contact
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.moves import close_opportunity, closing_blockers
from pipeline.opportunities.models.attachments import OpportunityAttachment, OpportunityFileKind
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.rights import demand
from pipeline.states import Outcome
from proposals.areas import area_label
from proposals.checklist import documents as intake_documents
from proposals.checklist.gates import check_list_of, is_no_go
from proposals.checklist.models.notices import NoGoNotice, ProjectSummary
from proposals.checklist.models.requirements import CheckList
from proposals.mail.composing import compose, copy_of, keep_on_opportunity


def send_summary(*, opportunity: Opportunity, by: User, message: str = "") -> ProjectSummary:
    """Send the project summary as a PDF to the leaders of the areas that take part, and log it.

    The e-mail goes out as a job after the commit, once. Raises `Refused` without a request or check list to sum up, or
    when no area that takes part has a leader.
    """
    demand_edit(by, opportunity)
    blockers = mail_blockers()
    if not opportunity.intakes.standing().exists() and check_list_of(opportunity) is None:
        words = _("There is no request and no check list to sum up yet.")
        blockers.append(Blocker(code="nothing", message=words, url=opportunity.get_absolute_url()))
    areas = [Role(one) for one in opportunity.participations.values_list("role", flat=True) if one in AREA_ROLES]
    people = leaders_of(areas)
    if not people:
        words = _("No area with a leader takes part yet. Make the check list, or add the areas.")
        blockers.append(Blocker(code="no_leader", message=words, url=f"{opportunity.get_absolute_url()}#areas"))
    if blockers:
        raise Refused(blockers)
    document = check_file(ContentFile(intake_documents.summary_pdf(opportunity), name="Resumen del proyecto.pdf"))
    with transaction.atomic():
        lock(opportunity)
        last = opportunity.summaries.aggregate(last=Max("number"))["last"] or 0
        file = attach(
            model=OpportunityAttachment,
            by=by,
            file=replace(document, name=f"Resumen del proyecto {opportunity.code}-{last + 1}.pdf"),
            kind=OpportunityFileKind.DOCUMENT,
            description="Resumen del proyecto",
            opportunity=opportunity,
        )
        summary = save_as(
            ProjectSummary(
                opportunity=opportunity,
                number=last + 1,
                message=message.strip(),
                areas=[str(one) for one in areas],
                recipients=sorted({one.email for one in people}),
                file=file,
                created_by=by,
            ),
            by=by,
        )
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind=FollowUp.Kind.NOTE,
            summary=_("Project summary sent to %(areas)s.")
            % {"areas": ", ".join(str(area_label(one)) for one in areas)},
        )
        enqueue(kind="proposals.send_summary", by=by, arguments={"summary_id": summary.pk}, key=f"summary:{summary.pk}")
    return summary


def deliver_summary(*, job: Job, summary_id: int) -> bool:
    """Send the e-mail of one summary and keep it. Returns False when it had gone out before."""
    summary = ProjectSummary.objects.select_related("opportunity__client", "file", "created_by").get(pk=summary_id)
    by: Any = summary.created_by
    opportunity = summary.opportunity
    if summary.sent_at:
        return False
    mail = compose(
        subject=f"Resumen del proyecto {opportunity.client.name} ({opportunity.code})",
        body=summary.message or "Adjunto encuentra el resumen del proyecto y su lista de requisitos.",
        to=summary.recipients,
        by=by,
    )
    mail.attach(summary.file.original_name, read_kept(summary.file), summary.file.content_type)
    copy = copy_of(mail, f"resumen-{opportunity.code}-{summary.number}.eml")

    def answered(answers: Sequence[Answer]) -> None:
        with changing(summary):
            summary.answers = joined(summary.answers, answers)
            save_as(summary, by=by, fields=["answers", "version"])

    def settle() -> None:
        keep_on_opportunity(opportunity, copy, by)
        with changing(summary):
            summary.sent_at = timezone.now()
            save_as(summary, by=by, fields=["sent_at", "version"])

    return leave_once(
        job=job, key=f"summary:{summary.pk}", mail=mail, still=lambda: True, settle=settle, answered=answered
    )


def send_no_go(
    *,
    check_list: CheckList,
    by: User,
    contact: Contact,
    subject: str,
    body: str,
    loss_reason: LossReason | None,
    competitor: str = "",
    note: str = "",
) -> NoGoNotice:
    """Send the client the communication of a no-go. Once it has gone out, the opportunity closes as withdrawn.

    Everything that would stop the closing is refused here, before anything is sent.
    """
    opportunity = check_list.opportunity
    with holding(opportunity.client, opportunity, check_list):
        demand(
            opportunity.may_be_moved_by(by),
            _("Only the owner, a coordinator or a director moves this opportunity."),
            code="not_your_opportunity",
        )
        blockers = [*_no_go_blockers(check_list), *addressee_blockers(opportunity, contact), *mail_blockers()]
        for name, words, value in (
            ("subject", _("Write the subject."), subject),
            ("body", _("Write what the client is told."), body),
        ):
            if not value.strip():
                blockers.append(Blocker(code=name, field=name, message=words))
        blockers += closing_blockers(opportunity, Outcome.WITHDRAWN, None, loss_reason, competitor, note)
        if blockers or loss_reason is None:
            raise Refused(blockers)
        notice = save_as(
            NoGoNotice(
                check_list=check_list,
                contact=contact,
                to=contact.email,
                subject=subject.strip()[:200],
                body=body.strip(),
                loss_reason=loss_reason,
                competitor=competitor.strip()[:120],
                note=note.strip(),
                digest=check_list.digest(),
                created_by=by,
            ),
            by=by,
        )
        enqueue(kind="proposals.send_no_go", by=by, arguments={"notice_id": notice.pk}, key=f"no_go:{notice.pk}")
    return notice


def deliver_no_go(*, job: Job, notice_id: int) -> bool:
    """Send one communication, keep it as it went out and close the opportunity as withdrawn.

    When it cannot be sent, the opportunity stays open. Returns False when it had gone out before. Raises `Refused` when
    the check list no longer says no-go; and where the e-mail left, and what somebody did meanwhile keeps the
    opportunity from closing: what was told stands, and the refusal says why it is open.
    """
    notice = NoGoNotice.objects.select_related(
        "check_list__opportunity__client", "contact", "loss_reason", "created_by"
    ).get(pk=notice_id)
    by: Any = notice.created_by
    check_list = notice.check_list
    opportunity = check_list.opportunity
    if notice.sent_at:
        return False
    mail = compose(subject=notice.subject, body=notice.body, to=[notice.to], by=by)
    pdf = intake_documents.no_go_pdf(check_list, notice.contact, notice.subject, notice.body, by.name)
    letter = check_file(ContentFile(pdf, name=f"Carta {opportunity.code}.pdf"))
    mail.attach(letter.name, pdf, "application/pdf")
    copy = copy_of(mail, f"no-go-{slugify(opportunity.code)}.eml")
    kept_open: list[Blocker] = []

    def still() -> bool:
        lock(opportunity.client, opportunity, check_list)
        check_list.forget()
        if not is_no_go(check_list) or check_list.digest() != notice.digest:
            words = _(
                "An answer changed before the communication went out: nothing was sent. Read the check list again."
            )
            raise Refused(Blocker(code="changed", message=words, url=check_list.get_absolute_url()))
        refuse(opportunity.closed_blockers())
        return True

    def answered(answers: Sequence[Answer]) -> None:
        lock(opportunity.client, opportunity, check_list)
        with changing(notice):
            notice.answers = [one.as_data() for one in answers]
            save_as(notice, by=by, fields=["answers", "version"])

    def settle() -> None:
        lock(opportunity.client, opportunity, check_list)
        attach(
            model=OpportunityAttachment,
            by=by,
            file=letter,
            kind=OpportunityFileKind.LETTER,
            description=notice.subject,
            opportunity=opportunity,
        )
        kept = keep_on_opportunity(opportunity, copy, by)
        with changing(notice):
            notice.sent_at, notice.email = timezone.now(), kept
            save_as(notice, by=by, fields=["sent_at", "email", "version"])
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind=FollowUp.Kind.EMAIL,
            summary=_("No-go told to %(email)s: %(subject)s") % {"email": notice.to, "subject": notice.subject},
            contact=notice.contact,
        )
        try:
            close_opportunity(
                opportunity=opportunity,
                outcome=Outcome.WITHDRAWN,
                by=by,
                loss_reason=notice.loss_reason,
                competitor=notice.competitor,
                note=notice.note,
                reason=_("No-go told to the client"),
            )
        except Refused as refused:
            kept_open.extend(refused.blockers)

    went = leave_once(
        job=job,
        key=f"no_go:{notice.pk}",
        mail=mail,
        still=still,
        settle=settle,
        must=outside(mail),
        answered=answered,
    )
    if kept_open:
        words = _("The communication went out, but the opportunity could not be closed:")
        raise Refused([Blocker(code="kept_open", message=words, url=opportunity.get_absolute_url()), *kept_open])
    return went


def leaders_of(areas: list[Role]) -> list[User]:
    """The active people who lead any of `areas`."""
    return list(User.objects.filter(is_active=True, held_roles__role__in=areas).distinct().order_by("name"))


def _no_go_blockers(check_list: CheckList) -> list[Blocker]:
    opportunity, page = check_list.opportunity, check_list.get_absolute_url()
    if closed := opportunity.closed_blockers():
        return closed
    check_list.forget()
    if not is_no_go(check_list):
        words = _("The check list does not say no-go: there is nothing to tell the client.")
        return [Blocker(code="not_no_go", message=words, url=page, link_label=_("Open the check list"))]
    pending = list(check_list.no_go_notices.filter(sent_at__isnull=True).values_list("pk", flat=True))
    keys = [f"no_go:{pk}" for pk in pending]
    if Job.objects.unfinished().filter(kind="proposals.send_no_go", key__in=keys).exists():
        return [Blocker(code="on_its_way", message=_("The communication is already on its way."), url=page)]
    return []


def addressee_blockers(opportunity: Opportunity, contact: Contact) -> list[Blocker]:
    """Return why no e-mail of this offer goes to `contact`: of another client, or without an address."""
    if contact.client_id != opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": contact}
        return [Blocker(code="contact_of_other_client", field="contact", message=words)]
    if not contact.email:
        words = _("%(contact)s has no e-mail address.") % {"contact": contact}
        url = contact.get_absolute_url()
        return [Blocker(code="no_email", field="contact", message=words, url=url, link_label=_("Add it"))]
    return []
