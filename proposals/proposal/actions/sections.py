"""Writing the sections of a draft: words, order, reusable texts (process row 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.refusals import Blocker, Refused
from almacontact.web.richtext import problems
from pipeline.rights import demand
from proposals.library.authors import authors_of_text
from proposals.library.models import AREA_CHOICES, ReusableText
from proposals.library.placeholders import fill
from proposals.proposal.models.proposals import Proposal, ProposalSection
from proposals.proposal.placeholder_values import values_for
from proposals.proposal.rules import writing

SECTION_FIELDS = ("title", "body", "included", "area")
"""What `edit_section` may change; `area`, who validates it, the director alone."""


def edit_section(
    *,
    section: ProposalSection,
    by: User,
    changes: Mapping[str, Any],
    version: int | None = None,
    brought: Iterable[int] = (),
) -> ProposalSection:
    """Change title, words (Markdown) or inclusion of a section of a draft; the director also who validates it.

    `brought` are the ids of who wrote words that come from elsewhere: they do not sign them either.

    Raises `Refused` at the field for a missing title, HTML, images or unsafe links in the words; `StaleVersion` when
    somebody saved first.
    """
    values = {name: changes[name] for name in SECTION_FIELDS if name in changes}
    proposal = section.proposal
    with writing(proposal, by):
        if values.get("area", section.area) != section.area:
            demand(
                by.can(Right.APPROVE_PROPOSALS),
                _("Only the sales director changes which area validates a section."),
                code="area",
            )
        if blockers := _blockers(values):
            raise Refused(blockers)
        changed = [name for name, value in values.items() if getattr(section, name) != value]
        with changing(section, version):
            for name in changed:
                setattr(section, name, values[name])
            section.brought_by = sorted({*section.brought_by, *brought})
            save_as(section, by=by, fields=[*changed, "brought_by", "version"])
    return section


def insert_text(
    *,
    section: ProposalSection,
    by: User,
    text: ReusableText,
    changes: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> ProposalSection:
    """Append a reusable text to a section, its placeholders filled as those of a template are.

    `changes` is what was typed meanwhile (see `edit_section`, which says what is refused): it is saved in the same
    act, and the text stands after the words in it.
    """
    if not text.active:
        words = _("“%(text)s” is no longer in use. Choose another one.") % {"text": text}
        raise Refused(Blocker(code="text", field="text", message=words))
    proposal = section.proposal
    values = values_for(proposal.opportunity, proposal.minutes)
    typed = dict(changes or {})
    words = str(typed.get("body", section.body)).rstrip()
    typed["body"] = "\n\n".join(part for part in (words, fill(text.body, values).strip()) if part)
    brought = authors_of_text(text)
    return edit_section(section=section, by=by, changes=typed, version=version, brought=brought)


def move_section(*, section: ProposalSection, by: User, up: bool) -> Proposal:
    """Move a section of a draft one place up or down. At the end of the list nothing happens."""
    proposal = section.proposal
    with writing(proposal, by):
        ordered = list(proposal.sections.order_by("position", "pk"))
        place = next(index for index, one in enumerate(ordered) if one.pk == section.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(ordered):
            ordered[place], ordered[other] = ordered[other], ordered[place]
            for position, one in enumerate(ordered, start=1):
                if one.position != position:
                    claim(one, None)
                    one.position = position
                    save_as(one, by=by, fields=["position", "version"])
    return proposal


def _blockers(values: Mapping[str, Any]) -> list[Blocker]:
    found = []
    if "title" in values and not values["title"].strip():
        found.append(Blocker(code="title", field="title", message=_("Write the title of the section.")))
    if values.get("area") and values["area"] not in dict(AREA_CHOICES):
        found.append(Blocker(code="area", field="area", message=_("Choose the area that validates it.")))
    return [*found, *problems(values.get("body", ""), field="body")]
