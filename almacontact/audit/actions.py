"""What is done with sealed records: erase a person's data because they ask for it (Ley 1581); check that all holds."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit import chain, integrity
from almacontact.audit.doors import ERASE as ERASE_DOOR
from almacontact.audit.locking import holding, lock
from almacontact.audit.models import Erasure, IntegrityCheck, Salt
from almacontact.audit.personal import blanks_of, is_personal, people, personal_columns
from almacontact.audit.sealing import ERASED
from almacontact.audit.seals import seal
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, NotAllowed, Refused

REASON = gettext_noop("Personal data erased at the request of the person (Ley 1581).")
LONGEST_REASON = 1000


def erase_personal_data(*, record: Any, by: User, reason: str) -> Erasure:
    """Blank the personal data of a person's record, of its history and of what else holds them, and forget their salt.

    It is the only door that alters history, and it leaves a row of its own. Hashes go on holding: they were made over
    salted digests. What was signed, sent or frozen stays for the time the law asks, signers' names with it.

    Raises `NotAllowed` to who has no right to; `Refused` without a reason, or where nothing personal is left.
    """
    if not by.can(Right.ERASE_PERSONAL_DATA):
        raise NotAllowed(Blocker(code="erase", message=_("Only whoever runs the installation erases personal data.")))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        words = _("Say who asked for it, when and how: it is kept as proof.")
        raise Refused(Blocker(code="reason", field="reason", message=words))
    person = next(one for one in people().values() if isinstance(record, one.model))
    with holding(record):
        others = sorted(person.others(record), key=lambda one: (one._meta.db_table, one.pk))
        lock(*others)
        found = [one for one in (record, *others) if _has_personal(one)]
        if not found:
            words = _("Nothing personal is left of this record: it was erased before.")
            raise Refused(Blocker(code="erased", message=words))
        # First all is sealed as it stands: so no row is read before it is blanked here and sealed afterwards.
        chain.seal_everything()
        said = {value for one in found for value in _said(one)}
        erased = [_erase(one, by) for one in found]
        erased += [dict(one) for one in person.elsewhere(found, said)]
        erasure = Erasure(
            table=record._meta.db_table,
            record=record.pk,
            erased=erased,
            by=by,
            at=timezone.now(),
            reason=reason,
        )
        erasure.save(force_insert=True)
        seal(ERASED, erasure)
    return erasure


def check_integrity() -> IntegrityCheck:
    """Compute again all that is sealed and keep what was found. It may take minutes: a job of the night."""
    began = timezone.now()
    checked, findings = integrity.check_all()
    return IntegrityCheck.objects.create(
        began_at=began, ended_at=timezone.now(), checked=checked, findings=[integrity.told(one) for one in findings]
    )


def _versions(record: Any) -> "models.QuerySet[Any]":
    """The history of one record, past the manager of its table."""
    key = record._meta.pk.attname
    rows: models.QuerySet[Any] = models.QuerySet(type(record).history.model).filter(**{key: record.pk})
    return rows


def _has_personal(record: Any) -> bool:
    return any(True for _value in _said(record))


def _said(record: Any) -> Iterator[str]:
    """Every personal value that a record has or had."""
    names: Sequence[str] = personal_columns(type(record))
    values = [{name: getattr(record, name) for name in names}, *_versions(record).values(*names)]
    for said in (one[name] for one in values for name in names if is_personal(type(record), name, one[name])):
        yield said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _erase(record: Any, by: User) -> dict[str, Any]:
    """Blank one record, with a version that says so, then every version, then the salt. Returns what that was."""
    model, blanks = type(record), dict(blanks_of(type(record)))
    claim(record, None)
    for name, blank in blanks.items():
        setattr(record, name, blank)
    with ERASE_DOOR.open():
        save_as(record, by=by, reason=REASON, fields=[*blanks, "version"])
        versions = _versions(record).update(**blanks)
        salt = Salt.objects.filter(table=model._meta.db_table, record=record.pk).first()
        if salt is not None:
            Salt.objects.filter(pk=salt.pk).delete()
    return {
        "table": model._meta.db_table,
        "record": record.pk,
        "columns": sorted(blanks),
        "versions": versions,
        "salt": salt.pk if salt else None,
    }
