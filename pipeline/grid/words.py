"""What the Matriz shows in the browser: its columns in the order of the team's workbook, and its words in one language.

The scripts hold no word of their own: they read these from the page.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from pipeline.grid import grid
from pipeline.opportunities.urgency import ICONS, TONES, Urgency
from pipeline.states import OPEN_STAGES, Outcome, Stage


@dataclass(frozen=True)
class Column:
    """A column: field of the row, heading, what it holds, width to start with (px), whether a cell may be emptied."""

    field: str
    title: str
    kind: str
    width: int
    clearable: bool = False


def columns() -> list[dict[str, Any]]:
    """Return the columns in their first order; `editable` as the server accepts them."""
    found = [
        Column("client", _("Client"), "client", 240),
        Column("code", _("Code"), "text", 118),
        Column("stage", _("Stage"), "stage", 144),
        Column("description", _("Description"), "text", 200, clearable=True),
        Column("owner", _("Owner"), "list", 140),
        Column("segment", _("Segment"), "list", 130),
        Column("service", _("Service"), "list", 150),
        Column("seats", _("Seats"), "number", 100),
        Column("unit_value", _("Value per seat"), "money", 150),
        Column("monthly_value", _("Monthly"), "money", 138),
        Column("contract_months", _("Months"), "number", 96),
        Column("total_value", _("Total"), "money", 150),
        Column("probability", _("Prob."), "percent", 88),
        Column("expected_close_on", _("Closing"), "date", 116, clearable=True),
        Column("expected_billing_on", _("Billing start"), "date", 124, clearable=True),
        Column("next_step", _("Next step"), "text", 220, clearable=True),
        Column("next_step_on", _("Next step on"), "due", 138, clearable=True),
        Column("lead_source", _("Source"), "list", 130, clearable=True),
        Column("objective", _("Objective"), "text", 220, clearable=True),
        Column("nit", _("NIT"), "text", 116),
    ]
    return [{**asdict(column), "editable": column.field in grid.EDITABLE} for column in found]


def statuses() -> dict[str, str]:
    """Return the words of each stage and outcome, by the `status` of a row."""
    words = {stage.value: str(stage.label) for stage in OPEN_STAGES}
    return words | {outcome.value: str(outcome.label) for outcome in Outcome}


def open_stages() -> list[dict[str, str]]:
    """Return what the stage column offers: an opportunity is closed on its page."""
    return [{"value": stage.value, "label": str(Stage(stage).label)} for stage in OPEN_STAGES]


def urgencies() -> dict[str, dict[str, str]]:
    """Return word, tone and icon of how pressing a next step is."""
    return {one.value: {"label": str(one.label), "tone": TONES[one], "icon": ICONS[one]} for one in Urgency}


def months() -> list[str]:
    """Return the short names of the months, January first."""
    return [str(MONTHS_3[number]) for number in range(1, 13)]


def words() -> dict[str, str]:
    """Return what the scripts say. `{n}` and other names in braces are filled in by them."""
    return {
        # One cell
        "waiting": _("Waiting to be saved"),
        "saving": _("Saving"),
        "saved": _("Saved"),
        "offline": _("Waiting for the network; kept on this computer"),
        "refused": _("Not saved"),
        "conflict": _("Somebody else changed this cell"),
        "retry": _("Save again"),
        "drop": _("Put back {value}"),
        "empty": _("empty"),
        "yours": _("Yours: {value}"),
        "theirs": _("Theirs: {value}"),
        "keep_mine": _("Keep mine"),
        "take_theirs": _("Take theirs"),
        "read_only_row": _("{owner} answers for this row: you may read it."),
        "read_only_column": _("This column is not typed: {column}."),
        "derived": _("Computed from seats, value and months."),
        "owner_locked": _("Only a coordinator or a director reassigns."),
        "closed_row": _("Closed: only the next step can change."),
        "read_only": _("read only"),
        "open_page": _("Open {code}"),
        # The state of the whole
        "all_saved": _("Everything is saved"),
        "saving_one": _("Saving 1 cell…"),
        "saving_many": _("Saving {n} cells…"),
        "offline_one": _("No network: 1 cell is kept on this computer"),
        "offline_many": _("No network: {n} cells are kept on this computer"),
        "again_in": _("trying again in {n} s"),
        "again_now": _("Try now"),
        "see": _("See them"),
        "signed_out": _("You were signed out. {n} cells are kept on this computer."),
        "sign_in": _("Sign in again"),
        "refused_one": _("1 not saved"),
        "refused_many": _("{n} not saved"),
        "conflict_one": _("1 conflict"),
        "conflict_many": _("{n} conflicts"),
        "restored_one": _("1 cell from before is saved now"),
        "restored_many": _("{n} cells from before are saved now"),
        "load_failed": _("The rows did not arrive. Check the network and try again."),
        "storage_full": _("This computer cannot keep the cells. Do not close the page until they are saved."),
        # What one did
        "pasted_one": _("1 cell pasted: being saved"),
        "pasted_many": _("{n} cells pasted: each is saved by itself"),
        "copied_one": _("1 cell copied"),
        "copied_many": _("{n} cells copied"),
        "cleared_one": _("1 cell emptied"),
        "cleared_many": _("{n} cells emptied"),
        "filled_one": _("1 cell filled down"),
        "filled_many": _("{n} cells filled down"),
        "undone_one": _("1 cell put back"),
        "undone_many": _("{n} cells put back"),
        "redone_one": _("1 cell done again"),
        "redone_many": _("{n} cells done again"),
        "nothing_to_undo": _("Nothing to undo"),
        "nothing_to_redo": _("Nothing to do again"),
        "skipped_columns": _("Left out, not typed: {names}"),
        "skipped_rows_one": _("1 row left out: you may only read it"),
        "skipped_rows_many": _("{n} rows left out: you may only read them"),
        "skipped_clear": _("Cannot be empty: {names}"),
        "no_room_one": _("1 row had no place below the last one"),
        "no_room_many": _("{n} rows had no place below the last one"),
        "too_many": _("Too many cells at once: at most {n}."),
        "nothing_to_fill": _("There is nothing above to fill down."),
        "leave_hint": _("Tab now leaves the grid."),
        "list_none": _("Not in the list"),
        "sum": _("Selected: {n} cells, sum {sum}"),
        "not_here": _("{code} is not among the rows shown. Open it on its page or change what is shown."),
        "cell_of": _("{client}, {column}"),
        # Rows, columns, bulk
        "grid": _("Opportunities"),
        "choose_row": _("Choose {client}, {code}"),
        "chosen_one": _("1 row chosen"),
        "chosen_many": _("{n} rows chosen"),
        "bulk_done": _("{saved} saved, {refused} not saved"),
        "bulk_lost": _("The network did not answer: nothing is sure. Load the page again."),
        "move_left": _("Move {column} to the left"),
        "move_right": _("Move {column} to the right"),
        "no_date": _("No date"),
    }
