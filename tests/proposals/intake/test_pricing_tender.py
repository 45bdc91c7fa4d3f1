"""SECOP II numbers and the links that may be kept."""

import pytest

from proposals.errors import PricingRefused
from proposals.intake.tender import IdKind, Source, check_link, id_kind, notice_link, register

NOTICE = "https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.7654321"


@pytest.mark.parametrize(
    "text, kind",
    [
        ("CO1.NTC.1", IdKind.NOTICE),
        ("CO1.REQ.123", IdKind.REQUEST),
        ("CO1.BDOS.45", IdKind.PROCESS),
        ("CO1.PCCNTR.6", IdKind.CONTRACT),
    ],
)
def test_the_four_kinds_of_number(text: str, kind: IdKind) -> None:
    assert id_kind(text) is kind


@pytest.mark.parametrize(
    "text", ["", "CO1.NTC.", "CO1.NTC.12x", "co1.ntc.1", "CO1.XYZ.1", " CO1.NTC.1", "CO1.NTC.1\n", "CO1.NTC.\u0661"]
)
def test_anything_else_is_no_secop_number(text: str) -> None:
    with pytest.raises(PricingRefused) as refusal:
        id_kind(text)
    assert refusal.value.errors[0].code == "secop_id"


def test_only_a_notice_number_leads_to_a_page() -> None:
    assert notice_link("CO1.NTC.7654321") == NOTICE
    with pytest.raises(PricingRefused) as refusal:
        notice_link("CO1.REQ.7654321")
    assert refusal.value.errors[0].code == "not_a_notice"


def test_registering_from_a_number_or_from_a_link() -> None:
    from_number, from_link = register("CO1.NTC.7654321", Source.SECOP_II), register(f" {NOTICE} ", Source.SECOP_II)
    assert from_number == from_link
    assert from_number.kind is IdKind.NOTICE
    request = register("CO1.REQ.99", Source.SECOP_II)
    assert (request.id, request.kind, request.link) == ("CO1.REQ.99", IdKind.REQUEST, "")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.secop.gov.co/x",
        "https://community.secop.gov.co.evil.example/x",
        "https://evil.example/community.secop.gov.co",
        "https://secop.gov.co/x",
    ],
)
def test_secop_takes_only_its_own_host_and_other_sources_any(link: str) -> None:
    with pytest.raises(PricingRefused) as refusal:
        register(link, Source.SECOP_II)
    assert refusal.value.errors[0].code == "other_host"
    assert check_link(link, Source.ENTITY_SITE) == link


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://community.secop.gov.co/x",
        "javascript:alert(1)",
        "https://community.secop.gov.co@evil.example/",
        "https://user:secret@community.secop.gov.co/",
        "https://community.secop.gov.co:8443/",
        "https://community.secop.gov.co:99999999/",
        "https://community.secop.gov.co\\@evil.example/",
        "https://evil.example\\.community.secop.gov.co/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://community.secop.gov.co/a b",
        'https://community.secop.gov.co/"onload=',
        "//community.secop.gov.co/x",
        "community.secop.gov.co/x",
        "https://[bad/",
        "https://example.com/" + "a" * 500,
    ],
)
def test_other_links_are_refused_for_every_source(link: str, source: Source) -> None:
    with pytest.raises(PricingRefused):
        check_link(link, source)


def test_another_page_of_secop_is_kept_without_a_number() -> None:
    page = "https://community.secop.gov.co/Public/Tendering/ContractNoticeManagement/Index?currentLanguage=es-CO"
    reference = register(page, Source.SECOP_II)
    assert (reference.id, reference.link) == ("", page)
