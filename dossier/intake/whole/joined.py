"""Content that is split into streams within a string, made one stream.

Streams may end between two tokens alone (ISO 32000-2, 7.8.2). Where one ends within a string, engines differ:
some read a space there, some the byte that the next reader put between, some go on; only the last reads the
word that the writer wrote.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Stream

from dossier import odd
from dossier.entries import FAULTS
from dossier.intake.sanitise.operands import has_pictures
from dossier.intake.saving import saved
from dossier.model import SourcePage, Treatment

from . import reading
from .content import in_string

# The file is as qpdf writes it: an array of two streams, in the page or an object of its own.
_ARRAY = re.compile(rb"(?:/Contents|obj)\s*\[\s*\d+ \d+ R\s+\d+ \d+ R")


def joined(data: bytes, pages: Sequence[SourcePage]) -> tuple[bytes, tuple[Treatment, ...]]:
    """The PDF ``data``, all of whose streams are whole, with each string on ``pages`` in one stream; and that
    it was done. Raises OddError where the file cannot be read."""
    if not _ARRAY.search(data):
        return data, ()
    count = 0
    with odd.reading("pikepdf", faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
        for number in sorted({page.number for page in pages}):
            page = pdf.pages[number - 1].obj
            contents = page.get("/Contents")
            parts = [p for p in contents if isinstance(p, Stream)] if isinstance(contents, Array) else []
            whole = _whole([reading.data(part) for part in parts])
            if whole is not None:
                page.Contents = pdf.make_stream(whole)
                count += 1
        if not count:
            return data, ()
        return saved(pdf, streams_as_they_are=True), (Treatment("content-joined", {"pages": count}),)


def _whole(parts: Sequence[bytes]) -> bytes | None:
    """The content whose ``parts`` end within strings; None where none does, or a string never ends."""
    if len(parts) < 2 or any(map(has_pictures, parts)):
        return None  # the data of an inline picture may look like a string that begins
    done: list[bytes] = []
    begun = b""
    for part in parts:
        begun += part
        if not in_string(begun):
            done.append(begun)
            begun = b""
    return b"\n".join(done) if len(done) < len(parts) and not begun else None
