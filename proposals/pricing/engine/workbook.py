"""The computed model as an XLSX with live formulas.

Sheets: "Resumen" (what the acta shows, rounded as the screens do), "Modelo" (every figure with its formula), "Entradas"
(inputs and dated parameters) and "Intervalos" (agents of every interval). The agents of an inbound interval are a
value, because no cell formula searches them; beside it POISSON.DIST checks that N meets the targets and N − 1 does not.
Everything else is a formula over the inputs and gives the same figures to the peso. The sheets are company documents:
their names are Spanish in every language.
"""

from decimal import Decimal
from math import exp
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from almacontact.xlsx import save_with_values
from proposals.pricing.engine.erlang import intensity_of
from proposals.pricing.engine.explain import DECIMALS, SPREADSHEET, Figure, Unit, write
from proposals.pricing.engine.inputs import Channel
from proposals.pricing.engine.price import Pricing
from proposals.pricing.engine.sizing import SizedDay

SUMMARY, MODEL, INPUTS, INTERVALS = "Resumen", "Modelo", "Entradas", "Intervalos"
OK, REVIEW = "OK", "REVISAR"

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="E6ECF2")
_FIRST_ROW = 4  # below the title, the note and the headings

_FORMATS = {
    Unit.COP: '"$" #,##0',
    Unit.COP_EACH: '"$" #,##0.00',
    Unit.RATE: "0.000%",
    Unit.FACTOR: "0.00000000",
    Unit.HOURS: "#,##0.000",
    Unit.PEOPLE: "#,##0.0000",
    Unit.COUNT: "#,##0",
}


def to_xlsx(pricing: Pricing, title: str) -> bytes:
    """The workbook of a computed model. `title` names the opportunity and the version."""
    return _Writer(pricing, title).save()


class _Writer:
    def __init__(self, pricing: Pricing, title: str) -> None:
        self.pricing = pricing
        self.title = title
        self.book = Workbook()
        self.cells: dict[str, str] = {}  # figure key → reference of its value
        self.values: dict[tuple[str, str], float | Decimal | str] = {}  # (sheet, cell) → what its formula gives
        self.rows: dict[int, tuple[int, int]] = {}  # service → first and last row in the intervals sheet
        self.reviews = 0  # intervals whose check fails

    def save(self) -> bytes:
        """Write the sheets, inputs before what refers to them, and return the file."""
        summary = self.book.active
        summary.title = SUMMARY
        model, inputs, intervals = (self.book.create_sheet(name) for name in (MODEL, INPUTS, INTERVALS))
        self._inputs(inputs)
        self._intervals(intervals)
        self._model(model)
        self._summary(summary)
        return save_with_values(self.book, self.values)

    def _formula_cell(self, sheet: Any, row: int, column: int, formula: str, value: float | Decimal | str) -> Cell:
        cell: Cell = sheet.cell(row, column, formula)
        self.values[sheet.title, cell.coordinate] = value
        return cell

    def _head(self, sheet: Any, note: str, headings: list[str], widths: list[int]) -> None:
        _text(sheet.cell(1, 1), self.title).font = Font(bold=True, size=14)
        _text(sheet.cell(2, 1), note).font = Font(italic=True, color="666666")
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
            cell = _text(sheet.cell(_FIRST_ROW - 1, column), heading)
            cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = sheet.cell(_FIRST_ROW, 1)

    def _inputs(self, sheet: Any) -> None:
        self._head(
            sheet,
            _("Inputs and dated parameters. Change a value and the model follows."),
            [_("Part"), _("Input"), _("Value"), _("Source")],
            [26, 48, 20, 70],
        )
        row = _FIRST_ROW
        for figure in self.pricing.figures.values():
            if figure.definition is not None or figure.aggregate is not None:
                continue
            _text(sheet.cell(row, 1), figure.owner)
            _text(sheet.cell(row, 2), str(figure.label))
            _number(sheet.cell(row, 3), figure)
            _text(sheet.cell(row, 4), str(figure.source))
            self.cells[figure.key] = f"{INPUTS}!$C${row}"
            row += 1

    def _intervals(self, sheet: Any) -> None:
        headings = [
            _("Service"),
            _("Day type"),
            _("From"),
            _("Minutes"),
            _("Days a month"),
            _("Sunday or holiday"),
            _("Night"),
            _("Volume"),
            _("Traffic A"),
            _("Agents N"),
            _("Erlang B"),
            _("Erlang C"),
            _("Service level"),
            _("Occupancy"),
            _("Erlang B with N − 1"),
            _("Erlang C with N − 1"),
            _("Service level with N − 1"),
            _("Check"),
        ]
        self._head(
            sheet,
            _("N of an inbound interval is a value; the check shows that it meets the targets and N − 1 does not."),
            headings,
            [20, 20, 8, 9, 10, 10, 8, 10, 12, 10, 12, 12, 12, 12, 12, 12, 12, 10],
        )
        row = _FIRST_ROW
        for position, priced in enumerate(self.pricing.services):
            first = row
            for day in priced.sized.days:
                for number, agents in enumerate(day.agents):
                    if agents is not None:
                        self._interval(sheet, row, position, day, number, agents)
                        row += 1
            self.rows[position] = (first, row - 1)

    def _interval(self, sheet: Any, row: int, position: int, sized: SizedDay, number: int, agents: int) -> None:
        line, day = self.pricing.services[position].sized.line, sized.day
        minute = number * day.interval_minutes
        edges = [f"parameters.night_{edge}_at" for edge in ("starts", "ends")]
        starts, ends = (self.cells[key] for key in edges)
        begins, stops = (self.pricing.value(key) * 60 for key in edges)
        _text(sheet.cell(row, 1), line.name)
        _text(sheet.cell(row, 2), day.name)
        _text(sheet.cell(row, 3), f"{minute // 60:02d}:{minute % 60:02d}")
        volume = day.volumes[number]
        values = (
            day.interval_minutes,
            float(day.days_a_month),
            int(day.sunday_or_holiday),
            f"=IF(AND({minute}>={ends}*60,{minute}<{starts}*60),0,1)",
            float(volume or 0),
        )
        for column, value in enumerate(values, start=4):
            sheet.cell(row, column, value)
        self.values[sheet.title, f"G{row}"] = Decimal(0 if stops <= minute < begins else 1)
        if line.channel in (Channel.FIXED_POSTS, Channel.ROUND_THE_CLOCK):
            self._formula_cell(sheet, row, 10, f"=ROUNDUP(H{row},0)", Decimal(agents))
            return
        ref = {
            name: self.cells[f"services.{position}.{name}"]
            for name in ("aht_seconds", "max_occupancy", "minimum_agents")
        }
        aht = float(self.pricing.value(f"services.{position}.aht_seconds"))
        traffic = intensity_of(float(volume or 0), aht, day.interval_minutes * 60)
        self._formula_cell(sheet, row, 9, f"=H{row}*{ref['aht_seconds']}/(D{row}*60)", traffic)
        if line.channel is not Channel.INBOUND:
            workload = f"ROUNDUP(ROUND(I{row}/{ref['max_occupancy']},9),0)"
            self._formula_cell(sheet, row, 10, f"=MAX({workload},{ref['minimum_agents']})", Decimal(agents))
            return
        sheet.cell(row, 10, agents)
        self._erlang_check(sheet, row, position, ref)
        self._erlang_values(sheet.title, row, position, traffic, agents)

    def _erlang_values(self, title: str, row: int, position: int, traffic: float, agents: int) -> None:
        """What the formulas of `_erlang_check` give."""
        names = (
            "target_service_level", "answer_within_seconds", "max_wait_probability",
            "aht_seconds", "max_occupancy", "minimum_agents",
        )  # fmt: skip
        target, within, wait, aht, occupancy, least = (
            float(self.pricing.value(f"services.{position}.{name}")) for name in names
        )

        def with_agents(number: int) -> tuple[float, float, float]:
            if traffic == 0:
                return 0.0, 0.0, 1.0
            blocking = _blocking(traffic, number)
            waiting = number * blocking / (number - traffic * (1 - blocking))
            return blocking, waiting, 1 - waiting * exp(-(number - traffic) * within / aht)

        blocking, waiting, level = with_agents(agents)
        short = agents - 1 <= traffic
        fewer = (1.0, 1.0, 0.0) if traffic == 0 or short else with_agents(agents - 1)
        if traffic == 0:
            holds = agents == least
        else:
            meets = agents > traffic and level >= target - 1e-9 and waiting <= wait + 1e-9
            meets = meets and traffic <= occupancy * agents + 1e-9
            fails = agents <= least or short or fewer[2] < target or fewer[1] > wait
            holds = meets and (fails or traffic > occupancy * (agents - 1))
        self.reviews += not holds
        found: tuple[float | str, ...] = (
            blocking,
            waiting,
            level,
            traffic / agents if agents else 0.0,
            *fewer,
            OK if holds else REVIEW,
        )
        self.values.update({(title, f"{letter}{row}"): value for letter, value in zip("KLMNOPQR", found, strict=True)})

    def _erlang_check(self, sheet: Any, row: int, position: int, ref: dict[str, str]) -> None:
        """B = Poisson(N; A) / Poisson(≤ N; A), C = N·B / (N − A·(1 − B)), and the targets with N and with N − 1."""
        path = f"services.{position}"
        target, within, wait = (
            self.cells[f"{path}.{name}"]
            for name in ("target_service_level", "answer_within_seconds", "max_wait_probability")
        )
        aht, occupancy, least = ref["aht_seconds"], ref["max_occupancy"], ref["minimum_agents"]
        a, n, fewer = f"I{row}", f"J{row}", f"(J{row}-1)"

        def blocking(agents: str) -> str:
            return f"_xlfn.POISSON.DIST({agents},{a},FALSE)/_xlfn.POISSON.DIST({agents},{a},TRUE)"

        def waiting(agents: str, column: str) -> str:
            return f"{agents}*{column}{row}/({agents}-{a}*(1-{column}{row}))"

        def level(agents: str, column: str) -> str:
            return f"1-{column}{row}*EXP(-({agents}-{a})*{within}/{aht})"

        short = f"{fewer}<={a}"
        sheet.cell(row, 11, f"=IF({a}=0,0,{blocking(n)})")
        sheet.cell(row, 12, f"=IF({a}=0,0,{waiting(n, 'K')})")
        sheet.cell(row, 13, f"=IF({a}=0,1,{level(n, 'L')})")
        sheet.cell(row, 14, f"=IF({n}=0,0,{a}/{n})")
        sheet.cell(row, 15, f"=IF(OR({a}=0,{short}),1,{blocking(fewer)})")
        sheet.cell(row, 16, f"=IF(OR({a}=0,{short}),1,{waiting(fewer, 'O')})")
        sheet.cell(row, 17, f"=IF(OR({a}=0,{short}),0,{level(fewer, 'P')})")
        meets = f"{n}>{a},M{row}>={target}-1E-9,L{row}<={wait}+1E-9,{a}<={occupancy}*{n}+1E-9"
        fails = f"{n}<={least},{short},Q{row}<{target},P{row}>{wait},{a}>{occupancy}*{fewer}"
        sheet.cell(
            row, 18, f'=IF({a}=0,IF({n}={least},"{OK}","{REVIEW}"),IF(AND({meets},OR({fails})),"{OK}","{REVIEW}"))'
        )

    def _model(self, sheet: Any) -> None:
        self._head(
            sheet,
            _("Every figure of the model, unrounded, with its formula."),
            [_("Part"), _("Figure"), _("Value"), _("Formula"), _("Key")],
            [26, 48, 22, 90, 34],
        )
        row = _FIRST_ROW
        for figure in self.pricing.figures.values():
            if figure.key in self.cells:
                continue
            _text(sheet.cell(row, 1), figure.owner)
            _text(sheet.cell(row, 2), str(figure.label))
            cell = self._formula_cell(sheet, row, 3, f"={self._formula(figure)}", figure.value)
            cell.number_format = _FORMATS.get(figure.unit, "General")
            _text(sheet.cell(row, 4), figure.formula)
            _text(sheet.cell(row, 5), figure.key)
            self.cells[figure.key] = f"{MODEL}!$C${row}"
            row += 1

    def _formula(self, figure: Figure) -> str:
        if figure.definition is not None:
            return write(figure.definition, lambda used: self.cells[used.key], SPREADSHEET)
        assert figure.aggregate is not None
        first, last = self.rows[figure.aggregate.service]

        def column(letter: str) -> str:
            return f"{INTERVALS}!${letter}${first}:${letter}${last}"

        agents_hours = f"{column('J')},{column('D')},{column('E')}"
        return {
            "peak": f"MAX({column('J')})",
            "hours": f"SUMPRODUCT({agents_hours})/60",
            "night_hours": f"SUMPRODUCT({agents_hours},{column('G')})/60",
            "sunday_hours": f"SUMPRODUCT({agents_hours},{column('F')})/60",
            "transactions": f"SUMPRODUCT({column('H')},{column('E')})" if figure.value else "0",
        }[figure.aggregate.what]

    def _summary(self, sheet: Any) -> None:
        self._head(
            sheet,
            _("Rounded once, here. COP without IVA unless said otherwise."),
            [_("Part"), _("Figure"), _("Value")],
            [26, 56, 24],
        )
        row = _FIRST_ROW
        for figure in self.pricing.summary():
            _text(sheet.cell(row, 1), figure.owner)
            _text(sheet.cell(row, 2), str(figure.label))
            formula = f"=ROUND({self.cells[figure.key]},{DECIMALS[figure.unit]})"
            cell = self._formula_cell(sheet, row, 3, formula, figure.shown)
            cell.number_format = _FORMATS.get(figure.unit, "General")
            row += 1
        last = max(last for _first, last in self.rows.values())
        _text(sheet.cell(row, 2), _("Intervals whose check fails"))
        formula = f'=COUNTIF({INTERVALS}!$R${_FIRST_ROW}:$R${last},"{REVIEW}")'
        self._formula_cell(sheet, row, 3, formula, Decimal(self.reviews))


def _blocking(traffic: float, agents: int) -> float:
    """Erlang B, as POISSON.DIST gives it in the cells: the probability that all `agents` are busy without a queue."""
    blocking = 1.0
    for number in range(1, agents + 1):
        offered = traffic * blocking
        blocking = offered / (number + offered)
    return blocking


def _text(cell: Cell, words: str) -> Cell:
    """Text that stays text: a name that begins with = must not become a formula."""
    cell.value = words
    cell.data_type = "s"
    return cell


def _number(cell: Cell, figure: Figure) -> None:
    whole = figure.value == figure.value.to_integral_value()
    cell.value = int(figure.value) if whole else float(figure.value)
    cell.number_format = _FORMATS.get(figure.unit, "General")
