"""Pictures that stand in a content stream itself (ISO 32000-2, 8.9.7)."""

from __future__ import annotations

import re
from typing import Any

import pikepdf
from pikepdf import Object

from dossier import entries, odd
from dossier.entries import FAULTS
from dossier.intake.sanitise.operands import INLINE
from dossier.intake.sanitise.tokens import STRING
from dossier.odd import OddError

from .filters import Unpacked, unpacked
from .picture import size_of
from .state import State

_STRINGS = re.compile(STRING + rb"|%[^\r\n]*", re.DOTALL)
_BEGIN = re.compile(rb"[\0\t\n\f\r ]ID[\0\t\n\f\r ]")
_END = re.compile(rb"[\0\t\n\f\r ]*EI(?![A-Za-z0-9])")


def pictures(text: bytes) -> tuple[list[tuple[Unpacked, Object]], bytes | None, bool]:
    """Each picture in the content stream ``text``, unpacked, with its dictionary; the stream without their
    data, None where they are not to be found in it; and whether all of them end.

    Raises OddError where the stream cannot be read.
    """
    images: list[tuple[Unpacked, Object]] = []
    rest, at = [], 0
    with odd.reading("pikepdf", faults=FAULTS), pikepdf.new() as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.make_stream(text)):
            if entries.spelt(instruction.operator) != "INLINE IMAGE":
                continue
            image: Any = instruction.iimage  # type: ignore[union-attr]
            head, raw = image.obj, bytes(image.read_raw_bytes())
            begin = _BEGIN.search(text, at)
            start = text.find(raw, begin.end()) if begin else -1
            if start < 0:
                return images, None, True
            size = 0 if "/Filter" in head else size_of(head)
            if size > len(raw) and _END.match(text, start + size):
                return images, None, True  # qpdf took some of the data for their end
            images.append((_unpacked(raw, head), head))
            rest.append(text[at:start])
            at = start + len(raw)
    left = b" ".join((*rest, text[at:]))
    return images, left, len(INLINE.findall(_STRINGS.sub(b" ", left))) <= len(images)


def _unpacked(raw: bytes, head: Object) -> Unpacked:
    try:
        return unpacked(raw, head.get("/Filter"), head.get("/DecodeParms"))
    except OddError:
        return Unpacked(b"", 0, State.BROKEN)
