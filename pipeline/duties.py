"""What other parts of the system put on a person's day: duties, and sections of the page.

Each room has its duties in a `duties.py`: which rows ask something of a person, and how that is said. All of them, and
what the sections show, are read in one query: a further room costs no further one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.approvals.awaiting import stuck_rows
from almacontact.approvals.inbox import signable_steps
from almacontact.approvals.notices import REMIND_AFTER
from almacontact.approvals.registry import Kind
from almacontact.calendar import add_working_days, local_day
from almacontact.refusals import Words
from almacontact.web.asking import Answer, Question, ask


@dataclass(frozen=True)
class Duty:
    """Something another part of the system asks of a person: to sign, to answer, to review."""

    title: Words
    detail: Words
    url: str
    due_on: date | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Source(Question):
    """What one room asks of people: the rows, and the duties that each of them is in words."""

    words: Callable[[Answer], Iterable[Duty]]


@dataclass(frozen=True, eq=False)
class Section:
    """A part of the day that another app supplies: a template that reads `data`, for those who hold `right`.

    `data` is made of the answers to `questions`, by their names. A `banner` stands above everything else.
    """

    template: str
    right: Right
    questions: Mapping[str, Question]
    data: Callable[[dict[str, list[Answer]]], dict[str, Any]]
    banner: bool = False


@dataclass(frozen=True)
class Day:
    """What all parts put on the day of one person: duties, the most pressing first; template and data of sections."""

    duties: list[Duty] = field(default_factory=list)
    sections: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    banners: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


_sections: list[Section] = []
_sources: list[Source] = []


def register_section(section: Section) -> None:
    """Add a part of the day; called when the app that owns it starts."""
    _sections.append(section)


def register_duties(*sources: Source) -> None:
    """Add sources of duties; called when the app that owns them starts."""
    _sources.extend(sources)


def day_of(user: User) -> Day:
    """Return what waits for `user` and the sections that concern them: one query."""
    shown = [one for one in _sections if user.can(one.right)]
    asked = [question for section in shown for question in section.questions.values()]
    answers = ask(user, [*_sources, *asked])
    rest = iter(answers[len(_sources) :])
    made = [(one, (one.template, one.data({name: next(rest) for name in one.questions}))) for one in shown]
    sections = [part for one, part in made if not one.banner]
    return Day(_in_words(_sources, answers), sections, [part for one, part in made if one.banner])


def duties(user: User, sources: Sequence[Source] | None = None) -> list[Duty]:
    """Return what waits for `user`, of all sources or of those given, the most pressing first: one query."""
    asked = _sources if sources is None else sources
    return _in_words(asked, ask(user, asked))


def _in_words(sources: Iterable[Source], answers: Iterable[list[Answer]]) -> list[Duty]:
    """Say the answers as duties. What is asked twice of one thing (two signatures of one request) is one duty."""
    found: dict[tuple[str, str], Duty] = {}
    for source, rows in zip(sources, answers, strict=False):
        for duty in (duty for row in rows for duty in source.words(row)):
            before = found.setdefault((str(duty.title), duty.url), duty)
            if before is not duty and before.detail != duty.detail:
                found[(str(duty.title), duty.url)] = replace(before, detail=f"{before.detail}, {duty.detail}")
    return sorted(found.values(), key=lambda duty: (duty.due_on is None, duty.due_on or date.max))


def to_sign(kind: Kind) -> Source:
    """What waits for a person's signature, of one kind; due before they would be reminded of it."""

    def words(step: Answer) -> Iterator[Duty]:
        yield Duty(
            title=kind.heading(**step.named),
            detail=kind.step_model(title=step.title).title_words,
            url=reverse("approvals:card", args=[kind.key, step.request]),
            due_on=add_working_days(local_day(step.submitted_at), REMIND_AFTER),
        )

    return Source(
        rows=lambda user: signable_steps(kind, user).order_by("request__submitted_at", "asked_at", "pk"),
        reads={
            "title": "title",
            "request": "request_id",
            "submitted_at": "request__submitted_at",
            "named": JSONObject(**{name: f"request__subject__{path}" for name, path in kind.heading_reads.items()}),
        },
        words=words,
    )


def nobody_signs(kind: Kind) -> tuple[Source, Source]:
    """What waits for a signature that nobody left can give, of one kind: to who submitted it, who sees its card, and to
    administrators, who find another holder of the role."""

    def stuck_of(user: User) -> QuerySet[Any]:
        return stuck_rows(kind).filter(request__submitted_by=user).order_by("pk")

    def stuck(user: User) -> QuerySet[Any] | None:
        return stuck_rows(kind).order_by("pk") if user.can(Right.MANAGE_PEOPLE) else None

    def said(step: Answer, url: str) -> Duty:
        named = {"step": kind.step_model(title=step.title).title_words, "role": Role(step.role).label}
        return Duty(
            title=_("Nobody left can sign: %(subject)s") % {"subject": kind.heading(**step.named)},
            detail=_("“%(step)s” needs another holder of %(role)s, or a delegation.") % named,
            url=url,
            due_on=local_day(step.submitted_at),
        )

    reads = {
        "title": "title",
        "role": "role",
        "request": "request_id",
        "submitted_at": "request__submitted_at",
        "named": JSONObject(**{name: f"request__subject__{path}" for name, path in kind.heading_reads.items()}),
    }
    return (
        Source(
            rows=stuck_of,
            reads=reads,
            words=lambda step: [said(step, reverse("approvals:card", args=[kind.key, step.request]))],
        ),
        Source(
            rows=stuck, reads=reads, words=lambda step: [said(step, f"{reverse('accounts:people')}?role={step.role}")]
        ),
    )
