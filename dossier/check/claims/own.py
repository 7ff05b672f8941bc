"""What veraPDF sees and the checker does not: rules of our own, so that no claim is made that it refutes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from dossier import odd
from dossier.entries import FAULTS
from dossier.odd import OddError

from . import glyphs, images, programs, shown
from .fault import Fault

# Rules that ask what a character means, and those that PDF/UA has not (ISO 14289-1, 7.21 is of fonts alone).
_MEANING_NOT = ("2b",)
_DRAWING = ("IMAGE-", "JPEG2000-", "HALFTONE-", "CONTENT-")


def faults(pdf: bytes) -> tuple[Fault, ...]:
    """The rules of our own that ``pdf`` breaks, each once; what is too odd to be walked through breaks one,
    too."""
    found: dict[str, Fault] = {}
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(pdf)) as opened:
            for rule in _rules(opened):
                found.setdefault(rule, Fault(rule, rule, None))
    except OddError as error:
        found["UNREADABLE"] = Fault("UNREADABLE", str(error), None)
    return tuple(found.values())


def concerns(rule: str, flavour: str) -> bool:
    """Whether ``rule``, one of ours, is one of ``flavour``."""
    if rule.startswith(glyphs.MEANING):
        return flavour not in _MEANING_NOT
    return not (flavour == "ua1" and rule.startswith(_DRAWING))


def _rules(opened: pikepdf.Pdf) -> Iterator[str]:
    drawn = shown.shown(opened)
    yield from drawn.rules
    for picture in drawn.pictures.values():
        yield from images.rules(picture)
    for use in drawn.fonts.values():
        yield from programs.rules(use.font)
        yield from glyphs.faults(use)
