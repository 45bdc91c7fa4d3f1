"""Keeping the templates that proposals are made from (process row 8): the director's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.misfits import known, misfits, refuse
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.refusals import Blocker, Refused
from almacontact.web.richtext import problems
from pipeline.rights import demand_right
from proposals.library.models import ProposalTemplate, ProposalTemplateSection

TEMPLATE_FIELDS: tuple[str, ...] = ("name", "active")
"""What the director may say of a template."""
SECTION_FIELDS: tuple[str, ...] = ("title", "body", "area", "included")
"""What the director may say of a section; its place is changed by moving it."""


def copy_proposal_template(*, template: ProposalTemplate, by: User, name: str) -> ProposalTemplate:
    """Add a template with the sections of `template`, in use from now on. Director.

    Raises `NotAllowed` to anybody else, `Refused` for a name that does not fit.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    copy = ProposalTemplate(name=name.strip(), created_by=by)
    refuse(misfits(copy, TEMPLATE_FIELDS))
    with transaction.atomic():
        save_as(copy, by=by, reason=_("Copied from “%(template)s”") % {"template": template})
        for section in template.sections.order_by("position", "pk"):
            same = {one: getattr(section, one) for one in ("key", "position", *SECTION_FIELDS)}
            made = ProposalTemplateSection(template=copy, copied_from=section, created_by=by, **same)
            save_as(made, by=by)
    return copy


def edit_proposal_template(
    *, template: ProposalTemplate, by: User, changes: Mapping[str, Any], version: int | None = None
) -> ProposalTemplate:
    """Rename a template or take it out of use; the last in use stays. Proposals made from it stay. Director.

    Raises `NotAllowed` to anybody else, `Refused` at the field, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(template, version):
        for name, value in known(changes, TEMPLATE_FIELDS).items():
            setattr(template, name, value)
        blockers = misfits(template, TEMPLATE_FIELDS)
        if not template.active and not ProposalTemplate.objects.current().exclude(pk=template.pk).exists():
            words = _("This is the only template in use. Switch another one on first: no proposal could be made.")
            blockers.append(Blocker(code="last_template", field="active", message=words))
        refuse(blockers)
        return save_as(template, by=by, fields=[*TEMPLATE_FIELDS, "version"])


def edit_template_section(
    *, section: ProposalTemplateSection, by: User, changes: Mapping[str, Any], version: int | None = None
) -> ProposalTemplateSection:
    """Change the words of a section, the area that validates it, or whether new proposals hold it. Director.

    Raises `NotAllowed` to anybody else, `Refused` at the field or for words that rich text does not take,
    `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    with changing(section, version):
        for name, value in known(changes, SECTION_FIELDS).items():
            setattr(section, name, value)
        refuse(misfits(section, SECTION_FIELDS) + problems(section.body, field="body"))
        return save_as(section, by=by, fields=[*SECTION_FIELDS, "version"])


def move_template_section(*, section: ProposalTemplateSection, by: User, up: bool) -> ProposalTemplateSection:
    """Swap a section with the one before it (`up`) or after it. Refused at the ends. Director."""
    demand_right(by, Right.EDIT_CATALOGUES)
    with transaction.atomic():
        ProposalTemplate.objects.select_for_update().get(pk=section.template_id)
        order = list(ProposalTemplateSection.objects.filter(template=section.template_id).order_by("position", "pk"))
        at = next(index for index, one in enumerate(order) if one.pk == section.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            words = _("“%(section)s” is already the first one.") if up else _("“%(section)s” is already the last one.")
            raise Refused(Blocker(code="at_the_end", message=words % {"section": section}))
        order[at], order[to] = order[to], order[at]
        for position, one in enumerate(order, start=1):
            if one.position != position:
                claim(one, None)
                one.position = position
                save_as(one, by=by, fields=["position", "version"])
    return order[to]
