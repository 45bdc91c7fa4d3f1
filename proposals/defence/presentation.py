"""The *Presentación sustentación* (process row 9): a deck made from the proposal that is defended and its agenda.

Words come from the sections of the proposal, figures from the acta it rests on. It is for the client, so in Spanish.
A slide shows the beginning of a section; the whole of it stands in the notes of the speaker. Charts are native.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Inches, Pt

from almacontact.calendar import BOGOTA, local_day, today
from almacontact.money import cop
from almacontact.web.formats import day, number
from almacontact.web.richtext import plain
from pipeline.plan.slides import MARGIN, TALL, TOP, WIDTH, Deck, Values, rgb
from proposals.defence.calendar import running
from proposals.defence.models import DefenceTopic, ProposalDefence
from proposals.intake.models import Intake
from proposals.library.models import SectionKey
from proposals.pricing.engine.inputs import Channel
from proposals.pricing.engine.snapshot import read_deal
from proposals.pricing.minutes.sizing_table import LANGUAGE, StaffingCurve, sizing_table, sizing_totals, staffing_curves
from proposals.proposal.models.proposals import Proposal, ProposalSection

COUNT = "#,##0"
SIZES = (20, 18, 16, 14)
"""Sizes of letters that a list may have, in points."""
MOST_LINES = 7
"""Lines of a section that a slide shows."""
WORDS_A_LINE = 30
GAP = Inches(0.3)
HALF = (WIDTH - 2 * MARGIN - GAP) // 2

Sections = Mapping[str, ProposalSection]


def defence_deck(defence: ProposalDefence, topics: Sequence[DefenceTopic]) -> bytes:
    """Return the deck of a defence that has a proposal. It holds the price: whoever reads proposals sees it."""
    proposal = defence.proposal
    if proposal is None:
        raise ValueError("A defence without a proposal has nothing to present.")
    sections = {one.key: one for one in proposal.sections.filter(included=True)}
    opportunity = defence.opportunity
    with translation.override(LANGUAGE):
        deck = Deck(_("Almacontact · %(proposal)s") % {"proposal": proposal})
        deck.cover(
            _("Defence"),
            f"{opportunity.client.name} · {proposal.title}",
            f"{proposal} · {day(local_day(defence.starts_at)) if defence.starts_at else day(today())}",
        )
        _agenda_slide(deck, defence, topics)
        _words_slide(deck, sections, SectionKey.UNDERSTANDING)
        _model_slides(deck, proposal, sections)
        _pair_slide(deck, _("Team"), sections, (SectionKey.PEOPLE, SectionKey.TRAINING))
        _pair_slide(deck, _("Technology"), sections, (SectionKey.TECHNOLOGY, SectionKey.REPORTING))
        _levels_slide(deck, proposal, sections)
        _timeline_slide(deck, defence, proposal, sections)
        _price_slide(deck, proposal)
        _questions_slide(deck, defence)
        return deck.save()


def _lines(section: ProposalSection | None) -> list[str]:
    """The words of a section as lines of a slide, the beginning of each."""
    if section is None:
        return []
    found = [line.replace("\t", " · ").strip() for line in plain(section.body).split("\n")]
    shown = [Truncator(line).words(WORDS_A_LINE) for line in found if line]
    return shown if len(shown) <= MOST_LINES else [*shown[: MOST_LINES - 1], "…"]


def _list(
    deck: Deck, slide: Any, title: str, lines: Sequence[str], left: int, top: int, width: int, height: int, tone: str
) -> None:
    """A list in the biggest letters in which it fits; where none does, its end is cut."""
    shown = list(lines)
    while len(shown) > 1 and _rows(shown, SIZES[-1], width) > _room(SIZES[-1], height):
        shown = [*shown[:-2], "…"]
    size = next((one for one in SIZES if _rows(shown, one, width) <= _room(one, height)), SIZES[-1])
    deck.bullets(slide, title, shown, left, top, width, height, tone, size)


def _rows(lines: Sequence[str], size: int, width: int) -> int:
    """How many rows the lines take in letters of `size` points, which are about half as wide as high."""
    a_row = max(int(width / Pt(size * 0.55)), 1)
    return sum(ceil((len(line) + 2) / a_row) for line in lines)


def _room(size: int, height: int) -> int:
    """How many rows fit under the heading of a list."""
    return int((height - Inches(0.6)) / Pt(size * 1.2 + 4))


def _notes(slide: Any, *sections: ProposalSection | None) -> None:
    whole = "\n\n".join(f"{one.title}\n{plain(one.body)}" for one in sections if one is not None and one.body)
    if whole:
        slide.notes_slide.notes_text_frame.text = whole


def _agenda_slide(deck: Deck, defence: ProposalDefence, topics: Sequence[DefenceTopic]) -> None:
    slide = deck.slide(pgettext("defence", "Agenda"), defence.where)
    rows = [
        [
            f"{starts.astimezone(BOGOTA):%H:%M}" if starts else "–",
            topic.title,
            str(topic.area_label),
            str(topic.speaker or "–"),
            f"{topic.minutes} min",
        ]
        for starts, topic in running(defence, topics)
    ]
    if not rows:
        deck.text(slide, _("Nothing to show yet."), MARGIN, TOP, Inches(12), Inches(0.5), size=18, tone="ink-muted")
        return
    headers = [_("Time"), _("Topic"), _("Area"), _("Speaker"), _("Duration")]
    deck.table(slide, headers, rows, [1.1, 4.9, 2.6, 2.3, 1.2], numbers=(4,))


def _words_slide(deck: Deck, sections: Sections, key: SectionKey) -> None:
    section = sections.get(key)
    if section is None:
        return
    slide = deck.slide(section.title)
    _list(deck, slide, str(key.label), _lines(section), MARGIN, TOP, WIDTH - 2 * MARGIN, TALL, "brand")
    _notes(slide, section)


def _pair_slide(deck: Deck, title: str, sections: Sections, keys: tuple[SectionKey, SectionKey]) -> None:
    """Two sections side by side; nothing where the proposal has neither."""
    there = [sections[key] for key in keys if key in sections]
    if not there:
        return
    slide = deck.slide(title)
    wide = HALF if len(there) > 1 else WIDTH - 2 * MARGIN
    for index, section in enumerate(there):
        left = MARGIN + index * (HALF + GAP)
        _list(deck, slide, section.title, _lines(section), left, TOP, wide, TALL, ("brand", "accent")[index])
    _notes(slide, *there)


def _model_slides(deck: Deck, proposal: Proposal, sections: Sections) -> None:
    """What we understood in figures: the size of the operation, the agents through a day, seats by service."""
    section = sections.get(SectionKey.OPERATING_MODEL)
    totals, rows = sizing_totals(proposal.minutes), sizing_table(proposal.minutes)
    slide = deck.slide(section.title if section else str(SectionKey.OPERATING_MODEL.label))
    figures = [(_("Seats"), number(proposal.terms.seats))]
    if totals:
        figures += [
            (_("Agents"), number(totals["headcount"])),
            (_("Contacts a month"), number(totals["transactions"])),
            (_("Productive hours a month"), number(round(float(totals["hours"])))),
        ]
    deck.figures(slide, figures)
    top, height = Inches(2.65), Inches(4.25)
    _list(deck, slide, str(SectionKey.OPERATING_MODEL.label), _lines(section), MARGIN, top, HALF, height, "brand")
    left = MARGIN + HALF + GAP
    deck.text(slide, _("Seats and agents by service"), left, top, HALF, Inches(0.4), size=15, bold=True)
    deck.columns(
        slide,
        [row["name"] for row in rows],
        [
            Values(_("Seats"), [row["seats"] for row in rows], "brand"),
            Values(_("Agents"), [row["headcount"] for row in rows], "accent"),
        ],
        left=left,
        top=Emu(top + Inches(0.4)),
        width=HALF,
        height=Emu(height - Inches(0.4)),
        number_format=COUNT,
    )
    _notes(slide, section)
    curves = [one for one in staffing_curves(proposal.minutes) if any(one.agents)]
    if curves:
        _staffing_slide(deck, max(curves, key=lambda one: max(agents or 0 for agents in one.agents)))


def _staffing_slide(deck: Deck, curve: StaffingCurve) -> None:
    """The agents at their posts through the busiest day, from opening to closing."""
    slide = deck.slide(
        _("People at their posts through the day"),
        f"{curve.service} · {curve.day} · {_('agents in each interval')}",
    )
    open_ones = [index for index, agents in enumerate(curve.agents) if agents is not None]
    span = range(open_ones[0], open_ones[-1] + 1)
    labels = [f"{index * curve.minutes // 60:02d}:{index * curve.minutes % 60:02d}" for index in span]
    values = [curve.agents[index] or 0 for index in span]
    deck.columns(slide, labels, [Values(_("Agents"), values, "brand")], number_format=COUNT)


def _levels_slide(deck: Deck, proposal: Proposal, sections: Sections) -> None:
    section = sections.get(SectionKey.SERVICE_LEVELS)
    slide = deck.slide(section.title if section else str(SectionKey.SERVICE_LEVELS.label))
    lines = read_deal(proposal.minutes.frozen["deal"]).services if proposal.minutes.frozen else ()
    rows = [
        [
            row["name"],
            f"{line.target_service_level * 100:.0f} % / {line.answer_within_seconds:.0f} s"
            if line.channel == Channel.INBOUND
            else "–",
            number(row["transactions"]),
            ", ".join(dict.fromkeys(one["open"] for one in row["days"] if one["open"])),
        ]
        for line, row in zip(lines, sizing_table(proposal.minutes), strict=False)
    ][:5]
    top: int = TOP
    if rows:
        headers = [_("Service"), _("Service level"), _("Contacts a month"), _("Hours")]
        deck.table(slide, headers, rows, [4.2, 2.3, 2.2, 3.4], numbers=(2,))
        top = Emu(TOP + Inches(0.42 * (len(rows) + 1) + 0.3))
    height = Emu(Inches(6.9) - top)
    _list(
        deck,
        slide,
        str(SectionKey.SERVICE_LEVELS.label),
        _lines(section),
        MARGIN,
        top,
        WIDTH - 2 * MARGIN,
        height,
        "brand",
    )
    _notes(slide, section)


def _timeline_slide(deck: Deck, defence: ProposalDefence, proposal: Proposal, sections: Sections) -> None:
    """From the defence to the first day of operation: the dates that are known, and the steps the proposal names."""
    section = sections.get(SectionKey.IMPLEMENTATION)
    slide = deck.slide(section.title if section else str(SectionKey.IMPLEMENTATION.label))
    dates = _dates(defence, proposal)
    wide = int((WIDTH - 2 * MARGIN) / len(dates))
    rule = Inches(2.0)
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, MARGIN, rule, WIDTH - MARGIN, rule)
    line.line.color.rgb, line.line.width = rgb("line-control"), Emu(19050)
    for index, (label, on) in enumerate(dates):
        left = Emu(MARGIN + index * wide)
        at = Emu(left + wide // 2 - Inches(0.1))
        dot = slide.shapes.add_shape(MSO_SHAPE.OVAL, at, Emu(rule - Inches(0.1)), Inches(0.2), Inches(0.2))
        dot.fill.solid()
        dot.fill.fore_color.rgb = rgb("brand")
        dot.line.fill.background()
        centred = PP_ALIGN.CENTER
        deck.text(slide, day(on), left, Inches(1.4), Emu(wide), Inches(0.4), size=16, bold=True, align=centred)
        deck.text(slide, label, left, Inches(2.15), Emu(wide), Inches(0.4), size=13, tone="ink-muted", align=centred)
    _list(deck, slide, _("Steps"), _lines(section), MARGIN, Inches(2.9), WIDTH - 2 * MARGIN, Inches(4), "brand")
    _notes(slide, section)


def _dates(defence: ProposalDefence, proposal: Proposal) -> list[tuple[str, date]]:
    opportunity = defence.opportunity
    held = local_day(defence.starts_at) if defence.starts_at else today()
    intakes = Intake.objects.standing().filter(opportunity=opportunity, award_on__isnull=False)
    award = intakes.order_by("-award_on").values_list("award_on", flat=True).first() or opportunity.expected_close_on
    found = [
        (_("Defence"), held),
        (_("Offer valid until"), proposal.valid_until),
        (_("Expected award"), award),
        (_("Start of operation"), opportunity.expected_billing_on),
    ]
    return sorted(((label, on) for label, on in found if on is not None and on >= held), key=lambda one: one[1])


def _price_slide(deck: Deck, proposal: Proposal) -> None:
    acta, terms = proposal.minutes, proposal.terms
    slide = deck.slide(_("Price"), _("COP, without IVA. The price annex of the proposal is what binds."))
    first = [
        (_("Seats"), number(terms.seats)),
        (_("Unit value a month"), cop(terms.unit_value)),
        (_("Months"), number(terms.months)),
    ]
    second = [(_("Monthly value"), cop(terms.monthly_value)), (_("Total value"), cop(terms.total_value))]
    deck.figures(slide, first)
    deck.figures(slide, second, top=Emu(TOP + Inches(1.25)))
    words = _("Offer valid until %(day)s · %(acta)s") % {"day": day(proposal.valid_until), "acta": acta.number}
    deck.text(slide, words, MARGIN, Inches(4.0), Inches(12), Inches(0.4), size=16, tone="ink-muted")


def _questions_slide(deck: Deck, defence: ProposalDefence) -> None:
    owner = defence.opportunity.owner
    deck.cover(_("Questions"), _("Thank you"), f"{owner.name} · {owner.email}")
