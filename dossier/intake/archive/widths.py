"""Widths on which a font and its embedded program disagree: the program takes those of the font.

A page is laid out by the widths that the font's dictionary gives; those of the program are what a reader that
reflows or copies goes by, and an archive wants both within a thousandth of an em (ISO 19005-2, 6.2.11.5; ISO
14289-1, 7.21.5). Only letters that are shown are looked at: for the others neither has to be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Object

from dossier import advances
from dossier.entries import data
from dossier.model import Treatment
from dossier.odd import OddError

from . import letters, walk
from .letters import SLACK, Glyph

# Entries of a stream that tell how its data are packed.
_OF_DATA = ("/Length", "/Filter", "/DecodeParms")


def suspected(file: bytes) -> bool:
    """Whether it is worth looking: there are font programs."""
    return b"/FontFile" in file


@dataclass(slots=True)
class _Version:
    """A program as it is written once: the widths that it must have, and the fonts that it is for."""

    program: advances.Program
    given: dict[Glyph, float] = field(default_factory=dict)
    fonts: list[Object] = field(default_factory=list)
    changed: bool = False

    def suits(self, wanted: Mapping[Glyph, float]) -> bool:
        """Whether it can have the widths that are ``wanted``, besides its own."""
        return all(abs(self.given.get(glyph, width) - width) <= SLACK for glyph, width in wanted.items())

    def take(self, font: Object, wanted: Mapping[Glyph, float]) -> None:
        """Have the widths that ``font`` gives. Raises OddError."""
        for glyph, width in wanted.items():
            given = self.program.width(glyph)
            if given is not None and abs(given - width) > SLACK:
                self.program.put(glyph, width)
                self.changed = True
        self.given |= wanted
        self.fonts.append(font)


@dataclass(slots=True)
class _Embedded:
    """A program as it is in the file, and the fonts whose glyphs in it are known, with the widths they give
    them; ``strange`` where others draw with it, too."""

    stream: Object
    key: str
    wanted: list[tuple[Object, dict[Glyph, float]]] = field(default_factory=list)
    strange: bool = False

    def opened(self) -> advances.Program:
        return advances.opened(data(self.stream), self.key)


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Write the widths of fonts into their programs; yields how many fonts it was. A program that serves
    fonts of different widths becomes several."""
    count = 0
    for embedded in _embedded(pdf):
        try:
            count += _mend(pdf, embedded)
        except OddError:  # left as it is: the check of the whole tells
            continue
    if count:
        yield Treatment("font-widths", {"count": count})


def _embedded(pdf: pikepdf.Pdf) -> list[_Embedded]:
    programs: dict[tuple[int, int], _Embedded] = {}
    opened: dict[tuple[int, int], advances.Program] = {}
    for held in letters.shown(pdf).values() if letters.doubtful(pdf) else ():
        embedded = walk.program(held.font)
        if embedded is None:
            continue
        key, stream = embedded
        number = stream.objgen
        program = programs.setdefault(number, _Embedded(stream, key))
        try:
            if number not in opened:
                opened[number] = program.opened()
            if held.known:
                program.wanted.append((held.font, letters.wanted(held, opened[number])))
        except OddError:
            program.strange = True
        program.strange = program.strange or not held.known
    return [
        program
        for number, program in programs.items()
        if any(advances.differ(opened[number], wanted.items(), SLACK) for _, wanted in program.wanted)
    ]


def _mend(pdf: pikepdf.Pdf, embedded: _Embedded) -> int:
    """How many fonts had other widths than their program. Raises OddError where it cannot have theirs."""
    versions: list[_Version] = []
    count = 0
    for font, wanted in embedded.wanted:
        version = next((one for one in versions if one.suits(wanted)), None)
        if version is None:
            version = _Version(embedded.opened())
            versions.append(version)
        count += advances.differ(version.program, wanted.items(), SLACK)
        version.take(font, wanted)
    changed = [(one, one.program.written()) for one in versions if one.changed]
    alone = len(versions) == 1 and not embedded.strange
    for version, written in changed:
        stream = embedded.stream if alone else pdf.make_stream(b"")
        entries = {key: value for key, value in embedded.stream.items() if key not in _OF_DATA}
        stream.write(written)
        for key, value in entries.items():
            stream[key] = value
        if isinstance(version.program, advances.Type1):
            stream.Length1, stream.Length2, stream.Length3 = version.program.lengths
        elif "/Length1" in stream:
            stream.Length1 = len(written)
        if not alone:
            for font in version.fonts:
                descriptor = {**dict(font.FontDescriptor.items()), embedded.key: stream}
                font.FontDescriptor = pdf.make_indirect(Dictionary(descriptor))
    return count
