"""Keeping the templates of the check list (process row 6): the director's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import changing, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.permissions import demand_right
from proposals.models import RequirementTemplate, RequirementTemplateLine
from proposals.models.templates import free_code

LINE_FIELDS: tuple[str, ...] = ("text", "text_en", "section", "area", "excluding", "weight", "active")
"""What a person may say of a line."""


def add_template(*, by: User, name: str, name_en: str = "", public: bool = False) -> RequirementTemplate:
    """Add a template with the lines of the one in use for the same kind of client. Director."""
    demand_right(by, Right.EDIT_CATALOGUES)
    template = RequirementTemplate(
        code=free_code(name, set(RequirementTemplate.objects.values_list("code", flat=True))),
        name=name.strip()[:80],
        name_en=name_en.strip()[:80],
        public=public,
        created_by=by,
    )
    _refuse_misfits(template)
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
    """Rename a template, or take it out of use. Check lists made from it stay as they are."""
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(template, version):
        template.name, template.name_en, template.active = name.strip()[:80], name_en.strip()[:80], active
        _refuse_misfits(template)
        save_as(template, by=by, fields=["name", "name_en", "active", "version"])
    return template


def add_template_line(*, template: RequirementTemplate, by: User, values: Mapping[str, Any]) -> RequirementTemplateLine:
    """Add a line at the end of a template. Director."""
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
            **_known(values),
        )
        _refuse_misfits(line)
        save_as(line, by=by)
    return line


def edit_template_line(
    *, line: RequirementTemplateLine, by: User, changes: Mapping[str, Any], version: int | None = None
) -> RequirementTemplateLine:
    """Change a line, or take it out of use. Check lists made before stay as they are."""
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(line, version):
        for name, value in _known(changes).items():
            setattr(line, name, value)
        _refuse_misfits(line)
        save_as(line, by=by, fields=[*LINE_FIELDS, "version"])
    return line


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(LINE_FIELDS))
    if unknown:
        words = _("“%(field)s” cannot be edited.")
        raise Refused([Blocker(code="not_editable", field=one, message=words % {"field": one}) for one in unknown])
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _refuse_misfits(record: RequirementTemplate | RequirementTemplateLine) -> None:
    try:
        record.clean_fields(exclude=["template", "created_by"])
        record.validate_unique(exclude=["created_by"])
        record.validate_constraints(exclude=["created_by"])
    except ValidationError as error:
        raise Refused(
            [
                Blocker(code="invalid", field="weight" if name == NON_FIELD_ERRORS else name, message=message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        ) from None
