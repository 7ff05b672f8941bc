"""A manifest while it is being edited: its text, and what that must say after each cut."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import yaml

from . import fields, moves
from .anchors import settled
from .as_written import Text
from .lines import LinesError, Parsed, Value, plain
from .moves import Slot

_CALL = re.compile(r"\b(cite|ref)(\s*\()([^()]*)(\))")


class UnknownError(LookupError):
    """No document is called so; ``near`` may have been meant."""

    def __init__(self, id: str, near: str = "") -> None:
        super().__init__(id)
        self.id, self.near = id, near


class Draft:
    """The manifest ``data``, to be edited. Raises LinesError where it cannot be by its lines.

    Every change is held against what it should mean: where the text says anything else than that afterwards
    (an anchor that its alias has lost, blank lines that belong to a text), LinesError is raised.
    """

    def __init__(self, data: bytes) -> None:
        self.text = Text.of(data)
        self.parsed = Parsed(self.text)
        self._said = plain(self.parsed.root)

    @property
    def documents(self) -> list[list[dict[str, Value]]]:
        """What is said of the documents, by section."""
        assert isinstance(self._said, dict)
        sections = self._said["sections"]
        assert isinstance(sections, list)
        return [section["documents"] for section in sections]  # type: ignore[index,call-overload,misc]

    def ids(self) -> list[str]:
        """The ids of all documents, in order."""
        return [str(document.get("id")) for section in self.documents for document in section]

    def named(self, given: str) -> str:
        """The id of the document that is called ``given``: by its id, or by its number. Raises
        UnknownError."""
        ids = self.ids()
        if given in ids:
            return given
        if given.isdecimal() and 1 <= int(given) <= len(ids):
            return ids[int(given) - 1]
        raise UnknownError(given, next(iter(difflib.get_close_matches(given, ids, 1)), ""))

    def where(self, id: str) -> Slot:
        """Where the document ``id`` stands."""
        for section, documents in enumerate(self.documents):
            for rank, document in enumerate(documents):
                if document.get("id") == id:
                    return Slot(section, rank)
        raise UnknownError(id)

    def put(self, id: str, key: str, value: fields.Written) -> None:
        """Write ``value`` at ``key`` of a document; an empty one takes the key away."""
        slot = self.where(id)
        said = self.documents[slot.section][slot.at]
        if value:
            said[key] = value if isinstance(value, str) else list(value)
        else:
            said.pop(key, None)
        with self._near(slot):
            self._take(fields.put(self.parsed, self._node(slot), key, value))

    def move(self, id: str, to: Slot) -> None:
        """Move a document to where another one stands, or behind the last of a section."""
        slot, said = self.where(id), self.documents
        document = said[slot.section][slot.at]
        said[to.section].insert(to.at, document)
        later = slot.section == to.section and to.at <= slot.at
        said[slot.section].pop(slot.at + later)
        with self._near(slot):
            self._take(moves.moved(self.parsed, slot.section, slot.at, to))

    def add(self, to: Slot, keys: Mapping[str, str]) -> None:
        """A new document that has those keys."""
        self.documents[to.section].insert(to.at, dict(keys))
        with self._near(Slot(to.section, max(0, to.at - 1))):
            self._take(moves.added(self.parsed, to, keys))

    def remove(self, id: str) -> None:
        """Take a document out."""
        slot = self.where(id)
        del self.documents[slot.section][slot.at]
        with self._near(slot):
            self._take(moves.removed(self.parsed, slot.section, slot.at))

    def accept(self, id: str, items: Sequence[Mapping[str, str]]) -> None:
        """Write ``items`` of ``accepted`` for a document, or for the dossier where ``id`` is empty."""
        assert isinstance(self._said, dict)
        slot = self.where(id) if id else None
        said = self.documents[slot.section][slot.at] if slot else self._said["dossier"]
        assert isinstance(said, dict)
        earlier = said.get("accepted") or []
        assert isinstance(earlier, list)
        written: list[Value] = [dict(item) for item in items]
        said["accepted"] = earlier + written
        with self._near(slot):
            node = self._node(slot) if slot else self.parsed.dossier
            self._take(fields.accepted(self.parsed, node, items))

    def rename(self, id: str, new: str) -> None:
        """Give a document another id, here and in what cites it."""
        self.put(id, "id", new)
        self._said = _each(self._said, lambda text: recited(text, id, new))
        self._take(self.text.with_text(recited(self.text.text, id, new)))

    def key_at(self, line: int) -> str:
        """The key of a document that stands in ``line``, from 1; empty where none does."""
        for item in self.parsed.flat():
            for entry in self.parsed.entries(item.node):
                if self.text.row(entry.start) <= line - 1 <= self.text.row(max(entry.start, entry.end - 1)):
                    return entry.key
        return ""

    @contextmanager
    def _near(self, slot: Slot | None) -> Iterator[None]:
        """What cannot be done is said of the line in which the document of ``slot`` begins."""
        node = self._node(slot) if slot else self.parsed.dossier
        line = self.text.row(node.start_mark.index) + 1
        try:
            yield
        except LinesError as error:
            error.line = error.line or line
            raise

    def _node(self, slot: Slot) -> yaml.MappingNode:
        return self.parsed.documents[slot.section].items[slot.at].node

    def _take(self, text: Text) -> None:
        expected = copy.deepcopy(self._said)
        text = settled(self.text, text)
        self.text, self.parsed = text, Parsed(text)
        self._said = plain(self.parsed.root)
        if self._said != expected:
            raise LinesError


def recited(text: str, id: str, new: str) -> str:
    """``text`` with ``new`` for ``id`` in the calls of ``cite()`` and ``ref()``."""
    name = re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")
    return _CALL.sub(lambda m: f"{m[1]}{m[2]}{name.sub(new, m[3])}{m[4]}", text)


def cited(text: str, id: str) -> bool:
    """Whether a call of ``cite()`` or ``ref()`` in ``text`` names ``id``."""
    name = re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")
    return any(name.search(call[3]) for call in _CALL.finditer(text))


def _each(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return change(value)
