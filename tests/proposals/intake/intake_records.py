"""Requests and check lists for tests, made through the actions people use."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.calendar import today
from pipeline.models import Opportunity
from proposals.checklist.actions.requirements import answer_requirement, create_check_list, decide_check_list
from proposals.intake.actions import log_intake
from proposals.models import CheckList, CheckListDecision, Intake, Requirement, RequirementTemplate
from tests.cast import cast_person
from tests.factories import make_contact, make_opportunity
from tests.recording import Recorder


def make_intake(opportunity: Opportunity, by: User, **values: Any) -> Intake:
    """An RFP by e-mail, received today, to be delivered in ten days."""
    given = {
        "kind": "rfp",
        "source": "email",
        "received_on": today(),
        "delivery_on": today() + timedelta(days=10),
        **values,
    }
    return log_intake(opportunity=opportunity, by=by, values=given)


def make_check_list(opportunity: Opportunity, by: User, **values: Any) -> CheckList:
    """The check list of a private client, without answers."""
    template = RequirementTemplate.objects.get(code="private")
    return create_check_list(opportunity=opportunity, template=template, by=by, **values)


def answer_all(check_list: CheckList, by: User, answers: Mapping[str, Any] | None = None, rest: str = "yes") -> None:
    """Answer every line, as the director may: `rest` but for the lines named in `answers` (code → answer or fields)."""
    for line in check_list.requirements.all():
        given = (answers or {}).get(line.code, rest)
        fields = given if isinstance(given, dict) else {"answer": given}
        if fields["answer"]:
            answer_requirement(requirement=line, by=by, **fields)
    check_list.forget()


def with_partials(count: int) -> dict[str, Any]:
    """Answers of which `count` lines that are not excluding are *partial*."""
    lines = RequirementTemplate.objects.get(code="private").lines.filter(excluding=False)[:count]
    return {line.code: "partial" for line in lines}


def with_noes(count: int) -> dict[str, Any]:
    """Answers of which `count` lines that are not excluding are *no*."""
    lines = RequirementTemplate.objects.get(code="private").lines.filter(excluding=False)[:count]
    return {line.code: "no" for line in lines}


def line_of(check_list: CheckList, code: str) -> Requirement:
    """One line by its code, as it now stands."""
    return check_list.requirements.get(code=code)


def sign(check_list: CheckList, by: User, **values: Any) -> CheckListDecision:
    """The committee's go, with every area heard and the password just given."""
    given = {
        "outcome": "go",
        "reason": "Los planes cierran las brechas.",
        "areas": check_list.areas(),
        "seen": check_list.digest(),
        "authenticated_at": timezone.now(),
        **values,
    }
    return decide_check_list(check_list=check_list, by=by, **given)


def contact_with_mail(opportunity: Opportunity, by: User) -> Any:
    """A contact of the client that can be written to."""
    return make_contact(by, opportunity.client, email="compras@cliente.example")


def _asked() -> Iterator[tuple[str, CheckList]]:
    analyst = cast_person("analyst")
    yield "asked", make_check_list(make_opportunity(analyst), analyst)


def _answered(answers: Callable[[], Mapping[str, Any]]) -> Callable[[], Iterator[tuple[str, CheckList]]]:
    def walk() -> Iterator[tuple[str, CheckList]]:
        check_list = ASKED.reach("asked")
        answer_all(check_list, cast_person("director"), answers())
        yield "answered", check_list

    return walk


ASKED = Recorder(_asked, place=5)
COMMITTEE = Recorder(_answered(lambda: with_noes(10)), place=6)
NO_GO = Recorder(_answered(lambda: {"security": "no"}), place=7)
