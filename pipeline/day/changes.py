"""What changed in the pipeline since a moment: read from history, so that a correction shows as one too."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery, TextChoices
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.states import OPEN_STAGES, Outcome, Stage
from pipeline.terms import Terms

MOST = 2_000
"""Changed opportunities that are compared, the largest first: more than anybody reads, and a page still answers."""

COMPARED = ("stage", "outcome", "seats", "unit_value", "contract_months", "expected_close_on", "owner_id")
"""What of an opportunity is compared with how it stood."""


class Kind(TextChoices):
    """How an opportunity changed; one may have changed in several ways."""

    NEW = "new", _("New in the pipeline")
    FORWARD = "forward", _("Moved forward")
    BACK = "back", _("Moved back")
    WON = "won", _("Won")
    ENDED = "ended", _("Closed without a win")
    REOPENED = "reopened", _("Reopened")
    VALUE = "value", _("Value changed")
    LATER = "later", _("Closing later")
    EARLIER = "earlier", _("Closing earlier")
    OWNER = "owner", _("New owner")


@dataclass(frozen=True, slots=True)
class Stood:
    """What is compared of an opportunity, as it stood then."""

    stage: str
    outcome: str
    terms: Terms
    expected_close_on: date | None
    owner_id: int

    @property
    def stage_words(self) -> str:
        """Return the stage in words."""
        return str(Stage(self.stage).label)


@dataclass(frozen=True)
class Change:
    """One opportunity then and now. `before` is None for a new one; values are monthly, in COP."""

    opportunity: Opportunity
    before: Stood | None
    kinds: tuple[Kind, ...]

    @property
    def monthly_before(self) -> int:
        """Return the monthly value it had then, whatever its stage."""
        return self.before.terms.monthly_value if self.before else 0

    @property
    def stage_moved(self) -> bool:
        """Tell whether it stood in another stage then."""
        return self.before is not None and self.before.stage != self.opportunity.stage

    @property
    def close_moved(self) -> bool:
        """Tell whether it was expected to close on another day then."""
        return self.before is not None and self.before.expected_close_on != self.opportunity.expected_close_on

    @property
    def value_moved(self) -> bool:
        """Tell whether its monthly value was another one then."""
        return self.before is not None and self.monthly_before != self.opportunity.monthly_value

    @property
    def value_before(self) -> int:
        """Return what it added to the open pipeline then."""
        return self.monthly_before if self.before and self.before.stage in OPEN_STAGES else 0

    @property
    def value_now(self) -> int:
        """Return what it adds to the open pipeline now."""
        return self.opportunity.monthly_value if self.opportunity.is_open else 0

    @property
    def difference(self) -> int:
        """Return the change of the open pipeline's monthly value."""
        return self.value_now - self.value_before


@dataclass
class Changes:
    """Everything that changed since a moment."""

    since: datetime
    changes: list[Change] = field(default_factory=list)
    is_cut: bool = False
    """Whether more changed than were compared."""

    def of(self, kind: Kind) -> list[Change]:
        """Return the changes of one kind."""
        return [change for change in self.changes if kind in change.kinds]

    def counts(self) -> list[tuple[Kind, int]]:
        """Return how many there are of each kind."""
        return [(kind, len(self.of(kind))) for kind in Kind]

    @property
    def difference(self) -> int:
        """Return how the open pipeline's monthly value changed, in COP."""
        return sum(change.difference for change in self.changes)


def changes_since(opportunities: OpportunityQuerySet, since: datetime) -> Changes:
    """Compare each opportunity that changed after `since` with how it stood then; one query."""
    history = Opportunity.history.model.objects
    touched = history.filter(history_date__gt=since).values("id")
    then = history.filter(id=OuterRef("pk"), history_date__lte=since).order_by("-history_id")
    now = list(
        opportunities.filter(pk__in=touched)
        .annotate(then=Subquery(then.values(read=JSONObject(**{name: name for name in COMPARED}))[:1]))
        .select_related("client", "owner", "service")
        .order_by("-monthly_value", "pk")[: MOST + 1]
    )
    found = Changes(since=since, is_cut=len(now) > MOST)
    for opportunity in now[:MOST]:
        before = _as_it_stood(opportunity.then)
        kinds = _kinds(before, opportunity)
        if kinds:
            found.changes.append(Change(opportunity, before, kinds))
    return found


def _as_it_stood(then: dict[str, Any] | None) -> Stood | None:
    """What is compared of a row of history; None for an opportunity that was not there."""
    if then is None:
        return None
    close = then["expected_close_on"]
    return Stood(
        stage=then["stage"],
        outcome=then["outcome"],
        terms=Terms(then["seats"], then["unit_value"], then["contract_months"]),
        expected_close_on=parse_date(close) if close else None,
        owner_id=then["owner_id"],
    )


def _kinds(then: Stood | None, now: Opportunity) -> tuple[Kind, ...]:
    kinds = [Kind.NEW] if then is None else []
    stage_then = then.stage if then else Stage.HUNTING
    if now.outcome and (then is None or then.outcome != now.outcome):
        kinds.append(Kind.WON if now.outcome == Outcome.WON else Kind.ENDED)
    elif now.is_open and stage_then == Stage.CLOSED:
        kinds.append(Kind.REOPENED)
    elif now.is_open and stage_then in OPEN_STAGES and stage_then != now.stage:
        later = OPEN_STAGES.index(Stage(now.stage)) > OPEN_STAGES.index(Stage(stage_then))
        kinds.append(Kind.FORWARD if later else Kind.BACK)
    if then is None:
        return tuple(kinds)
    if then.terms.monthly_value != now.monthly_value:
        kinds.append(Kind.VALUE)
    if then.expected_close_on and now.expected_close_on and now.is_open:
        if now.expected_close_on > then.expected_close_on:
            kinds.append(Kind.LATER)
        elif now.expected_close_on < then.expected_close_on:
            kinds.append(Kind.EARLIER)
    if then.owner_id != now.owner_id:
        kinds.append(Kind.OWNER)
    return tuple(kinds)
