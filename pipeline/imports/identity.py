"""Whose row is this: our code; else the workbook's number, where what the row says agrees; else what the row says.

A row that says exactly what the workbook said of a deal is that deal, whatever number it has now. What only resembles
a deal is asked about, never concluded: neither is a deal rewritten with another's row, nor made a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from pipeline.imports import canon
from pipeline.imports.canon import Value
from pipeline.imports.clients import ClientBook
from pipeline.imports.existing import Existing, Known
from pipeline.imports.reading import Reading, ReadRow
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.workbook.words import fold

NEW_DEAL = "new"
"""The decision that a row is a deal of its own."""
_WEIGHTS = {"service": 2, "unit_value": 2, "seats": 1, "expected_close_on": 1, "objective": 1, "contract_months": 0}
"""How much it says of two deals of one client that they agree in a field."""
_ALIKE = 2
_SAYS_WHICH = ("description", "objective", "service")
_OFFERED = 4


@dataclass(slots=True)
class Identified:
    """Whose row it is: `known`, None for a new deal. With `asked` a person must say, `offered` being the likeliest."""

    known: Known | None = None
    asked: str = ""
    offered: list[Opportunity] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of what two rows both say is the same, and how much is not, by `_WEIGHTS`."""

    same: int
    other: int

    @property
    def may_be_one(self) -> bool:
        """Tell whether a deal of the same client may be this one: it agrees in what counts, or nothing differs."""
        return self.same >= _ALIKE or self.other == 0


class Matcher:
    """Finds the opportunity of every row at once, since what one row takes another cannot be."""

    def __init__(
        self,
        reading: Reading,
        canonical: Mapping[int, Mapping[str, Value]],
        existing: Existing,
        clients: ClientBook,
        picks: Mapping[str, Any],
    ) -> None:
        self.reading, self.canonical, self.existing, self.clients, self.picks = (
            reading, canonical, existing, clients, picks,
        )  # fmt: skip
        self.found: dict[int, Identified] = {}
        self._free: dict[int, Opportunity] = dict(existing.of_source)
        self._taken: set[int] = set()
        self._compared = [name for name in canon.COMPARED if name in reading.mapped]
        self._by_client: dict[int, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for pk, one in existing.of_source.items():
            self._by_client.setdefault(one.client_id, []).append(pk)
            self._by_name.setdefault(fold(str(existing.known(one).base.get("client") or "")), []).append(pk)

    def match(self, rows: Iterable[ReadRow]) -> None:
        """Fill `found` for all `rows`; those that carry our code are theirs, the others are found by what they say."""
        waiting = [row for row in rows if not self._by_code(row) and not self._by_pick(row)]
        if self._free or self.existing.elsewhere:
            numbered = self._by_number(waiting)
            waiting = [row for row in waiting if row.row not in self.found and not self._exactly(row)]
            waiting = [row for row in waiting if not self._agreeing(row, numbered.get(row.row))]
            waiting = self._by_what_they_say(waiting)
        self._the_rest(waiting)

    def missing(self) -> list[Opportunity]:
        """Return the open deals of the workbook that no row is, nor may be."""
        offered = {one.pk for found in self.found.values() for one in found.offered}
        return [one for pk, one in self._free.items() if one.is_open and pk not in offered]

    # --- what is certain -------------------------------------------------------------------------------------------

    def _take(self, row: ReadRow, known: Known) -> bool:
        self._free.pop(known.current.pk, None)
        self._taken.add(known.current.pk)
        self.found[row.row] = Identified(known)
        return True

    def _by_code(self, row: ReadRow) -> bool:
        code = str(row.values.get("code", ""))
        if not code:
            return False
        known = self.existing.by_code(code)
        if known:
            return self._take(row, known)
        self.found[row.row] = Identified()
        return True

    def _by_pick(self, row: ReadRow) -> bool:
        pick = self.picks.get(str(row.row))
        if pick == NEW_DEAL:
            self.found[row.row] = Identified()
            return True
        known = self.existing.pick(pick) if isinstance(pick, int) else None
        if known is None:
            return False
        if known.current.pk in self._taken:
            reason = _("was said to be %(code)s, which another row is: which of the two is it?")
        elif not self._may_be_picked(row, known.current):
            reason = _("was said to be %(code)s, which is of another client")
        else:
            return self._take(row, known)
        self.found[row.row] = Identified(asked=reason % {"code": known.current.code})
        return True

    def _may_be_picked(self, row: ReadRow, one: Opportunity) -> bool:
        """Tell whether a person's word may make a row this deal: it is of the row's client, or was renamed."""
        named = self.existing.by_number.get(str(row.values.get("number", "")))
        return "client" not in row.values or named == one or self._of_client(row, one)

    def _by_number(self, rows: Iterable[ReadRow]) -> dict[int, Opportunity]:
        """Return the deal that each row's number means; those that say exactly that are taken at once."""
        meant: dict[int, Opportunity] = {}
        for row in rows:
            one = self.existing.by_number.get(str(row.values.get("number", "")))
            if one is None or one.pk not in self._free:
                continue
            if "client" not in row.values:  # refused for it, and no other row's
                self._take(row, self.existing.known(one))
            elif self._of_client(row, one):
                meant[row.row] = one
                if self._says_the_same(row, one):
                    self._take(row, self.existing.known(one))
        return meant

    def _exactly(self, row: ReadRow) -> bool:
        """Take the deal of which this workbook said exactly what the row says."""
        for one in self._of_the_client(row):
            if self._says_the_same(row, one):
                return self._take(row, self.existing.known(one))
        return False

    def _agreeing(self, row: ReadRow, one: Opportunity | None) -> bool:
        """Take the deal of the row's number unless another deal of the client is nearer to what the row says."""
        if one is None or one.pk not in self._free:
            return False
        alike = self._likeness(row, one)
        rivals = [other for other in self._of_the_client(row) if other.pk != one.pk]
        nearer = [other for other in rivals if self._likeness(row, other).same > alike.same]
        if not nearer and (alike.same or alike.other < _ALIKE):
            return self._take(row, self.existing.known(one))
        if nearer:
            reason = _("its number was that of %(code)s, but it says what another deal of the client says")
        else:
            reason = _("its number was that of %(code)s, but nothing else in it is the same")
        self.found[row.row] = Identified(asked=reason % {"code": one.code}, offered=[*nearer, one][:_OFFERED])
        return True

    def _by_what_they_say(self, rows: list[ReadRow]) -> list[ReadRow]:
        """Take, for rows without a number, the one deal left with the same client, service and object."""
        alike: dict[tuple[str, ...], list[ReadRow]] = {}
        for row in self.reading.rows:
            if "number" not in row.values and "client" in row.values:
                alike.setdefault(self._mark(row), []).append(row)
        for mark, every in alike.items():
            waiting = [row for row in every if row.row not in self.found]
            if len(waiting) != 1:
                continue
            free = [one for one in self._of_the_client(waiting[0]) if self._mark_of(one) == mark[1:]]
            taken = sum(1 for row in every if (found := self.found.get(row.row)) and found.known)
            if len(free) == 1 and len(every) == 1 + taken:
                self._take(waiting[0], self.existing.known(free[0]))
        return [row for row in rows if row.row not in self.found]

    # --- what is asked ---------------------------------------------------------------------------------------------

    def _the_rest(self, rows: Iterable[ReadRow]) -> None:
        said: dict[tuple[tuple[str, Value], ...], int] = {}
        for row in self.reading.rows:
            if row.row in self.found and "client" in row.values:
                said.setdefault(self._all_of(row), row.row)
        for row in rows:
            found = self._offer(row)
            apart = any(finding.code == "merged" for finding in row.findings)  # one cell over rows of their own
            if not found.asked and "client" in row.values and not ("number" in row.values and apart):
                mark = self._all_of(row)
                if mark in said:
                    reason = _("says the same as row %(row)s, and neither has a number: is it a deal of its own?")
                    if "number" in row.values:
                        reason = _("says the same as row %(row)s, all but its number: is it a deal of its own?")
                    found = Identified(asked=reason % {"row": said[mark]})
                said.setdefault(mark, row.row)
            self.found[row.row] = found

    def _all_of(self, row: ReadRow) -> tuple[tuple[str, Value], ...]:
        """Return all that a row says, its number apart."""
        return tuple(
            sorted((name, value) for name, value in self.canonical[row.row].items() if value and name != "number")
        )

    def _offer(self, row: ReadRow) -> Identified:
        if "client" not in row.values or not (self._free or self.existing.elsewhere):
            return Identified()
        group = self.clients.of(row)
        ours = [
            one for one in self._of_the_client(row) if one.is_open or self._likeness(row, one).same >= _ALIKE
        ]  # fmt: skip
        others = [
            one
            for one in self.existing.elsewhere.get(group.pk or 0, [])
            if one.pk not in self._taken and self._likeness(row, one).may_be_one
        ]
        offered = sorted([*ours, *others], key=lambda one: -self._likeness(row, one).same)[:_OFFERED]
        if offered:
            reason = _("may be %(code)s, which the sheet no longer has otherwise: the same deal, or a new one?")
            if offered[0] in others:
                reason = _("may be %(code)s, which is open already: the same deal, or a new one?")
            return Identified(asked=reason % {"code": offered[0].code}, offered=offered)
        named = self.existing.by_number.get(str(row.values.get("number", "")))
        if named and named.pk in self._free and self._likeness(row, named).same > _ALIKE:
            reason = _("its number was that of %(code)s, of another client: was it renamed, or is the deal new?")
            return Identified(asked=reason % {"code": named.code}, offered=[named])
        return Identified()

    # --- comparing -------------------------------------------------------------------------------------------------

    def _of_client(self, row: ReadRow, one: Opportunity) -> bool:
        if self.clients.of(row).pk == one.client_id:
            return True
        return fold(str(self.existing.known(one).base.get("client") or "")) == fold(str(row.values["client"]))

    def _of_the_client(self, row: ReadRow) -> list[Opportunity]:
        """Return the deals of the workbook that no row has taken and that are of the row's client."""
        if "client" not in row.values:
            return []
        pks = [
            *self._by_client.get(self.clients.of(row).pk or 0, ()),
            *self._by_name.get(fold(str(row.values["client"])), ()),
        ]
        return [self._free[pk] for pk in dict.fromkeys(pks) if pk in self._free]

    def _says_the_same(self, row: ReadRow, one: Opportunity) -> bool:
        """Tell whether a row says what was said of a deal, in every cell that can be read."""
        said, base = self.canonical[row.row], self.existing.known(one).base
        wrong = row.unread | {finding.field for finding in row.findings if finding.refuses}
        return all(canon.same(said.get(name), base.get(name)) for name in self._compared if name not in wrong)

    def _likeness(self, row: ReadRow, one: Opportunity) -> Likeness:
        said, base = self.canonical[row.row], self.existing.known(one).base
        now = self.existing.canonical(one)
        same = other = 0
        for name, weight in _WEIGHTS.items():
            value = said.get(name)
            if value in (None, "") or name not in self.reading.mapped:
                continue
            if any(_alike(value, held) for held in (base.get(name), now.get(name))):
                same += weight
            elif base.get(name) not in (None, "") or now.get(name) not in (None, ""):
                other += weight
        return Likeness(same, other)

    def _mark(self, row: ReadRow) -> tuple[str, ...]:
        said = self.canonical[row.row]
        return (self.clients.of(row).key, *(fold(str(said.get(name) or "")) for name in _SAYS_WHICH))

    def _mark_of(self, one: Opportunity) -> tuple[str, ...]:
        base = self.existing.known(one).base
        return tuple(fold(str(base.get(name) or "")) for name in _SAYS_WHICH)


def _alike(one: Value, other: Value) -> bool:
    return canon.same(one, other) or (isinstance(one, str) and bool(fold(one)) and fold(one) == fold(str(other or "")))
