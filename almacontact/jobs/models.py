"""The table of background jobs: what was asked, by whom, how far it is and how it ended."""

import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.jobs import live
from almacontact.jobs.kinds import Words, label_of

if TYPE_CHECKING:
    from almacontact.accounts.models import User


def this_worker() -> str:
    """Name the process we are in, so that another one on the same machine can see whether it still lives."""
    return f"{socket.gethostname()}:{os.getpid()}"


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs that have a name."""

    def visible_to(self, user: "User") -> "JobQuerySet":
        """Return the person's own jobs; all of them for whoever runs the installation, and for the auditor to read."""
        return self if user.can(Right.VIEW_EVERYTHING) else self.steered_by(user)

    def steered_by(self, user: "User") -> "JobQuerySet":
        """Return those that `user` may stop or try again: their own; all for whoever runs the installation."""
        return self if user.can(Right.MANAGE_PEOPLE) else self.filter(created_by=user)

    def unfinished(self) -> "JobQuerySet":
        """Return the jobs that wait or run."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def due_for_publishing(self) -> "JobQuerySet":
        """Return waiting jobs that no worker has been told of, or whose message seems to have been lost."""
        now = timezone.now()
        return self.filter(state=Job.State.QUEUED).filter(
            models.Q(run_after=None) | models.Q(run_after__lte=now),
            models.Q(published_at=None) | models.Q(published_at__lt=now - Job.MESSAGE_LOST_AFTER),
        )


class Job(models.Model):
    """One piece of background work.

    The row is written together with what it belongs to; a message to the workers follows after the commit. The row is
    the truth, the message only wakes somebody up: a lost message costs time, never the job.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    MESSAGE_LOST_AFTER = timedelta(minutes=10)
    SILENT_AFTER = timedelta(seconds=90)

    kind = models.CharField(_("kind"), max_length=60)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True, help_text=_("Ids and plain values only."))
    key = models.CharField(
        _("key"), max_length=200, blank=True, help_text=_("Two jobs of one kind with the same key are one job.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    url = models.CharField(_("result page"), max_length=300, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.TextField(_("technical detail"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("asked by"),
    )
    created_at = models.DateTimeField(_("asked on"), default=timezone.now)
    run_after = models.DateTimeField(_("not before"), null=True, blank=True)
    published_at = models.DateTimeField(_("handed to the workers on"), null=True, blank=True)
    started_at = models.DateTimeField(_("started on"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["created_by", "-created_at"], name="job_by_person"),
            models.Index(
                fields=["state", "published_at"],
                name="job_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="job_key_once",
                condition=~models.Q(key="") & models.Q(state__in=["queued", "running", "done"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        """Return the page that follows this job."""
        return reverse("jobs:detail", args=[self.pk])

    @property
    def label(self) -> Words:
        """Return what this job is, in words."""
        return label_of(self.kind)

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return _LOOK[Job.State(self.state)][0]

    @property
    def icon(self) -> str:
        """Return the icon of its badge, so that the colour never speaks alone."""
        return _LOOK[Job.State(self.state)][1]

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state not in (Job.State.QUEUED, Job.State.RUNNING)

    @property
    def can_be_retried(self) -> bool:
        """Tell whether it ended without its result, so that it may be asked for again."""
        return self.state in (Job.State.FAILED, Job.State.CANCELLED)

    @property
    def percent(self) -> int | None:
        """Return how far it is, from 0 to 100, or None when the amount of work is not known."""
        if self.state == Job.State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    def with_progress(self) -> "Job":
        """Fill in how far the worker is now.

        A job often runs inside one transaction, whose writes nobody else sees: progress comes from the cache.
        """
        if self.state == Job.State.RUNNING and (now := live.progress(self.pk)):
            self.done, self.total, self.message = now
        return self

    def is_lost(self) -> bool:
        """Tell whether it counts as running though its worker is gone: dead on this machine, or silent for long."""
        if self.state != Job.State.RUNNING:
            return False
        host, _colon, pid = self.worker.rpartition(":")
        if host == socket.gethostname() and pid.isdigit() and self.worker != this_worker():
            try:
                os.kill(int(pid), 0)
            except ProcessLookupError:
                return True
            except PermissionError:
                pass
        started = self.started_at or self.created_at
        return timezone.now() - started > Job.SILENT_AFTER and not live.is_beating(self.pk)


_LOOK: dict[str, tuple[str, str]] = {
    Job.State.QUEUED: ("idle", "hourglass"),
    Job.State.RUNNING: ("info", "arrow-repeat"),
    Job.State.DONE: ("ok", "check-lg"),
    Job.State.FAILED: ("bad", "x-lg"),
    Job.State.CANCELLED: ("idle", "slash-circle"),
}


class Effect(models.Model):
    """Proof that something a job does outside its own record was done, so that a second run leaves it alone.

    It outlives the job: what is told once may be due again when the row of the job is long gone.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="effects", verbose_name=_("job")
    )
    created_at = models.DateTimeField(_("done on"), default=timezone.now)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")

    def __str__(self) -> str:
        return self.key
