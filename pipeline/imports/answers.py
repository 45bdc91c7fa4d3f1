"""What a person says in advance of a file, where there is no preview to ask: what headers and rows are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from almacontact.refusals import Blocker, Refused
from pipeline.imports.identity import NEW_DEAL
from pipeline.imports.reading import Reading
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from pipeline.workbook.columns import FIELD, Proposal, known_field
from pipeline.workbook.headers import Table
from pipeline.workbook.stages import MEANINGS, Sure, read_stage
from pipeline.workbook.words import fold


@dataclass(frozen=True)
class Said:
    """What a person says in advance of a file: the field of a header ("" leaves it out), and of a row, what it is.

    A row is the code of an opportunity, "new", or a stage; several of them may be said of one row.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[tuple[int, str]] = ()


def mapping_as_said(table: Table, proposal: Proposal, columns: Mapping[str, str]) -> dict[int, str]:
    """Return the proposed mapping with what a person said of headers. Raises `Refused` for a header that is not there,
    a field that does not exist, or one that more than one column still could be."""
    mapping = dict(proposal.mapping)
    settled: set[str] = set()
    for header, said in columns.items():
        places = [at for at, text in enumerate(table.headers) if text and _same_header(text, header)]
        name = said if said in FIELD else known_field(said)
        demand(bool(places), _("No column has the header “%(header)s”.") % {"header": header}, "unknown_header")
        demand(bool(name) or not said, _("There is no field “%(field)s”.") % {"field": said}, "unknown_field")
        mapping = {at: field_name for at, field_name in mapping.items() if field_name != name and at not in places}
        if name:
            mapping[places[0]] = name
            settled.add(name)
    _refuse_duplicates(table, proposal, mapping, settled)
    return dict(sorted(mapping.items()))


def _same_header(one: str, other: str) -> bool:
    return one == other or (fold(one) or one.strip()) == (fold(other) or other.strip())


def accept(reading: Reading, rows: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Take what a person said of rows: stages into the rows, the identity of the others is returned as choices.

    Raises `Refused` for a row that is not there, and for what is no code, stage or "new".
    """
    by_number = {row.row: row for row in reading.rows}
    identity: dict[str, Any] = {}
    for number, said in rows:
        row = by_number.get(number)
        demand(row is not None, _("The sheet has no row %(row)s with data.") % {"row": number}, "unknown_row")
        if said == NEW_DEAL:
            identity[str(number)] = NEW_DEAL
            continue
        one = Opportunity.objects.filter(code=said.upper()).values_list("pk", flat=True).first()
        if one is not None:
            identity[str(number)] = one
            continue
        meant = said if said in MEANINGS else ""
        if not meant and (read := read_stage(said)):
            meant = read.meaning if read.sure is Sure.KNOWN else ""
        demand(bool(meant), _("“%(said)s” is no opportunity, no stage and not “new”.") % {"said": said}, "bad_answer")
        if row is not None:
            row.take_stage(*MEANINGS[meant])
    return {"identity": identity} if identity else {}


def _refuse_duplicates(table: Table, proposal: Proposal, mapping: Mapping[int, str], settled: set[str]) -> None:
    blockers = [
        Blocker(
            code="duplicated_header",
            field=duplicate.field,
            message=_("The header “%(header)s” stands over several columns with data. Leave one, or import on screen.")
            % {"header": table.headers[duplicate.columns[0]]},
        )
        for duplicate in proposal.duplicates
        if duplicate.field not in settled and duplicate.field in mapping.values()
    ]
    if blockers:
        raise Refused(blockers)
