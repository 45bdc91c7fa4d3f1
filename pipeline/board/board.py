"""The board: what its columns hold and sum, and the one function that writes its cards.

Cards are hot: two hundred of them in a template loop would cost more than the rest of the page. Each value is escaped
as it is written; nothing prepared is ever stored.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day, today
from almacontact.money import cop, cop_short, thousands
from almacontact.web import search
from almacontact.web.formats import initials, relative_day
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.timeline import by_precision
from pipeline.opportunities.urgency import ICONS, TONES, Urgency, urgency_of
from pipeline.states import OPEN_STAGES, Stage
from pipeline.terms import monthly_in_rows

CARDS = 50
"""Cards that a column shows before one scrolls."""

_MONTHLY = monthly_in_rows()
"""What `monthly_value` is computed from: an index holds both, and SQLite reads no generated column from an index."""

_FIELDS = (
    "code",
    "version",
    "stage",
    "client__name",
    "owner__name",
    "seats",
    "monthly_value",
    "next_step",
    "next_step_on",
    "next_step_precision",
    "stage_since",
    "pk",
)


@dataclass(frozen=True)
class Choice:
    """What the board is narrowed to."""

    owner: str = ""
    segment: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """Read the choice from the query of the page; what makes no sense is left out."""
        number = {name: query.get(name, "") for name in ("owner", "segment")}
        kept = {name: value if re.fullmatch("[0-9]{1,18}", value) else "" for name, value in number.items()}
        return cls(**kept, text=" ".join(query.get("q", "").replace("\0", "").split())[:100])

    @property
    def query(self) -> str:
        """Return it as a query string."""
        given = {"owner": self.owner, "segment": self.segment, "q": self.text}
        return urlencode({name: value for name, value in given.items() if value})

    def records(self, user: User) -> QuerySet[Opportunity]:
        """Return the open opportunities that `user` may see and that fit."""
        found = Opportunity.objects.visible_to(user).open()
        if self.owner:
            found = found.filter(owner=self.owner)
        if self.segment:
            found = found.filter(segment=self.segment)
        return found.filter(search.matching(self.text, opportunity="pk")) if self.text else found


@dataclass(frozen=True)
class Place:
    """After which card a column goes on: whatever moves meanwhile, those that follow it stay those that follow it."""

    pk: int
    on: date | None

    @classmethod
    def of(cls, text: str) -> "Place | None":
        """Read it from an address, as `str` writes it; None for what is no place."""
        if not (read := re.fullmatch(r"(\d{4}-\d\d-\d\d|-)\.(\d{1,18})", text, re.ASCII)):
            return None
        try:
            return cls(int(read[2]), None if read[1] == "-" else date.fromisoformat(read[1]))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.on.isoformat() if self.on else '-'}.{self.pk}"


@dataclass(frozen=True)
class Totals:
    """What a column sums: opportunities, seats and COP a month."""

    count: int = 0
    seats: int = 0
    monthly: int = 0
    weighted: int = 0


@dataclass(frozen=True)
class Column:
    """One column of the board."""

    stage: Stage
    totals: Totals
    cards: SafeString
    more: str

    @property
    def label(self) -> str:
        """Return the words of the stage."""
        return str(self.stage.label)


def columns(user: User, choice: Choice) -> list[Column]:
    """Return the four columns with their first cards: one query for the sums and two for each column that has cards."""
    records = choice.records(user)
    sums, may_move = totals(records), may_move_cards(user)
    return [column(records, stage, choice, sums=sums[stage], may_move=may_move) for stage in OPEN_STAGES]


def may_move_cards(user: User) -> bool:
    """Tell whether the board offers `user` to move cards; each move is judged when it is made."""
    return user.can(Right.MOVE_FORWARD) or user.can(Right.MOVE_BACK)


def column(
    records: QuerySet[Opportunity],
    stage: Stage,
    choice: Choice,
    *,
    sums: Totals | None = None,
    after: Place | None = None,
    may_move: bool = True,
) -> Column:
    """Return a column with the cards that come after a place, and the address of what follows ('' for nothing)."""
    rows = [] if sums and not sums.count else _cards(records.filter(stage=stage), after)
    more = ""
    if len(rows) > CARDS:
        rows = rows[:CARDS]
        last = dict(zip(_FIELDS, rows[-1], strict=True))
        goes_on = urlencode({"after": Place(last["pk"], last["next_step_on"])})
        query = f"{choice.query}&{goes_on}" if choice.query else goes_on
        more = f"{reverse('pipeline:board_cards', args=[stage])}?{query}"
    return Column(stage, sums or Totals(), cards_html(rows, may_move), more)


def totals(records: QuerySet[Opportunity]) -> dict[Stage, Totals]:
    """Return the sums of every open stage, in one query."""
    rows = (
        records.order_by()
        .values_list("stage")
        .annotate(
            Count("pk"),
            Sum("seats"),
            monthly=Sum(_MONTHLY),
            points=Sum(_MONTHLY * F("probability")),
        )
    )
    found = {stage: Totals(count, seats, monthly, round(points / 100)) for stage, count, seats, monthly, points in rows}
    return {stage: found.get(stage, Totals()) for stage in OPEN_STAGES}


def _cards(records: QuerySet[Opportunity], after: Place | None) -> list[Any]:
    """Return the rows after a place, one more than are shown: the most pressing first, those without a date last.

    The two parts are read apart, so that the index on stage and date gives the order.
    """
    rows: list[Any] = []
    undated = records.filter(next_step_on__isnull=True).order_by("-pk")
    if after is None or after.on:
        dated = records.filter(next_step_on__isnull=False).order_by("next_step_on", "pk")
        if after is not None:
            dated = dated.filter(Q(next_step_on__gt=after.on) | Q(next_step_on=after.on, pk__gt=after.pk))
        rows = list(dated.values_list(*_FIELDS)[: CARDS + 1])
    else:
        undated = undated.filter(pk__lt=after.pk)
    if len(rows) <= CARDS:
        rows += undated.values_list(*_FIELDS)[: CARDS + 1 - len(rows)]
    return rows


def card(opportunity: Opportunity) -> SafeString:
    """Return the card of one opportunity."""
    return cards_html(Opportunity.objects.filter(pk=opportunity.pk).values_list(*_FIELDS))


def cards_html(rows: Iterable[Any], may_move: bool = True) -> SafeString:
    """Write the cards: client, seats, monthly value, next step with its word, days in the stage. All is escaped."""
    now = today()
    words = _Words(now)
    page = reverse("pipeline:opportunity_detail", args=["CODE"])
    parts = []
    for code, version, stage, client, owner, seats, monthly, step, step_on, precision, since, _pk in rows:
        urgency = urgency_of(step_on, now)
        who, key = escape(client), escape(code)
        parts.append(
            f'<li class="deal" data-code="{key}" data-version="{version}" data-stage="{stage}">'
            f'<a class="deal-client" href="{page.replace("CODE", key)}" draggable="false">{who}</a>'
            f'<div class="deal-figures"><span>{words.seats(seats)}</span>'
            f'<data value="{monthly}" title="{cop(monthly)}">{cop_short(monthly)}</data></div>'
            f'<div class="deal-next is-{TONES[urgency]}"><i class="bi bi-{ICONS[urgency]}" aria-hidden="true"></i>'
            f'<span>{words.step(urgency, step_on, precision)}</span><span class="deal-step">{escape(step)}</span></div>'
            f'<div class="deal-foot"><span title="{words.in_stage}">{words.days((now - local_day(since)).days)}</span>'
            f'<span class="avatar" role="img" aria-label="{escape(owner)}" title="{escape(owner)}">'
            f"{escape(initials(owner))}</span>"
            f"{words.move_link(key, who) if may_move else ''}</div></li>"
        )
    return mark_safe("".join(parts))  # noqa: S308 - each value is escaped above


class _Words:
    """The words of the cards, looked up once a request."""

    def __init__(self, now: date) -> None:
        self._move = escape(gettext("Move to…"))
        self._move_url = reverse("pipeline:opportunity_move", args=["CODE"])
        self.in_stage = escape(gettext("Days in this stage"))
        self._urgency = {one: escape(one.label) for one in Urgency}
        self._near: dict[date, str] = {}
        self._seat, self._seats = (ngettext("%(n)s seat", "%(n)s seats", n) for n in (1, 2))
        self._day, self._days = (ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2))

    def move_link(self, key: str, who: str) -> str:
        """Write the link that moves the card without dragging; `key` and `who` come escaped."""
        address = self._move_url.replace("CODE", key)
        return f'<a class="deal-move" href="{address}">{self._move}<span class="visually-hidden"> {who}</span></a>'

    def seats(self, count: int) -> str:
        """Write how many seats, escaped."""
        return escape((self._seat if count == 1 else self._seats) % {"n": thousands(count)})

    def days(self, count: int) -> str:
        """Write how many days the card has stood in its column, escaped."""
        return escape((self._day if count == 1 else self._days) % {"n": count})

    def step(self, urgency: Urgency, on: date | None, precision: str) -> str:
        """Write how pressing the next step is and when it is due, escaped."""
        word = self._urgency[urgency]
        if on is None or urgency == Urgency.TODAY:
            return word
        if precision == Precision.MONTH:
            return f"{word} · {escape(by_precision(on, precision))}"
        near = self._near.get(on)
        if near is None:
            near = self._near[on] = escape(relative_day(on))
        return f"{word} · {near}"
