"""Defences for tests, made through the actions people use. The analyst prepares them."""

from datetime import datetime, timedelta
from typing import Any

from almacontact.accounts.models import User
from almacontact.calendar import now, start_of, today
from proposals.defence.actions.agenda import add_rehearsal, set_topics
from proposals.defence.actions.defence import plan_defence
from proposals.models import DefenceRehearsal, Proposal, ProposalDefence


def in_days(days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day near today, on Bogotá's clock."""
    return start_of(today() + timedelta(days=days)) + timedelta(hours=hour, minutes=minute)


def defence_values(**values: Any) -> dict[str, Any]:
    """When and where: in five days from nine to eleven, in the client's office."""
    return {"starts_at": in_days(5, 9), "ends_at": in_days(5, 11), "place": "Calle 100 # 8A-55", "link": "", **values}


def topic(area: str, title: str, speaker: User | None, minutes: int = 15, **more: Any) -> dict[str, Any]:
    """One line of an agenda."""
    return {"area": area, "title": title, "speaker": speaker, "minutes": minutes, **more}


def agenda(people: dict[str, User]) -> list[dict[str, Any]]:
    """Comercial opens, operations and IT follow."""
    return [
        topic("sales_coordinator", "Quiénes somos", people["analyst"], 10),
        topic("operations", "Modelo operativo", people["operations_leader"], 20),
        topic("it", "Tecnología", people["it_leader"], 15),
    ]


def make_planned(proposal: Proposal, people: dict[str, User], **values: Any) -> ProposalDefence:
    """A planned defence of a sent proposal, without agenda."""
    given = defence_values(proposal=proposal, **values)
    return plan_defence(opportunity=proposal.opportunity, by=people["analyst"], values=given)


def make_defence(proposal: Proposal, people: dict[str, User], **values: Any) -> ProposalDefence:
    """A planned defence with its agenda."""
    defence = make_planned(proposal, people, **values)
    set_topics(defence=defence, by=people["analyst"], topics=agenda(people))
    return fresh(defence)


def make_begun(proposal: Proposal, people: dict[str, User], **values: Any) -> ProposalDefence:
    """A planned defence with its agenda whose hour has come: from two hours ago to one hour ago."""
    begins = now() - timedelta(hours=2)
    given = {"starts_at": begins, "ends_at": begins + timedelta(hours=1), **values}
    return make_defence(proposal, people, **given)


def make_rehearsal(defence: ProposalDefence, by: User, **values: Any) -> DefenceRehearsal:
    """A rehearsal tomorrow."""
    given = {"starts_at": now() + timedelta(days=1), "minutes": 45, "place": "Sala 2", "notes": "", **values}
    return add_rehearsal(defence=defence, by=by, values=given)


def fresh(defence: ProposalDefence) -> ProposalDefence:
    """The defence as it now stands, read anew."""
    return ProposalDefence.objects.with_parties().get(pk=defence.pk)
