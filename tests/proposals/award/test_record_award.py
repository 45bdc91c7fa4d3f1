"""Recording what the client awarded, voiding it, telling the areas."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused
from pipeline.duties import duties
from pipeline.models import OpportunityAttachment
from proposals.award.actions import deliver_award, record_award, tell_areas, void_award
from proposals.award.duties import NOT_CLOSED
from proposals.award.panel import panel_context
from proposals.models import Award, AwardAttachment
from tests.attachments import samples
from tests.cast import PARTS
from tests.factories import make_client, make_contact, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged
from tests.proposals.award.award_records import award_values, email, letter, make_award, make_offered
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE
from tests.world import deal_in, historical_deals, lost_deal, offered_in

pytestmark = pytest.mark.django_db

WRITERS = {"analyst", "coordinator", "director", "second_director"}


@pytest.fixture
def offered(everybody) -> Any:
    """A proposal of the analyst's that was sent, its opportunity in Negotiation."""
    return make_offered(everybody)


def posted(proposal: Any, **changes: Any) -> dict[str, Any]:
    values = award_values(proposal, **changes)
    given = {name: getattr(value, "pk", value) for name, value in values.items()}
    return {"document": letter(), **given}


def refused_codes(**arguments: Any) -> set[tuple[str, str]]:
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        record_award(**arguments)
    return {(blocker.code, blocker.field) for blocker in refused.value.blockers}


def test_the_letter_and_the_terms_are_recorded_in_one_act(client: Browser, offered, analyst):
    client.force_login(analyst)
    url = reverse("proposals:award_create", args=[offered.opportunity.code])
    page = client.get(url).content.decode()
    assert f'value="{EXAMPLE_SEATS}"' in page
    assert "8.342.198" in page, "the terms that were offered are there before anything is typed"
    assert client.post(url, posted(offered)).status_code == 302
    award = Award.objects.get()
    assert (award.proposal, award.awarded_on, award.partial, award.lost_monthly) == (offered, today(), False, 0)
    assert (award.document.kind, award.document.owner) == ("letter", award)
    assert award.created_by == analyst


def test_an_e_mail_of_award_gives_its_own_date(client: Browser, offered, analyst):
    client.force_login(analyst)
    url = reverse("proposals:award_create", args=[offered.opportunity.code])
    given = {**posted(offered, awarded_on=""), "document": email()}
    assert client.post(url, given).status_code == 302
    award = Award.objects.get()
    assert (award.awarded_on, award.document.kind, award.document.is_email) == (today(), "email", True)


def test_a_letter_without_a_date_is_asked_for_it(offered, analyst):
    asked = {"opportunity": offered.opportunity, "by": analyst, "document": letter()}
    assert refused_codes(**asked, values=award_values(offered, awarded_on=None)) == {("awarded_on", "awarded_on")}


def test_less_than_offered_is_a_partial_award_and_the_rest_is_noted_as_lost(everybody, offered):
    award = make_award(everybody, offered, seats=9)
    lost = (EXAMPLE_SEATS - 9) * EXAMPLE_UNIT_VALUE
    assert (award.partial, award.lost_monthly) == (True, lost)


def test_more_than_offered_loses_nothing(everybody, offered):
    award = make_award(everybody, offered, seats=16, unit_value=9_000_000)
    assert (award.partial, award.lost_monthly) == (False, 0)


def test_an_award_to_several_names_the_others(everybody, offered):
    award = make_award(everybody, offered, shared_with="Contact Andino; Voz del Sur")
    assert (award.partial, award.lost_monthly, award.shared_with) == (True, 0, "Contact Andino; Voz del Sur")


def test_an_award_is_a_fact_from_proposal_on_whatever_its_terms(everybody):
    award = make_award(everybody, offered_in("proposal"), unit_value=1_000_000)
    assert award.opportunity.stage == "proposal"
    assert award.lost_monthly == EXAMPLE_SEATS * (EXAMPLE_UNIT_VALUE - 1_000_000)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (("carta.pdf", samples.HTML), "attachment_kind_refused"),
        (("carta.pdf", samples.PNG), "attachment_content_mismatch"),
        (("carta.pdf", b""), "attachment_empty"),
        (("carta.pdf", samples.PROGRAM), "attachment_kind_refused"),
        (("carta.png", samples.PNG), "document_type"),
        (("carta.docx", samples.office("docx")), "document_type"),
    ],
)
def test_a_document_that_lies_about_its_type_or_is_no_letter_is_refused(analyst, director, document, code):
    [opportunity] = historical_deals("Negociación", {})
    values = award_values(None, seats=10, unit_value=5_000_000, contract_months=12)
    asked = {"opportunity": opportunity, "by": analyst, "document": letter(*document), "values": values}
    assert refused_codes(**asked) == {(code, "document")}
    assert not AwardAttachment.objects.exists()


def test_the_page_keeps_what_was_typed_when_the_file_is_refused(client: Browser, analyst, director):
    [opportunity] = historical_deals("Negociación", {})
    client.force_login(analyst)
    given = {"document": letter("carta.pdf", samples.HTML), "seats": 7, "unit_value": "6.000.000"}
    with unchanged("pipeline", "proposals"):
        answer = client.post(
            reverse("proposals:award_create", args=[opportunity.code]),
            {**given, "contract_months": 12, "awarded_on": today().isoformat(), "note": "Por correo certificado"},
        )
    assert answer.status_code == 422
    assert "Por correo certificado" in answer.content.decode()


def test_terms_and_dates_that_cannot_be_are_refused_at_their_field(everybody, offered):
    stranger = make_contact(everybody["director"], make_client(everybody["director"]))
    values = award_values(
        offered,
        seats=0,
        unit_value=2_000_000_000,
        contract_months=601,
        awarded_on=today() + timedelta(days=1),
        contact=stranger,
    )
    asked = {"opportunity": offered.opportunity, "by": everybody["analyst"], "document": letter()}
    assert refused_codes(**asked, values=values) == {
        ("not_positive", "seats"),
        ("too_large", "unit_value"),
        ("too_large", "contract_months"),
        ("future", "awarded_on"),
        ("contact_of_other_client", "contact"),
    }


def test_what_was_not_sent_cannot_be_accepted_nor_awarded_before_it_was_sent(everybody, offered):
    asked = {"opportunity": offered.opportunity, "by": everybody["analyst"], "document": letter()}
    assert refused_codes(**asked, values={**award_values(offered), "proposal": None}) == {("proposal", "proposal")}
    early = award_values(offered, awarded_on=today() - timedelta(days=2))
    assert refused_codes(**asked, values=early) == {("before_sending", "awarded_on")}
    other = deal_in("negotiation")
    assert refused_codes(**{**asked, "opportunity": other}, values=award_values(offered)) == {("not_sent", "proposal")}


def test_nothing_is_awarded_before_a_proposal_or_after_a_loss(everybody):
    early = make_opportunity(everybody["analyst"])
    values = award_values(None, seats=1, unit_value=1, contract_months=1)
    asked = {"by": everybody["analyst"], "document": letter(), "values": values}
    assert refused_codes(opportunity=early, **asked) == {("too_early", "")}
    lost = lost_deal()
    assert refused_codes(opportunity=lost, **asked) == {("closed", "")}


def test_of_two_awards_the_second_is_refused(everybody, offered):
    make_award(everybody, offered)
    asked = {"opportunity": offered.opportunity, "by": everybody["director"], "document": letter()}
    assert refused_codes(**asked, values=award_values(offered)) == {("has_award", "")}


def test_who_records_who_sees_and_who_voids(client: Browser, everybody, offered):
    url = reverse("proposals:award_create", args=[offered.opportunity.code])
    for part in PARTS:
        if part in WRITERS:
            continue
        client.force_login(everybody[part])
        with unchanged("pipeline", "proposals"):
            assert client.post(url, posted(offered)).status_code in (403, 404), part
            with pytest.raises(NotAllowed):
                record_award(
                    opportunity=offered.opportunity,
                    by=everybody[part],
                    document=letter(),
                    values=award_values(offered),
                )
    award = make_award(everybody, offered)
    for part in PARTS:
        client.force_login(everybody[part])
        seen = client.get(award.get_absolute_url()).status_code
        assert seen == (403 if part in ("administrator", "outsider") else 200), part
        if part in WRITERS - {"analyst"}:
            continue
        with unchanged("pipeline", "proposals"):
            answer = client.post(reverse("proposals:award_void", args=[award.pk]), {"reason": "Porque sí"})
            assert answer.status_code in (403, 404), part
            with pytest.raises(NotAllowed):
                void_award(award=award, by=everybody[part], reason="Porque sí")


def test_a_voided_award_says_why_and_makes_room_for_another(client: Browser, everybody, offered):
    award = make_award(everybody, offered)
    url = reverse("proposals:award_void", args=[award.pk])
    client.force_login(everybody["coordinator"])
    with unchanged("pipeline", "proposals"):
        assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "El cliente corrigió la carta"}).status_code == 302
    award.refresh_from_db()
    assert (award.void_reason, award.voided_by) == ("El cliente corrigió la carta", everybody["coordinator"])
    with unchanged("pipeline", "proposals"):
        assert client.post(url, {"reason": "Otra vez"}).status_code == 422
    assert make_award(everybody, offered).voided_at is None
    assert Award.objects.count() == 2


def test_the_areas_that_take_part_are_told_once_and_the_message_is_kept(everybody, offered):
    award = make_award(everybody, offered)
    notes = award.opportunity.follow_ups.filter(kind="note")
    before = notes.count()
    mail.outbox.clear()
    tell_areas(award=award, by=everybody["analyst"])
    job = Job.objects.get(kind="proposals.tell_award")
    deliver_award(job=job, award_id=award.pk)
    assert deliver_award(job=job, award_id=award.pk) is False, "a second delivery sends nothing"
    [sent] = mail.outbox
    assert {everybody["planner"].email, everybody["it_leader"].email, everybody["operations_leader"].email} <= {
        *sent.to
    }
    assert [name for name, _data, _type in sent.attachments] == ["carta.pdf"]
    assert "15" in sent.body
    award.refresh_from_db()
    assert award.told_at is not None
    assert {one["role"] for one in award.told} >= {"workforce_planning", "it", "operations"}
    kept = OpportunityAttachment.objects.get(opportunity=award.opportunity, original_name__startswith="adjudicacion")
    assert kept.is_email
    assert notes.count() == before + 1
    with unchanged("pipeline", "proposals"), pytest.raises(Refused):
        tell_areas(award=award, by=everybody["analyst"])


def test_nobody_is_told_of_a_voided_award_nor_where_no_area_takes_part(everybody):
    [opportunity] = historical_deals("Negociación", {})
    values = award_values(None, seats=10, unit_value=5_000_000, contract_months=12)
    award = record_award(opportunity=opportunity, by=everybody["analyst"], document=letter(), values=values)
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        tell_areas(award=award, by=everybody["analyst"])
    assert [one.code for one in refused.value.blockers] == ["no_leader"]
    void_award(award=award, by=everybody["director"], reason="Error")
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        tell_areas(award=award, by=everybody["analyst"])
    assert [one.code for one in refused.value.blockers] == ["voided"]


def test_the_owner_is_reminded_of_an_award_whose_win_is_open(everybody, offered):
    award = make_award(everybody, offered)
    [duty] = duties(everybody["analyst"], [NOT_CLOSED])
    assert duty.url == award.get_absolute_url()
    assert not duties(everybody["colleague"], [NOT_CLOSED])


def test_the_list_costs_the_same_whatever_its_length(
    client: Browser, everybody, offered, django_assert_max_num_queries
):
    make_award(everybody, offered)
    for _number in range(3):
        [opportunity] = historical_deals("Negociación", {})
        values = award_values(None, seats=10, unit_value=5_000_000, contract_months=12)
        record_award(opportunity=opportunity, by=everybody["analyst"], document=letter(), values=values)
    client.force_login(everybody["auditor"])
    client.get("/awards/")
    with django_assert_max_num_queries(9):
        page = client.get("/awards/").content.decode()
    assert page.count("/awards/") >= 4


def test_the_section_costs_one_query(everybody, offered, django_assert_num_queries):
    make_award(everybody, offered)
    assert everybody["analyst"].roles, "read once a request"
    with django_assert_num_queries(1):
        assert len(panel_context(offered.opportunity, everybody["analyst"])["awards"]) == 1
