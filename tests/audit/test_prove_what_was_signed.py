"""“Verify” tells the truth: of what was signed nothing changes unseen, by SQL or on disk."""

from pathlib import Path
from random import Random

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from almacontact.audit import chain, integrity, seals
from almacontact.audit.actions import check_integrity
from almacontact.audit.doors import TESTS
from almacontact.audit.models import Seal, SealingStart
from almacontact.refusals import StaleVersion
from proposals.award.actions import void_award
from proposals.models import PricingMinutes, Proposal, ProposalSending
from proposals.proposal.actions.signing import document_job
from proposals.proposal.sending.actions import void_sending
from tests import world
from tests.audit.changes import Hand, targets
from tests.proof import rounds as lengths
from tests.proposals.pricing import pricing_records
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal import signing_records

pytestmark = pytest.mark.django_db
AT_ONCE = 8
"""Changes between two checks, each of another row."""


def page_of(signed, person) -> str:
    return words(signed_in(person).get(f"{reverse('proposals:minutes_verify')}?code={signed.verification_code}"))


def sql(statement: str, *values) -> None:
    """As somebody who has the database for themselves: the triggers are out of the way."""
    with TESTS.open(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@lengths(short=40, long=1000)
def test_each_change_past_the_application_is_found(everybody, rounds):
    world.won_deal()
    chain.seal_everything()
    assert check_integrity().findings == []
    random = Random(20261129)
    tables, missed = targets(), []
    for _number in range(rounds // AT_ONCE):
        hand, chosen = Hand(random), {}
        while len(chosen) < AT_ONCE:
            target = random.choice(random.choice(tables))
            chosen.setdefault((type(target.row), target.row.pk), target)
        files = {one.path: one.path.read_bytes() for one in chosen.values() if one.path is not None}
        with transaction.atomic():
            with TESTS.open():
                for target in chosen.values():
                    hand.change(target)
            found = {(one.table, one.row) for one in integrity.check_all()[1]}
            missed += [said for said, told in hand.done if not told & found]
            transaction.set_rollback(True)
        for path, kept in files.items():
            path.write_bytes(kept)
    assert not missed, "\n".join(missed)
    assert integrity.check_all()[1] == []


_OF_THE_ACTA = (
    "SELECT s.id FROM proposals_minutesapprovalstep s JOIN proposals_minutesapproval a ON a.id = s.request_id"
    " WHERE a.subject_id = %s"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_pricingminutes SET content = '{}' WHERE id = %s",
        "UPDATE proposals_pricingminutes SET valid_until = '2099-01-01' WHERE id = %s",
        f"UPDATE proposals_minutessignature SET name = 'Otra persona' WHERE step_id IN ({_OF_THE_ACTA})",
        f"UPDATE proposals_minutesapprovalstep SET content = '{{}}' WHERE id IN ({_OF_THE_ACTA})",
    ],
)
def test_an_acta_that_sql_changed_no_longer_verifies(everybody, statement):
    acta = world.approved_price()
    assert "no ha cambiado" in page_of(acta, everybody["auditor"])
    sql(statement, acta.pk)
    assert "ya no coincide" in page_of(acta, everybody["auditor"])


def test_a_document_into_which_somebody_wrote_is_neither_verified_nor_given_out(everybody, caplog):
    proposal = world.approved_proposal()
    if proposal.document is None:
        from almacontact.jobs import actions as jobs

        jobs.run(job_id=document_job(proposal).pk)
        proposal = Proposal.objects.with_parties().get(pk=proposal.pk)
    client = signed_in(everybody["auditor"])
    assert "no ha cambiado" in page_of(proposal, everybody["auditor"])
    assert client.get(proposal.document.get_absolute_url()).status_code == 200
    with Path(proposal.document.file.path).open("ab") as file:
        file.write(b" ")
    refused = client.get(proposal.document.get_absolute_url())
    assert refused.status_code == 422
    assert "no se entrega" in words(refused)
    assert "changed in the store" in caplog.text
    assert "ya no coincide" in page_of(proposal, everybody["auditor"])


def test_a_seal_whose_key_is_missing_cannot_be_verified_and_a_new_key_leaves_the_old_ones_standing(everybody, settings):
    acta = world.approved_price()
    old = settings.SEAL_KEYS
    settings.SEAL_KEYS = {"2027": "n" * 40}
    page = page_of(acta, everybody["auditor"])
    assert "no se puede verificar" in page
    assert "ya no coincide" not in page
    settings.SEAL_KEYS = {"2027": "n" * 40, **old}
    assert "no ha cambiado" in page_of(acta, everybody["auditor"])
    # Another key under the name of the old one is no key of ours: that is a seal which does not fit.
    settings.SEAL_KEYS = dict.fromkeys(old, "x" * 40)
    assert "ya no coincide" in page_of(acta, everybody["auditor"])


def test_whoever_rewrites_content_signature_and_hashes_still_lacks_the_key(everybody):
    acta = world.approved_price()
    sql("UPDATE proposals_pricingminutes SET observations = 'Otra cosa' WHERE id = %s", acta.pk)
    last = Seal.objects.get(chain=seals.chain_of(acta), what="settled")
    changed = PricingMinutes.objects.get(pk=acta.pk)
    last.content_hash = seals.digest(seals._sealables["settled", last.table].forms[1](changed))
    last.hash = seals.hash_of(last)
    sql("UPDATE audit_seal SET content_hash = %s, hash = %s WHERE id = %s", last.content_hash, last.hash, last.pk)
    assert [one.code for one in seals.verify(changed).findings] == [seals.FORGED]


def test_what_was_signed_before_there_were_seals_is_sealed_once_and_says_since_when(everybody):
    acta = world.approved_price()
    sql("DELETE FROM audit_seal")
    sql("DELETE FROM audit_sealingstart")
    assert seals.seal_present()
    page = page_of(acta, everybody["auditor"])
    assert "no ha cambiado" in page
    assert f"Sellado desde el {timezone.localdate().day}" in page
    assert integrity.check_all()[1] == []
    # Later nothing is sealed that was not sealed as it came about.
    sql("DELETE FROM audit_seal WHERE what = 'signed'")
    assert not seals.seal_present()
    assert "ya no coincide" in page_of(acta, everybody["auditor"])
    assert list(SealingStart.objects.values_list("pk", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_proposalsending SET sent_at = '2020-01-01'",
        "UPDATE proposals_proposalsending SET voided_at = '2026-01-01', void_reason = 'Nunca salió'",
        "UPDATE proposals_award SET unit_value = unit_value + 1",
        "UPDATE proposals_award SET awarded_on = '2020-01-01'",
        "UPDATE proposals_checklistdecision SET score = 1, outcome = 'no_go'",
        "DELETE FROM audit_seal WHERE what = 'awarded'",
    ],
)
def test_what_was_sent_awarded_and_decided_is_sealed_as_it_came_about(statement):
    world.won_deal()
    assert integrity.check_all()[1] == []
    sql(statement)
    table = statement.split()[1] if statement.startswith("UPDATE") else "proposals_award"
    assert table in {one.table for one in integrity.check_all()[1]}


def test_the_void_of_an_award_and_of_a_sending_is_sealed(director):
    award = world.awarded_deal()
    void_award(award=award, by=director, reason="Se registró por error")
    sending = ProposalSending.objects.latest("pk")
    void_sending(sending=sending, by=director, reason="Iba a otra persona")
    assert integrity.check_all()[1] == []
    sql("UPDATE proposals_award SET void_reason = 'Otra'")
    sql("UPDATE proposals_proposalsending SET void_reason = 'Otra'")
    found = {one.table for one in integrity.check_all()[1]}
    assert {"proposals_award", "proposals_proposalsending"} <= found


def test_what_a_later_release_seals_as_well_is_sealed_once_where_it_was_there_before():
    world.won_deal()
    sql("DELETE FROM audit_seal WHERE what IN ('sent', 'awarded', 'decided', 'told')")
    sql("DELETE FROM audit_sealingstart WHERE id = 2")
    before = Seal.objects.count()
    assert seals.seal_present()
    later = Seal.objects.filter(late=True)
    assert Seal.objects.count() - before == later.count() > 2
    assert set(later.values_list("what", flat=True)) >= {"sent", "awarded", "decided"}
    sql("DELETE FROM audit_seal WHERE what = 'awarded'")
    assert not seals.seal_present()
    assert {one.code for one in integrity.check_all()[1]} >= {seals.UNSEALED}


def test_every_printed_term_is_signed_after_two_signatures_none_changes(director, everybody):
    request = pricing_records.make_submitted_example()
    pricing_records.sign(request, "workforce", everybody["planner"])
    pricing_records.sign(request, "it", everybody["it_leader"])
    sql("UPDATE proposals_pricingminutes SET valid_until = '2099-12-31' WHERE id = %s", request.subject_id)
    with pytest.raises(StaleVersion):
        pricing_records.sign(request, "general", everybody["general_manager"])

    asked = signing_records.sent_to_sign(everybody)
    for step in list(asked.steps.filter(state="pending"))[:2]:
        signing_records.sign(asked, step.key, everybody[signing_records.SIGNERS[step.role]])
    sql("UPDATE proposals_proposal SET valid_until = '2099-12-31' WHERE id = %s", asked.subject_id)
    with pytest.raises(StaleVersion):
        signing_records.sign_all(asked, everybody)
