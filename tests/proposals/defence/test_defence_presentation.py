"""The presentation of a defence: a PPTX with native charts made from the proposal, which LibreOffice opens."""

import shutil
import subprocess
from io import BytesIO
from time import perf_counter

import pytest
from pptx import Presentation
from pypdf import PdfReader

from almacontact.audit.versioning import save_as
from almacontact.refusals import NotAllowed, Refused
from proposals.defence.actions.agenda import make_presentation
from proposals.defence.actions.defence import plan_defence
from proposals.models import ProposalAttachment, ProposalFileKind
from tests.factories import make_opportunity
from tests.patience import PATIENCE
from tests.proposals.defence.defence_records import defence_values, fresh, make_defence
from tests.proposals.proposal.proposal_records import (
    approve_proposal,
    make_draft_proposal,
    make_sent_proposal,
    send_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def defence(everybody):
    return make_defence(make_sent_proposal(everybody), everybody)


def deck_of(attachment) -> Presentation:
    with attachment.file.open("rb") as kept:
        return Presentation(BytesIO(kept.read()))


def words(deck) -> str:
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_it_holds_agenda_words_figures_and_price_of_the_proposal(defence, analyst):
    deck = deck_of(make_presentation(defence=defence, by=analyst))
    told = words(deck)
    for expected in ("Modelo operativo", "Óscar Luna", "09:10", str(defence.proposal), "$ 8.342.198", "Texto de"):
        assert expected in told, expected
    acta = defence.proposal.minutes
    assert f"{acta.seats * acta.unit_value * acta.term_months:,}".replace(",", ".") in told
    assert acta.number in told


def test_its_charts_are_native_and_hold_the_figures_of_the_acta(defence, analyst):
    deck = deck_of(make_presentation(defence=defence, by=analyst))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    series = {one.name: list(one.values) for one in charts[0].plots[0].series}
    assert [float(defence.proposal.minutes.seats)] in series.values()
    assert len(charts[1].plots[0].categories) == 12, "from opening at seven to closing at nineteen"


def test_no_cost_or_margin_stands_in_it(defence, director):
    told = words(deck_of(make_presentation(defence=defence, by=director))).lower()
    assert "ebitda" not in told
    assert "margen" not in told


def test_a_section_that_is_left_out_of_the_proposal_is_left_out_here(everybody, analyst):
    draft = make_draft_proposal(everybody)
    section = draft.sections.get(key="understanding")
    section.included = False
    save_as(section, by=analyst)
    send_proposal(approve_proposal(draft, everybody), everybody)
    told = words(deck_of(make_presentation(defence=make_defence(draft, everybody), by=analyst)))
    assert section.body not in told


def test_it_is_made_at_once_and_each_making_is_a_version(defence, analyst):
    began = perf_counter()
    first = make_presentation(defence=defence, by=analyst)
    assert perf_counter() - began < 2
    second = make_presentation(defence=defence, by=analyst)
    kept = ProposalAttachment.objects.filter(proposal=defence.proposal, kind=ProposalFileKind.PRESENTATION)
    assert kept.count() == 2
    assert first.original_name != second.original_name
    assert fresh(defence).presentation == second


def test_who_does_not_prepare_the_defence_makes_none(defence, everybody):
    for part in ("colleague", "operations_leader", "auditor", "general_manager", "quality_lead", "outsider"):
        with pytest.raises(NotAllowed):
            make_presentation(defence=defence, by=everybody[part])
    assert not ProposalAttachment.objects.filter(kind=ProposalFileKind.PRESENTATION).exists()


def test_without_a_sent_proposal_there_is_nothing_to_present(analyst):
    bare = plan_defence(opportunity=make_opportunity(analyst), by=analyst, values=defence_values())
    with pytest.raises(Refused) as refused:
        make_presentation(defence=bare, by=analyst)
    assert [one.code for one in refused.value.blockers] == ["no_proposal"]


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_it_with_a_page_for_each_slide(defence, analyst, tmp_path):
    made = make_presentation(defence=defence, by=analyst)
    with made.file.open("rb") as kept:
        (tmp_path / "deck.pptx").write_bytes(kept.read())
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [
        shutil.which("soffice"),
        "--headless",
        home,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        "deck.pptx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE)
    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == len(deck_of(made).slides)
