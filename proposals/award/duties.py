"""What an award asks of the owner of a deal, for "Mi día": to close it as won."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web.asking import Answer
from almacontact.web.formats import day as day_words
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.award.models import Award


def _not_closed(user: User) -> QuerySet[Award] | None:
    """The awards of the person's opportunities whose win was not closed yet."""
    if not user.can(Right.WRITE_PROPOSALS):
        return None
    return Award.objects.standing().filter(opportunity__owner=user, opportunity__stage__in=OPEN_STAGES)


def _in_words(award: Answer) -> Iterator[Duty]:
    yield Duty(
        title=_("Awarded, not closed as won: %(client)s") % {"client": award.client},
        detail=_("Award of %(day)s · %(code)s") % {"day": day_words(award.awarded_on), "code": award.code},
        url=reverse("proposals:award_detail", args=[award.pk]),
        due_on=award.awarded_on,
    )


NOT_CLOSED = Source(
    rows=_not_closed,
    reads={
        "pk": "pk",
        "awarded_on": "awarded_on",
        "code": "opportunity__code",
        "client": "opportunity__client__name",
    },
    words=_in_words,
)
