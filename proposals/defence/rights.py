"""Who prepares a defence, who adds the material of a topic, and what no longer changes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.roles import SALES_ROLES
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.areas import COMERCIAL
from proposals.defence.models import DefenceTopic, ProposalDefence
from proposals.rights import may_write


def demand_defence(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` does not prepare the defences of `opportunity`: who writes its proposals does."""
    demand(
        may_write(user, opportunity),
        gettext_lazy("Only the owner, a coordinator or a director prepares the defence of this opportunity."),
        code="not_your_defence",
    )


def refuse_settled(defence: ProposalDefence) -> None:
    """Refuse to change a defence that was held, called off or voided."""
    if not defence.is_planned:
        state = defence.get_state_display().lower() if defence.is_standing else _("voided")
        words = _("Only a planned defence changes; this one is: %(state)s.") % {"state": state}
        raise Refused(Blocker(code="settled", message=words, url=defence.get_absolute_url()))


def may_speak_for(user: User, area: str) -> bool:
    """Tell whether `user` may present what `area` shows: its people, or Comercial."""
    return bool(user.roles & SALES_ROLES) or (area != COMERCIAL and area in user.roles)


def is_own_topic(user: User, topic: DefenceTopic) -> bool:
    """Tell whether a topic is the person's own: they speak, or lead the area that presents it."""
    return topic.speaker_id == user.pk or topic.area in user.roles


def may_add_material(user: User, topic: DefenceTopic) -> bool:
    """Tell whether `user` adds the material of a topic: whoever prepares the defence, or whose topic it is."""
    return may_write(user, topic.defence.opportunity) or is_own_topic(user, topic)
