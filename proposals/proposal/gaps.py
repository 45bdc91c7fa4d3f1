"""What a proposal still lacks before it can be approved, each gap with the link that mends it (process row 8).

`gaps_of` blocks the submission; `warnings_of` is what somebody should look at. Both are computed from the records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.calendar import today
from almacontact.money import cop
from almacontact.refusals import Blocker
from almacontact.web.formats import day as day_words
from almacontact.web.richtext import plain
from proposals.checklist.judging import Answer
from proposals.checklist.models.requirements import Requirement
from proposals.library.models import Evidence
from proposals.library.placeholders import unfilled
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.proposal.matrix import Place, matrix_of, place_of, requirements_of
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection
from proposals.proposal.rules import acta_blockers, newest_acta

NAMED = 3
"""Requirements that a gap over many of them names."""


@dataclass
class Gaps:
    """What blocks the approval of a version, and what is only worth a look."""

    blocking: list[Blocker] = field(default_factory=list)
    warnings: list[Blocker] = field(default_factory=list)

    def without_links(self) -> Gaps:
        """The same words for who cannot mend them: no link leads to a page that refuses."""
        return Gaps(*([replace(one, url="", link_label="") for one in some] for some in (self.blocking, self.warnings)))


def gaps_of(proposal: Proposal) -> list[Blocker]:
    """Return what must be mended before `proposal` is approved; nothing when it is complete."""
    return check(proposal).blocking


def warnings_of(proposal: Proposal) -> list[Blocker]:
    """Return what is unusual in `proposal` but stops nothing."""
    return check(proposal).warnings


def check(proposal: Proposal) -> Gaps:
    """Judge a version as its records stand now: nine queries, whatever its length."""
    sections = list(proposal.sections.all())
    lines = list(matrix_of(proposal))
    requirements = list(requirements_of(proposal))
    gaps = Gaps()
    gaps.blocking += _price_gaps(proposal)
    for one in sections:
        gaps.blocking += _section_gaps(proposal, one)
    known = {line.requirement_id for line in lines}
    gaps.blocking += _not_drawn(proposal, [one for one in requirements if one.pk not in known])
    gaps.blocking += _answer_changed(proposal, [one for one in lines if one.answer != one.requirement.answer])
    for line in lines:
        gaps.blocking += _line_gaps(line)
        gaps.warnings += _line_warnings(line)
    gaps.blocking += _evidence_gaps(proposal, lines)
    gaps.warnings += _figures_of_other_actas(proposal, sections)
    if not requirements:
        gaps.warnings.append(_no_check_list(proposal))
    return gaps


def acta_gaps(proposal: Proposal, newest: PricingMinutes | None) -> list[Blocker]:
    """Return why the acta of a version no longer carries it: another one is in force, none is, or it is not current."""
    if newest is None or newest.pk == proposal.minutes_id:
        return acta_blockers(proposal.alternative, newest)
    words = _("This version rests on %(acta)s; %(newest)s is in force now.")
    return [
        Blocker(
            code="acta_superseded",
            message=words % {"acta": proposal.minutes, "newest": newest},
            url=f"{proposal.get_absolute_url()}#acta",
            link_label=_("Take the new acta"),
        )
    ]


def _price_gaps(proposal: Proposal) -> list[Blocker]:
    """The acta it rests on, and until when the offer is valid."""
    found = acta_gaps(proposal, newest_acta(proposal.alternative))
    url, link = reverse("proposals:proposal_edit", args=[proposal.pk]), _("Change the validity")
    until = day_words(proposal.valid_until)
    if proposal.valid_until < today():
        words = _("The offer was valid until %(day)s: that day has passed.") % {"day": until}
        found.append(Blocker(code="lapsed", message=words, url=url, link_label=link, field="valid_until"))
    elif proposal.valid_until > proposal.minutes.valid_until:
        words = _("The offer is valid until %(day)s, longer than the price of %(acta)s, until %(price)s.") % {
            "day": until,
            "acta": proposal.minutes,
            "price": day_words(proposal.minutes.valid_until),
        }
        found.append(Blocker(code="outlives_acta", message=words, url=url, link_label=link, field="valid_until"))
    if names := unfilled(proposal.title):
        words = _("The title has unfilled placeholders: %(names)s.") % {"names": _named(names)}
        found.append(Blocker(code="unfilled", message=words, url=url, link_label=_("Write it")))
    return found


def _section_gaps(proposal: Proposal, section: ProposalSection) -> Iterator[Blocker]:
    """Words that an included section lacks. Those that are left out are not read, so they need none."""
    if not section.included:
        return
    url = reverse("proposals:section_edit", args=[section.pk])
    if not section.is_drawn and not plain(section.body).strip():
        words = _("The section “%(section)s” is included and has no words.") % {"section": section}
        yield Blocker(code="empty_section", message=words, url=url, link_label=_("Write it"))
    if names := unfilled(f"{section.title}\n{section.body}"):
        words = _("The section “%(section)s” has unfilled placeholders: %(names)s.")
        shown = {"section": section, "names": _named(names)}
        yield Blocker(code="unfilled", message=words % shown, url=url, link_label=_("Write it"))


def _line_gaps(line: ComplianceLine) -> Iterator[Blocker]:
    """What one line of the matrix lacks: an answer, or once it has one a place; one gap, not two."""
    requirement = line.requirement
    if not line.answer and not requirement.answer:
        words = _("“%(requirement)s” has no answer in the check list.") % {"requirement": requirement}
        yield Blocker(
            code="unanswered", message=words, url=requirement.get_absolute_url(), link_label=_("See the line")
        )
    elif place_of(line) is Place.OPEN:
        words = (
            _("“%(requirement)s” is excluding and is answered in no section and with no evidence.")
            if requirement.excluding
            else _("“%(requirement)s” is answered in no section and with no evidence.")
        )
        shown = {"requirement": requirement}
        yield Blocker(code="not_answered", message=words % shown, url=line_url(line), link_label=_("Place it"))
    if line.section is not None and not line.section.included and line.answer != Answer.NOT_APPLICABLE:
        words = _("“%(requirement)s” is answered in “%(section)s”, which is left out.")
        left_out = {"requirement": requirement, "section": line.section}
        yield Blocker(code="section_left_out", message=words % left_out, url=line_url(line), link_label=_("Place it"))


def _line_warnings(line: ComplianceLine) -> Iterator[Blocker]:
    """What the client reads no reason for: a *no*, or a *partial* without a dated plan, that no note explains."""
    planned = line.answer == Answer.PARTIAL and line.requirement.is_planned
    if line.answer in (Answer.NO, Answer.PARTIAL) and not planned and not line.note.strip():
        words = _("“%(requirement)s” is answered “%(answer)s” without a note: say what we offer instead.")
        shown = {"requirement": line.requirement, "answer": line.get_answer_display().lower()}
        yield Blocker(code="no_note", message=words % shown, url=line_url(line), link_label=_("Write the note"))


def line_url(line: ComplianceLine) -> str:
    """Return where a line of the matrix is edited."""
    return f"{reverse('proposals:compliance_edit', args=[line.proposal_id])}#line-{line.pk}"


def draw_url(proposal: Proposal) -> str:
    """Return where the matrix of a draft is drawn again: the button at its top."""
    return f"{reverse('proposals:compliance_edit', args=[proposal.pk])}#draw"


def draw_label() -> str:
    """Return what drawing the matrix again is called, on its button and where a gap leads to it."""
    return _("Draw again from the check list")


def _not_drawn(proposal: Proposal, missing: list[Requirement]) -> Iterator[Blocker]:
    """Requirements that came into the check list since: one gap for all, since one act mends it."""
    if missing:
        words = ngettext(
            "%(names)s is in the check list and not in the matrix.",
            "%(n)d requirements are in the check list and not in the matrix: %(names)s.",
            len(missing),
        ) % {"n": len(missing), "names": _quoted(missing)}
        yield Blocker(code="not_drawn", message=words, url=draw_url(proposal), link_label=draw_label())


def _answer_changed(proposal: Proposal, changed: list[ComplianceLine]) -> Iterator[Blocker]:
    """Lines on which the check list says something else since the matrix was drawn: one gap for all."""
    if not changed:
        return
    if len(changed) > 1:
        words = _("%(n)d requirements have another answer in the check list than in the matrix: %(names)s.")
    elif changed[0].answer:
        words = _("%(names)s: the check list now says %(now)s; the proposal was written on %(was)s.")
    else:
        words = _("%(names)s had no answer when the matrix was drawn; the check list now says %(now)s.")
    shown = {
        "n": len(changed),
        "names": _quoted([one.requirement for one in changed]),
        "now": changed[0].requirement.get_answer_display() or "–",
        "was": changed[0].get_answer_display(),
    }
    yield Blocker(code="answer_changed", message=words % shown, url=draw_url(proposal), link_label=draw_label())


def _quoted(requirements: list[Requirement]) -> str:
    """The names of the first few requirements, and how many more there are."""
    names = ", ".join(f"“{one}”" for one in requirements[:NAMED])
    more = len(requirements) - NAMED
    return _("%(names)s and %(n)d more") % {"names": names, "n": more} if more > 0 else names


def _evidence_gaps(proposal: Proposal, lines: list[ComplianceLine]) -> Iterator[Blocker]:
    """Evidence that goes with the offer and lapses before the offer does, or is no longer in use."""
    held: dict[int, tuple[Evidence, str]] = {}
    for line in lines:
        if line.evidence is not None:
            held.setdefault(line.evidence.pk, (line.evidence, line_url(line)))
    for document in proposal.supporting.select_related("evidence"):
        url = reverse("proposals:supporting_edit", args=[proposal.pk])
        held.setdefault(document.evidence_id, (document.evidence, url))
    for evidence, url in held.values():
        if not evidence.active:
            words = _("“%(evidence)s” is no longer in use.") % {"evidence": evidence}
            yield Blocker(code="evidence_out_of_use", message=words, url=url, link_label=_("Change it"))
        elif evidence.valid_until is not None and evidence.valid_until < proposal.valid_until:
            words = _("“%(evidence)s” lapses on %(day)s, before the offer does.")
            shown = {"evidence": evidence, "day": day_words(evidence.valid_until)}
            yield Blocker(code="evidence_lapses", message=words % shown, url=url, link_label=_("Change it"))


def _figures_of_other_actas(proposal: Proposal, sections: list[ProposalSection]) -> Iterator[Blocker]:
    """Amounts in the words that are those of another acta of the alternative and not of this one's."""
    own = _amounts(proposal.minutes)
    others: dict[str, PricingMinutes] = {}
    earlier = PricingMinutes.objects.filter(
        pricing_model__alternative=proposal.alternative_id, unit_value__isnull=False
    ).exclude(state=MinutesState.DRAFT)
    for minutes in earlier.exclude(pk=proposal.minutes_id).order_by("pk"):
        others |= dict.fromkeys(_amounts(minutes) - own, minutes)
    for section in sections if others else ():
        for amount in sorted(one for one in others if section.included and one in section.body):
            words = _("The section “%(section)s” says %(amount)s, of %(acta)s. The price is now that of %(now)s.")
            shown = {"section": section, "amount": amount, "acta": others[amount], "now": proposal.minutes}
            url = reverse("proposals:section_edit", args=[section.pk])
            yield Blocker(code="other_price", message=words % shown, url=url, link_label=_("Read it"))


def _amounts(minutes: PricingMinutes) -> set[str]:
    """What names an acta or its price in the words of a section."""
    amounts = {cop(one) for one in (minutes.unit_value, minutes.offered_monthly, minutes.total_value) if one}
    return {minutes.number, *amounts}


def _no_check_list(proposal: Proposal) -> Blocker:
    return Blocker(
        code="no_check_list",
        message=_("The opportunity has no check list: the compliance matrix is empty."),
        url=reverse("proposals:checklist_create", args=[proposal.opportunity.code]),
        link_label=_("Make the check list"),
    )


def _named(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
