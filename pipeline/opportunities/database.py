"""What the database refuses of opportunities: a stage without its own pass, and a pass that moves nothing."""

from almacontact.audit.doors import DEMO, UNDO
from almacontact.audit.rules import Asks, Born, Grows, Kept, Moves, Owes, Pass, Pays, Rule, Stands, owed
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity

_MOVED = "OLD.stage IS DISTINCT FROM NEW.stage"
_ITS_PASS = (
    f"SELECT 1 FROM {GatePass._meta.db_table} g WHERE g.id = NEW.gate_pass_id AND g.opportunity_id = NEW.id"  # noqa: S608
    " AND g.from_stage = OLD.stage AND g.to_stage = NEW.stage AND g.outcome = NEW.outcome"
)

FIRST = "NEW.stage = 'hunting' AND NEW.gate_pass_id IS NULL AND NOT NEW.historical"
"""How an opportunity comes in."""

HISTORICAL = "NEW.historical"
"""What else comes in: a row of an import, at the stage that its sheet gives. The cut-over limits it (`imports`)."""


def rules() -> tuple[Rule, ...]:
    """Return the rules of opportunities and their passes."""
    return (
        Kept(Opportunity, through=(Pass(UNDO.name, "OLD.version = 0"),)),
        Born(Opportunity, FIRST, HISTORICAL),
        Moves(Opportunity, "stage", through=(Pass(DEMO.name),)),
        Stands(Opportunity, only=("code", "historical")),
        Stands(
            Opportunity,
            when="OLD.stage = NEW.stage",
            only=("outcome", "closed_on", "left_stage", "gate_pass_id"),
            called="as_it_moved",
        ),
        Asks(
            Opportunity,
            "UPDATE",
            _MOVED,
            f"EXISTS ({_ITS_PASS}) AND {owed(GatePass, 'gate_pass_id')}",
            called="proven",
            because="a stage changes with its own pass, written in the same transaction",
            columns=("stage",),
            through=(Pass(DEMO.name),),
        ),
        Grows(GatePass),
        Owes(GatePass, "INSERT"),
        Pays(Opportunity, GatePass, "gate_pass_id", "UPDATE", _MOVED, ("stage",)),
    )
