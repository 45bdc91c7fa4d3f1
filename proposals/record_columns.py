"""The columns that every list of records of an opportunity begins and ends with."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from almacontact.web.columns import Column

CODE = Column("code", _("Code"), value=lambda one: one.opportunity.code, screen=False)
OWNER = Column("owner", _("Owner"), value=lambda one: one.opportunity.owner.name, kind="person")


def client_column(
    named: Callable[[Any], object] | None = None, sort: str | tuple[str, ...] = "opportunity__client__name"
) -> Column:
    """Return the column that leads to the record: the client, and below it the code and how the record is `named`."""

    def cell(record: Any) -> SafeString:
        opportunity = record.opportunity
        below = opportunity.code if named is None else f"{opportunity.code} · {named(record)}"
        return format_html('{}<span class="cell-sub">{}</span>', opportunity.client.name, below)

    return Column(
        "client",
        _("Client"),
        value=lambda one: one.opportunity.client.name,
        sort=sort,
        url=lambda one: one.get_absolute_url(),
        html=cell,
    )
