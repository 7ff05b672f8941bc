"""Programs of Type 1 (Adobe Type 1 Font Format)."""

from __future__ import annotations

import re
import struct
from collections.abc import Set

from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString

from dossier import odd
from dossier.odd import OddError

# Of a Type 1 program: where its coded part begins and ends, the keys, how many bytes stand before a drawing.
_EEXEC, _CLOSE, _KEY, _DRAWING_KEY = b"eexec", b"closefile", 55665, 4330
_LEAD = re.compile(rb"/lenIV\s+(\d{1,2})")
_TABLE = b"/CharStrings"
_DRAWING = re.compile(rb"/([^\s/{}\[\]()<>%]+)\s+(\d{1,5})\s+(RD|-\||\S+) ")
_TRAILER = b"\n" + (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
_MATRIX = re.compile(rb"/FontMatrix\s*\[\s*0?\.001\s+0\s+0\s+0?\.001\s")
_HEX = frozenset(b"0123456789abcdefABCDEF \t\r\n")


class Type1:
    """A program of Type 1, of which the coded part is read by its words."""

    def __init__(self, program: bytes) -> None:
        head, mark, coded = program.partition(_EEXEC)
        if not mark or not _MATRIX.search(head):
            raise OddError("no program of Type 1 with a scale of a thousand")
        coded = coded.lstrip(b" \t\r\n")
        self._hex = all(byte in _HEX for byte in coded[:8])
        if self._hex:
            digits = bytes(byte for byte in coded if byte in _HEX and byte > 0x20)
            coded = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        self._head, plain = head, eexec.decrypt(coded, _KEY)[0]
        end = plain.rfind(_CLOSE)
        start = plain.find(_TABLE)
        if end < 0 or start < 0:
            raise OddError("no end of the coded part")
        lead = _LEAD.search(plain, 0, start)
        self._plain, self._lead = plain[: end + len(_CLOSE)] + b"\n", int(lead[1]) if lead else 4
        self._drawings: dict[str, re.Match[bytes]] = {}
        drawing = _DRAWING.search(self._plain, start + len(_TABLE))
        while drawing:
            self._drawings.setdefault(drawing[1].decode("latin-1"), drawing)
            drawing = _DRAWING.search(self._plain, drawing.end() + int(drawing[2]))
        self._changed: dict[str, bytes] = {}
        #: Where the clear text ends, and where the coded part does (ISO 32000-1, table 127).
        self.lengths = (0, 0, 0)

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        said = self._said(glyph)
        return None if said is None else said[1]

    def drawn(self) -> Set[int]:
        """Nothing: its glyphs have no numbers."""
        return frozenset()

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        said = self._said(glyph)
        if said is None:
            raise OddError("a width said otherwise")
        program, _ = said
        drawing = T1CharString(program=[program[0], round(width), *program[2:]])
        with odd.reading("fontTools", faults=(struct.error,)):
            drawing.compile()
        self._changed[str(glyph)] = eexec.encrypt(bytes(self._lead) + drawing.bytecode, _DRAWING_KEY)[0]

    def written(self) -> bytes:
        """See :class:`Program`."""
        parts, at = [], 0
        for name in sorted(self._changed, key=lambda name: self._drawings[name].start()):
            drawing = self._changed[name]
            original = self._drawings[name]
            parts += [self._plain[at : original.start(2)], b"%d " % len(drawing), original[3], b" ", drawing]
            at = original.end() + int(original[2])
        coded: bytes = eexec.encrypt(b"".join([*parts, self._plain[at:]]), _KEY)[0]
        if self._hex and all(byte in _HEX for byte in coded[:4]):  # it would be taken for digits
            coded = coded.hex().encode()
        head = self._head + _EEXEC + b"\n"
        self.lengths = (len(head), len(coded), len(_TRAILER))
        return head + coded + _TRAILER

    def _said(self, glyph: int | str) -> tuple[list[int | str], float] | None:
        """The drawing of a glyph and its width, where its second number is that."""
        original = self._drawings.get(glyph) if isinstance(glyph, str) else None
        if original is None:
            return None
        if glyph in self._changed:
            coded = self._changed[str(glyph)]
        else:
            coded = self._plain[original.end() : original.end() + int(original[2])]
        drawing = T1CharString(eexec.decrypt(coded, _DRAWING_KEY)[0][self._lead :])
        with odd.reading("fontTools", faults=(struct.error,)):
            drawing.decompile()
        program = drawing.program
        if program[2:3] != ["hsbw"] or not isinstance(program[1], int):
            return None
        return program, program[1]
