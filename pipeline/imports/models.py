"""What was imported: the file, how its columns were read, each row's fate, and what came of it."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from almacontact.attachments.storage import imported_path, private_storage
from almacontact.audit.models import Audited
from almacontact.calendar import start_of, today
from pipeline.opportunities.models.opportunities import Opportunity


class ColumnMapping(models.Model):
    """How people read a set of headers before; the next workbook with the same headers is read alike."""

    signature = models.CharField(_("headers"), max_length=64, unique=True)
    fields = models.JSONField(_("fields by header"), default=dict)
    values = models.JSONField(_("people and list entries by the words of the sheet"), default=dict)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("last used by")
    )
    used_at = models.DateTimeField(_("last used at"), auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")

    def __str__(self) -> str:
        return ", ".join(list(self.fields)[:4])


class ImportBatch(models.Model):
    """One workbook on its way into the pipeline. `choices` are a person's decisions, `counts` its rows by verdict."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to check")
        PLANNED = "planned", _("Ready to import")
        APPLIED = "applied", pgettext_lazy("import", "Imported")
        UNDONE = "undone", pgettext_lazy("import", "Undone")

    class Mode(models.TextChoices):
        GOOD_ROWS = "good_rows", _("Good rows only")
        ALL_OR_NOTHING = "all_or_nothing", _("All or nothing")

    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(_("workbook"), storage=private_storage, upload_to=imported_path, max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    source = models.CharField(
        _("workbook"), max_length=120, help_text=_("With the number it says which row is which, file after file.")
    )
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    signature = models.CharField(_("headers"), max_length=64, blank=True)
    mapping = models.JSONField(_("field of each column"), default=dict)
    choices = models.JSONField(_("decisions"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    mode = models.CharField(_("which rows"), max_length=15, choices=Mode.choices, default=Mode.GOOD_ROWS)
    counts = models.JSONField(_("rows by verdict"), default=dict)
    notes = models.JSONField(_("about the file"), default=list)
    made = models.JSONField(_("other records it made"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    wins_accepted_at = models.DateTimeField(_("wins accepted on"), null=True, blank=True, editable=False)
    wins_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("wins accepted by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pipeline:import_detail", args=[self.pk])

    @property
    def reason(self) -> str:
        """Return what the history of every record it touches says."""
        return f"{self._meta.verbose_name!s} {self.pk}: {self.name}".capitalize()

    @property
    def is_open(self) -> bool:
        """Tell whether its columns and decisions may still change."""
        return self.state in (self.State.UPLOADED, self.State.PLANNED)


LETTING_IN = "pipeline.cut_over"
"""An import is written, or the cut-over is set, one at a time: what a plan lets in is not shut out as it is written."""


class CutOver(Audited):
    """The setting of until when rows come in as they stood before there was a system: one row, open until it is set.

    Reopened: it was closed and its day was put off or taken away; Calidad is told, and says that it has seen it.
    """

    until = models.DateField(
        _("cut-over"),
        null=True,
        blank=True,
        help_text=_("The last day on which, and of which, late stages and closings come in with a workbook."),
    )
    closes_at = models.DateTimeField(
        _("closes at"), null=True, editable=False, help_text=_("The end of its day in Bogotá: what the database asks.")
    )
    reopened_at = models.DateTimeField(_("reopened on"), null=True, blank=True, editable=False)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reopened by"),
    )
    reason = models.CharField(_("why it was reopened"), max_length=250, blank=True, editable=False)
    seen_at = models.DateTimeField(_("seen by Calidad on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("cut-over")
        verbose_name_plural = _("cut-over")
        constraints = [
            models.CheckConstraint(name="cut_over_single", condition=models.Q(pk=1)),
            models.CheckConstraint(
                name="cut_over_reopened_has_reason",
                condition=models.Q(reopened_at__isnull=True)
                | models.Q(reopened_by__isnull=False) & ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Cut-over"))

    @classmethod
    def current(cls) -> "CutOver":
        """Return the setting in force; an unsaved one, open, where none was written."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the moment that follows from the day."""
        self.closes_at = None if self.until is None else start_of(self.until + timedelta(days=1))
        fields = kwargs.get("update_fields")
        if fields is not None and "until" in fields:
            kwargs["update_fields"] = {*fields, "closes_at"}
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """Tell whether late rows still come in as they stood: until it is set, and up to its day."""
        return self.until is None or today() <= self.until

    def takes(self, closed_on: date | None) -> bool:
        """Tell whether a late row comes in as it stands: of something open, or closed on `closed_on`."""
        return self.is_open and (self.until is None or closed_on is None or closed_on <= self.until)


class ImportRow(models.Model):
    """One row of a workbook and what becomes of it. `values` are kept to tell next time what the file changed."""

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("rows", "New")
        CHANGED = "changed", pgettext_lazy("rows", "Changed")
        EQUAL = "equal", pgettext_lazy("rows", "Equal")
        ASKED = "asked", pgettext_lazy("rows", "To confirm")
        CONFLICT = "conflict", pgettext_lazy("rows", "Conflict")
        REFUSED = "refused", pgettext_lazy("rows", "Refused")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    number = models.CharField(_("number"), max_length=40, blank=True)
    client = models.CharField(_("client"), max_length=200, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    warned = models.BooleanField(_("has warnings"), default=False)
    values = models.JSONField(_("values"), default=dict)
    changes = models.JSONField(_("changes"), default=dict)
    findings = models.JSONField(_("findings"), default=list)
    offered = models.JSONField(_("opportunities that it may be"), default=list)
    opportunity = models.ForeignKey(
        Opportunity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_rows",
        verbose_name=_("opportunity"),
    )
    version = models.PositiveIntegerField(_("version it left"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict", "row"], name="import_row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.row}: {self.client}"

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Return what keeps the row out."""
        return [finding for finding in self.findings if finding["refuses"]]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Return what is odd but allowed."""
        return [finding for finding in self.findings if not finding["refuses"]]
