"""Changing the terms of a deal whose client has an offer (docs/process.md, "After the first sending")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.audit.locking import holding
from almacontact.audit.misfits import misfits, refuse
from almacontact.audit.versioning import save_as
from almacontact.money import thousands
from almacontact.refusals import Blocker
from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.terms import LARGEST
from proposals.new_terms.approval import put_in_force, start_blockers
from proposals.new_terms.judging import judge, terms_of
from proposals.new_terms.models import TERM_FIELDS, TermsChange, terms_in


def change_terms(
    *, opportunity: Opportunity, by: User, values: Mapping[str, Any], reason: str, version: int | None = None
) -> TermsChange:
    """Ask that a deal go on with other terms; `values` holds those of `TERM_FIELDS` that change.

    Inside what was approved they are in force at once. Else the Director signs the change, never who asks for it, and
    what was approved on the old terms falls: a new acta is due before anything is sent or won. `version` is that of the
    opportunity that the person saw.

    Raises `NotAllowed` to who may not edit it; `Refused` before the first sending, when it is closed, without a reason,
    where nothing changes, another change waits, a value does not fit or nobody could sign; `StaleVersion`.
    """
    client = values.get("client") or opportunity.client
    with holding(*{one.pk: one for one in (opportunity.client, client)}.values(), opportunity) as held:
        demand_edit(by, opportunity)
        refuse(start_blockers(opportunity))
        held.refuse_stale(opportunity, version)
        now = _as_values(opportunity)
        wanted = {**now, **{name: values[name] for name in TERM_FIELDS if name in values}, "client": client}
        refuse(_value_blockers(opportunity, now, wanted, reason))
        last = opportunity.terms_changes.aggregate(last=Max("number"))["last"] or 0
        change = TermsChange(
            opportunity=opportunity,
            number=last + 1,
            created_by=by,
            reason=reason.strip(),
            before={**now, "client": opportunity.client_id},
            **wanted,
        )
        refuse(misfits(change, ("seats", "unit_value", "contract_months", "payment_days", "clause", "reason")))
        judged = judge(opportunity, client, terms_in(wanted))
        change.leaves = [str(one) for one in judged.leaves]
        change.fired = [dict(one) for one in judged.fired]
        save_as(change, by=by, reason=change.reason)
        if judged.leaves:
            approvals.submit(subject=change, by=by, note=change.reason)
        else:
            put_in_force(change=change, by=by)
    return TermsChange.objects.with_parties().get(pk=change.pk)


def _as_values(opportunity: Opportunity) -> dict[str, Any]:
    now = terms_of(opportunity)
    return {
        "client": opportunity.client,
        **now.sold(),
        "payment_days": now.payment_days,
        "clause": str(now.indexation or ""),
    }


def _value_blockers(
    opportunity: Opportunity, now: Mapping[str, Any], wanted: Mapping[str, Any], reason: str
) -> list[Blocker]:
    found = []
    if not reason.strip():
        found.append(Blocker(code="reason", field="reason", message=_("Say why the terms change.")))
    if all(wanted[name] == now[name] for name in TERM_FIELDS):
        found.append(Blocker(code="no_change", message=_("These are the terms of now: change one of them.")))
    client: Client = wanted["client"]
    if client.merged_into_id:
        words = _("%(client)s was merged into %(other)s. Choose that one.")
        message = words % {"client": client, "other": client.merged_into}
        found.append(Blocker(code="client_merged", field="client", message=message))
    for name, limit in LARGEST.items():
        given = wanted[name]
        if given is None or given < 1:
            found.append(Blocker(code="positive", field=name, message=_("Write a number above zero.")))
        elif given > limit:
            words = _("%(given)s is too much: at most %(limit)s.")
            message = words % {"given": thousands(given), "limit": thousands(limit)}
            found.append(Blocker(code="too_large", field=name, message=message))
    return found
