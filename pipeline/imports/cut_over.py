"""The verbs of the cut-over, and of what it let in: setting its day, reopening it, accepting imported wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.audit.locking import lock, one_at_a_time
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import notice
from almacontact.refusals import Blocker, Refused
from pipeline.events import Touched, closings_touched, results_changed
from pipeline.imports.acceptance import wins_of
from pipeline.imports.models import LETTING_IN, CutOver, ImportBatch
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand_right

TELL = "pipeline.tell_cut_over"


def set_cut_over(*, until: date | None, by: User, reason: str = "", version: int | None = None) -> CutOver:
    """Say until which day late rows come in as they stood. The sales director alone.

    A day that has passed closes it at once. Putting the day off, or taking it away, opens what was closed again: that
    takes a reason, and Calidad is told by e-mail and on its day.

    Raises `NotAllowed`, `StaleVersion`, or `Refused` without a reason to reopen.
    """
    demand_right(by, Right.SET_CUT_OVER)
    with transaction.atomic():
        one_at_a_time(LETTING_IN)
        setting = CutOver.objects.select_for_update().filter(pk=1).first()
        if setting is None:
            setting = save_as(CutOver(pk=1, created_by=by), by=by)
        if until == setting.until:
            return setting
        was_open = setting.is_open
        with changing(setting, version):
            setting.until = until
            fields = ["until", "version"]
            if not was_open and setting.is_open:
                if not reason.strip():
                    words = _("The cut-over is closed. Say why it is opened again; Calidad is told.")
                    raise Refused(Blocker(code="reason", field="reason", message=words))
                setting.reopened_at, setting.reopened_by, setting.seen_at = timezone.now(), by, None
                setting.reason = reason.strip()[:250]
                fields += ["reopened_at", "reopened_by", "reason", "seen_at"]
                enqueue(kind=TELL, by=by, arguments={"version": setting.version}, key=f"cut_over:{setting.version}")
            save_as(setting, by=by, reason=reason.strip(), fields=fields)
    return setting


def see_reopening(*, by: User) -> CutOver:
    """Say that Calidad has seen that the cut-over was reopened; seen already, nothing changes. The quality lead.

    Raises `NotAllowed`, or `Refused` when it was not reopened."""
    demand_right(by, Right.MANAGE_QUALITY)
    with transaction.atomic():
        setting = CutOver.objects.select_for_update().filter(pk=1, reopened_at__isnull=False).first()
        if setting is None:
            raise Refused(Blocker(code="not_reopened", message=_("The cut-over was not reopened.")))
        if setting.seen_at is None:
            with changing(setting):
                setting.seen_at = timezone.now()
                save_as(setting, by=by, fields=["seen_at", "version"])
    return setting


def send_reopened(*, job: Job, version: int) -> int:
    """Tell the holders of the quality lead's role that the cut-over was reopened. Returns how many e-mails went out."""
    setting = CutOver.current()
    if setting.reopened_by is None:
        return 0
    people = User.objects.holders_of(Role.QUALITY_LEAD)
    return sum(_tell(job, setting, person, f"{TELL}:{version}:{person.pk}") for person in people)


def _tell(job: Job, setting: CutOver, person: User, key: str) -> int:
    def mail(_fresh: Sequence[str]) -> EmailMessage:
        with translation.override(person.language or "es"):
            url = settings.SITE_URL.rstrip("/") + reverse("pipeline:cut_over")
            body = render_to_string(
                "pipeline/imports/email/reopened.txt", {"person": person, "setting": setting, "url": url}
            )
            return notice(_("The cut-over was reopened"), body, [person.email])

    return len(tell_once(job=job, keys=[key], mail=mail))


def accept_wins(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Let the wins that an import brought count in the indicators from now on. The quality lead.

    Raises `NotAllowed`, or `Refused` when the import was undone, brought no win or was decided already.
    """
    demand_right(by, Right.MANAGE_QUALITY)
    reason = _("Accepted: %(import)s") % {"import": batch.reason}
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        wins = list(wins_of(locked).order_by("pk"))
        if locked.state != ImportBatch.State.APPLIED or locked.wins_accepted_at or not wins:
            words = _("“%(file)s” has no imported wins that wait to be accepted.") % {"file": locked.name}
            raise Refused(Blocker(code="nothing_to_accept", message=words))
        lock(*wins)
        apart = [one for one in wins if one.apart]
        for one in apart:
            claim(one, None)
            one.apart = False
            save_as(one, by=by, reason=reason, fields=["apart", "version"])
        locked.wins_accepted_at, locked.wins_accepted_by = timezone.now(), by
        locked.save(update_fields=["wins_accepted_at", "wins_accepted_by"])
        days = [(one.code, one.closed_on) for one in apart if one.closed_on]
        if days:
            results_changed.send(Opportunity, years={on.year for _code, on in days})
            closings_touched.send(Opportunity, what=Touched.ACCEPTED, deals=days, by=by, reason=reason)
    return locked
