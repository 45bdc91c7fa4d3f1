"""Does all that is sealed still hold? Each part says what it checks; the page says what does not, in words."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.audit import chain, seals
from almacontact.audit.models import IntegrityCheck, SealedBatch
from almacontact.audit.reading import UNREADABLE
from almacontact.audit.seals import BROKEN, CHANGED, DOUBTS, FORGED, GONE, NO_KEY, UNSEALED, Finding
from almacontact.refusals import Words

Source = Callable[[Counter[str]], Iterable[Finding]]
"""Checks one part, counts what it checked, and returns what does not hold."""

MOST = 2000
"""Findings that one check keeps: who finds more restores a backup, and needs no longer list."""


@dataclass(frozen=True)
class Meaning:
    """What a finding means, and what to do about it."""

    title: Words
    means: Words
    todo: Words


MEANINGS: dict[str, Meaning] = {
    CHANGED: Meaning(
        _("Was changed"),
        _("It no longer says what was sealed: somebody wrote it past the application."),
        _("Do not use it. Compare it with the last backup before the change, and restore it from there."),
    ),
    GONE: Meaning(
        _("Gone"),
        _("It was sealed and is no longer there: somebody deleted it past the application."),
        _("Restore it from the last backup that holds it."),
    ),
    UNSEALED: Meaning(
        _("Without a seal"),
        _("It is there without the seal that the application gives: it was written past the application."),
        _("It proves nothing. Ask the person it names; if they know nothing of it, restore the backup before it."),
    ),
    FORGED: Meaning(
        _("Seal does not fit"),
        _("The seal is not one that a key of this installation gives: it was changed or made up."),
        _("Do not rely on the record. Compare it with the last backup, and with the heads sent to the witness."),
    ),
    BROKEN: Meaning(
        _("Chain broken"),
        _("A link does not follow the one before it: something was taken out or put between."),
        _("Compare the chain with the heads sent to the witness, and restore the backup before the break."),
    ),
    NO_KEY: Meaning(
        _("Cannot be verified"),
        _("The key with which it was sealed is not set here. It is not known to have changed."),
        _("Whoever runs the installation adds the key again to SEAL_KEYS, behind the current one."),
    ),
}

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a part of what is checked."""
    _sources[name] = source


def check_all() -> tuple[dict[str, Any], list[Finding]]:
    """Check everything; return how much of each there was, with the head of the chain, and what does not hold."""
    counted: Counter[str] = Counter()
    found: list[Finding] = []
    for source in (*_sources.values(), _records, chain.findings, _last_head):
        found += source(counted)
    last = chain.head()
    return {**counted, "head": last.head if last else ""}, list(dict.fromkeys(found))[:MOST]


def told(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is kept: with the name and the page of its record, as far as there is one."""
    record = _record_of(finding)
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return {
        "code": finding.code,
        "table": finding.table,
        "row": finding.row,
        "what": finding.what,
        "chain": finding.chain,
        "kind": record._meta.label_lower if record is not None else "",
        "name": str(record) if record is not None else "",
        "url": url,
    }


def is_doubt(code: str) -> bool:
    """Tell whether a finding says that nothing can be told, rather than that something changed."""
    return code in DOUBTS


def _records(counted: Counter[str]) -> Iterable[Finding]:
    """Verify every record that must bear seals, then every chain that is left: its record is gone, or was unsigned."""
    seen: set[str] = set()
    for model, key in seals.records():
        counted["records"] += 1
        seen.add(f"{model._meta.label_lower}:{key}")
        try:
            verdict = seals.verify(model._base_manager.get(pk=key))
        except UNREADABLE:
            yield Finding(CHANGED, model._meta.db_table, str(key), f"{model._meta.label_lower}:{key}")
            continue
        counted["seals"] += verdict.seals
        yield from verdict.findings
    for name in sorted(seals.chains() - seen):
        counted["records"] += 1
        verdict = seals.verify_chain(name)
        counted["seals"] += verdict.seals
        yield from verdict.findings


def _last_head(_counted: Counter[str]) -> Iterable[Finding]:
    """The head that the last check saw must still be in the chain: its end may have been cut off."""
    before = IntegrityCheck.objects.first()
    seen = before.checked.get("head") if before else ""
    if seen and not SealedBatch.objects.filter(head=seen).exists():
        yield Finding(BROKEN, SealedBatch._meta.db_table, "", chain.CHAIN, seen)


def _record_of(finding: Finding) -> Any:
    """The record that a finding is about: that of its chain, or the one whose version it is; None where it is gone."""
    try:
        if finding.what == chain.HISTORY:
            one = chain.watched()[finding.table]
            if one.of is None:
                return None
            version = one.model._base_manager.get(pk=finding.row)
            return one.of._base_manager.get(pk=getattr(version, str(one.of._meta.pk.attname)))
        label, _colon, key = finding.chain.partition(":")
        model: type[models.Model] = apps.get_model(label)
        return model._base_manager.get(pk=key)
    except UNREADABLE:
        return None
