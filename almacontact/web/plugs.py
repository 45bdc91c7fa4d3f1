"""What the frame shows of the apps below it, which do not know the frame."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web import navigation, search
from almacontact.web.navigation import ADMINISTRATION, Entry
from almacontact.web.search import Kind, Result, Said

NAVIGATION = ((ADMINISTRATION, (Entry(_("People and roles"), "accounts:people", "people", order=10, phone=7),)),)
"""The places of the rail."""

ACTS = (
    Entry(_("Preferences"), "accounts:preferences", "person-gear", words=(_("Language"), _("Theme"))),
    Entry(_("Change password"), "account_change_password", "key"),
    Entry(_("Two-step sign-in"), "mfa_index", "shield-lock"),
    Entry(_("Delegate my signatures"), "approvals:delegations", "person-check", words=(_("Absence"),)),
    Entry(_("Sign out"), "account_logout", "box-arrow-right"),
)
"""What the palette offers to do."""


def _sees_people(user: User) -> bool:
    return user.can(Right.MANAGE_PEOPLE) or user.can(Right.VIEW_EVERYTHING)


PEOPLE = Kind(
    name="person",
    model=User,
    rows=User.objects.all,
    said=lambda one: Said(one.name, texts=(one.email,)),
    visible=lambda user: User.objects.all() if _sees_people(user) else User.objects.none(),
    result=lambda one, _user: Result(
        str(one), reverse("accounts:person", args=[one.pk]), _("Person"), one.email, "person-badge"
    ),
    reads=frozenset({"name", "email"}),
    later=Q(is_active=False),
)


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    search.register(PEOPLE)
    navigation.announce_acts(*ACTS)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
