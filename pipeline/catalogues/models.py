"""Lists that the director keeps: segments, services, lead sources, loss reasons, and the rules of each stage."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited
from pipeline.states import OPEN_STAGES, Stage


def name_of(path: str) -> F | Coalesce:
    """Return the expression of what the entry at `path` (`"segment"`) is called in the reader's language."""
    if _in_english():
        return Coalesce(NullIf(F(f"{path}__name_en"), Value("")), F(f"{path}__name"))
    return F(f"{path}__name")


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    """Entries of one list."""

    def active(self) -> "CatalogueQuerySet":
        """Return the entries that may still be chosen."""
        return self.filter(active=True)


class Catalogue(Audited):
    """One entry of a list. Entries are switched off, never deleted: old records keep pointing at them."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("In Spanish, as users say it."))
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and _in_english() else self.name


class Segment(Catalogue):
    """A line of business of clients (process row 2, "segment")."""

    class Meta(Catalogue.Meta):
        verbose_name = _("segment")
        verbose_name_plural = _("segments")


CATCH_ALL = "otro"
"""The code of the entry of a list for what fits no other: it names nothing."""


class Service(Catalogue):
    """A type of service we sell (process row 2, "type of service")."""

    class Meta(Catalogue.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")


class LeadSource(Catalogue):
    """Where a prospect came from (process row 3)."""

    class Meta(Catalogue.Meta):
        verbose_name = _("lead source")
        verbose_name_plural = _("lead sources")


class LossReason(Catalogue):
    """Why an opportunity closed without a win."""

    OTHER = "other"

    class Meta(Catalogue.Meta):
        verbose_name = _("loss reason")
        verbose_name_plural = _("loss reasons")

    @property
    def needs_note(self) -> bool:
        """Tell whether the reason says too little by itself, so that a note is due."""
        return self.code == self.OTHER


class StagePolicy(Audited):
    """What holds in one open stage: the band of probability and the days allowed between two contacts."""

    stage = models.CharField(_("stage"), max_length=20, choices=[(s.value, s.label) for s in OPEN_STAGES], unique=True)
    default_probability = models.PositiveSmallIntegerField(_("default probability (%)"))
    min_probability = models.PositiveSmallIntegerField(_("lowest probability (%)"))
    max_probability = models.PositiveSmallIntegerField(_("highest probability (%)"))
    contact_days = models.PositiveSmallIntegerField(
        _("days between contacts"), help_text=_("A prospect without a contact for longer is due.")
    )

    class Meta:
        verbose_name = _("stage rule")
        verbose_name_plural = _("stage rules")
        constraints = [
            models.CheckConstraint(
                name="stage_policy_band_in_order",
                condition=Q(min_probability__lte=F("default_probability"))
                & Q(default_probability__lte=F("max_probability"))
                & Q(max_probability__lte=100),
                violation_error_message=_("The default lies between the lowest and the highest, up to 100 %%."),
            )
        ]

    def __str__(self) -> str:
        return str(Stage(self.stage).label)

    def allows(self, probability: int) -> bool:
        """Tell whether `probability` (%) lies in the band of this stage."""
        return self.min_probability <= probability <= self.max_probability
