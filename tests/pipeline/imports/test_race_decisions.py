"""Two people at one import: no answer is lost, and what was imported stays imported."""

from functools import partial

import pytest

from almacontact.refusals import Refused
from pipeline.imports import actions
from pipeline.imports.undoing import undo_import
from pipeline.models import ImportBatch, Opportunity
from tests.data.books import book
from tests.racing import race, unclear

WORDS = ["No adjudicado", "Propuesta rechazada", "Descalificado"]


def waiting(by):
    rows = ({"client": f"Cliente {n}", "nit": "", "stage": word} for n, word in enumerate(["Hunting", *WORDS], 1))
    batch = actions.receive_workbook(data=book(*rows), name="pipeline.xlsx", by=by)
    return actions.prepare(batch=batch, by=by)


def seen(batch):
    return ImportBatch.objects.get(pk=batch.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("late", ["decide", "choose_columns", "prepare"])
def test_an_import_that_was_applied_meanwhile_is_never_open_again(director, coordinator, late):
    batch = waiting(director)
    old = seen(batch)
    actions.apply_import(batch=batch, by=director)
    mapping = {int(column): name for column, name in old.mapping.items()}
    act = {
        "decide": partial(actions.decide, choices={"stage": {"descalificado": "lost"}}),
        "prepare": actions.prepare,
    }.get(late, partial(actions.choose_columns, mapping=mapping))
    with pytest.raises(Refused):
        act(batch=old, by=coordinator)
    assert seen(batch).state == ImportBatch.State.APPLIED
    assert seen(batch).rows.filter(version__isnull=False).count() == 1
    undo_import(batch=seen(batch), by=director)
    assert not Opportunity.objects.exists()


@pytest.mark.django_db
def test_answers_given_on_two_pages_both_count(director, coordinator):
    batch = waiting(director)
    mine, yours = seen(batch), seen(batch)
    actions.decide(batch=mine, choices={"stage": {"no adjudicado": "lost"}}, by=director)
    actions.decide(batch=yours, choices={"stage": {"descalificado": "withdrawn"}}, by=coordinator)
    assert seen(batch).choices["stage"] == {"no adjudicado": "lost", "descalificado": "withdrawn"}
    assert seen(batch).counts["new"] == 3


@pytest.mark.django_db
def test_an_import_is_written_with_the_answers_that_stand_when_it_is_written(director, coordinator):
    batch = waiting(director)
    old = seen(batch)
    actions.decide(batch=batch, choices={"stage": {"no adjudicado": "lost"}}, by=coordinator)
    assert actions.apply_import(batch=old, by=director).counts["new"] == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_import_at_once_import_once(everybody):
    batch = waiting(everybody["director"])

    def confirm(person):
        mine = seen(batch)
        return lambda: actions.apply_import(batch=mine, by=person)

    answers = race(lambda: confirm(everybody["director"]), lambda: confirm(everybody["coordinator"]))
    assert not unclear(answers)
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert Opportunity.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_are_both_heard(everybody):
    batch = waiting(everybody["director"])

    def answer(person, **stages):
        mine = seen(batch)
        return lambda: actions.decide(batch=mine, choices={"stage": stages}, by=person)

    answers = race(
        lambda: answer(everybody["director"], descalificado="withdrawn"),
        lambda: answer(everybody["coordinator"], **{"no adjudicado": "lost"}),
    )
    assert not unclear(answers)
    assert seen(batch).choices["stage"] == {"no adjudicado": "lost", "descalificado": "withdrawn"}
    assert seen(batch).counts["new"] == seen(batch).rows.filter(verdict="new").count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_while_it_is_imported_leaves_it_imported(everybody):
    batch = waiting(everybody["director"])

    def confirm():
        mine = seen(batch)
        return lambda: actions.apply_import(batch=mine, by=everybody["director"])

    def answer():
        mine = seen(batch)
        return lambda: actions.decide(
            batch=mine, choices={"stage": {"descalificado": "lost"}}, by=everybody["director"]
        )

    assert not unclear(race(confirm, answer))
    assert seen(batch).state == ImportBatch.State.APPLIED
    assert seen(batch).rows.filter(version__isnull=False).count() == Opportunity.objects.count()
