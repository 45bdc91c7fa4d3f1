"""Reading the rows of a pipeline table: every cell as its column's kind, with what is wrong or odd about it.

Pure: nothing here knows the database. What a row lacks is said row by row; the file as a whole is never refused here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from almacontact.money import cop
from pipeline.terms import Terms
from pipeline.workbook import cells as values
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
_MOST_PESOS = {"unit_value": 10**9, "monthly_value": 10**11, "total_value": 10**13}
"""What half of a column's amounts stays below: beyond it they are not in the millions that its header says."""
_DOUBTS = frozenset({"stage_asked", "identity_asked"})
_LONGEST = {"client": 200, "contact": 150, "next_step": 200, "number": 40, "code": 20}


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

    `written` keeps the words of the cells that are judged only with the rest of their row.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
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


@dataclass
class Reading:
    """The rows of a table. `month_only` counts the dates that name a month alone.

    `mapped` are the fields that the table tells, those included that follow from two others; `told` says how columns
    were read as a whole (field, words).
    """

    rows: list[ReadRow]
    mapped: frozenset[str]
    headers: dict[str, str]
    month_only: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)


def read_table(table: Table, mapping: Mapping[int, str], choices: Mapping[str, Any] | None = None) -> Reading:
    """Read every row of `table`; `mapping` says which field each column (from 0) holds.

    `choices` are a person's decisions, of which the stages that words mean are asked here (see `read_stage`).

    Blank rows, totals rows, repeated headers and lone remarks are left out; the latter two are told in `skipped`.
    """
    headers = {name: table.headers[column] or FIELD[name].header for column, name in mapping.items()}
    mapped = frozenset(mapping.values())
    if len(mapped.intersection(ENOUGH_OF_TERMS)) >= 2:
        mapped |= {"seats", "unit_value"}
    reading = Reading([], mapped, headers)
    numbered = [(number, row) for number, row in table.data() if _is_data(number, row, table, mapping, reading)]
    reading.rows = [ReadRow(number) for number, _row in numbered]
    for column, name in mapping.items():
        cells = [row[column] if column < len(row) else "" for _number, row in numbered]
        _read_column(reading, table, name, column, cells, (choices or {}).get("stage", {}))
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


def _read_column(
    reading: Reading, table: Table, name: str, column: int, cells: list[Cell], stages: Mapping[str, str]
) -> None:
    known = FIELD[name]
    read = partial(_stage, stages) if known.kind is Kind.STAGE else _reader(known.kind, cells)
    read = _in_units(read, reading, table, name, column)
    uncached, months = table.sheet.uncached, table.sheet.months
    memory: dict[str, tuple[Any, str]] = {}
    longest = _LONGEST.get(name)
    for row, cell in zip(reading.rows, cells, strict=True):
        if isinstance(cell, str):
            if not cell or not cell.strip():
                if uncached and name not in DERIVED and (row.row, column + 1) in uncached:
                    reason = _("is a formula saved without its value: open the file in Excel and save it")
                    _note(row, reading, name, "", reason, "uncached", refuses=True)
                continue
            if (kept := memory.get(cell)) is None:
                try:
                    kept = (read(cell), "")
                except Unreadable as error:
                    kept = (None, str(error))
                memory[cell] = kept
            value, wrong = kept
        else:
            try:
                if months and known.kind is Kind.DATE and (row.row, column + 1) in months:
                    value, wrong = values.day(cell, shown_as_month=True), ""
                else:
                    value, wrong = read(cell), ""
            except Unreadable as error:
                value, wrong = None, str(error)
        if wrong:
            _note(row, reading, name, _shown(cell), wrong, f"bad_{name}", name not in DERIVED)
        elif longest and len(str(value)) > longest:
            reason = _("is longer than %(most)s characters") % {"most": longest}
            _note(row, reading, name, _shown(cell)[:60], reason, "too_long", refuses=True)
        else:
            row.values[name] = value
            if name in _JUDGED_LATER:
                row.written[name] = _shown(cell)
    if known.kind is Kind.DATE:
        reading.month_only += sum(1 for row in reading.rows if name in row.values and row.values[name].month_only)


def _reader(kind: Kind, cells: list[Cell]) -> Callable[[Cell], Any]:
    if kind is Kind.PERCENT:
        return values.PercentReader(cells).read
    return _READERS[kind]


def _in_units(
    read: Callable[[Cell], Any], reading: Reading, table: Table, name: str, column: int
) -> Callable[[Cell], Any]:
    """Return the reader of a column whose header names a unit: "(millones)" of amounts, "(años)" of terms."""
    kind = FIELD[name].kind
    header = table.headers[column]
    if kind is Kind.MONEY:
        pesos, overruled = pesos_each(table, column, _MOST_PESOS[name])
        if overruled:
            reading.told.append((name, _("its header names another unit, but the values are pesos: read as pesos")))
        if pesos > 1:
            by = f"{pesos:,}".replace(",", ".")
            reading.told.append((name, _("each unit of it is %(pesos)s pesos, as its header says") % {"pesos": by}))
            return lambda cell: read(float(values.number(cell) * pesos))
    if kind is Kind.MONTHS and (months := unit_of(header).months) > 1:
        return lambda cell: read(float(values.number(cell) * months)) if _is_bare(cell) else read(cell)
    return read


def _is_bare(cell: Cell) -> bool:
    return not isinstance(cell, str) or not any(letter.isalpha() for letter in cell)


def _stage(stages: Mapping[str, str], cell: Cell) -> StageRead:
    if not isinstance(cell, str):
        raise Unreadable(_("is not a stage"))
    found = read_stage(cell, stages)
    if found is None:
        raise Unreadable(_("is not a stage we know"))
    return found


def _seats(cell: Cell) -> int:
    return values.whole(cell, values.MAX_SEATS)


def _version(cell: Cell) -> int:
    return values.whole(cell, 2**31 - 1)


_READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.TEXT: values.text,
    Kind.NUMBER: values.text,
    Kind.SEATS: _seats,
    Kind.MONEY: values.money,
    Kind.MONTHS: values.term,
    Kind.DATE: values.day,
    Kind.NIT: values.nit,
    Kind.EMAIL: values.email,
    Kind.VERSION: _version,
}


def _shown(cell: Cell) -> str:
    return values.text(cell)[:200] if not hasattr(cell, "isoformat") else cell.isoformat()


def _note(row: ReadRow, reading: Reading, name: str, value: str, reason: str, code: str, refuses: bool = False) -> None:
    column = reading.headers.get(name) or FIELD[name].header
    row.findings.append(Finding(row.row, column, value, reason, code, name, refuses))


def _judge(row: ReadRow, reading: Reading, told: frozenset[str]) -> None:
    """Judge the row as a whole: what is missing, what was rounded, what does not multiply.

    `told` are the fields that have a column.
    """
    got = row.values
    wrong = {finding.field for finding in row.findings}
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
    derived = _derive_terms(row, reading, told)
    if not derived:
        _judge_totals(row, reading)
    if "number" in got and fold(got["number"]) == "":
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
    wrong = {finding.field for finding in row.findings if finding.refuses}
    absent = [name for name in ("seats", "unit_value") if name not in got and name not in wrong]
    monthly = got.get("monthly_value")
    if len(absent) != 1 or not monthly or wrong & set(ENOUGH_OF_TERMS):
        return False
    name = absent[0]
    other = got["seats" if name == "unit_value" else "unit_value"]
    if not other:
        return False
    exact = Decimal(monthly) / other
    amount = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if name == "seats" and exact != amount:
        reason = _("monthly value ÷ unit value is no whole number of seats: write the seats")
        _note(row, reading, name, row.written["monthly_value"], reason, "bad_seats", refuses=True)
        return True
    if name == "seats" and amount > values.MAX_SEATS:
        _note(row, reading, name, str(amount), _("is too large"), "bad_seats", refuses=True)
        return True
    got[name] = amount
    if name in told or exact != amount:
        shown = cop(amount) if name == "unit_value" else str(amount)
        reason = _("is not written: %(value)s follows from the monthly value") % {"value": shown}
        _note(row, reading, name, "", reason, "derived")
    return True


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
