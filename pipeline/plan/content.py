"""The content of a plan: its sections, as they are pinned by signatures, compared between revisions and attributed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.approvals.content import changes
from almacontact.money import cop
from almacontact.refusals import Words
from almacontact.web.formats import day, percent
from pipeline.catalogues.models import Segment, Service
from pipeline.plan.models.parts import (
    BudgetLine,
    PlanActivity,
    PlanKpi,
    PlanMember,
    PlanObjective,
    PlanPart,
    PlanTactic,
    PlanTool,
    SwotItem,
    TargetProfile,
)
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget


@dataclass(frozen=True)
class Section:
    """One section of the plan that is a list of parts. `required`: a plan cannot be submitted without a line in it."""

    key: str
    model: Any
    label: Words
    hint: Words
    required: bool = True
    related: tuple[str, ...] = ()

    def parts_of(self, plan: CommercialPlan) -> "models.QuerySet[Any]":
        """Return the lines of this section in `plan`, in order, with the records they name."""
        found: models.QuerySet[Any] = self.model.objects.of(plan).select_related(*self.related)
        return found


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("swot", SwotItem, _("SWOT"), _("What helps and what hinders us, inside and outside.")),
        Section("objectives", PlanObjective, _("Objectives"), _("What the plan wants to reach, and how we will know.")),
        Section(
            "tactics",
            PlanTactic,
            _("Strategies and tactics"),
            _("How each objective is reached; each needs at least one."),
        ),
        Section("activities", PlanActivity, _("Schedule"), _("Who does what, from when until when.")),
        Section("kpis", PlanKpi, _("KPIs"), _("How progress is measured, with its target.")),
        Section(
            "profiles",
            TargetProfile,
            _("Target clients"),
            _("The clients we want: the pipeline scores opportunities against them."),
            required=False,
            related=("segment", "service"),
        ),
        Section("people", PlanMember, _("People"), _("Who carries the plan."), related=("person",)),
        Section("tools", PlanTool, _("Tools"), _("What the plan works with.")),
        Section("budget", BudgetLine, _("Budget"), _("What the plan costs.")),
    )
}

_LABELS: dict[str, Words] = {
    "summary": _("Strategy"),
    "yearly_target": _("Yearly target"),
    "projected_sales": _("Yearly projection"),
    "projection_note": _("Basis of the projection"),
    "last_year": _("Results of last year"),
    "monthly_targets": _("Monthly targets"),
    **{section.key: section.label for section in SECTIONS.values()},
}
CONTENT = (*CommercialPlan.CONTENT_FIELDS, "monthly_targets", *SECTIONS)
"""Every field of a plan that a signature may rest on."""

_MONEY = {"yearly_target", "projected_sales", "budget.planned", "monthly_targets.amount"}


def content_of(plan: CommercialPlan) -> dict[str, Any]:
    """Return the content of `plan` as plain JSON values. People stand as ids."""
    content: dict[str, Any] = {name: getattr(plan, name) for name in CommercialPlan.CONTENT_FIELDS}
    targets = MonthlyTarget.objects.filter(plan=plan).order_by("month")
    content["monthly_targets"] = [{"id": one.month, "month": one.month, "amount": one.amount} for one in targets]
    for section in SECTIONS.values():
        content[section.key] = [_plain_part(part) for part in section.model.objects.of(plan)]
    return content


def editors_of(plan: CommercialPlan, fields: Iterable[str]) -> set[int]:
    """Return the ids of everybody who wrote or changed one of `fields`, in this revision or an earlier one of the year.

    Read from the history: copying a part into a new revision is not writing it, changing it is.
    """
    wanted = set(fields)
    plans = lineage_of(plan)
    found: set[int | None] = set()
    scalars = [name for name in CommercialPlan.CONTENT_FIELDS if name in wanted]
    if scalars:
        rows = CommercialPlan.history.filter(id__in=plans.values("pk"))
        found |= set(_authors(rows, scalars, copied="amends_id", empty=CommercialPlan()))
    tables: dict[str, Any] = {"monthly_targets": MonthlyTarget, **{key: one.model for key, one in SECTIONS.items()}}
    for name, model in tables.items():
        if name in wanted:
            rows = model.history.filter(plan_id__in=plans.values("pk"))
            pinned = [*model.PINNED] if model is MonthlyTarget else [*model.PINNED, "position", "removed_at"]
            found |= set(_authors(rows, pinned, copied="copied_from_id"))
    return {user for user in found if user is not None}


def lineage_of(plan: CommercialPlan) -> "models.QuerySet[CommercialPlan]":
    """Return the revisions of the year up to `plan`."""
    return CommercialPlan.objects.filter(year=plan.year, revision__lte=plan.revision)


def typed_changes(plan: CommercialPlan, section: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return where lines as somebody typed them differ from the section as it now stands: both values, in words."""
    model = SECTIONS[section].model
    typed = []
    for number, row in enumerate(rows):
        values = {name: _plain(_typed(row, name)) for name in model.PINNED}
        typed.append({"id": str(row.get("key") or f"new-{number}"), **values})
    standing = [_plain_part(part) for part in model.objects.of(plan)]
    found = changes({section: standing}, {section: typed}, label=label_of, show=words_for)
    return [
        {"label": f"{one.label} · {one.item}" if one.item else one.label, "yours": one.after, "theirs": one.before}
        for one in found
    ]


def label_of(path: str) -> str:
    """Return the words for a field of the content: "budget" or "budget.planned"."""
    section, _dot, name = path.partition(".")
    if not name or section == "monthly_targets":
        return str(_LABELS[section])
    field_name = name.removesuffix("_id")
    return f"{_LABELS[section]}: {SECTIONS[section].model._meta.get_field(field_name).verbose_name}"


def words_for(path: str, value: Any) -> str:
    """Return one value of the content in words."""
    section, _dot, name = path.partition(".")
    if value is None or value == "":
        return ""
    if path in _MONEY:
        return cop(value)
    if path == "monthly_targets.month":
        return day(date(2000, value, 1)).split(" ")[1]
    if path == "last_year":
        return f"{value.get('year', '')}: {cop(value.get('won_new'))}" if value else ""
    if name in {"starts_on", "ends_on", "due_on"}:
        return day(date.fromisoformat(value))
    if name == "dedication":
        return percent(value)
    if name in {"person_id", "owner_id"}:
        return _name_of(User, value)
    if name in {"segment_id", "service_id"}:
        return _name_of(Segment if name == "segment_id" else Service, value)
    if name == "objective_key":
        objective = PlanObjective.objects.filter(key=value).order_by("-pk").first()
        return objective.name if objective else ""
    if name == "kind":
        return str(dict(SECTIONS[section].model._meta.get_field("kind").flatchoices).get(value, value))
    return str(value)


def _typed(row: Mapping[str, Any], name: str) -> Any:
    """One typed value as the model keeps it: a chosen record by its id."""
    if not name.endswith("_id"):
        return row.get(name)
    chosen = row.get(name.removesuffix("_id"))
    return chosen.pk if chosen is not None else None


def _name_of(model: type[models.Model], pk: int) -> str:
    found = model._default_manager.filter(pk=pk).first()
    return str(found) if found else ""


def _plain_part(part: PlanPart) -> dict[str, Any]:
    return {"id": str(part.key), **{name: _plain(getattr(part, name)) for name in part.PINNED}}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def _authors(rows: Any, fields: Sequence[str], *, copied: str, empty: Any = None) -> Iterator[int | None]:
    """Yield who wrote each version that differs in `fields` from the one before it."""
    before: dict[int, tuple[Any, ...]] = {}
    nothing = tuple(getattr(empty, name) for name in fields) if empty is not None else None
    ordered = rows.order_by("id", "history_date", "history_id")
    for pk, user, kind, copy, *values in ordered.values_list("id", "history_user_id", "history_type", copied, *fields):
        now = tuple(values)
        was = before.get(pk, nothing)
        if was != now and not (kind == "+" and copy is not None):
            yield user
        before[pk] = now
