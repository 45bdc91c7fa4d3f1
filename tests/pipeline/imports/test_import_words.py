"""Words of stages are known by what they mean; whatever is only guessed is asked, once."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pipeline.imports import actions
from pipeline.models import ImportBatch, ImportRow, Opportunity
from pipeline.workbook.stages import Sure, read_stage
from tests.data.books import book

pytestmark = pytest.mark.django_db


def planned(data, by, name="pipeline.xlsx"):
    batch = actions.receive_workbook(data=data, name=name, by=by)
    return actions.choose_columns(batch=batch, mapping={int(c): f for c, f in batch.mapping.items()}, by=by)


def words(*stages):
    return book(*({"client": f"Cliente {n}", "nit": "", "stage": word} for n, word in enumerate(stages, 1)))


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("No ganado", "lost"),
        ("Cerrado no ganado", "lost"),
        ("Perdió", "lost"),
        ("Perdida por precio", "lost"),
        ("Perdido por la competencia", "lost"),
        ("Adjudicado a otro", "lost"),
        ("Ganó", "won"),
        ("Ganado/Firmado", "won"),
        ("Declinamos", "withdrawn"),
        ("No-go", "withdrawn"),
        ("Desierto", "cancelled"),
        ("Declarada desierta", "cancelled"),
        ("Cancelado por el cliente", "cancelled"),
        ("3. Propuesta (50 %)", "proposal"),
        ("Etapa 2 - Calificación", "qualification"),
        ("Hunting / Prospección", "hunting"),
    ],
)
def test_what_teams_write_is_taken_for_what_it_means(word, meaning):
    read = read_stage(word)
    assert (read.meaning, read.sure) == (meaning, Sure.KNOWN)


@pytest.mark.parametrize("word", ["Negotation", "Huntin", "Qualificaton", "Prouesta", "Cerado ganado", "Negociasion"])
def test_a_slip_of_the_keyboard_is_still_known(word):
    assert read_stage(word).sure is Sure.SLIP


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("No adjudicado", "lost"),
        ("Propuesta rechazada", "lost"),
        ("Propuesta perdida", "lost"),
        ("Descartado", "withdrawn"),
        ("En negociación final", "negotiation"),
        ("Contrato firmado", "won"),
        ("Descalificado", ""),
        ("Pre-calificado", ""),
        ("Preadjudicada", ""),
        ("Renegociación", ""),
        ("Propuesta no enviada", ""),
        ("Aún no ganado", ""),
        ("Casi ganado", ""),
        ("Adjudicado a Konecta", ""),
        ("Perdido por confirmar", ""),
        ("Prospecto calificado", ""),
    ],
)
def test_what_is_said_by_more_than_the_word_is_asked(word, guess):
    read = read_stage(word)
    assert (read.meaning, read.sure) == (guess, Sure.ASKED)


@pytest.mark.parametrize("word", ["Pendiente", "Suspendido", "Stand by", "Sin adjudicar", "Pedido", "Cerrado", "Lista"])
def test_other_words_are_no_stage(word):
    assert read_stage(word) is None


def test_rows_in_doubt_stay_out_until_their_word_is_confirmed_and_then_it_is_remembered(client, director):
    batch = planned(words("Hunting", "No adjudicado", "No adjudicado", "Descalificado"), director)
    assert (batch.counts["new"], batch.counts["asked"]) == (1, 3)
    client.force_login(director)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "No adjudicado" in page
    assert "Descalificado" in page
    decide = reverse("pipeline:import_decide", args=[batch.pk])
    client.post(decide, {"choice:stage:no adjudicado": "lost"})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["asked"]) == (3, 1)
    actions.apply_import(batch=batch, by=director)
    assert sorted(Opportunity.objects.values_list("stage", "outcome")) == [
        ("closed", "lost"),
        ("closed", "lost"),
        ("hunting", ""),
    ]
    again = planned(words("Hunting", "No adjudicado", "No adjudicado", "Ganado"), director)
    assert (again.counts["asked"], again.counts["equal"]) == (0, 3)


def test_every_guess_may_be_confirmed_at_once_and_what_has_none_still_waits(client, director):
    batch = planned(words("No adjudicado", "Propuesta rechazada", "Descalificado"), director)
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"confirm": "stage"})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["asked"]) == (2, 1)


def test_an_unknown_word_may_be_told_too(client, director):
    batch = planned(words("En conversaciones", "Hunting"), director)
    assert batch.counts["refused"] == 1
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:stage:en conversaciones": "qualification"})
    batch.refresh_from_db()
    assert (batch.counts["refused"], batch.counts["new"]) == (0, 2)


def test_a_slip_is_taken_and_told_and_once_let_in_no_more(director):
    batch = planned(words("Negotation"), director)
    row = batch.rows.get()
    assert row.verdict == ImportRow.Verdict.NEW
    assert "unknown_stage" in [finding["code"] for finding in row.findings]
    assert [note["text"] for note in batch.notes if note.get("question") == "stage"] == ["Negotation"]
    actions.apply_import(batch=batch, by=director)
    again = planned(words("Negotation"), director, "otro.xlsx")
    assert not [note for note in again.notes if note.get("question") == "stage"]


def test_a_known_deal_whose_stage_is_in_doubt_is_left_alone(director):
    actions.import_file(data=words("Hunting"), name="pipeline.xlsx", by=director, mode=ImportBatch.Mode.GOOD_ROWS)
    later = actions.import_file(
        data=words("Descalificado"), name="pipeline.xlsx", by=director, mode=ImportBatch.Mode.GOOD_ROWS
    )
    assert (later.counts["asked"], later.counts["new"]) == (1, 0)
    assert Opportunity.objects.get().stage == "hunting"


def test_rows_in_doubt_are_downloaded_with_their_question_and_forbid_all_or_nothing(client, director):
    batch = planned(words("Hunting", "Descalificado"), director)
    client.force_login(director)
    file = load_workbook(
        io.BytesIO(client.get(reverse("pipeline:import_refused", args=[batch.pk])).content), read_only=True
    )
    assert [row[1].value for row in file.active.iter_rows()] == ["Cliente", "Cliente 2"]
    with pytest.raises(actions.NotWhole):
        actions.apply_import(batch=batch, by=director, mode=ImportBatch.Mode.ALL_OR_NOTHING)


@pytest.mark.parametrize(
    "word",
    ["≠ Ganado", "!Ganado", "¬Ganado", "<> ganado", "❌ Ganado", "Ganado ✗", "👎 ganado", "~~Ganado~~", "¿Ganado",
     "Ganado？", "G\u0336anado", "Ganado 50%", "Ganado (0 %)", "Perdido 100%", "Cancelado 80%", "Ganado - 50 %"],
)  # fmt: skip
def test_a_sign_or_a_percentage_that_may_turn_an_end_is_asked(word):
    assert read_stage(word).sure is Sure.ASKED


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("Ganado (100%)", "won"), ("✅ Ganado", "won"), ("Perdido 0%", "lost"), ("Propuesta 50%", "proposal"),
     ("• Ganado", "won"), ("1.- Hunting", "hunting"), ("Ganado!", "won"), ("¡Ganado!", "won"), ("«Ganado»", "won")],
)  # fmt: skip
def test_marks_and_percentages_that_say_the_same_do_not_count(word, meaning):
    assert (read_stage(word).meaning, read_stage(word).sure) == (meaning, Sure.KNOWN)


@pytest.mark.parametrize(
    "word", ["Ganando", "Ganará", "Ganaba", "Adjudicando", "Cancelará", "Retirando", "Declinando", "Adjudicará"]
)
def test_what_goes_on_or_is_to_come_is_no_end(word):
    assert read_stage(word) is None or read_stage(word).sure is Sure.ASKED


@pytest.mark.parametrize("word", ["Codificación", "Cuantificado", "Clasificación"])
def test_another_word_is_no_slip_of_ours(word):
    assert read_stage(word) is None


@pytest.mark.parametrize("doubtful", ["Ganado?", "≠ Ganado", "¿Ganado?"])
def test_what_is_said_of_a_doubtful_word_says_nothing_of_the_plain_one(client, director, doubtful):
    batch = planned(words("Ganado", doubtful), director)
    client.force_login(director)
    [asked] = [note for note in batch.notes if note.get("question") == "stage"]
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {f"choice:stage:{asked['key']}": "negotiation"})
    batch.refresh_from_db()
    assert [row.values["stage"] for row in batch.rows.order_by("row")] == ["won", "negotiation"]
