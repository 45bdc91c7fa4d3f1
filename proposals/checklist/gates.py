"""What the check list says to the gates: the move to Proposal, and closing after a no-go (docs/process.md#gates)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Move
from proposals.checklist.judging import Answer, Decision
from proposals.checklist.models.notices import NoGoNotice
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement

_LABEL = _("Check list answered, with a go")


def check_list_of(opportunity: Opportunity) -> CheckList | None:
    """Return the check list of an opportunity with its lines and its decision: three queries, one where it has none."""
    found = CheckList.objects.filter(opportunity=opportunity).first()
    if found is not None:
        found.opportunity = opportunity
    return found


def waived_count(opportunity: Opportunity) -> int:
    """Return how many excluding requirements of the opportunity stand waived."""
    return Requirement.objects.filter(check_list__opportunity=opportunity, waived_at__isnull=False).count()


def is_no_go(check_list: CheckList) -> bool:
    """Tell whether we do not go on: by the committee's decision, or by the score and the excluding answers."""
    decision = check_list.decision()
    if decision is not None:
        return decision.outcome == CheckListDecision.Outcome.NO_GO
    return check_list.result().decision is Decision.NO_GO


def requirements_answered(opportunity: Opportunity) -> Condition:
    """Qualification → Proposal: every line answered, nothing excluding against us, and a go."""
    check_list = check_list_of(opportunity)
    if check_list is None:
        return Condition(
            code="requirements_answered",
            label=_LABEL,
            met=False,
            missing=_("The opportunity has no check list yet."),
            url=reverse("proposals:checklist_create", args=[opportunity.code]),
            link_label=_("Make the check list"),
        )
    parts = conditions_of(check_list)
    missing = [one for one in parts if not one.met]
    decision = check_list.decision()
    return Condition(
        code="requirements_answered",
        label=_LABEL,
        met=not missing,
        missing=" ".join(str(one.missing) for one in missing),
        url=missing[0].url if missing else "",
        link_label=missing[0].link_label if missing else "",
        records=(decision,) if decision is not None else (),
        options=(tuple(parts),) if missing else (),
    )


def conditions_of(check_list: CheckList) -> list[Condition]:
    """Return each thing the gate asks of a check list, with the link that mends what is missing."""
    lines = check_list.lines()
    unanswered = [one for one in lines if not one.answer]
    refused = [one for one in lines if one.excluding and one.answer == Answer.NO and not one.is_waived]
    unplanned = [one for one in lines if one.excluding and one.answer == Answer.PARTIAL and not one.as_line().planned]
    unexplained = [one for one in lines if one.answer == Answer.NOT_APPLICABLE and not one.as_line().explained]
    return [
        Condition(
            code="lines_answered",
            label=_("Every line answered"),
            met=not unanswered,
            missing=ngettext("%(n)d line has no answer.", "%(n)d lines have no answer.", len(unanswered))
            % {"n": len(unanswered)},
            url=f"{check_list.get_absolute_url()}?show=waiting",
            link_label=_("See who owes them"),
        ),
        Condition(
            code="excluding_met",
            label=_("No excluding “no” without a waiver"),
            met=not refused,
            missing=_named(_("An excluding requirement is answered “no”:"), refused),
            url=reverse("proposals:requirement_waive", args=[refused[0].pk]) if refused else "",
            link_label=_("Waive it, as director"),
        ),
        Condition(
            code="partial_planned",
            label=_("Every excluding “partial” with a dated plan"),
            met=not unplanned,
            missing=_named(_("An excluding “partial” has no dated plan:"), unplanned),
            url=unplanned[0].get_absolute_url() if unplanned else "",
            link_label=_("Write the plan"),
        ),
        Condition(
            code="na_explained",
            label=_("Every “n/a” with a reason"),
            met=not unexplained,
            missing=_named(_("An “n/a” has no reason:"), unexplained),
            url=unexplained[0].get_absolute_url() if unexplained else "",
            link_label=_("Write the reason"),
        ),
        _go(check_list),
    ]


def _go(check_list: CheckList) -> Condition:
    decision, result = check_list.decision(), check_list.result()
    url, link = check_list.get_absolute_url(), _("Open the check list")
    missing = _("The check list does not say “go” yet.")
    if decision is not None and decision.outcome == CheckListDecision.Outcome.NO_GO:
        missing = _("The committee decided not to go on.")
    elif decision is None and result.decision is Decision.COMMITTEE:
        missing = _("The score asks for a committee, and its decision is not signed.")
        url, link = reverse("proposals:checklist_decide", args=[check_list.opportunity.code]), _("Sign the decision")
    elif result.decision is Decision.NO_GO:
        missing = _("The check list says no-go: tell the client, or change what is wrong.")
    return Condition(
        code="go",
        label=_("A go, or a committee’s signed decision"),
        met=decision is not None and decision.outcome == CheckListDecision.Outcome.GO,
        missing=missing,
        url=url,
        link_label=link,
    )


def no_go_told(opportunity: Opportunity) -> Condition:
    """Closing without a win: after a no-go the client has been told of that no-go: on the answers as they stand, and
    since the opportunity was last reopened."""
    check_list = check_list_of(opportunity)
    sent = None
    if check_list is not None and is_no_go(check_list):
        told = NoGoNotice.objects.filter(check_list=check_list, sent_at__isnull=False, digest=check_list.digest())
        reopened = opportunity.gate_passes.filter(move=Move.REOPEN).aggregate(last=Max("at"))["last"]
        sent = (told.filter(sent_at__gt=reopened) if reopened else told).first()
        if sent is None:
            return Condition(
                code="no_go_told",
                label=_("The client was told of the no-go"),
                met=False,
                missing=_("The check list says no-go: send the communication to the client, which closes it."),
                url=reverse("proposals:no_go_create", args=[opportunity.code]),
                link_label=_("Prepare the communication"),
            )
    return Condition(
        code="no_go_told",
        label=_("The client was told of the no-go, where there is one"),
        met=True,
        records=(sent,) if sent else (),
    )


def _named(words: object, lines: Sequence[Requirement]) -> str:
    names = ", ".join(str(one) for one in lines[:3])
    return f"{words} {names}{'…' if len(lines) > 3 else ''}."
