"""What every business record carries: who made it, its version, its history with a reason, and its yearly number."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

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
