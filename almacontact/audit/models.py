"""What every business record carries: who made it, its version, its history with a reason, and its yearly number."""

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from almacontact.text import NEVER_KEPT, cleaned

if TYPE_CHECKING:
    from almacontact.accounts.models import User

DERIVED_FIELDS = ("monthly_value", "total_value")
"""Columns the database computes from others of the same row: history keeps what they come from."""


class Audited(models.Model):
    """A business record: history of every change with who, when and why, and a version against lost updates.

    Ley 962 art. 28: such records are kept; they are voided or closed, never hard-deleted through the application.
    """

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
        help_text=_("Empty: made by the installation."),
    )
    version = models.PositiveIntegerField(
        _("version"), default=0, editable=False, help_text=_("Number of edits since the record was made.")
    )
    history = HistoricalRecords(inherit=True, excluded_fields=["created_at", *DERIVED_FIELDS])

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with texts that every database keeps, whatever door they came through."""
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                value = self.__dict__.get(field.attname)
                if value and _is_dirty(value):
                    setattr(self, field.attname, cleaned(value))
        super().save(*args, **kwargs)


def _is_dirty(value: Any) -> bool:
    """Tell whether a text, or one inside lists and mappings, holds what no database keeps."""
    if isinstance(value, str):
        return NEVER_KEPT.search(value) is not None
    if isinstance(value, dict):
        return any(map(_is_dirty, value)) or any(map(_is_dirty, value.values()))
    return isinstance(value, list) and any(map(_is_dirty, value))


class Standing:
    """What is voided, not deleted, stands until then. Its queryset has `standing()`, the same of many."""

    voided_at: Any

    @property
    def is_standing(self) -> bool:
        """Tell whether it was not voided."""
        return self.voided_at is None


class StandingQuerySet(models.QuerySet[Any]):
    """Records that are voided where others delete, with no gated field."""

    def standing(self) -> Self:
        """Return those that were not voided."""
        return self.filter(voided_at__isnull=True)


class Voidable(Standing, models.Model):
    """A record that is voided with a reason, by somebody, where others delete. Each table says that a void has one."""

    VOID_FIELDS: ClassVar[tuple[str, ...]] = ("voided_at", "voided_by", "void_reason")

    voided_at = models.DateTimeField(_("voided on"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    void_reason = models.CharField(_("why it was voided"), max_length=250, blank=True, editable=False)

    class Meta:
        abstract = True

    def mark_void(self, *, by: "User", reason: str) -> None:
        """Set who voided it, when and why, unsaved: the action that judged it saves `VOID_FIELDS`."""
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason.strip()[:250]


class Sequence(models.Model):
    """The last number given in a yearly series such as OP-2026-0001. Numbers are never given twice."""

    key = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="sequence_once_a_year")]

    def __str__(self) -> str:
        return f"{self.key}-{self.year}: {self.last}"

    @classmethod
    def take(cls, key: str, year: int) -> int:
        """Take the next number of the series `key` in `year`."""
        return cls.take_block(key, year, 1)

    @classmethod
    def take_block(cls, key: str, year: int, count: int) -> int:
        """Take `count` numbers at once and return the first. The row stays locked until the transaction ends."""
        with transaction.atomic():
            # Written first and read afterwards: the update is what locks the row, on every database. Of two that begin
            # a series at once, one makes its row and both count on from it.
            series = cls.objects.filter(key=key, year=year)
            if not series.update(last=models.F("last") + count):
                Sequence.objects.bulk_create([Sequence(key=key, year=year)], ignore_conflicts=True)
                series.update(last=models.F("last") + count)
            return series.get().last - count + 1


class Guarded(models.QuerySet[Any]):
    """A queryset that refuses to write gated fields behind the back of the actions.

    The model names them in `GATED_FIELDS`; only the action of the state machine changes them, one record at a time.
    """

    def _refuse_gated(self, names: set[str]) -> None:
        gated = names & set(getattr(self.model, "GATED_FIELDS", ()))
        if gated:
            raise GatedFieldWrite(self.model.__name__, sorted(gated))

    def update(self, **values: Any) -> int:
        """Update as usual, unless a gated field is named."""
        self._refuse_gated(set(values))
        return super().update(**values)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        """Update in bulk as usual, unless a gated field is named."""
        self._refuse_gated(set(fields))
        return super().bulk_update(objs, fields, batch_size)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        """Create in bulk; an upsert that would overwrite gated fields is refused."""
        self._refuse_gated(set(options.get("update_fields") or ()))
        return super().bulk_create(objs, *args, **options)


class GuardedVoidables(Guarded):
    """The same of records that are `Voidable`."""

    def standing(self) -> Self:
        """Return those that were not voided."""
        return self.filter(voided_at__isnull=True)


class GatedFieldWrite(TypeError):
    """A programming error: gated fields were about to be written outside their action."""

    def __init__(self, model: str, fields: list[str]) -> None:
        super().__init__(f"{model}: {', '.join(fields)} change only through their action, never by update() or bulk.")


class Unsettled(models.Model):
    """What holds inside the running transaction alone: an open door, or a debt that a later write of it pays.

    Each row refers to one that never is, and the database asks for that at the commit: none can be left behind.
    """

    DOOR: ClassVar[str] = "door"

    kind = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    never: Any = models.ForeignKey("self", on_delete=models.DO_NOTHING, default=0, related_name="+")

    class Meta:
        verbose_name = _("mark of the running transaction")
        verbose_name_plural = _("marks of the running transaction")

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"


class OnlyGrows(models.QuerySet[Any]):
    """Rows that are written once and stay."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse: what was sealed is never written again."""
        raise TypeError(f"{self.model.__name__} rows are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: what was sealed is kept."""
        raise TypeError(f"{self.model.__name__} rows are append-only.")

    bulk_update = update  # type: ignore[assignment]


class Seal(models.Model):
    """One thing that was signed, passed or frozen, as it was then: hashed, and sealed with a key kept elsewhere.

    The seals of one record (`chain`) follow each other: each holds the hash of the one before it. `form` is the version
    of what enters the hash. `late` ones were made when sealing began, after what they seal.
    """

    chain = models.CharField(_("record"), max_length=80)
    place = models.PositiveIntegerField(_("place in the chain"))
    what = models.CharField(_("what is sealed"), max_length=20)
    table = models.CharField(_("table"), max_length=60)
    row = models.CharField(_("row"), max_length=36)
    form = models.PositiveSmallIntegerField(_("form"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    previous = models.CharField(_("hash of the one before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    key_id = models.CharField(_("key"), max_length=40)
    mac = models.CharField(_("seal"), max_length=64)
    at = models.DateTimeField(_("sealed on"))
    late = models.BooleanField(_("sealed later"), default=False)

    objects = OnlyGrows.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "place"], name="seal_place_once")]
        indexes = [models.Index(fields=["table", "row"], name="seal_by_row")]

    def __str__(self) -> str:
        return f"{self.chain} {self.place}"


class SealedBatch(models.Model):
    """Rows of one table that were sealed together: a link of the one chain of the installation.

    `head` is made over the head before it, the rows' hashes and what is said here of them.
    """

    table = models.CharField(_("table"), max_length=60)
    columns = models.JSONField(_("columns"), default=list)
    first = models.BigIntegerField(_("first row"))
    last = models.BigIntegerField(_("last row"))
    count = models.PositiveIntegerField(_("rows"))
    previous = models.CharField(_("head before"), max_length=64, unique=True)
    head = models.CharField(_("head"), max_length=64, unique=True)
    key_id = models.CharField(_("key"), max_length=40)
    mac = models.CharField(_("seal"), max_length=64)
    at = models.DateTimeField(_("sealed on"), db_index=True)

    objects = OnlyGrows.as_manager()

    class Meta:
        verbose_name = _("sealed batch")
        verbose_name_plural = _("sealed batches")
        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "last"], name="sealed_batch_by_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.first}–{self.last}"


class SealedRow(models.Model):
    """The hash of one row of history. `digests`: its personal columns as salted digests, `salt` the id of the salt."""

    batch = models.ForeignKey(SealedBatch, on_delete=models.PROTECT, related_name="rows", verbose_name=_("batch"))
    row = models.BigIntegerField(_("row"))
    hash = models.CharField(_("hash"), max_length=64)
    digests = models.JSONField(_("digests of personal data"), default=dict)
    salt = models.BigIntegerField(_("salt"), null=True)

    objects = OnlyGrows.as_manager()

    class Meta:
        verbose_name = _("sealed row")
        verbose_name_plural = _("sealed rows")
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="sealed_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"


class Salt(models.Model):
    """What the personal data of one record is mixed with before it is hashed; gone once they are erased."""

    table = models.CharField(_("table"), max_length=60)
    record = models.BigIntegerField(_("record"))
    value = models.CharField(_("salt"), max_length=64)

    class Meta:
        verbose_name = _("salt")
        verbose_name_plural = _("salts")
        constraints = [models.UniqueConstraint(fields=["table", "record"], name="salt_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.record}"


class Erasure(models.Model):
    """Personal data that was erased because the person asked for it (Ley 1581): of which records, by whom and why."""

    table = models.CharField(_("table"), max_length=60)
    record = models.BigIntegerField(_("record"))
    erased = models.JSONField(_("what was erased"), help_text=_("Table, record, columns, versions and salt of each."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("erased on"), default=timezone.now)
    reason = models.TextField(_("reason"))

    objects = OnlyGrows.as_manager()

    class Meta:
        verbose_name = _("erasure of personal data")
        verbose_name_plural = _("erasures of personal data")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.record}"

    def get_absolute_url(self) -> str:
        return reverse("audit:erasure_detail", args=[self.pk])


class IntegrityCheck(models.Model):
    """One check of all that is sealed: when, of how much, and what did not hold."""

    began_at = models.DateTimeField(_("began on"))
    ended_at = models.DateTimeField(_("ended on"))
    checked = models.JSONField(_("checked"), default=dict, help_text=_("How many of each."))
    findings = models.JSONField(
        _("what does not hold"), default=list, help_text=_("Code, table, row, name and address of each.")
    )

    class Meta:
        verbose_name = _("integrity check")
        verbose_name_plural = _("integrity checks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class SealingStart(models.Model):
    """Since when this installation seals: what was there before was sealed then. A row for each round of kinds of
    things, by its number (`seals.Sealable.since`)."""

    at = models.DateTimeField(_("sealed since"))

    class Meta:
        verbose_name = _("start of sealing")
        verbose_name_plural = _("start of sealing")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="sealing_start_numbered", condition=models.Q(pk__gte=1))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
