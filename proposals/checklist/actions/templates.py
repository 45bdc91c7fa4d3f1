"""Keeping the templates of the check list (process row 6): the director's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.misfits import known, misfits, refuse
from almacontact.audit.versioning import changing, save_as
from pipeline.rights import demand_right
from proposals.checklist.models.templates import RequirementTemplate, RequirementTemplateLine, free_code

LINE_FIELDS: tuple[str, ...] = ("text", "text_en", "section", "area", "excluding", "internal", "weight", "active")
"""What a person may say of a line."""
_OF_A_LINE = (*LINE_FIELDS, "code", "template")
_OF_A_TEMPLATE = ("code", "name", "name_en", "public", "active")


def add_template(*, by: User, name: str, name_en: str = "", public: bool = False) -> RequirementTemplate:
    """Add a template with the lines of the one in use for the same kind of client. Director.

    Raises `NotAllowed` to anybody else, `Refused` at the field that does not fit.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    template = RequirementTemplate(
        code=free_code(name, set(RequirementTemplate.objects.values_list("code", flat=True))),
        name=name.strip()[:80],
        name_en=name_en.strip()[:80],
        public=public,
        created_by=by,
    )
    refuse(misfits(template, _OF_A_TEMPLATE))
    model = RequirementTemplate.objects.filter(public=public, active=True).first()
    with transaction.atomic():
        save_as(template, by=by)
        for line in model.lines.filter(active=True) if model else ():
            copy = RequirementTemplateLine(template=template, code=line.code, position=line.position, created_by=by)
            for field in LINE_FIELDS:
                setattr(copy, field, getattr(line, field))
            save_as(copy, by=by)
    return template


def edit_template(
    *, template: RequirementTemplate, by: User, name: str, name_en: str, active: bool, version: int | None = None
) -> RequirementTemplate:
    """Rename a template, or take it out of use. Check lists made from it stay as they are.

    Raises `NotAllowed` to whoever is no director, `Refused` at the field that does not fit, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(template, version):
        template.name, template.name_en, template.active = name.strip()[:80], name_en.strip()[:80], active
        refuse(misfits(template, _OF_A_TEMPLATE))
        save_as(template, by=by, fields=["name", "name_en", "active", "version"])
    return template


def add_template_line(*, template: RequirementTemplate, by: User, values: Mapping[str, Any]) -> RequirementTemplateLine:
    """Add a line at the end of a template. Director.

    Raises `NotAllowed` to anybody else, `Refused` at the field that does not fit.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    with transaction.atomic():
        RequirementTemplate.objects.select_for_update().get(pk=template.pk)
        last = template.lines.aggregate(last=Max("position"))["last"] or 0
        taken = set(template.lines.values_list("code", flat=True))
        line = RequirementTemplateLine(
            template=template,
            code=free_code(str(values.get("text", "")), taken),
            position=last + 1,
            created_by=by,
            **known(values, LINE_FIELDS),
        )
        refuse(misfits(line, _OF_A_LINE, general="weight"))
        save_as(line, by=by)
    return line


def edit_template_line(
    *, line: RequirementTemplateLine, by: User, changes: Mapping[str, Any], version: int | None = None
) -> RequirementTemplateLine:
    """Change a line, or take it out of use. Check lists made before stay as they are.

    Raises `NotAllowed` to whoever is no director, `Refused` at the field that does not fit, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(line, version):
        for name, value in known(changes, LINE_FIELDS).items():
            setattr(line, name, value)
        refuse(misfits(line, _OF_A_LINE, general="weight"))
        save_as(line, by=by, fields=[*LINE_FIELDS, "version"])
    return line
