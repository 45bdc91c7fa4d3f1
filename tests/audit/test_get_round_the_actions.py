"""What a shell, a script or SQL tries behind the back of the actions, and the doors that the program itself has."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from almacontact.audit import alarm, triggers
from almacontact.audit.doors import DEMO, TESTS, UNDO, Door, DoorShut
from almacontact.audit.models import Unsettled
from almacontact.audit.tasks import look_at_rules
from almacontact.calendar import today
from pipeline.models import Client, GatePass, Opportunity
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import Move, Stage
from proposals.models import MinutesApprovalStep, MinutesSignature, PricingMinutes
from tests.factories import make_client, make_opportunity
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import make_pricing, submit, target_in_force
from tests.world import approved_price, interested_deal, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_approval() -> PricingMinutes:
    """An acta that waits for its signatures."""
    acting = people()
    deal = make_opportunity(acting["analyst"])
    with target_in_force():
        submit(make_pricing(deal, acting["director"], example_deal()), acting["director"])
    return PricingMinutes.objects.get()


def test_what_a_shell_tries_is_refused_and_without_the_rules_it_goes_through(in_approval, analyst):
    ways = {**_ways_round_the_gates(interested_deal(), analyst), **_ways_round_the_signatures(in_approval, analyst)}
    assert [name for name, way in ways.items() if _goes_through(way)] == []
    triggers.take_down()
    assert [name for name, way in ways.items() if not _goes_through(way)] == []


def _ways_round_the_gates(deal: Opportunity, by: Any) -> dict[str, Callable[[], Any]]:
    spent = deal.gate_pass

    def moved(transition: str, **values: Any) -> Callable[[], Any]:
        def move() -> None:
            one = Opportunity.objects.get(pk=deal.pk)
            getattr(one, transition)()
            for name, value in values.items():
                setattr(one, name, value)
            one.save()

        return move

    def forged(**values: Any) -> GatePass:
        given = {"opportunity": deal, "move": Move.PROPOSE, "from_stage": deal.stage, "to_stage": Stage.PROPOSAL}
        return GatePass.objects.create(by=by, **{**given, **values})

    def with_pass_of_another() -> None:
        other = make_opportunity(by, client=deal.client)
        moved("_propose", gate_pass=forged(opportunity=other))()

    return {
        "to Proposal on the pass that led to Qualification": moved("_propose"),
        "to Proposal on another move": lambda: moved("_propose", gate_pass=forged(to_stage=Stage.NEGOTIATION))(),
        "to Proposal on a pass of another deal": with_pass_of_another,
        "closed as lost without a pass": moved("_close", outcome="lost", closed_on=timezone.localdate()),
        "back on a pass that is spent": moved("_back_to_hunting", gate_pass=spent),
        "two stages at once": lambda: models.QuerySet.update(
            Opportunity.objects.filter(pk=deal.pk), stage="negotiation", gate_pass=forged(to_stage="negotiation")
        ),
        "made late": lambda: Opportunity._base_manager.bulk_create([_copy(deal, code="OP-0-1", stage="negotiation")]),
        "made historical later": lambda: models.QuerySet.update(
            Opportunity.objects.filter(pk=deal.pk), historical=True
        ),
        "a pass to another stage": lambda: models.QuerySet.update(
            GatePass._base_manager.filter(pk=deal.gate_pass_id), to_stage="closed"
        ),
        "history of another person": lambda: deal.history.update(history_user=None),
        "no history": lambda: models.QuerySet.delete(deal.history.all()),
        "a deal that never was": lambda: (
            models.QuerySet(Opportunity).filter(pk=make_opportunity(by).pk)._raw_delete("default")
        ),
    }


def _ways_round_the_signatures(acta: PricingMinutes, by: Any) -> dict[str, Callable[[], Any]]:
    step = MinutesApprovalStep.objects.filter(request__subject=acta).first()

    def signature() -> MinutesSignature:
        return MinutesSignature(
            step=step,
            decision="approve",
            by=by,
            name=by.name,
            role=step.role,
            meaning="I approve this content as it stands.",
            authenticated_at=timezone.now(),
            content=step.content,
            content_hash=step.content_hash,
        )

    def approved() -> None:
        one = PricingMinutes.objects.get(pk=acta.pk)
        one._approve()
        one.approved_at, one.verification_code = timezone.now(), "F00D-F00D"
        one.save()

    steps = MinutesApprovalStep._base_manager.filter(request=step.request_id)
    return {
        "approved in a shell": approved,
        "a forged signature": lambda: signature().save(),
        "forged in bulk": lambda: MinutesSignature._base_manager.bulk_create([signature()]),
        "a request that nobody signed": lambda: models.QuerySet.update(
            type(step.request)._base_manager.filter(pk=step.request_id), state="approved", closed_at=timezone.now()
        ),
        "another content under a step that is decided": lambda: models.QuerySet.update(
            steps.filter(pk=step.pk), state="approved", content_hash="0" * 64
        ),
        "a step in a later state": lambda: models.QuerySet(type(step)).bulk_create(
            [type(step)(request_id=step.request_id, key="own", title="x", role=step.role, state="approved")]
        ),
        "another acta": lambda: models.QuerySet.update(PricingMinutes.objects.filter(pk=acta.pk), number="ACTA-0"),
    }


def test_what_is_approved_does_not_change_its_price_in_any_row_it_rests_on():
    acta = approved_price()
    scenario = acta.pricing_model.scenarios.get(chosen=True)
    ways = {
        "the acta": lambda: PricingMinutes.objects.filter(pk=acta.pk).update(unit_value=1),
        "its scenario": lambda: models.QuerySet(type(scenario)).filter(pk=scenario.pk).update(unit_value=1),
        "one more scenario": lambda: models.QuerySet(type(scenario)).bulk_create(
            [_copy(scenario, name="Otro", chosen=False)]
        ),
        "without its scenario": lambda: models.QuerySet(type(scenario)).filter(pk=scenario.pk)._raw_delete("default"),
        "a draft again": lambda: models.QuerySet.update(PricingMinutes.objects.filter(pk=acta.pk), state="draft"),
    }
    assert [name for name, way in ways.items() if _goes_through(way)] == []


def test_a_pass_that_moves_nothing_and_a_decision_that_nobody_signed_cannot_be_committed(in_approval, analyst):
    deal = make_opportunity(analyst)
    passed = {"opportunity": deal, "move": Move.QUALIFY, "from_stage": "hunting", "to_stage": "qualification"}
    steps = MinutesApprovalStep._base_manager.filter(request__subject=in_approval, state="pending")
    for owing in (
        lambda: GatePass.objects.create(by=analyst, **passed),
        lambda: models.QuerySet.update(steps, state="approved"),
    ):
        with transaction.atomic():
            owing()
            with pytest.raises(IntegrityError):
                connection.check_constraints()
            transaction.set_rollback(True)
    connection.check_constraints()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_pricingminutes SET content = '{}'",
        "UPDATE proposals_pricingminutes SET valid_until = '2099-01-01'",
        "UPDATE proposals_pricingmodel SET declared = '{}', parameters = '[]'",
        "UPDATE proposals_scenario SET inputs = '{}' WHERE chosen",
    ],
)
def test_while_an_acta_is_being_signed_no_sql_changes_what_is_signed_unsealed(in_approval, statement):
    def could_commit() -> bool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            try:
                connection.check_constraints()
            except IntegrityError:
                return False
            finally:
                transaction.set_rollback(True)
        return True

    assert not could_commit()
    triggers.take_down()
    assert could_commit()


def test_a_move_by_its_action_leaves_no_debt_and_its_pass_serves_no_second_time():
    deal = interested_deal()
    director = people()["director"]
    move_opportunity(opportunity=deal, to=Stage.HUNTING, by=director, reason="Se llamó a la persona equivocada.")
    move_opportunity(opportunity=deal, to=Stage.QUALIFICATION, by=director)
    assert not Unsettled.objects.exists()
    earlier = deal.gate_passes.filter(move=Move.STEP_BACK).get()
    with pytest.raises(IntegrityError, match="rule proven"), transaction.atomic():
        models.QuerySet.update(Opportunity.objects.filter(pk=deal.pk), stage="hunting", gate_pass=earlier)


# --- doors ------------------------------------------------------------------------------------------------------------


def test_each_door_stays_shut_where_it_has_no_use(analyst, monkeypatch):
    make_opportunity(analyst)
    with pytest.raises(DoorShut, match="empty database"), DEMO.open():
        pass
    monkeypatch.setitem(connection.settings_dict, "TEST", {"NAME": None})
    with pytest.raises(DoorShut, match="test run"), TESTS.open():
        pass


def test_a_door_is_open_inside_its_block_alone_and_not_past_an_error(analyst):
    deal = make_opportunity(analyst)
    rows = models.QuerySet(Opportunity).filter(pk=deal.pk)
    with TESTS.open():
        rows.update(code="OP-0-2")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(code="OP-0-3")
    with pytest.raises(LookupError), TESTS.open():
        raise LookupError
    assert not Unsettled.objects.exists()
    with transaction.atomic():
        Unsettled.objects.create(kind=Unsettled.DOOR, key=TESTS.name)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_the_undo_of_an_import_takes_no_row_that_was_touched_and_no_history(analyst):
    client = make_client(analyst)
    rows = models.QuerySet(Client).filter(pk=client.pk)
    ways: dict[str, Callable[[], Any]] = {
        "touched": lambda: (rows.update(version=1), rows._raw_delete("default")),
        "history": lambda: client.history.all()._raw_delete("default"),
    }
    for way in ways.values():
        with pytest.raises(IntegrityError, match=r"rule (kept|grows)"), UNDO.open():
            way()
    with UNDO.open():
        rows._raw_delete("default")
    assert Client.history.filter(id=client.pk).exists()


def test_no_rule_names_a_door_that_is_not_there():
    from almacontact.audit import doors
    from almacontact.audit.rules import all_rules

    there = {one.name for one in vars(doors).values() if isinstance(one, Door)}
    assert {passed.door for rule in all_rules() for passed in rule.doors} <= there


# --- whether they stand -----------------------------------------------------------------------------------------------


def test_a_rule_that_is_gone_or_altered_is_named_and_put_back(client, capsys):
    one = next(one for one in triggers.triggers() if one.table == "pipeline_gatepass")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {one.name}" + (f" ON {one.table}" if connection.vendor == "postgresql" else ""))
    assert triggers.missing() == [one.name]
    assert client.get("/ready/").status_code == 503
    with pytest.raises(CommandError, match="--put-up"):
        call_command("database_rules")
    call_command("database_rules", "--put-up")
    assert client.get("/ready/").status_code == 200
    with connection.cursor() as cursor:
        for statement in _altered(one):
            cursor.execute(statement)
    assert triggers.missing() == [one.name]
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


def test_administrators_are_told_once_a_day_until_the_rules_stand_again(
    client, administrator, auditor, run_jobs, monkeypatch
):
    look_at_rules()
    assert outbox.outbox == []
    one = next(one for one in triggers.triggers() if one.table == "pipeline_gatepass")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {one.name}" + (f" ON {one.table}" if connection.vendor == "postgresql" else ""))
    for _again in range(2):
        look_at_rules()
        run_jobs()
    assert [(mail.to, one.name in mail.body) for mail in outbox.outbox] == [([administrator.email], True)]
    client.force_login(auditor)
    assert "database_rules --put-up" in client.get(reverse("audit:integrity")).content.decode()
    monkeypatch.setattr(alarm, "today", lambda: today() + timedelta(days=1))
    look_at_rules()
    run_jobs()
    assert len(outbox.outbox) == 2
    triggers.put_up()
    monkeypatch.setattr(alarm, "today", lambda: today() + timedelta(days=2))
    look_at_rules()
    run_jobs()
    assert len(outbox.outbox) == 2
    assert "database_rules" not in client.get(reverse("audit:integrity")).content.decode()


def _altered(one: triggers.Trigger) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {one.table} DISABLE TRIGGER {one.name}"]
    return [f"DROP TRIGGER {one.name}", one.making.replace(" WHEN ", " WHEN 1 = 0 AND ", 1)]


def _copy(record: Any, **values: Any) -> Any:
    """Another row with the values of `record`, and those given."""
    given = {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields if not one.generated}
    return type(record)(**{**given, "id": None, **values})


def _goes_through(way: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            way()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        if ", rule " not in str(refused):
            raise
        return False
    return True
