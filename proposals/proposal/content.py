"""What the signatures of a proposal rest on, in the shape the approvals pin: flat fields, and lists with ids.

While a version is signed its own words are read live, so that whatever writes them is noticed; what belongs to others
(the acta, the library, the check list) stays as it was frozen at submission.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.money import cop
from almacontact.refusals import Words
from almacontact.web.formats import number
from almacontact.web.richtext import plain
from pipeline.terms import CLAUSE_LABELS
from proposals.checklist.judging import ANSWER_LABELS
from proposals.library.models import EvidenceKind, SectionKey
from proposals.pricing.engine.inputs import CHANNEL_LABELS, PRICE_UNIT_LABELS
from proposals.pricing.minutes.sizing_table import sizing_table
from proposals.pricing.words import plain as plain_number
from proposals.proposal.annex import annex_of
from proposals.proposal.matrix import matrix_of, plan_content
from proposals.proposal.models.proposals import Proposal, ProposalSection, ProposalState

SIZING = "sizing"
"""The field that holds the sizing table."""
OWN_FIELDS = ("title", "valid_until", "sections")
"""Fields of the proposal itself, beside its sections, matrix and supporting documents."""
PARTY_FIELDS = ("client", "service")
"""To whom it is offered and what: the cover names them as they were frozen."""
ANNEX_FIELDS = (
    "acta",
    "seats",
    "unit_value",
    "monthly",
    "months",
    "total",
    "price_unit",
    "unit_price",
    "iva_rate",
    "iva",
    "invoice",
    "clause",
    "payment_days",
    "priced_on",
    "volume_band",
    "lines",
    "coverage",
    "assumptions",
)
"""Fields that come from the price annex."""

_BLOCKS = re.compile(r"\n\s*\n")
_SHOWN = 280
_COP_FIELDS = frozenset({"unit_value", "monthly", "total", "iva", "invoice", "value"})
_COUNT_FIELDS = frozenset({"seats", "headcount", "transactions", "peak", "contacts", "agents"})
_CHOICES: Mapping[str, Mapping[Any, Words]] = {
    "answer": {str(one): label for one, label in ANSWER_LABELS.items()},
    "channel": {str(one): label for one, label in CHANNEL_LABELS.items()},
    "clause": {str(one): label for one, label in CLAUSE_LABELS.items()},
    "price_unit": {str(one): label for one, label in PRICE_UNIT_LABELS.items()},
    "section": dict(SectionKey.choices),
    "kind": dict(EvidenceKind.choices),
}
_LABELS: Mapping[str, Words] = {
    "title": gettext_lazy("Title"),
    "valid_until": gettext_lazy("Offer valid until"),
    "sections": gettext_lazy("Sections"),
    "compliance": gettext_lazy("Compliance matrix"),
    "supporting": gettext_lazy("Supporting documents"),
    "sizing": gettext_lazy("Sizing"),
    "acta": gettext_lazy("Acta"),
    "seats": gettext_lazy("Seats"),
    "unit_value": gettext_lazy("Unit value"),
    "monthly": gettext_lazy("Monthly value"),
    "months": gettext_lazy("Contract (months)"),
    "total": gettext_lazy("Total value"),
    "price_unit": gettext_lazy("Price unit"),
    "unit_price": gettext_lazy("Unit price"),
    "client": gettext_lazy("Client"),
    "service": gettext_lazy("Service"),
    "iva_rate": gettext_lazy("Rate of the IVA"),
    "iva": gettext_lazy("IVA"),
    "invoice": gettext_lazy("Monthly value with IVA"),
    "excluding": gettext_lazy("Excluding"),
    "clause": gettext_lazy("Indexation clause"),
    "payment_days": gettext_lazy("Payment days"),
    "priced_on": gettext_lazy("Parameters as of"),
    "volume_band": gettext_lazy("Volume band"),
    "lines": gettext_lazy("Price of each service"),
    "coverage": gettext_lazy("Coverage"),
    "assumptions": gettext_lazy("Assumptions"),
    "channel": gettext_lazy("Channel"),
    "open": gettext_lazy("Hours"),
    "hours": gettext_lazy("Productive hours a month"),
    "headcount": gettext_lazy("Headcount"),
    "transactions": gettext_lazy("Transactions a month"),
    "peak": gettext_lazy("Most agents at a time"),
    "answer": gettext_lazy("Answer"),
    "section": gettext_lazy("Answered in"),
    "evidence": gettext_lazy("Evidence"),
    "client_name": gettext_lazy("client of the experience"),
    "value": gettext_lazy("value"),
    "expires_on": gettext_lazy("valid until"),
    "note": gettext_lazy("Note"),
    "plan": gettext_lazy("Plan"),
    "plan_on": gettext_lazy("Plan until"),
}


def content_of(proposal: Proposal, annex: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return everything the signatures on a version rest on, as its records stand now: plain JSON values. `annex` is
    its price annex, for who has made it already."""
    annex = annex or annex_of(proposal.minutes)
    band = annex["band"]
    return {
        **words_of(proposal),
        **{name: annex[name] for name in ANNEX_FIELDS if name != "volume_band"},
        "volume_band": f"± {band['percent']} %: {band['low']}–{band['high']}",
        "client": proposal.opportunity.client.name,
        "service": str(proposal.opportunity.service),
        SIZING: sizing_table(proposal.minutes),
    }


def content_for(proposal: Proposal) -> dict[str, Any]:
    """Return the content by the state of a version: as it stands for a draft, with what was frozen while it is signed,
    and what was frozen alone once it is settled."""
    frozen: dict[str, Any] = proposal.content
    if proposal.state == ProposalState.DRAFT or not frozen:
        return content_of(proposal)
    if proposal.state != ProposalState.IN_APPROVAL:
        return frozen
    own = words_of(proposal)
    # A version that was submitted when less was signed has less of it.
    kept = {name: frozen[name] for name in (*PARTY_FIELDS, *ANNEX_FIELDS, SIZING) if name in frozen}
    return {
        **own,
        **kept,
        "compliance": _steady(own["compliance"], frozen["compliance"], ("section", "note", "answer", "evidence_id")),
        "supporting": _steady(own["supporting"], frozen["supporting"], ()),
    }


def fields_of(section: ProposalSection) -> tuple[str, str]:
    """Return the names in the content that hold the title and the words of a section."""
    return f"{section.key}_title", f"{section.key}_text"


def section_of(field: str) -> str:
    """Return the key of the section that a field of the content belongs to; empty for any other field."""
    key, _line, part = field.rpartition("_")
    return key if part in ("title", "text") and key in SectionKey.values else ""


def label_of(path: str) -> str:
    """Return the name of a field of the content for people: `people_text`, `sizing.days.agents`."""
    field = path.partition(".")[0]
    if key := section_of(field):
        label = SectionKey(key).label
        return _("%(section)s: title") % {"section": label} if field.endswith("_title") else str(label)
    name = path.rpartition(".")[2]
    return str(_LABELS.get(name, _LABELS.get(field, name)))


def words_for(path: str, value: Any) -> str:
    """Return a value of the content in words; long words are cut."""
    if value is None or value == "":
        return ""
    name = path.rpartition(".")[2]
    if name in _CHOICES:
        return str(_CHOICES[name].get(value, value))
    if name == "sections":
        return ", ".join(str(_CHOICES["section"].get(key, key)) for key in str(value).split(", "))
    if name in _COP_FIELDS:
        return cop(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in _COUNT_FIELDS:
        return number(value)
    if name == "unit_price":
        whole, _point, cents = str(value).partition(".")
        return f"$ {plain_number(int(whole), 0)}{f',{cents}' if cents else ''}"
    text = plain(str(value)) if name == "text" else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"


def words_of(proposal: Proposal) -> dict[str, Any]:
    """Title, validity, sections, matrix and supporting documents of a version as they stand. Four queries."""
    included = [one for one in proposal.sections.order_by("position", "pk") if one.included]
    content: dict[str, Any] = {
        "title": proposal.title,
        "valid_until": proposal.valid_until.isoformat(),
        "sections": ", ".join(one.key for one in included),
    }
    for one in included:
        title, text = fields_of(one)
        content[title], content[text] = one.title, paragraphs(one.body)
    keys = dict(proposal.sections.values_list("pk", "key"))
    content["compliance"] = [
        {
            "id": line.requirement_id,
            "name": str(line.requirement),
            "answer": line.answer,
            "section": keys.get(line.section_id or 0, ""),
            "evidence_id": line.evidence_id,
            "evidence": str(line.evidence or ""),
            "note": line.note,
            "excluding": line.requirement.excluding,
            **plan_content(line),
        }
        for line in matrix_of(proposal)
    ]
    content["supporting"] = [
        {
            "id": one.evidence_id,
            "name": str(one.evidence),
            "kind": one.evidence.kind,
            "client_name": one.evidence.client_name,
            "value": one.evidence.value,
            "seats": one.evidence.seats,
            "expires_on": one.evidence.valid_until.isoformat() if one.evidence.valid_until else "",
        }
        for one in proposal.supporting.select_related("evidence").order_by("position", "pk")
    ]
    return content


def paragraphs(text: str) -> list[dict[str, str]]:
    """Return the paragraphs of a text as items whose id is their content: what changed is told paragraph by paragraph.

    A second copy of the same paragraph has an id of its own.
    """
    seen: Counter[str] = Counter()
    found = []
    for block in _BLOCKS.split(text.replace("\r\n", "\n").strip("\n")):
        if not block.strip():
            continue
        digest = sha256(block.encode()).hexdigest()[:12]
        seen[digest] += 1
        found.append({"id": f"{digest}-{seen[digest]}", "text": block})
    return found


def _steady(live: list[dict[str, Any]], frozen: list[dict[str, Any]], own: tuple[str, ...]) -> list[dict[str, Any]]:
    """The live rows, each in the words that were frozen where its own fields are still the same."""
    kept = {one["id"]: one for one in frozen}
    return [
        kept[one["id"]] if one["id"] in kept and all(kept[one["id"]][name] == one[name] for name in own) else one
        for one in live
    ]
