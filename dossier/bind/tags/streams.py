"""The streams that hold marks: a page's form and the forms under it, changed only where needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypdf.generic import DictionaryObject, StreamObject

from dossier.bind.objects import decoded, dictionary, encode, get

from .marks import inside, marks_of, with_artifacts, without_marks, without_strings

# Operators that show text (ISO 32000-1, 9.4.3), and those that draw what has a name.
_SHOWING = re.compile(rb"(?<![^\s\])>])(?:Tj|TJ|'|\")(?![^\s/\[(<%])")
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![^\s/\[(<%])")


class Marked:
    """One stream with marks: which MCIDs are in it, and which of them an element owns."""

    def __init__(self, stream: StreamObject) -> None:
        self.stream = stream
        self.owned: set[int] = set()
        self._data = decoded(stream)
        self._marks = tuple(marks_of(self._data or b"", _named(stream)))
        self.mcids = {mark.mcid for mark in self._marks if mark.mcid is not None}

    def writes(self, mcid: int) -> bool:
        """Whether text is shown in the marked content ``mcid``, or may be."""
        return self._data is None or any(
            _writes(part, self.stream, {id(self.stream)}) for part in inside(self._data, self._marks, mcid)
        )

    def disown(self) -> None:
        """Turn the marks that no element owns into artifacts."""
        if self._data is not None and not self.mcids <= self.owned:
            encode(self.stream, with_artifacts(self._data, self._marks, self.owned))


def _writes(drawing: bytes, stream: StreamObject, seen: set[int]) -> bool:
    """Whether ``drawing``, of ``stream``, shows text, itself or in a form that it draws."""
    plain = without_strings(drawing)
    if _SHOWING.search(plain):
        return True
    forms = dictionary(dictionary(stream, "/Resources"), "/XObject")
    for name in _DRAWN.findall(plain):
        held = get(forms, "/" + name.decode("utf-8", "surrogateescape"))
        if held is None:
            return True  # a name that is written otherwise: what it draws is not known
        if isinstance(held, StreamObject) and held.get("/Subtype") == "/Form" and id(held) not in seen:
            seen.add(id(held))
            data = decoded(held)
            if data is None or _writes(data, held, seen):
                return True
    return False


def strip(form: StreamObject, seen: set[int]) -> None:
    """Take the marks from a form and from all forms that it draws, but those ``seen`` already.

    Within content that is marked as a whole, an artifact may not stand (ISO 14289-1, 7.1), and nothing else
    in it would be owned.
    """
    for stream in forms_in(form, seen):
        data = decoded(stream)
        if data is not None:
            changed = without_marks(data, _said(stream))
            if changed != data:
                encode(stream, changed)


def forms_in(form: StreamObject, seen: set[int]) -> Iterator[StreamObject]:
    """``form`` and the forms under its resources, each once, but those ``seen`` already."""
    waiting = [form]
    while waiting:
        stream = waiting.pop()
        if id(stream) in seen:
            continue
        seen.add(id(stream))
        yield stream
        resources = dictionary(stream, "/Resources")
        if id(resources) in seen:
            continue
        seen.add(id(resources))
        for value in dictionary(resources, "/XObject").values():
            held = value.get_object()
            if isinstance(held, StreamObject) and held.get("/Subtype") == "/Form":
                waiting.append(held)


def _said(stream: StreamObject) -> set[bytes]:
    """The names of property lists that say a text and no more."""
    lists = dictionary(dictionary(stream, "/Resources"), "/Properties")
    said = ((name, value.get_object()) for name, value in lists.items())
    return {
        name[1:].encode("utf-8", "surrogateescape")
        for name, held in said
        if isinstance(held, DictionaryObject) and "/ActualText" in held and "/MCID" not in held
    }


def _named(stream: StreamObject) -> dict[str, int]:
    """The MCIDs of property lists that have a name (ISO 32000-1, 14.6.2)."""
    lists = dictionary(dictionary(stream, "/Resources"), "/Properties")
    ids: dict[str, int] = {}
    for name, value in lists.items():
        held = value.get_object()
        mcid = get(held, "/MCID") if isinstance(held, DictionaryObject) else None
        if isinstance(mcid, int):
            ids[str(name)[1:]] = int(mcid)
    return ids
