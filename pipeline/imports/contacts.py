"""The people that the rows of a file name, and the e-mails of theirs that are not kept: each has one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pipeline.clients.models import Contact
from pipeline.imports.bulk import parts
from pipeline.imports.clients import ClientBook
from pipeline.imports.reading import ReadRow
from pipeline.workbook.words import fold


class ContactBook:
    """The contacts of one file beside those we have, read with one query a part."""

    def __init__(self, rows: Iterable[ReadRow], clients: ClientBook) -> None:
        self._told: dict[int, str] = {}
        self._joined: dict[int, str] = {}
        named = [row for row in rows if row.values.get("contact") and "client" in row.values]
        ids = {pk for row in named if row.values.get("email") and (pk := clients.of(row).pk)}
        ours: dict[tuple[int, str], str] = {}
        for part in parts(list(ids)):
            found = Contact.objects.current().filter(client__in=part).order_by("pk")
            for client, name, kept in found.values_list("client_id", "name", "email"):
                ours.setdefault((client, fold(name)), kept.lower())
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
            with_us = ours.get((group.pk or 0, person))
            seen, at = first.setdefault((group.key, person), (email, row.row))
            if with_us is not None and with_us != email:
                words = _("is not kept: this contact is here with “%(email)s”")
                self._told[row.row] = words % {"email": with_us or "–"}
            elif with_us is None and seen != email:
                words = _("is not kept: this contact has “%(email)s” in row %(row)s")
                self._told[row.row] = words % {"email": seen, "row": at}

    def joined(self, row: ReadRow) -> str:
        """Return what to tell of a row whose contact is written otherwise than in the row that it joins, else ""."""
        return self._joined.get(row.row, "")

    def told(self, row: ReadRow) -> str:
        """Return what becomes of the e-mail of a row, "" where it is kept."""
        return self._told.get(row.row, "")
