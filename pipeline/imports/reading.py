"""Reading the rows of a pipeline table: every cell as its column's kind, with what is wrong or odd about it.

Pure: nothing here knows the database. What a row lacks is said row by row; the file as a whole is never refused here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from almacontact.money import MILLION, cop
from pipeline.imports.doubts import Doubts, Rate
from pipeline.terms import LARGEST, LONGEST_TEXT, Terms
from pipeline.workbook import cells as values
from pipeline.workbook.blanks import is_error, stands_for_nothing
from pipeline.workbook.cells import Unreadable
from pipeline.workbook.columns import DERIVED, ENOUGH_OF_TERMS, FIELD, Kind
from pipeline.workbook.evidence import pesos_each
from pipeline.workbook.headers import Table
from pipeline.workbook.opening import Cell
from pipeline.workbook.stages import StageRead, Sure, read_stage, stage_label
from pipeline.workbook.vocabulary import unit_of
from pipeline.workbook.words import fold

_TOTALS = frozenset({"total", "totales", "subtotal", "gran total", "total general", "suma", "sumas", "grand total"})
_JUDGED_LATER = frozenset({"nit", "monthly_value", "total_value", "stage"})
_DOUBTS = frozenset({"stage_asked", "identity_asked"})
"""What a person must say of a row before it is let in."""
_MOST_PESOS = {"unit_value": 10**9, "monthly_value": 10**11, "total_value": 10**13}
"""What half of a column's amounts stays below: beyond it they are not in the unit that its header names."""
_LONGEST = {
    "client": 200, "contact": 150, "next_step": 200, "number": 40, "code": 20,
    "segment": 80, "service": 80, "lead_source": 80,
}  # fmt: skip
_IDENTITY = frozenset({"number", "code", "version"})
"""Columns that say which row is which: without them a row cannot be told from others."""
_SPARED = frozenset({"nit", "email", "contact", "description", "objective", "next_step", "segment", "service", "owner"})
_SPARED |= {"lead_source", *DERIVED}
"""Columns whose unreadable cells are told and left empty in a new row, which comes in all the same."""
_FILLED_DOWN = frozenset(FIELD) - _IDENTITY - DERIVED - {"seats"}
"""Columns in which a merged cell speaks for all its rows. Not the seats: they would be counted again in each row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one cell: `row` of the sheet, the column's header, the value as written, and the reason.

    `refuses` tells whether the row cannot be imported because of it; else it is a warning.
    """

    row: int
    column: str
    value: str
    reason: str
    code: str
    field: str = ""
    refuses: bool = False

    def as_record(self) -> dict[str, Any]:
        """Return what is kept of it with the row."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class ReadRow:
    """One row with data: its number in the sheet and its readable values by field (absent: an empty cell).

    `written` keeps the words of the cells that are judged only with the rest of their row. `unread` are the fields
    whose cells hold something that cannot be read: what a record says there stays.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether something in the row keeps it out."""
        return any(finding.refuses for finding in self.findings)

    @property
    def doubtful(self) -> bool:
        """Whether it only waits for a person's word: what it means is asked, and nothing else keeps it out."""
        codes = {finding.code for finding in self.findings if finding.refuses}
        return bool(codes) and codes <= _DOUBTS

    def take_stage(self, stage: str, outcome: str) -> None:
        """Take the stage that a person said the row is in, whatever its cell says."""
        self.values["stage"], self.values["outcome"] = stage, outcome
        self.findings[:] = [one for one in self.findings if one.field != "stage"]

    def spare(self) -> None:
        """Let an unreadable cell keep nothing out but itself: the row is known, and what it says there stays."""
        self.findings = [
            replace(finding, refuses=False)
            if finding.field in self.unread - _IDENTITY and finding.code not in _STRICT
            else finding
            for finding in self.findings
        ]


_STRICT = frozenset({"currency"})
"""What keeps even a known row out: it is asked, and nothing is known before it is answered."""


@dataclass
class Reading:
    """The rows of a table. `month_only` counts the dates that name a month alone; `notes` speak of whole columns, and
    `questions` are what a person may decide of them, `rates` what was converted at which rate (see `doubts`).

    `mapped` are the fields that the table tells, those included that follow from two others.
    """

    rows: list[ReadRow]
    mapped: frozenset[str]
    headers: dict[str, str]
    month_only: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    rates: dict[str, Rate] = field(default_factory=dict)


def read_table(table: Table, mapping: Mapping[int, str], choices: Mapping[str, Any] | None = None) -> Reading:
    """Read every row of `table`; `mapping` says which field each column (from 0) holds, `choices` what a person decided
    of whole columns: the order of day and month, what a foreign currency is worth, which stages words mean.

    Blank rows, totals rows, repeated headers and lone remarks are left out; the latter two are told in `skipped`.
    """
    headers = {name: table.headers[column] or FIELD[name].header for column, name in mapping.items()}
    mapped = frozenset(mapping.values())
    if len(mapped.intersection(ENOUGH_OF_TERMS)) >= 2:
        mapped |= {"seats", "unit_value"}
    reading = Reading([], mapped, headers)
    numbered = [(number, row) for number, row in table.data() if _is_data(number, row, table, mapping, reading)]
    reading.rows = [ReadRow(number) for number, _row in numbered]
    columns = {
        name: (column, [row[column] if column < len(row) else "" for _number, row in numbered])
        for column, name in mapping.items()
    }
    _fill_merged(reading, table, columns)
    begins = reading.rows[0].row if reading.rows else table.last + 1
    doubts = Doubts(table, columns, headers, choices or {}, begins)
    for name, (column, cells) in columns.items():
        _read_column(reading, table, name, column, cells, doubts)
    reading.notes = [Finding(table.last, column, "", reason, code) for column, reason, code in doubts.notes]
    reading.questions, reading.rates = doubts.questions, doubts.rates()
    for row in reading.rows:
        _judge(row, reading, told=frozenset(mapping.values()))
        row.findings.sort(key=lambda finding: not finding.refuses)
    return reading


def _is_data(number: int, row: list[Cell], table: Table, mapping: Mapping[int, str], reading: Reading) -> bool:
    filled = [(column, cell) for column, cell in enumerate(row) if cell != "" and cell is not None]
    if not any(not isinstance(cell, str) or cell.strip() for _column, cell in filled):
        return False
    by_field = {mapping[column]: cell for column, cell in filled if column in mapping}
    first = filled[0][1]
    if isinstance(first, str) and "stage" not in by_field:
        word = fold(first)
        if word in _TOTALS or (word.startswith("total ") and ("client" not in by_field or by_field["client"] == first)):
            return False
        if len(filled) == 1 and "client" not in by_field:
            reading.skipped.append((number, _("a remark, not a row: “%(text)s”") % {"text": first.strip()[:60]}))
            return False
    if isinstance(by_field.get("client"), str):
        same = sum(1 for column, cell in filled if isinstance(cell, str) and _is_header(table, column, cell))
        if same >= 3 and same >= len(filled) / 2:
            reading.skipped.append((number, _("the headers again")))
            return False
    return True


def _is_header(table: Table, column: int, cell: str) -> bool:
    return column < len(table.headers) and bool(table.headers[column]) and fold(cell) == fold(table.headers[column])


def _fill_merged(reading: Reading, table: Table, columns: Mapping[str, tuple[int, list[Cell]]]) -> None:
    """Give what a merged cell says to each of its rows, and say so."""
    if not table.sheet.merged:
        return
    places = {row.row: at for at, row in enumerate(reading.rows)}
    fields = {column + 1: name for name, (column, _cells) in columns.items() if name in _FILLED_DOWN}
    for (top, left), (bottom, _right) in table.sheet.merged:
        if bottom == top or bottom <= table.last or left not in fields or top not in places:
            continue
        name = fields[left]
        cells = columns[name][1]
        said = cells[places[top]]
        for at in range(places[top] + 1, len(cells)):
            row = reading.rows[at]
            if row.row > bottom:
                break
            if cells[at] == "" and said != "":
                cells[at] = said
                reason = _("is merged with row %(row)s: what it says is taken for this row too") % {"row": top}
                _note(row, reading, name, _shown(said), reason, "merged")


def _read_column(reading: Reading, table: Table, name: str, column: int, cells: list[Cell], doubts: Doubts) -> None:
    known = FIELD[name]
    read = _reader(name, cells, doubts)
    if known.kind is Kind.MONEY:
        cells = _in_pesos(name, cells, doubts)
    months = table.sheet.months if known.kind is Kind.DATE else frozenset[tuple[int, int]]()
    memory: dict[Cell, tuple[Any, str]] = {}
    longest = _LONGEST.get(name, LONGEST_TEXT)
    for row, cell in zip(reading.rows, cells, strict=True):
        place = (row.row, column + 1)
        kept = memory.get(cell) if isinstance(cell, str) else None
        if kept is None:
            if isinstance(cell, str) and _holds_nothing(row, reading, table, name, place, cell):
                continue
            if known.kind is Kind.MONEY and (currency := doubts.currency(name, place, cell)):
                _read_foreign(row, reading, name, currency, cell, doubts)
                continue
            try:
                kept = (values.day(cell, shown_as_month=True) if place in months else read(cell)), ""
            except Unreadable as error:
                kept = None, str(error)
            if isinstance(cell, str) and known.kind is not Kind.MONEY:
                memory[cell] = kept
        value, wrong = kept
        if wrong:
            _unread(row, reading, name, _shown(cell), wrong, f"bad_{name}")
            continue
        if isinstance(value, str) and len(value) > longest:
            reason = _("is longer than %(most)s characters") % {"most": longest}
            _unread(row, reading, name, _shown(cell)[:60], reason, "too_long")
            continue
        row.values[name] = value
        if name in _JUDGED_LATER:
            row.written[name] = _shown(cell)
        if known.kind is Kind.DATE and (doubt := doubts.of_date(name, cell)):
            _note(row, reading, name, _shown(cell), doubt, "date_order")
    if known.kind is Kind.DATE:
        reading.month_only += sum(1 for row in reading.rows if name in row.values and row.values[name].month_only)


def _holds_nothing(row: ReadRow, reading: Reading, table: Table, name: str, place: tuple[int, int], cell: str) -> bool:
    """Tell whether a text is none to read: empty, an error, a formula without its value, or a word for nothing.

    What is not empty and cannot be read is noted, and so is what was taken as empty.
    """
    if not cell or not cell.strip():
        if place in table.sheet.uncached and name not in DERIVED:
            reason = _("is a formula saved without its value: open the file in Excel and save it")
            _unread(row, reading, name, "", reason, "uncached")
    elif is_error(cell):
        if name not in DERIVED:
            _unread(row, reading, name, cell.strip(), _("is an error of the spreadsheet"), "error")
    elif stands_for_nothing(cell, name):
        if name not in DERIVED:
            _note(row, reading, name, cell.strip(), _("stands for nothing: taken as empty"), "blank")
    else:
        return False
    return True


def _read_foreign(row: ReadRow, reading: Reading, name: str, currency: str, cell: Cell, doubts: Doubts) -> None:
    """Read an amount in another currency as it was decided; what is derived is not compared with it."""
    if name in DERIVED:
        return
    try:
        pesos, words, code = doubts.read_foreign(row.row, currency, cell, LARGEST["unit_value"])
    except Unreadable as error:
        pesos, words, code = None, str(error), f"bad_{name}"
    if pesos is None:
        _unread(row, reading, name, _shown(cell), words, code)
    else:
        row.values[name] = pesos, False
        _note(row, reading, name, _shown(cell), words, code)


def _reader(name: str, cells: list[Cell], doubts: Doubts) -> Callable[[Cell], Any]:
    kind = FIELD[name].kind
    if kind is Kind.PERCENT:
        return values.PercentReader(cells).read
    if kind is Kind.DATE:
        return doubts.day_reader(name)
    if kind is Kind.STAGE:
        return partial(_stage, doubts.choices.get("stage", {}))
    if kind is Kind.MONTHS:
        return _term(doubts.headers[name])
    if kind is Kind.MONEY:
        most = LARGEST["unit_value"] if name == "unit_value" else values.MAX_COP * 1000
        return partial(values.money, most=most)
    return _READERS[kind]


def _in_pesos(name: str, cells: list[Cell], doubts: Doubts) -> list[Cell]:
    """Return the amounts of a column in pesos where its header names another unit ("millones"), and say so.

    A cell that names a unit or a currency itself stays as it is written.
    """
    header = doubts.headers[name]
    pesos, overruled = pesos_each(header, cells, _MOST_PESOS[name])
    if overruled:
        words = _("names another unit, but its values are pesos: read as pesos")
        doubts.notes.append((header, words, "scale"))
    if pesos == 1:
        return cells
    told = {
        1_000: _("is read in thousands, as its header says"),
        MILLION: _("is read in millions, as its header says"),
        1_000 * MILLION: _("is read in thousands of millions, as its header says"),
    }
    doubts.notes.append((header, told[pesos], "scale"))
    return [_scaled(cell, pesos) for cell in cells]


def _scaled(cell: Cell, pesos: int) -> Cell:
    if isinstance(cell, str) and (not _is_bare(cell) or not cell.strip()):
        return cell
    try:
        return float(values.number(cell) * pesos)
    except Unreadable:
        return cell


def _is_bare(cell: Cell) -> bool:
    return not isinstance(cell, str) or not any(letter.isalpha() for letter in cell)


def _term(header: str) -> Callable[[Cell], int]:
    """Return the reader of a contract's time: in months, or in years where the header says so and the cell no unit."""
    each = unit_of(header).months
    return lambda cell: values.term(float(values.number(cell) * each) if each > 1 and _is_bare(cell) else cell)


def _stage(stages: Mapping[str, str], cell: Cell) -> StageRead:
    if not isinstance(cell, str):
        raise Unreadable(_("is not a stage"))
    found = read_stage(cell, stages)
    if found is None:
        raise Unreadable(_("is not a stage we know"))
    return found


def _seats(cell: Cell) -> int:
    return values.whole(cell, LARGEST["seats"])


def _version(cell: Cell) -> int:
    return values.whole(cell, 2**31 - 1)


_READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.TEXT: values.text,
    Kind.NUMBER: values.text,
    Kind.SEATS: _seats,
    Kind.NIT: values.nit,
    Kind.EMAIL: values.emails,
    Kind.VERSION: _version,
}


def _unread(row: ReadRow, reading: Reading, name: str, value: str, reason: str, code: str) -> None:
    """Note a cell that holds something unreadable."""
    row.unread.add(name)
    _note(row, reading, name, value, reason, code, refuses=name not in _SPARED or code in _STRICT)


def _shown(cell: Cell) -> str:
    return values.text(cell)[:200] if not hasattr(cell, "isoformat") else cell.isoformat()


def _note(row: ReadRow, reading: Reading, name: str, value: str, reason: str, code: str, refuses: bool = False) -> None:
    column = reading.headers.get(name) or FIELD[name].header
    row.findings.append(Finding(row.row, column, value, reason, code, name, refuses))


def _judge(row: ReadRow, reading: Reading, told: frozenset[str]) -> None:
    """Judge the row as a whole: what is missing, what was rounded, what does not multiply.

    `told` are the fields that have a column.
    """
    got, wrong = row.values, row.unread
    if "client" not in got and "client" not in wrong:
        _note(row, reading, "client", "", _("the client is missing"), "client_missing", refuses=True)
    if "stage" not in got and "stage" not in wrong and "code" not in got:
        _note(row, reading, "stage", "", _("the stage is missing"), "stage_missing", refuses=True)
    for name in ("unit_value", "monthly_value", "total_value"):
        if name in got:
            amount, rounded = got[name]
            got[name] = amount
            if rounded and name not in DERIVED:
                _note(row, reading, name, str(amount), _("had cents: rounded to whole pesos"), "rounded")
    _judge_blank_figures(row, reading)
    if "email" in got:
        got["email"], *others = got["email"]
        if others:
            reason = _("has more than one address: %(first)s is kept") % {"first": got["email"]}
            _note(row, reading, "email", ", ".join([got["email"], *others])[:200], reason, "more_emails")
    if "probability" in got:
        got["probability"], odd = got["probability"]
        if odd:
            shown = f"{got['probability']}%"
            _note(row, reading, "probability", shown, _("is written in another way than its column"), "odd_percent")
    if "stage" in got:
        _judge_stage(row, reading)
    tax = got.get("nit")
    if tax is not None and tax.wrong:
        reason = _("the check digit should be %(digit)s") % {"digit": tax.right}
        _note(row, reading, "nit", row.written["nit"], reason, "check_digit")
    if not _derive_terms(row, reading, told):
        _judge_totals(row, reading)
    if "number" in got and not got["number"].strip(" .-"):
        del got["number"]


def _judge_stage(row: ReadRow, reading: Reading) -> None:
    """Take the stage that was read; one that was guessed is told, one that must be asked keeps the row out."""
    read: StageRead = row.values.pop("stage")
    word = row.written["stage"]
    if read.sure is not Sure.ASKED:
        row.values["stage"], row.values["outcome"] = read.stage, read.outcome
    if read.sure is Sure.SLIP:
        reason = _("is read as “%(stage)s”") % {"stage": stage_label(read.meaning)}
        _note(row, reading, "stage", word, reason, "unknown_stage")
    elif read.sure is Sure.ASKED:
        reason = _("may mean more than one stage: say which")
        if read.meaning:
            reason = _("is perhaps “%(stage)s”: confirm it or say which") % {"stage": stage_label(read.meaning)}
        _note(row, reading, "stage", word, reason, "stage_asked", refuses=True)


def _derive_terms(row: ReadRow, reading: Reading, told: frozenset[str]) -> bool:
    """Fill in seats or unit value from the monthly value and the other. Tells whether that was done.

    It is said row by row only where the column exists and this row left it blank.
    """
    got = row.values
    wrong = row.unread
    absent = [name for name in ("seats", "unit_value") if name not in got and name not in wrong]
    monthly = got.get("monthly_value")
    if len(absent) != 1 or not monthly or wrong & {*ENOUGH_OF_TERMS}:
        return False
    name = absent[0]
    other = got["seats" if name == "unit_value" else "unit_value"]
    if not other:
        return False
    exact = Decimal(monthly) / other
    amount = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if name == "seats" and exact != amount:
        reason = _("monthly value ÷ unit value is no whole number of seats: write the seats")
        _unread(row, reading, name, row.written["monthly_value"], reason, "bad_seats")
        return True
    if amount > LARGEST[name]:
        _unread(row, reading, name, str(amount), _("is too large"), f"bad_{name}")
        return True
    got[name] = amount
    if name in told or exact != amount:
        shown = cop(amount) if name == "unit_value" else str(amount)
        reason = _("is not written: %(value)s follows from the monthly value") % {"value": shown}
        _note(row, reading, name, "", reason, "derived")
    return True


def _judge_blank_figures(row: ReadRow, reading: Reading) -> None:
    """Refuse a figure that is left to be defined where the row's own totals rest on it: 0 would be no reading of it."""
    total = row.values.get("monthly_value") or row.values.get("total_value")
    for finding in [one for one in row.findings if one.code == "blank" and one.field in ("seats", "unit_value")]:
        if total:
            row.findings.remove(finding)
            reason = _("is not a number, yet the row's total is %(total)s") % {"total": cop(total)}
            _unread(row, reading, finding.field, finding.value, reason, f"bad_{finding.field}")


def _judge_totals(row: ReadRow, reading: Reading) -> None:
    got = row.values
    if "seats" not in got or "unit_value" not in got:
        return
    terms = Terms(got["seats"], got["unit_value"], got.get("contract_months", 0))
    if (given := got.get("monthly_value")) is not None and given != terms.monthly_value:
        reason = _("seats × unit value gives %(ours)s; that is what is kept") % {"ours": cop(terms.monthly_value)}
        _note(row, reading, "monthly_value", row.written["monthly_value"], reason, "total_differs")
        return
    if "contract_months" in got and (given := got.get("total_value")) is not None:
        if given != terms.total_value:
            reason = _("monthly value × months gives %(ours)s; that is what is kept") % {"ours": cop(terms.total_value)}
            _note(row, reading, "total_value", row.written["total_value"], reason, "total_differs")
