"""What a whole column leaves in doubt, and what a person decided: the order of day and month, and foreign currencies.

Nothing is guessed cell by cell: a column is read in one way, which is told, or asked about.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from almacontact.calendar import today
from almacontact.money import MILLION, cop
from pipeline.workbook import cells as values
from pipeline.workbook.blanks import stands_for_nothing
from pipeline.workbook.cells import DayOrder, Unreadable
from pipeline.workbook.columns import FIELD, Kind
from pipeline.workbook.currency import is_one, named, of_word, without_name
from pipeline.workbook.evidence import sample
from pipeline.workbook.headers import Table
from pipeline.workbook.opening import Cell
from pipeline.workbook.words import fold

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
AS_PESOS, AT_RATE = "cop", "rate"
_CURRENCY_HEADERS = frozenset({"moneda", "divisa", "tipo de moneda", "currency"})
_MOST = 0.8
_CURRENCY_WORDS = frozenset({"moneda", "monedas", "divisa", "divisas", "currency"})


@dataclass(frozen=True)
class Rate:
    """What a person typed: pesos for one unit of a currency, and the day of that rate."""

    pesos: Decimal
    on: date

    def convert(self, amount: Decimal) -> int:
        """Return whole pesos, rounded half up."""
        return int((amount * self.pesos).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def __str__(self) -> str:
        whole, _mark, cents = f"{self.pesos:,.2f}".partition(".")
        return _("%(rate)s of %(day)s") % {"rate": f"{whole.replace(',', '.')},{cents}", "day": f"{self.on:%d/%m/%Y}"}


class Doubts:
    """The doubts of one table, whose first row of data is `begins`.

    `notes` are (column, reason, code); `questions` are put to the person as they stand.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, tuple[int, Sequence[Cell]]],
        headers: Mapping[str, str],
        choices: Mapping[str, Any],
        begins: int,
    ) -> None:
        self.table, self.headers, self.choices = table, headers, choices
        self.notes: list[tuple[str, str, str]] = []
        self._met: dict[str, set[int]] = {}
        self._orders = {
            name: DayOrder(cells) for name, (_at, cells) in columns.items() if FIELD[name].kind is Kind.DATE
        }
        self._month_first = {name: self._order(name, order) for name, order in self._orders.items()}
        titles = [cell for row in table.sheet.rows[: table.first - 1] for cell in row if isinstance(cell, str)]
        above = named(" ".join([*titles, table.sheet.name]))
        self._shown_in = {
            name: named(_heading(table, at, begins)) or above
            for name, (at, _cells) in columns.items()
            if FIELD[name].kind is Kind.MONEY
        }
        self._column = column_of_currencies(table, {at for at, _cells in columns.values()})

    # --- dates -------------------------------------------------------------------------------------------------------

    def day_reader(self, name: str) -> Callable[[Cell], values.Day]:
        """Return how the dates of a column are read."""
        return partial(values.day, month_first=self._month_first[name], from_1904=self.table.sheet.from_1904)

    def of_date(self, name: str, cell: Cell) -> str:
        """Return what leaves one date in doubt, "" for nothing."""
        order = self._orders[name]
        if order.mixed and not self._decided(name) and DayOrder.could_be_both(cell):
            return _("could be day/month or month/day: its column has both")
        if order.swapped and isinstance(cell, date):
            return _("may have day and month the wrong way round: the texts of its column have the month first")
        return ""

    def _decided(self, name: str) -> str:
        decided = self.choices.get("dates", {}).get(name)
        return decided if decided in (DAY_FIRST, MONTH_FIRST) else ""

    def _order(self, name: str, order: DayOrder) -> bool:
        """Tell whether a column is read with the month first; say so, or say that it is not certain."""
        if decided := self._decided(name):
            return decided == MONTH_FIRST
        column = self.headers[name]
        if order.mixed:
            words = _("has dates with the day first and others with the month first: read as day/month")
            self.notes.append((column, words, "date_order"))
            return False
        if order.month_first:
            self.notes.append((column, _("has its dates with the month first: read as month/day"), "date_order"))
            return True
        if order.day_first or not order.either:
            return False
        others = [other for key, other in self._orders.items() if key != name]
        american = any(one.month_first for one in others) and not any(one.day_first for one in others)
        if american:
            words = _("does not tell day and month apart: read as month/day, like another column of the file")
        else:
            words = _("does not tell day and month apart: read as day/month")
        if american or not any(one.day_first for one in others):
            self.notes.append((column, words, "date_order"))
        return american

    # --- money -------------------------------------------------------------------------------------------------------

    def currency(self, name: str, place: tuple[int, int], cell: Cell) -> str:
        """Return the foreign currency of an amount, "" for pesos: by what is written in the cell, the format that shows
        it, a column of currencies, the header of its column, or what stands above the table."""
        if isinstance(cell, str) and (written := named(cell)):
            return written
        if self._column is not None:
            said = self.table.sheet.rows[place[0] - 1][self._column : self._column + 1]
            if said and isinstance(said[0], str) and said[0].strip() and not stands_for_nothing(said[0], "unit_value"):
                return of_word(said[0])
        return self.table.sheet.currencies.get(place) or self._shown_in[name]

    def decided(self, currency: str) -> Rate | str:
        """Return what a person said of a currency: that it is pesos (`AS_PESOS`), its rate, or nothing ("")."""
        choice = self.choices.get("currency", {}).get(currency)
        if choice != AT_RATE:
            return AS_PESOS if choice == AS_PESOS else ""
        try:
            pesos = values.number(self.choices.get("rate", {}).get(currency, ""))
            on = values.day(self.choices.get("rate_on", {}).get(currency, "")).on
        except Unreadable:
            return ""
        return Rate(pesos, on) if 0 < pesos < MILLION and on <= today() else ""

    def read_foreign(self, row: int, currency: str, cell: Cell, most: int) -> tuple[int | None, str, str]:
        """Read an amount in another currency: pesos (None where it is not decided), what to say of it, and the code."""
        self._met.setdefault(currency, set()).add(row)
        decided = self.decided(currency)
        if not decided:
            words = _("is in %(currency)s: say whether these are pesos, or at which rate it is converted")
            return None, words % {"currency": currency}, "currency"
        plain = without_name(cell) if isinstance(cell, str) else cell
        if isinstance(decided, str):
            words = _("is shown in %(currency)s and was confirmed as pesos") % {"currency": currency}
            return values.money(plain, most)[0], words, "as_pesos"
        amount = values.number(plain)
        if not 0 <= amount * decided.pesos <= most:
            raise Unreadable(_("is negative") if amount < 0 else _("is too large"))
        pesos = decided.convert(amount)
        words = _("%(currency)s %(amount)s at %(rate)s: %(pesos)s is kept")
        said = {"currency": currency, "amount": f"{amount.normalize():f}", "rate": decided, "pesos": cop(pesos)}
        return pesos, words % said, "converted"

    # --- what is asked -----------------------------------------------------------------------------------------------

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Return what a person may decide, once every column was read."""
        asked: list[dict[str, Any]] = []
        for name, order in self._orders.items():
            if order.mixed or order.month_first or (order.either and not order.day_first):
                taken = _("month/day") if self._month_first[name] else _("day/month")
                asked.append({
                    "question": "dates", "key": name, "text": self.headers[name], "taken_for": taken,
                    "count": order.either + order.day_first + order.month_first,
                    "options": [[DAY_FIRST, _("day/month")], [MONTH_FIRST, _("month/day")]],
                })  # fmt: skip
        for currency, rows in self._met.items():
            decided = self.decided(currency)
            if not decided:
                taken = _("refused until you decide")
            else:
                taken = _("pesos") if isinstance(decided, str) else str(decided)
            asked.append({
                "question": "currency", "key": currency, "text": currency, "taken_for": taken, "count": len(rows),
                "asked": not decided,
                "options": [[AS_PESOS, _("They are pesos")], [AT_RATE, _("Convert at this rate")]],
                "rate": str(self.choices.get("rate", {}).get(currency, "")),
                "rate_on": str(self.choices.get("rate_on", {}).get(currency, "")),
            })  # fmt: skip
        return asked

    def rates(self) -> dict[str, Rate]:
        """Return the rates at which amounts of the file were converted, by currency."""
        decided = {currency: self.decided(currency) for currency in self._met}
        return {currency: rate for currency, rate in decided.items() if isinstance(rate, Rate)}


def column_of_currencies(table: Table, mapped: Collection[int]) -> int | None:
    """Return the column that says of each row which currency its amounts are in, by its header or by its values; it
    fills no field, and is none of those that do (`mapped`)."""
    best: tuple[int, int] | None = None
    for at, header in enumerate(table.headers):
        if at in mapped:
            continue
        words = fold(header)
        texts = [cell for cell in sample(table, at) if isinstance(cell, str)]
        named_by = sum(1 for cell in texts if is_one(cell))
        if words in _CURRENCY_HEADERS:
            rank = 3
        elif named_by and _CURRENCY_WORDS.intersection(words.split()):
            rank = 2
        elif named_by and named_by >= _MOST * len(texts) and any(named(cell) for cell in texts):
            rank = 1
        else:
            continue
        if best is None or rank > best[0]:
            best = rank, at
    return best[1] if best else None


def _heading(table: Table, column: int, begins: int) -> str:
    """Return all that stands over a column: of headers in two rows the one may name what and the other the currency."""
    rows = table.sheet.rows[table.first - 1 : begins - 1]
    return " ".join(str(cell) for row in rows for cell in row[column : column + 1])
