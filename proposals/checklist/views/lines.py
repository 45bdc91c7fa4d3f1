"""Finding a line of a check list, and what it still needs."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from almacontact.accounts.requests import SignedInRequest
from proposals.checklist.judging import Answer
from proposals.checklist.models.requirements import Requirement


def owed(line: Requirement) -> str:
    """Return what a line still needs although it is answered; '' for nothing."""
    seen = line.as_line()
    if line.excluding and line.answer == Answer.PARTIAL and not seen.planned:
        return _("Write how and by when we will comply in full.")
    if line.answer == Answer.NOT_APPLICABLE and not seen.explained:
        return _("Write why it does not apply.")
    if line.excluding and line.answer == Answer.NO and not line.is_waived:
        return _("An excluding “no” means no-go, unless the director waives it.")
    return ""


def visible_line(request: SignedInRequest, pk: int) -> Requirement:
    """Return a line the person may see; 404 otherwise."""
    found = (
        Requirement.objects.visible_to(request.user)
        .select_related("check_list__opportunity__client", "owner", "answered_by", "waived_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
