"""The views of lists that a person keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Refused
from almacontact.web.models import SavedView

if TYPE_CHECKING:
    from almacontact.accounts.models import User

MAX_VIEWS = 40


@transaction.atomic
def save_view(*, by: User, list_key: str, name: str, query: str, is_default: bool = False) -> SavedView:
    """Keep a filter of a list under a name; the same name replaces it.

    Raises Refused without a name, or past 40 views of one list.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused(Blocker(code="no_name", field="name", message=_("Give the view a name.")))
    if len(name) > 60 or len(query) > 2000:
        raise Refused(Blocker(code="too_long", field="name", message=_("The name or the filter is too long.")))
    own = SavedView.objects.filter(user=by, list_key=list_key)
    if own.exclude(name=name).count() >= MAX_VIEWS:
        raise Refused(Blocker(code="too_many", message=_("You have 40 views of this list. Delete one first.")))
    if is_default:
        own.update(is_default=False)
    view, _created = SavedView.objects.update_or_create(
        user=by, list_key=list_key, name=name, defaults={"query": query, "is_default": is_default}
    )
    return view


def delete_view(*, by: User, view: SavedView) -> None:
    """Forget a view of one's own. Raises Refused for somebody else's."""
    if view.user_id != by.pk:
        raise Refused(Blocker(code="not_yours", message=_("This view belongs to somebody else.")))
    view.delete()
