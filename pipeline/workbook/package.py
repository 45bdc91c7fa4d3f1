"""The parts of an `.xlsx` package, found by what refers to them: other programs name them otherwise, or write `\\`."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

_USUAL = "xl/workbook.xml"
_USUAL_PARTS = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class NoWorkbook(Exception):
    """The archive holds no workbook."""


@dataclass(frozen=True)
class Relation:
    """One reference from the workbook: its id, the last word of its type (`worksheet`, `styles` …) and the part."""

    key: str
    kind: str
    part: str


@dataclass(frozen=True)
class Package:
    """An archive by the names of its parts, in lower case and with `/`: in a package case does not tell parts apart."""

    entries: Mapping[str, zipfile.ZipInfo]
    spelled: Mapping[str, str]

    @property
    def names(self) -> Collection[str]:
        """Return the names of the parts."""
        return self.entries.keys()

    def main_part(self, read: Callable[[str], bytes]) -> str:
        """Return the part that the package says it is about. Raises `NoWorkbook`."""
        if "_rels/.rels" in self.entries:
            for relation in _relations(read("_rels/.rels"), ""):
                if relation.kind == "officeDocument" and relation.part in self.entries:
                    return relation.part
        if _USUAL in self.entries:
            return _USUAL
        raise NoWorkbook

    def relations_of(self, part: str, read: Callable[[str], bytes]) -> list[Relation]:
        """Return what `part` refers to."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        return _relations(read(where), folder) if where in self.entries else []

    def is_usual(self, main: str, relations: Iterable[Relation]) -> bool:
        """Tell whether the parts have the names that every program gives them."""
        usual = main == _USUAL and self.spelled[main] == _USUAL
        for relation in relations:
            if relation.kind in _USUAL_PARTS:
                usual = usual and self.spelled.get(relation.part) == _USUAL_PARTS[relation.kind]
            elif relation.kind == "worksheet":
                usual = usual and relation.part.startswith("xl/") and self.spelled.get(relation.part) == relation.part
        return usual


def directory(archive: zipfile.ZipFile) -> Package:
    """Return the parts of an archive. Raises `NoWorkbook` where two parts have one name."""
    entries: dict[str, zipfile.ZipInfo] = {}
    spelled: dict[str, str] = {}
    for entry in archive.infolist():
        written = entry.filename.replace("\\", "/")
        name = written.lstrip("/").lower()
        if name in entries:
            raise NoWorkbook
        entries[name], spelled[name] = entry, written
    return Package(entries, spelled)


def _relations(content: bytes, folder: str) -> list[Relation]:
    found = []
    for element in ElementTree.fromstring(content):  # noqa: S314 - no DOCTYPE comes this far
        target = element.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        kind = element.get("Type", "").rpartition("/")[2]
        found.append(Relation(element.get("Id", ""), kind, path.lower()))
    return found


def renamed(
    main: str, relations: Iterable[Relation], wanted: Collection[str], chunks: Callable[[str], Iterator[bytes]]
) -> bytes:
    """Return the same workbook with the names that every program knows; of its sheets those in `wanted` alone."""
    target = io.BytesIO()
    references = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:

        def copy(part: str, name: str) -> None:
            with archive.open(name, "w") as into:
                for piece in chunks(part):
                    into.write(piece)

        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        copy(main, _USUAL)
        for number, relation in enumerate(relations, 1):
            name = _USUAL_PARTS.get(relation.kind, f"xl/worksheets/sheet{number}.xml")
            if relation.kind in _USUAL_PARTS or relation.part in wanted:
                copy(relation.part, name)
            elif relation.kind != "worksheet":
                continue
            references.append(Relation(relation.key, relation.kind, name.removeprefix("xl/")))
        archive.writestr("_rels/.rels", _written([Relation("rId1", "officeDocument", _USUAL)]))
        archive.writestr("xl/_rels/workbook.xml.rels", _written(references))
    return target.getvalue()


def _written(relations: Iterable[Relation]) -> str:
    lines = (
        f'<Relationship Id={quoteattr(one.key)} Type="{_RELATIONS}/{one.kind}" Target="{one.part}"/>'
        for one in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
