"""The check list that a new one starts from: data that the director keeps (process row 6)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited
from almacontact.refusals import Words
from proposals.areas import AREA_CHOICES, area_label
from proposals.checklist.judging import SECTION_LABELS, Section

SECTION_CHOICES = [(one.value, SECTION_LABELS[one]) for one in Section]


def free_code(text: str, taken: Collection[str]) -> str:
    """Return a code for a new line or template made from its words, one that is not in `taken`."""
    stem = slugify(text)[:34].strip("-_") or "line"
    return next(code for number in range(1, 1000) if (code := f"{stem}-{number}") not in taken)


class RequirementWords(models.Model):
    """What a line asks, in both languages, who answers it and how much it weighs."""

    code = models.SlugField(_("code"), max_length=40)
    section = models.CharField(_("section"), max_length=20, choices=SECTION_CHOICES)
    text = models.CharField(_("requirement"), max_length=250, help_text=_("In Spanish, as users say it."))
    text_en = models.CharField(_("requirement in English"), max_length=250, blank=True)
    area = models.CharField(_("area"), max_length=30, choices=AREA_CHOICES)
    excluding = models.BooleanField(
        _("excluding"), default=False, help_text=_("A “no” means no-go, unless the director waives it.")
    )
    internal = models.BooleanField(
        _("internal"),
        default=False,
        help_text=_("Never shown to the client: it stays out of the compliance matrix."),
    )
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_en if self.text_en and (get_language() or "").startswith("en") else self.text

    @property
    def area_label(self) -> Words:
        """The name of the area that answers."""
        return area_label(self.area)


class RequirementTemplate(Audited):
    """A starting check list for one kind of deal."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("In Spanish, as users say it."))
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    public = models.BooleanField(_("for public entities"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("template of the check list")
        verbose_name_plural = _("templates of the check list")
        ordering = ["public", "name"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def get_absolute_url(self) -> str:
        return reverse("proposals:checklist_template", args=[self.code])


class RequirementTemplateLine(RequirementWords, Audited):
    """One line of a template. Lines are switched off, never deleted."""

    template = models.ForeignKey(
        RequirementTemplate, on_delete=models.PROTECT, related_name="lines", verbose_name=_("template")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("line of a template")
        verbose_name_plural = _("lines of templates")
        ordering = ["template", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "code"],
                name="template_line_once",
                violation_error_message=_("The template already has a line with this code."),
            ),
            models.CheckConstraint(
                name="template_line_weight_positive",
                condition=Q(weight__gt=0),
                violation_error_message=_("The weight is more than zero."),
            ),
        ]
