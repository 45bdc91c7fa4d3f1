"""Defences and dates as calendar data (RFC 5545, 5546): invitations by e-mail, and the subscription of a person.

Times are Bogotá's, with its VTIMEZONE. No price ever stands in what leaves here: a calendar is read on many screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.calendar import BOGOTA, today
from pipeline.states import OPEN_STAGES
from proposals.defence.models import DefenceRehearsal, DefenceState, DefenceTopic, ProposalDefence
from proposals.intake.models import DATED_FIELDS, Intake
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Almacontact//Comercial//ES"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
ALARMS = (timedelta(days=-1), timedelta(hours=-1))
"""How long before a defence a calendar reminds."""
LOOK_BACK = timedelta(days=180)
"""How far back the subscription reaches."""
HOST = "almacontact"
_TIME_ZONE_SINCE = date(2000, 1, 1)
"""Before what a calendar here holds and after the last change of Bogotá's clocks: readers trip over those of 1884."""


def invitation(
    defence: ProposalDefence, topics: Sequence[DefenceTopic], people: Iterable[User], *, method: str, stamp: datetime
) -> bytes:
    """Return one defence as an invitation (`REQUEST`) or its calling off (`CANCEL`) to `people`, stamped `stamp`."""
    from icalendar import vText

    calendar = _calendar(method)
    event = _defence_event(defence, topics, stamp)
    event.add("organizer", _address(organiser_of(defence)))
    for person in people:
        attendee = _address(person)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if method == REQUEST:
        _remind(event, event["SUMMARY"])
    calendar.add_component(event)
    return _written(calendar)


def organiser_of(defence: ProposalDefence) -> User:
    """Return who invites, the same each time: a calendar takes no change of an event from anybody else."""
    return defence.created_by or defence.opportunity.owner


def one_event(defence: ProposalDefence, topics: Sequence[DefenceTopic]) -> bytes:
    """Return one defence to be saved in a calendar by hand: no attendees, nobody is asked anything."""
    calendar = _calendar(PUBLISH)
    event = _defence_event(defence, topics, defence.created_at)
    _remind(event, event["SUMMARY"])
    calendar.add_component(event)
    return _written(calendar)


def subscription(user: User) -> bytes:
    """Return everything with a date that concerns `user`: defences and rehearsals they speak at or own, the dates of
    their requests, and until when their offers bind. Six queries. The same records give the same bytes."""
    calendar = _calendar(PUBLISH)
    name = _("Almacontact · %(person)s") % {"person": user.name}
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", BOGOTA.key)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for event in (*_defences(user), *_requests(user), *_validities(user)):
        calendar.add_component(event)
    return _written(calendar)


def topics_text(defence: ProposalDefence, topics: Sequence[DefenceTopic]) -> list[str]:
    """Return the agenda with running clock times: `09:00 Modelo operativo, Óscar Luna (15 min)`."""
    lines = []
    for starts, topic in running(defence, topics):
        clock = f"{starts.astimezone(BOGOTA):%H:%M} " if starts else ""
        who = f", {topic.speaker}" if topic.speaker else ""
        lines.append(f"{clock}{topic.title}{who} ({topic.minutes} min)")
    return lines


def running(defence: ProposalDefence, topics: Iterable[DefenceTopic]) -> list[tuple[datetime | None, DefenceTopic]]:
    """Return each topic with the moment it begins; None where the defence has no time."""
    found: list[tuple[datetime | None, DefenceTopic]] = []
    moment = defence.starts_at
    for topic in topics:
        found.append((moment, topic))
        if moment is not None:
            moment += timedelta(minutes=topic.minutes)
    return found


def _calendar(method: str) -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones(first_date=_TIME_ZONE_SINCE)
    for zone in calendar.timezones:
        zone.pop("COMMENT", None)
    return calendar.to_ical()


def _address(person: User) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = vText(person.name)
    return address


def _event(uid: str, stamp: datetime, summary: str, path: str, sequence: int = 0) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{uid}@{HOST}")
    event.add("dtstamp", stamp)
    event.add("sequence", sequence)
    event.add("summary", summary)
    if path:
        event.add("url", urljoin(settings.SITE_URL, path))
    return event


def _defence_event(defence: ProposalDefence, topics: Sequence[DefenceTopic], stamp: datetime) -> Event:
    opportunity = defence.opportunity
    summary = _("Defence: %(client)s") % {"client": opportunity.client.name}
    event = _event(str(defence.uid), stamp, summary, defence.get_absolute_url(), defence.sequence)
    _span(event, defence.starts_at, defence.ends_at)
    event.add("location", defence.where)
    words = [opportunity.code, *([defence.link] if defence.link else []), *topics_text(defence, topics)]
    event.add("description", "\n".join(words))
    return event


def _span(event: Event, starts: datetime | None, ends: datetime | None) -> None:
    for name, moment in (("dtstart", starts), ("dtend", ends)):
        if moment is not None:
            event.add(name, moment.astimezone(BOGOTA))


def _remind(event: Event, words: Any) -> None:
    from icalendar import Alarm

    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", before)
        event.add_component(alarm)


def _day(uid: str, stamp: datetime, summary: str, path: str, on: date, sequence: int = 0) -> Event:
    event = _event(uid, stamp, summary, path, sequence)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _defences(user: User) -> list[Event]:
    since = today() - LOOK_BACK
    mine = (
        ProposalDefence.objects.concerning(user)
        .standing()
        .filter(
            Q(state=DefenceState.HELD) | Q(state=DefenceState.PLANNED, opportunity__stage__in=OPEN_STAGES),
            starts_at__date__gte=since,
        )
        .select_related("opportunity__client")
        .order_by("starts_at", "pk")
    )
    defences = {one.pk: one for one in mine}
    topics: dict[int, list[DefenceTopic]] = {}
    for topic in DefenceTopic.objects.kept().filter(defence__in=defences).select_related("speaker"):
        topics.setdefault(topic.defence_id, []).append(topic)
    events = []
    for one in defences.values():
        event = _defence_event(one, topics.get(one.pk, []), one.created_at)
        _remind(event, event["SUMMARY"])
        events.append(event)
    for rehearsal in DefenceRehearsal.objects.kept().filter(defence__in=defences):
        defence = defences[rehearsal.defence_id]
        summary = _("Rehearsal: %(client)s") % {"client": defence.opportunity.client.name}
        path = defence.get_absolute_url()
        event = _event(str(rehearsal.uid), rehearsal.created_at, summary, path, rehearsal.version)
        _span(event, rehearsal.starts_at, rehearsal.ends_at)
        event.add("location", rehearsal.place)
        events.append(event)
    return events


def _requests(user: User) -> list[Event]:
    """The dates of the requests of one's own open opportunities."""
    mine = (
        Intake.objects.visible_to(user)
        .standing()
        .filter(opportunity__owner=user, opportunity__stage__in=OPEN_STAGES)
        .select_related("opportunity__client")
        .order_by("pk")
    )
    return [
        _day(
            f"intake-{one.pk}-{name}",
            one.created_at,
            f"{label}: {one.opportunity.client.name}",
            one.get_absolute_url(),
            on,
            one.version,
        )
        for one in mine
        for name, label in DATED_FIELDS.items()
        if (on := getattr(one, name)) and on >= today() - LOOK_BACK
    ]


def _validities(user: User) -> list[Event]:
    """Until when the offers that were sent bind us, on one's own open opportunities."""
    path = "proposal__alternative__opportunity"
    mine = (
        ProposalSending.objects.lapsing(today() - LOOK_BACK, date.max)
        .filter(**{f"{path}__owner": user, f"{path}__stage__in": OPEN_STAGES})
        .filter(proposal__in=Proposal.objects.visible_to(user).approved())
        .select_related(f"{path}__client")
        .order_by("proposal", "pk")
    )
    events = {}
    for one in mine:
        proposal = one.proposal
        summary = _("Offer valid until today: %(client)s") % {"client": proposal.opportunity.client.name}
        link = proposal.opportunity.get_absolute_url()
        uid = f"validity-{proposal.pk}"
        events[uid] = _day(uid, proposal.created_at, summary, link, proposal.valid_until, proposal.version)
    return list(events.values())
