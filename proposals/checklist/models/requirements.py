"""The check list of an opportunity: what the client asks, line by line, and whether we go (process row 6)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import AREA_ROLES, SALES_ROLES
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited, Standing, StandingQuerySet
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import COMERCIAL
from proposals.checklist.judging import ANSWER_LABELS, Answer, Line, Result, decide
from proposals.checklist.models.templates import RequirementTemplate, RequirementWords
from proposals.intake.models import Intake

ANSWER_TONES = {Answer.YES: "ok", Answer.PARTIAL: "warn", Answer.NO: "bad", Answer.NOT_APPLICABLE: "idle"}


def areas_answered_by(user: User) -> frozenset[str]:
    """Return the areas whose lines `user` answers: all (director), Comercial's, or those of the areas they lead."""
    scope = user.scope(Right.ANSWER_REQUIREMENTS)
    if scope == Scope.NONE:
        return frozenset()
    if scope == Scope.ALL:
        return frozenset({COMERCIAL, *AREA_ROLES})
    own = {str(role) for role in user.roles & AREA_ROLES}
    return frozenset(own | ({str(COMERCIAL)} if user.roles & SALES_ROLES else set()))


class CheckListQuerySet(models.QuerySet["CheckList"]):
    """Check lists."""

    def visible_to(self, user: User) -> CheckListQuerySet:
        """Return those of the opportunities that `user` may see, if their role reads check lists."""
        if not user.can(Right.VIEW_REQUIREMENTS):
            return self.none()
        return self.filter(opportunity__in=Opportunity.objects.visible_to(user))


class CheckList(Audited):
    """The check list of one opportunity. Score and decision are computed from its lines, never typed."""

    LOCK_PLACE = 30

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.PROTECT, related_name="check_list", verbose_name=_("opportunity")
    )
    template = models.ForeignKey(
        RequirementTemplate, on_delete=models.PROTECT, related_name="check_lists", verbose_name=_("template")
    )
    intake = models.ForeignKey(
        Intake,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="check_lists",
        verbose_name=_("request"),
    )

    objects = CheckListQuerySet.as_manager()

    class Meta:
        verbose_name = _("check list")
        verbose_name_plural = _("check lists")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Check list of %(code)s") % {"code": self.opportunity})

    def get_absolute_url(self) -> str:
        return reverse("proposals:checklist_detail", args=[self.opportunity.code])

    def lines(self) -> list[Requirement]:
        """The lines, read once for this instance."""
        cached = self.__dict__.get("_lines")
        if cached is None:
            cached = list(self.requirements.select_related("owner", "answered_by", "waived_by"))
            for one in cached:
                one.check_list = self
            self.__dict__["_lines"] = cached
        return cached

    def forget(self) -> None:
        """Drop what was read, after lines changed."""
        self.__dict__.pop("_lines", None)
        self.__dict__.pop("_decision", None)

    def result(self) -> Result:
        """The score and what it says: go, committee or no-go (docs/pricing.md#check-list-of-requirements)."""
        return result_of(self.lines())

    def digest(self) -> str:
        """A hash of everything a decision rests on: the answers, plans, reasons, waivers and weights of every line."""
        rows = [one.rests() for one in sorted(self.lines(), key=lambda one: one.pk)]
        return sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()

    def decision(self) -> CheckListDecision | None:
        """The decision in force, read once for this instance; None while there is none or an answer reopened it."""
        if "_decision" not in self.__dict__:
            found = self.decisions.standing().select_related("signed_by").first()
            self.__dict__["_decision"] = found
        return self.__dict__["_decision"]

    def areas(self) -> list[str]:
        """The areas that have lines, in the order of the lines."""
        return list(dict.fromkeys(one.area for one in self.lines()))


def result_of(lines: Iterable[Requirement]) -> Result:
    """Return the score and decision of `lines`."""
    return decide([one.as_line() for one in lines])


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Lines of check lists."""

    def visible_to(self, user: User) -> RequirementQuerySet:
        """Return those of the check lists that `user` may see."""
        return self.filter(check_list__in=CheckList.objects.visible_to(user))

    def answerable_by(self, user: User) -> RequirementQuerySet:
        """Return those that `user` answers, of opportunities still open."""
        return self.visible_to(user).filter(
            area__in=areas_answered_by(user), check_list__opportunity__in=Opportunity.objects.open()
        )

    def for_client(self) -> RequirementQuerySet:
        """Return those that the client may read: the others stay out of every proposal."""
        return self.filter(internal=False)

    def waiting(self) -> RequirementQuerySet:
        """Return those without an answer."""
        return self.filter(answer="")


class Requirement(RequirementWords, Audited):
    """One line of a check list, with the answer of its area."""

    LOCK_PLACE = 35

    check_list = models.ForeignKey(
        CheckList, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("check list")
    )
    answer = models.CharField(
        _("answer"), max_length=10, choices=[(one.value, ANSWER_LABELS[one]) for one in Answer], blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("who answers"),
    )
    evidence = models.TextField(
        _("evidence"), blank=True, help_text=_("What shows it: a certificate, a document, a fact.")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    plan = models.TextField(_("plan"), blank=True, help_text=_("How we will comply in full."))
    plan_on = models.DateField(_("plan until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it does not apply, or why not."))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True, editable=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    waiver_reason = models.CharField(_("why it is waived"), max_length=500, blank=True, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["check_list", "position", "pk"]
        indexes = [models.Index(fields=["area", "answer"], name="requirement_by_area")]
        constraints = [
            models.UniqueConstraint(fields=["check_list", "code"], name="requirement_once"),
            models.CheckConstraint(
                name="requirement_weight_positive",
                condition=Q(weight__gt=0),
                violation_error_message=_("The weight is more than zero."),
            ),
            models.CheckConstraint(
                name="requirement_waived_is_excluding_no",
                condition=Q(waived_at__isnull=True)
                | (Q(excluding=True, answer=str(Answer.NO), waived_by__isnull=False) & ~Q(waiver_reason="")),
                violation_error_message=_("Only an excluding “no” is waived, by somebody and with a reason."),
            ),
            models.CheckConstraint(
                name="requirement_answer_signed",
                condition=Q(answer="") | Q(answered_by__isnull=False, answered_at__isnull=False),
                violation_error_message=_("An answer says who gave it and when."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("proposals:requirement_edit", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of the answer."""
        return ANSWER_TONES[Answer(self.answer)] if self.answer else "idle"

    @property
    def is_waived(self) -> bool:
        """Whether the director waived it."""
        return self.waived_at is not None

    @property
    def is_planned(self) -> bool:
        """Whether a plan with a date says how it will be complied with in full."""
        return bool(self.plan.strip() and self.plan_on)

    def as_line(self) -> Line:
        """This line as the computation sees it."""
        return Line(
            code=self.code,
            weight=Decimal(self.weight),
            excluding=self.excluding,
            answer=Answer(self.answer) if self.answer else None,
            waived=self.is_waived,
            planned=self.is_planned,
            explained=bool(self.reason.strip()),
        )

    def rests(self) -> list[Any]:
        """What a decision rests on of this line, in plain values."""
        line = self.as_line()
        weight = str(line.weight.normalize())
        plan_on = self.plan_on.isoformat() if self.plan_on else ""
        return [self.code, self.area, weight, line.excluding, self.answer, self.plan, plan_on, self.reason, line.waived]

    def may_be_answered_by(self, user: User) -> bool:
        """Tell whether `user` answers this line while its opportunity is open."""
        return self.area in areas_answered_by(user) and self.check_list.opportunity.is_open


@attachments_of("requirement")
class RequirementAttachment(Attachment):
    """A file that shows how a requirement is met."""

    OWNER_FIELD = "requirement"

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("requirement")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("evidence of a requirement")
        verbose_name_plural = _("evidence of requirements")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever sees the check list reads its evidence."""
        return Requirement.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Whoever answers the line adds evidence to it."""
        return self.requirement.may_be_answered_by(user)


class CheckListDecision(Standing, Audited):
    """Whether we go on. By the score alone when it says *go*; signed by the director when it says *committee*.

    It rests on the answers in `digest`: an answer changed after it voids it, and a gate that rested on it shows a debt.
    """

    class Outcome(models.TextChoices):
        GO = "go", _("Go")
        NO_GO = "no_go", _("No-go")

    class Basis(models.TextChoices):
        SCORE = "score", _("By the score")
        COMMITTEE = "committee", _("By the committee")

    check_list = models.ForeignKey(
        CheckList, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("check list")
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    basis = models.CharField(_("how it was taken"), max_length=10, choices=Basis.choices)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=4, help_text=_("Fraction from 0 to 1."))
    digest = models.CharField(_("answers it rests on"), max_length=64)
    areas = models.JSONField(_("areas heard"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed on"), null=True, blank=True)
    authenticated_at = models.DateTimeField(
        _("password given at"), null=True, blank=True, help_text=_("What the signature rests on (Ley 527).")
    )
    voided_at = models.DateTimeField(_("reopened at"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("why it was reopened"), max_length=250, blank=True, editable=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a check list")
        verbose_name_plural = _("decisions on check lists")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_list"],
                condition=Q(voided_at__isnull=True),
                name="check_list_one_decision",
                violation_error_message=_("The check list already has a decision."),
            ),
            models.CheckConstraint(
                name="committee_decision_is_signed",
                condition=Q(basis="score", signed_by__isnull=True)
                | (
                    Q(
                        basis="committee",
                        signed_by__isnull=False,
                        signed_at__isnull=False,
                        authenticated_at__isnull=False,
                    )
                    & ~Q(reason="")
                ),
                violation_error_message=_("The committee’s decision is signed and says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} · {self.get_basis_display()}"

    def get_absolute_url(self) -> str:
        return self.check_list.get_absolute_url()
