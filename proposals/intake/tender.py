"""Where a tender is published: SECOP II ids and the links that may be kept. Nothing is ever fetched.

NTC (notice) and REQ (request) numbers differ and neither follows from the other: both are registered as found.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingError, PricingRefused, Text

SECOP_HOST = "community.secop.gov.co"
NOTICE_PATH = "/Public/Tendering/OpportunityDetail/Index"
MAX_LINK = 500

_ID = re.compile(r"CO1\.(NTC|REQ|BDOS|PCCNTR)\.[0-9]+")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


class Source(StrEnum):
    """Where the request came from."""

    EMAIL = "email"
    SECOP_II = "secop_ii"
    PURCHASING_PLATFORM = "purchasing_platform"
    ENTITY_SITE = "entity_site"


SOURCE_LABELS: dict[Source, Text] = {
    Source.EMAIL: _("E-mail"),
    Source.SECOP_II: _("SECOP II"),
    Source.PURCHASING_PLATFORM: _("Purchasing platform"),
    Source.ENTITY_SITE: _("Site of the entity"),
}


class IdKind(StrEnum):
    """What a SECOP II id names."""

    NOTICE = "NTC"
    REQUEST = "REQ"
    PROCESS = "BDOS"
    CONTRACT = "PCCNTR"


@dataclass(frozen=True, slots=True)
class TenderReference:
    """What was registered: the id (with its kind) and the link, "" where there is none."""

    id: str = ""
    kind: IdKind | None = None
    link: str = ""


def id_kind(text: str) -> IdKind:
    """The kind of a SECOP II id such as CO1.NTC.1234567. Raises PricingRefused on anything else."""
    match = _ID.fullmatch(text)
    if match is None:
        raise _refusal(
            "secop_id",
            _("This is not a SECOP II number."),
            _("Copy it whole from SECOP II, for example CO1.NTC.1234567 or CO1.REQ.1234567."),
            "secop_id",
        )
    return IdKind(match[1])


def notice_link(notice_id: str) -> str:
    """The public page of a notice. Raises PricingRefused unless the id is an NTC: no other number leads to it."""
    if id_kind(notice_id) is not IdKind.NOTICE:
        raise _refusal(
            "secop_id",
            _("Only a notice number (CO1.NTC) leads to the page of a tender."),
            _("Register the NTC number or the link of the notice."),
            "not_a_notice",
        )
    return f"https://{SECOP_HOST}{NOTICE_PATH}?noticeUID={notice_id}"


def check_link(link: str, source: Source) -> str:
    """The link, trimmed, if it may be kept: https, a plain host name, and SECOP II's own host for that source.

    Raises PricingRefused otherwise.
    """
    trimmed = link.strip()
    if len(trimmed) > MAX_LINK or re.search(r"[\s\x00-\x1f\x7f\\<>\"]", trimmed):
        raise _bad_link()
    try:
        parts = urlsplit(trimmed)
        port = parts.port
    except ValueError:
        raise _bad_link() from None
    host = parts.hostname or ""
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, 443) or not _HOST.fullmatch(host):
        raise _bad_link()
    if source is Source.SECOP_II and host != SECOP_HOST:
        raise _refusal(
            "link",
            _("A SECOP II tender is only published on community.secop.gov.co."),
            _("Paste the link of that site, or choose another source."),
            "other_host",
        )
    return trimmed


def register(text: str, source: Source) -> TenderReference:
    """A reference from what a person pastes: a number or a link.

    A notice number gives its page; the page of a notice gives its number; any other number or link is kept alone.
    Raises PricingRefused when it is neither, or a link of a host the source does not allow.
    """
    pasted = text.strip()
    if "://" not in pasted and source is Source.SECOP_II:
        kind = id_kind(pasted)
        return TenderReference(pasted, kind, notice_link(pasted) if kind is IdKind.NOTICE else "")
    link = check_link(pasted, source)
    if source is Source.SECOP_II:
        parts = urlsplit(link)
        notices = parse_qs(parts.query).get("noticeUID", [])
        if parts.path == NOTICE_PATH and notices and _ID.fullmatch(notices[0]):
            return TenderReference(notices[0], id_kind(notices[0]), link)
    return TenderReference(link=link)


def _bad_link() -> PricingRefused:
    return _refusal(
        "link",
        _("This link cannot be kept."),
        _("Paste a whole https address, without user name, port or spaces."),
        "link",
    )


def _refusal(field: str, message: Text, hint: Text, code: str) -> PricingRefused:
    return PricingRefused([PricingError(field, message, hint, code)])
