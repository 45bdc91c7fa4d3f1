"""What is sealed of an opportunity: each move that it made, with the conditions and the records that met them."""

from typing import Any

from almacontact.audit import seals
from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import CHANGED, Finding, Sealable
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity

PASSED = "passed"
_COLUMNS = (
    "id",
    "opportunity_id",
    "move",
    "from_stage",
    "to_stage",
    "outcome",
    "by_exception",
    "reason",
    "conditions",
    "by_id",
    "at",
)

PASSES = Sealable(
    what=PASSED,
    model=GatePass,
    forms={1: lambda one: columns_of(one, _COLUMNS)},
    record=lambda one: one.opportunity,
    record_model=Opportunity,
    due=lambda opportunity: GatePass.objects.filter(opportunity=opportunity).order_by("pk"),
    reads=("opportunity",),
    written_once=True,
)


def passed_opportunities() -> Any:
    """Return the opportunities that passed a gate."""
    return Opportunity.objects.filter(gate_pass__isnull=False).order_by("pk").select_related("gate_pass")


def stage_findings(opportunity: Opportunity) -> list[Finding]:
    """Return what does not hold of a stage: it is not the one to which its last pass led."""
    last = GatePass.objects.filter(opportunity=opportunity).order_by("pk").last()
    if last is None or (opportunity.gate_pass_id, opportunity.stage, opportunity.outcome) == (
        last.pk,
        last.to_stage,
        last.outcome,
    ):
        return []
    return [Finding(CHANGED, Opportunity._meta.db_table, str(opportunity.pk), seals.chain_of(opportunity), PASSED)]
