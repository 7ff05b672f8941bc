"""What the pages of the desk show, read from the manifest and the record whenever a page is asked for."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dossier import manifest, report, signed, unchanged
from dossier.editing.drafts import Draft
from dossier.editing.lines import LinesError
from dossier.editing.meaning import recorded
from dossier.editing.underway import Place
from dossier.findings import Severity
from dossier.folder import Folder
from dossier.model import Document, Located, key_of
from dossier.options import FIELDS, Options
from dossier.recorded import Record, Said
from dossier.signed import numbers

from .session import Session

_LARGEST = 500_000_000
# Markdown of the descriptions of keys.
_MARKS = re.compile(r"[`*]")


@dataclass(frozen=True)
class Row:
    """One document: its place in the manifest, and what the last record says of it (folio 0: nothing)."""

    number: int
    id: str
    title: str
    files: tuple[str, ...]
    section: int
    first: int = 0
    last: int = 0
    findings: int = 0

    @property
    def pages(self) -> int:
        """How many pages of the dossier it has."""
        return self.last - self.first + 1 if self.first else 0


@dataclass(frozen=True)
class Key:
    """A key of a reference: its name, what it is for, the ``value`` that the manifest has (an author a line),
    and what is ``shown`` to be edited."""

    name: str
    label: str
    value: str
    shown: str
    lines: int = 1

    def typed_as(self, typed: Mapping[str, str]) -> Key:
        """This, with what somebody had written there before the manifest changed, and what they had not as it
        is now."""
        text = typed.get(self.name, "")
        written = text.split() != typed.get(f"was-{self.name}", "").split()
        return replace(self, shown=text) if written else self


@dataclass(frozen=True)
class Group:
    """What was found under one code of one ``document`` (its ``row``, None of the dossier)."""

    severity: str
    code: str
    document: str
    row: Row | None
    items: Sequence[Mapping[str, str]]

    @property
    def because(self) -> list[str]:
        """Why it was accepted."""
        return list(dict.fromkeys(one["because"] for one in self.items if one.get("because")))

    @property
    def acceptable(self) -> bool:
        """Whether an editor may accept it."""
        return any("seen" in one and not one.get("because") for one in self.items)


@dataclass(frozen=True)
class Desktop:
    """The dossier as it is: its ``sections`` by title, with their documents; where the manifest cannot be
    read, what is ``wrong``. ``current`` says whether the last build is one of what stands there now."""

    since: str
    title: str = ""
    sections: Sequence[tuple[str, Sequence[Row]]] = ()
    wrong: Sequence[Mapping[str, str]] = ()
    findings: Sequence[Mapping[str, str]] = ()
    pages: int = 0
    current: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[Row]:
        """Its documents."""
        for _, rows in self.sections:
            yield from rows

    def row(self, id: str) -> Row | None:
        """The document ``id``."""
        return next((row for row in self.rows if row.id == id), None)

    def groups(self, id: str | None = None) -> list[Group]:
        """What was found, of one document or of all, the gravest first."""
        together: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
        for one in self.findings:
            whose = one.get("document", "")
            if id in (None, whose):
                together.setdefault((one["severity"], one["code"], whose), []).append(one)
        return [
            Group(level, code, whose, self.row(whose), items)
            for (level, code, whose), items in sorted(
                together.items(), key=lambda item: Severity(item[0][0]).rank
            )
        ]


def desktop(session: Session) -> Desktop:
    """What the manifest says, and what the last build found."""
    located, said = manifest.load(session.options.manifest)
    reported = tuple(map(report.as_record, said))
    if located is None:
        return Desktop(session.manifest(), session.options.folder.name, wrong=reported)
    record = _record(session.options)
    current = unchanged.last_build(session.options) is not None
    # What failed was undone where the dossier is as it was built.
    failed = () if current else session.failed
    findings = failed or [*_findings(record.get("findings", ())), *_findings(record.get("accepted", ()))]
    return Desktop(
        located.sha256,
        located.manifest.dossier.title,
        tuple(_sections(located, record, findings)),
        tuple(one for one in reported if one["severity"] == Severity.ERROR),
        findings,
        record.get("page_count", 0),
        current,
        {str(level): sum(one.get("severity") == level for one in findings) for level in Severity},
    )


def reference(session: Session, id: str) -> tuple[str, list[Key]]:
    """The keys of the reference of the document ``id`` as they are written, and the SHA-256 of the manifest
    that was read; no keys where there is no such document, or the manifest cannot be edited by its lines."""
    located, _ = manifest.load(session.options.manifest)
    since = session.manifest()
    if located is None or located.sha256 != since:
        return since, []
    try:
        draft = Draft(Folder(session.options.folder).read(session.options.manifest.name, _LARGEST))
        at = draft.where(id)
    except (LinesError, LookupError, OSError):
        return since, []
    return since, _keys(draft.documents[at.section][at.at])


def blank() -> list[Key]:
    """The keys of the reference of a document that is not there yet."""
    return _keys({})


def _keys(written: Mapping[str, object]) -> list[Key]:
    about = {key_of(one.name): one.metadata["description"] for one in dataclasses.fields(Document)}
    keys = []
    for name in FIELDS:
        value, said = written.get(name), about[name]
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        label = str(said) if report.language() == "fr" else said.in_english
        keys.append(Key(name, _MARKS.sub("", label), text, text, 3 if name in ("author", "alt") else 1))
    return keys


def place(desk: Desktop, id: str, direction: str) -> Place | None:
    """One place further ``up`` or ``down``, over the border of a section too; None where there is none."""
    rows = list(desk.rows)
    at = next((rank for rank, row in enumerate(rows) if row.id == id), None)
    if at is None:
        return None
    section, last = rows[at].section, len(desk.sections)
    if direction == "up":
        if at and rows[at - 1].section == section:
            return Place(before=rows[at - 1].id)
        return Place(section=section - 1) if section > 1 else None
    if at + 1 < len(rows) and rows[at + 1].section == section:
        return Place(after=rows[at + 1].id)
    if section == last:
        return None
    following = desk.sections[section][1]
    return Place(before=following[0].id) if following else Place(section=section + 1)


def sets(options: Options) -> list[str]:
    """The signed sets, by their names."""
    try:
        return [f"{number:03}" for number in numbers(Folder(options.folder).names(signed.FOLDER))]
    except OSError:
        return []


def _sections(
    located: Located, record: Record, findings: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, list[Row]]]:
    known = {one.get("id"): one for one in record.get("documents", ())}
    open_ones = [one.get("document") for one in findings if one.get("severity") != Severity.ACCEPTED]
    number = 0
    for rank, section in enumerate(located.manifest.sections, 1):
        rows = []
        for document in section.documents:
            number += 1
            told = known.get(document.id, {})
            first, last = told.get("first_page", 0), told.get("last_page", 0)
            count = open_ones.count(document.id)
            rows.append(
                Row(number, document.id, document.title, tuple(document.files), rank, first, last, count)
            )
        yield section.title, rows


def _record(options: Options) -> Record:
    try:
        return recorded(options.folder)
    except ValueError:
        return {}


def _findings(said: Iterable[Said]) -> Iterator[Mapping[str, str]]:
    for one in said:
        if "severity" in one:
            texts = {key: value for key, value in one.items() if isinstance(value, str)}
            yield {**dict.fromkeys(("code", "place", "message", "cure"), ""), **texts}
