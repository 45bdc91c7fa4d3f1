"""The agenda of a defence: topics with area, speaker, minutes and material; rehearsals; the presentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import check_file
from almacontact.audit.locking import holding
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.rights import demand
from pipeline.terms import YEARS
from proposals.areas import ANSWERING_AREAS
from proposals.defence.actions.invitations import attendees_of, call_off, send_again
from proposals.defence.models import DefenceRehearsal, DefenceTopic, ProposalDefence
from proposals.defence.rights import demand_defence, may_add_material, may_speak_for, refuse_settled
from proposals.proposal.models.proposals import ProposalAttachment, ProposalFileKind

TOPIC_FIELDS = ("area", "title", "speaker", "minutes")
REHEARSAL_FIELDS = ("starts_at", "minutes", "place", "notes")
MOST_TOPICS = 40
MOST_MINUTES = 600
"""No topic and no rehearsal takes longer, in minutes."""


def set_topics(
    *, defence: ProposalDefence, by: User, topics: Sequence[Mapping[str, Any]], version: int | None = None
) -> list[DefenceTopic]:
    """Make the agenda what `topics` says, in its order; what it leaves out is taken out. Returns the standing topics.

    Each topic holds `TOPIC_FIELDS` (`speaker` may be None) and the `id` of the one it changes, if any. The areas take
    part in the opportunity from now on. Where invitations went out and who speaks changed, they are sent again, and who
    no longer speaks is told. Raises `NotAllowed`, `StaleVersion`, or `Refused` with fields such as `topics.0.speaker`.
    """
    with holding(defence.opportunity, defence) as held:
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        before = attendees_of(defence)
        held.refuse_stale(defence, version)
        claim(defence, None)
        kept = {one.pk: one for one in DefenceTopic.objects.kept().filter(defence=defence)}
        if blockers := _topic_blockers(topics, kept):
            raise Refused(blockers)
        made = [_save_topic(defence, by, kept, position, given) for position, given in enumerate(topics)]
        standing = {one.pk for one in made}
        for pk, topic in kept.items():
            if pk not in standing:
                _take_out(topic, by)
        areas = [role for role in Role if role in AREA_ROLES and role in {one.area for one in made}]
        involve_areas(opportunity=defence.opportunity, by=by, roles=areas)
        _tell_changed_speakers(defence, by, before)
        save_as(defence, by=by, fields=["sequence", "version"])
    return made


def attach_material(*, topic: DefenceTopic, by: User, file: File[bytes], description: str = "") -> DefenceTopic:
    """Attach what a topic shows, to the proposal. Who prepares the defence may, and who presents the topic.

    Raises `NotAllowed`, or `Refused` for a file that is not accepted or a defence without a proposal.
    """
    defence = topic.defence
    _demand_material(by, topic)
    checked = check_file(file)
    with holding(defence.opportunity, defence), changing(topic):
        _demand_material(by, topic)
        refuse_settled(defence)
        if defence.proposal is None:
            words = _("Material is kept with the proposal that is defended: choose it first.")
            raise Refused(Blocker(code="no_proposal", message=words, url=defence.get_absolute_url()))
        topic.material = attach(
            model=ProposalAttachment,
            by=by,
            file=checked,
            kind=ProposalFileKind.MATERIAL,
            description=description.strip() or topic.title,
            proposal=defence.proposal,
        )
        save_as(topic, by=by, fields=["material", "version"])
    return topic


def add_rehearsal(*, defence: ProposalDefence, by: User, values: Mapping[str, Any]) -> DefenceRehearsal:
    """Plan a rehearsal: `values` holds `REHEARSAL_FIELDS`. It is before the defence; subscriptions show it.

    Raises `NotAllowed` to who does not prepare the defence; `Refused` when that is not planned any more, or at the
    field.
    """
    with holding(defence.opportunity, defence):
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        rehearsal = DefenceRehearsal(defence=defence, created_by=by, **_known(values))
        if blockers := _rehearsal_blockers(rehearsal):
            raise Refused(blockers)
        return save_as(rehearsal, by=by)


def edit_rehearsal(
    *, rehearsal: DefenceRehearsal, by: User, changes: Mapping[str, Any], version: int | None = None
) -> DefenceRehearsal:
    """Change a rehearsal, or write down what came out of it. Raises as `add_rehearsal`, and `StaleVersion`."""
    with holding(rehearsal.defence.opportunity, rehearsal.defence, rehearsal) as held:
        demand_defence(by, rehearsal.defence.opportunity)
        refuse_settled(rehearsal.defence)
        _refuse_taken_out(rehearsal)
        held.refuse_stale(rehearsal, version)
        claim(rehearsal, None)
        for name, value in _known(changes).items():
            setattr(rehearsal, name, value)
        if blockers := _rehearsal_blockers(rehearsal):
            raise Refused(blockers)
        save_as(rehearsal, by=by, fields=[*REHEARSAL_FIELDS, "version"])
    return rehearsal


def remove_rehearsal(*, rehearsal: DefenceRehearsal, by: User) -> DefenceRehearsal:
    """Take a rehearsal out; it stays, marked.

    Raises `NotAllowed` to who does not prepare the defence, `Refused` when that is not planned any more or the
    rehearsal is out already.
    """
    with holding(rehearsal.defence.opportunity, rehearsal.defence, rehearsal) as held:
        demand_defence(by, rehearsal.defence.opportunity)
        refuse_settled(rehearsal.defence)
        _refuse_taken_out(rehearsal)
        held.refuse_stale(rehearsal)
        claim(rehearsal, None)
        rehearsal.removed_at = timezone.now()
        save_as(rehearsal, by=by, fields=["removed_at", "version"])
    return rehearsal


def make_presentation(*, defence: ProposalDefence, by: User) -> ProposalAttachment:
    """Make the *Presentación sustentación* from the proposal and the agenda as they stand; it is kept as a new version.

    Earlier ones stay among the files of the proposal. Raises `NotAllowed`, or `Refused` without a proposal.
    """
    demand_defence(by, defence.opportunity)
    refuse_settled(defence)
    if defence.proposal is None:
        words = _("There is nothing to present yet: no proposal of this opportunity was sent.")
        raise Refused(Blocker(code="no_proposal", message=words, url=defence.get_absolute_url()))
    from proposals.defence.presentation import defence_deck

    topics = list(DefenceTopic.objects.kept().filter(defence=defence).select_related("speaker"))
    made = check_file(ContentFile(defence_deck(defence, topics), name="Sustentación.pptx"))
    with changing(defence):
        earlier = defence.proposal.attachments.filter(kind=ProposalFileKind.PRESENTATION).count()
        name = f"Sustentación {defence.proposal.series} v{defence.proposal.number}-{earlier + 1}.pptx"
        defence.presentation = attach(
            model=ProposalAttachment,
            by=by,
            file=replace(made, name=name),
            kind=ProposalFileKind.PRESENTATION,
            proposal=defence.proposal,
        )
        save_as(defence, by=by, fields=["presentation", "version"])
    return defence.presentation


def _demand_material(by: User, topic: DefenceTopic) -> None:
    demand(
        may_add_material(by, topic),
        _("The material of a topic is added by who presents it or who prepares the defence."),
        code="not_your_topic",
    )


def _save_topic(
    defence: ProposalDefence, by: User, kept: Mapping[int, DefenceTopic], position: int, given: Mapping[str, Any]
) -> DefenceTopic:
    values = {name: given[name] for name in TOPIC_FIELDS} | {"title": given["title"].strip(), "position": position}
    topic = kept.get(given.get("id") or 0)
    if topic is None:
        return save_as(DefenceTopic(defence=defence, created_by=by, **values), by=by)
    if all(getattr(topic, name) == value for name, value in values.items()):
        return topic
    with changing(topic):
        for name, value in values.items():
            setattr(topic, name, value)
        return save_as(topic, by=by, fields=[*values, "version"])


def _take_out(topic: DefenceTopic, by: User) -> None:
    with changing(topic):
        topic.removed_at = timezone.now()
        save_as(topic, by=by, fields=["removed_at", "version"])


def _tell_changed_speakers(defence: ProposalDefence, by: User, before: Sequence[User]) -> None:
    after = attendees_of(defence)
    if {one.pk for one in after} == {one.pk for one in before}:
        return
    defence.sequence += 1
    send_again(defence=defence, by=by)
    call_off(defence=defence, by=by, people=[one for one in before if one not in after])


def _topic_blockers(topics: Sequence[Mapping[str, Any]], kept: Mapping[int, DefenceTopic]) -> list[Blocker]:
    if len(topics) > MOST_TOPICS:
        words = _("An agenda has at most %(limit)s topics.") % {"limit": MOST_TOPICS}
        return [Blocker(code="too_many", message=words)]
    blockers = []
    for index, given in enumerate(topics):
        found: list[tuple[str, str, str]] = []
        speaker, minutes = given.get("speaker"), given.get("minutes")
        if given.get("area") not in ANSWERING_AREAS:
            found.append(("area", "area", _("Choose the area that presents it.")))
        elif speaker is not None and not (speaker.is_active and may_speak_for(speaker, given["area"])):
            words = _("%(person)s neither leads this area nor is of Comercial.") % {"person": speaker}
            found.append(("speaker", "speaker", words))
        if not str(given.get("title") or "").strip() or len(given["title"]) > 160:
            found.append(("title", "title", _("Say in at most 160 characters what is presented.")))
        if not isinstance(minutes, int) or not 1 <= minutes <= MOST_MINUTES:
            words = _("Between 1 and %(limit)s minutes.") % {"limit": MOST_MINUTES}
            found.append(("minutes", "minutes", words))
        if given.get("id") and given["id"] not in kept:
            found.append(("title", "gone", _("Somebody took this topic out.")))
        blockers += [Blocker(code=code, field=f"topics.{index}.{name}", message=words) for name, code, words in found]
    return blockers


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if name in REHEARSAL_FIELDS}
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _rehearsal_blockers(rehearsal: DefenceRehearsal) -> list[Blocker]:
    blockers = []
    starts = rehearsal.defence.starts_at
    if rehearsal.starts_at is None:
        blockers.append(Blocker(code="time", field="starts_at", message=_("Say when it begins.")))
    elif rehearsal.starts_at.year not in YEARS:
        words = _("The year %(year)s cannot be right.") % {"year": rehearsal.starts_at.year}
        blockers.append(Blocker(code="year", field="starts_at", message=words))
    elif starts is not None and rehearsal.starts_at >= starts:
        blockers.append(Blocker(code="after", field="starts_at", message=_("A rehearsal is before the defence.")))
    if not isinstance(rehearsal.minutes, int) or not 1 <= rehearsal.minutes <= MOST_MINUTES:
        words = _("Between 1 and %(limit)s minutes.") % {"limit": MOST_MINUTES}
        blockers.append(Blocker(code="minutes", field="minutes", message=words))
    return blockers


def _refuse_taken_out(rehearsal: DefenceRehearsal) -> None:
    if rehearsal.removed_at:
        raise Refused(Blocker(code="removed", message=_("This rehearsal was taken out.")))
