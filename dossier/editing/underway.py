"""One command under way: the manifest as it becomes, and the files that go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from dossier import shipped
from dossier.findings import DossierError, Finding, Severity, finding
from dossier.manifest.loaded import loaded
from dossier.model import Document, Located
from dossier.options import FIELDS
from dossier.ranges import numbers, parse_pages

from . import steps
from .acceptance import Seen
from .drafts import Draft, UnknownError
from .given import Given, Known, known
from .meaning import Meaning, meaning
from .moves import Slot
from .step_files import Change

Fields = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Place:
    """Where a document is to stand: behind or before another one, or as the last of a section (from 1)."""

    after: str | None = None
    before: str | None = None
    section: int | None = None


@dataclass(frozen=True)
class Done:
    """What a command did, or would do: the ``facts`` of its sentence, the files changed, what it means, what
    the file given ``knows`` of itself and nobody has written, and what was accepted."""

    command: str
    facts: Mapping[str, str | int]
    files: tuple[str, ...]
    meaning: Meaning | None = None
    knows: Mapping[str, str] = field(default_factory=dict)
    accepted: Sequence[Seen] = ()


@dataclass
class Edit:
    """A command that edits the manifest ``path``, read as ``data``, of which was ``said`` what it is."""

    path: Path
    command: str
    data: bytes
    before: Located
    said: Sequence[Finding]
    draft: Draft
    files: list[Change] = field(default_factory=list)
    facts: dict[str, str | int] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    knows: dict[str, str] = field(default_factory=dict)
    fresh: Path | None = None

    @property
    def folder(self) -> Path:
        """The dossier's folder."""
        return self.path.parent

    def named(self, given: str) -> str:
        """The id of the document called ``given``, by its id or its number. Raises UnknownError."""
        id = self.draft.named(given)
        if id not in {document.id for _, _, document in self.before.manifest.numbered()}:
            raise UnknownError(given)
        return id

    def document(self, id: str) -> Document:
        """The document ``id`` as it was."""
        return next(d for _, _, d in self.before.manifest.numbered() if d.id == id)

    def number(self, id: str) -> int:
        """The number of the document ``id`` as it was."""
        return next(number for number, _, d in self.before.manifest.numbered() if d.id == id)

    def slot(self, place: Place) -> Slot:
        """Where ``place`` is. Raises DossierError where it is none, or several."""
        given = [one for one in (place.after, place.before, place.section) if one is not None]
        sections = self.draft.documents
        if len(given) != 1:
            raise DossierError([finding("edit-place", self.path.name, sections=len(sections))])
        if place.section is not None:
            if not 1 <= place.section <= len(sections):
                raise DossierError(
                    [finding("section-unknown", self.path.name, value=place.section, sections=len(sections))]
                )
            return Slot(place.section - 1, len(sections[place.section - 1]))
        at = self.draft.where(self.named(str(given[0])))
        return Slot(at.section, at.at + (place.after is not None))

    def keep_section(self, id: str, to: Slot | None) -> None:
        """Raise DossierError where a section would have no document left."""
        at = self.draft.where(id)
        if len(self.draft.documents[at.section]) == 1 and (to is None or to.section != at.section):
            raise DossierError([finding("section-emptied", self.before.of(self.document(id)), id=id)])

    def take(self, new: Given, file: Path) -> None:
        """Have the file that was given among the sources, with what it brings along."""
        self.fresh = file
        if new.data is not None:
            self.files.append(Change(new.path, None, new.data))
            self.files += [Change(path, None, data) for path, data in new.along.items()]

    def write(self, id: str, fields: Fields) -> None:
        """Write ``fields`` of the document ``id``."""
        for key, value in fields.items():
            self.draft.put(id, key, value)

    def propose(self, id: str, fields: Fields) -> None:
        """What the file knows of itself and the manifest does not say."""
        assert self.fresh
        file = known(self.fresh)
        at = self.draft.where(id)
        written = self.draft.documents[at.section][at.at]
        pages = str(file.pages) if file.pages and "keep" not in written else ""
        told = {"title": file.title, "issued": file.issued, "number-of-pages": pages}
        for key, value in told.items():
            if value and key not in fields and written.get(key) not in (value, "auto"):
                self.knows[key] = value

    def done(self, id: str, dry: bool, committing: Callable[[], object], seen: Sequence[Seen] = ()) -> Done:
        """Load what the manifest becomes, and make the step. Raises DossierError where it is wrong."""
        data = self.draft.text.data
        after, findings = loaded(data, self.path.name, self.folder)
        was = {(f.code, *map(str, sorted(f.facts.items()))) for f in self.said}
        new = [f for f in findings if (f.code, *map(str, sorted(f.facts.items()))) not in was]
        if after is None or any(f.severity is Severity.ERROR for f in new):
            raise DossierError([self._asked(one) for one in new] or findings)
        means = meaning(self.folder, self.before.manifest, after.manifest, self.same, self._count)
        numbers = {document.id: number for number, _, document in after.manifest.numbered()}
        facts = {"number": numbers.get(id, 0), "id": id, **self.facts}
        changes = list(self.files)
        if data != self.data:
            changes.append(Change(self.path.name, self.data, data))
        if changes and not dry:
            steps.do(self.folder, self.command, changes, committing)
        files = tuple(change.path for change in changes)
        return Done(self.command, facts, files, means, self.knows, seen)

    def _asked(self, one: Finding) -> Finding:
        """``one`` said of the key that was given: its line stands in a manifest that is not written."""
        number = one.place.partition(":")[2].partition(":")[0]
        key = self.draft.key_at(int(number)) if number.isdecimal() else ""
        key = str(one.facts.get("key")) if one.code == "key-missing" else key
        return replace(one, place=key) if key in (*FIELDS, "id", "file") else one

    def _count(self, document: Document) -> int:
        """The pages of a document of one file; 0 where they are not known."""
        if document.keep:
            try:
                return len(list(numbers(parse_pages(document.keep))))
            except ValueError:
                return 0
        if not isinstance(document.file, str):
            return 0
        there = self.folder / document.file
        file = there if there.is_file() else self.fresh
        return (known(file) if file else Known()).pages


def untitled() -> str:
    """The title of a document that has none yet: that of the starter, of which a build reminds."""
    text = (shipped.place("templates") / "starter" / "manifest.yaml").read_text(encoding="utf-8")
    return str(yaml.load(text, Loader=yaml.BaseLoader)["sections"][0]["documents"][0]["title"])
