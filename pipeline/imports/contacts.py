"""The people that the rows of a file name, and the e-mails of theirs that are not kept: each has one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pipeline.clients.models import Contact
from pipeline.imports.bulk import parts
from pipeline.imports.clients import ClientBook
from pipeline.imports.reading import ReadRow
from pipeline.workbook.words import fold


class People:
    """The contacts in use of some clients, by their names and by those of whoever was merged into them; read with one
    query a part."""

    def __init__(self, clients: Iterable[int]) -> None:
        self._by_name: dict[tuple[int, str], Contact] = {}
        self._emails: dict[int, list[str]] = {}
        every: dict[int, Contact] = {}
        for part in parts(list(clients)):
            every |= {one.pk: one for one in Contact.objects.filter(client__in=part).order_by("pk")}
        # Who bears a name comes before who was merged under it.
        for one in sorted(every.values(), key=lambda one: (one.merged_into_id is not None, one.pk)):
            stayed = one
            while stayed.merged_into_id in every:
                stayed = every[stayed.merged_into_id]
            if stayed.active and stayed.merged_into_id is None:
                self._by_name.setdefault((stayed.client_id, fold(one.name)), stayed)
                self._emails.setdefault(stayed.pk, []).append(one.email.lower())

    def called(self, client: int, name: str) -> Contact | None:
        """Return the contact of a client that a name, folded, means."""
        return self._by_name.get((client, name))

    def emails(self, contact: Contact) -> list[str]:
        """Return the e-mail of a contact, then those of whoever was merged into it: they stay readable with it."""
        return self._emails[contact.pk]


class ContactBook:
    """The contacts of one file beside those we have, read with one query a part."""

    def __init__(self, rows: Iterable[ReadRow], clients: ClientBook) -> None:
        self._told: dict[int, str] = {}
        self._joined: dict[int, str] = {}
        named = [row for row in rows if row.values.get("contact") and "client" in row.values]
        ids = {pk for row in named if row.values.get("email") and (pk := clients.of(row).pk)}
        people = People(ids)
        first: dict[tuple[str, str], tuple[str, int]] = {}
        spelled: dict[tuple[str, str], tuple[str, int]] = {}
        for row in named:
            email = row.values.get("email")
            group, name = clients.of(row), row.values["contact"]
            person = fold(name)
            as_first, at = spelled.setdefault((group.key, person), (name, row.row))
            if as_first != name:
                words = _("is taken for the contact that row %(row)s writes “%(name)s”")
                self._joined[row.row] = words % {"row": at, "name": as_first}
            if not email:
                continue
            ours = people.called(group.pk or 0, person)
            with_us = people.emails(ours) if ours else None
            seen, at = first.setdefault((group.key, person), (email, row.row))
            if with_us and email not in with_us:
                words = _("is not kept: this contact is here with “%(email)s”")
                self._told[row.row] = words % {"email": with_us[0] or "–"}
            elif with_us is None and seen != email:
                words = _("is not kept: this contact has “%(email)s” in row %(row)s")
                self._told[row.row] = words % {"email": seen, "row": at}

    def joined(self, row: ReadRow) -> str:
        """Return what to tell of a row whose contact is written otherwise than in the row that it joins, else ""."""
        return self._joined.get(row.row, "")

    def told(self, row: ReadRow) -> str:
        """Return what becomes of the e-mail of a row, "" where it is kept."""
        return self._told.get(row.row, "")
