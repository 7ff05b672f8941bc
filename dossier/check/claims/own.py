"""What veraPDF sees and the checker does not: rules of our own, so that no claim is made that it refutes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Stream

from dossier import odd, sample
from dossier.check.tree import Tree
from dossier.entries import FAULTS
from dossier.odd import OddError
from dossier.trial import blaming

from . import glyphs, images, programs, shown
from .fault import Fault

# Rules that ask what a character means, and those that PDF/UA has not (ISO 14289-1, 7.21 is of fonts alone).
_MEANING_NOT = ("2b",)
_DRAWING = ("IMAGE-", "JPEG2000-", "HALFTONE-")
# An element, a mark or an annotation that is not where the tree says that it is (ISO 32000-1, 14.7.4.4).
_ASTRAY = "STRUCT-TREE-ASTRAY"
_TAGGED = ("2a", "ua1")


@dataclass(frozen=True, slots=True)
class Look:
    """The ``faults`` that a file has by rules of ours, each once; and what it is ``without`` that at which
    the checker reads no further in a content stream; None where there is no such thing."""

    faults: tuple[Fault, ...]
    without: bytes | None = None


def look(pdf: bytes | Path) -> Look:
    """Hold ``pdf`` against rules of our own; what is too odd to be walked through breaks one, too."""
    with blaming(lambda: _look(sample.pdf())):
        return _look(pdf)


def _look(pdf: bytes | Path) -> Look:
    by_rule: dict[str, Fault] = {}
    without = None
    try:
        with odd.reading(faults=FAULTS), _opened(pdf) as opened:
            drawn = shown.shown(opened)
            for rule in _rules(drawn):
                by_rule.setdefault(rule, Fault(rule, rule, None))
            if _astray(opened, pdf):
                by_rule[_ASTRAY] = Fault(_ASTRAY, _ASTRAY, None)
            if drawn.without:
                without = _without(opened, drawn)
    except OddError as error:
        by_rule["UNREADABLE"] = Fault("UNREADABLE", str(error), None)
    return Look(tuple(by_rule.values()), without)


def _astray(opened: pikepdf.Pdf, pdf: bytes | Path) -> bool:
    try:
        return not Tree(opened, pdf.read_bytes() if isinstance(pdf, Path) else pdf).agrees()
    except OddError:
        return False  # tags that are not written as we write them: the checker has its own opinion of them


def _opened(pdf: bytes | Path) -> pikepdf.Pdf:
    return pikepdf.open(pdf if isinstance(pdf, Path) else io.BytesIO(pdf))


def _without(opened: pikepdf.Pdf, drawn: shown.Shown) -> bytes:
    for holder, text in drawn.without.values():
        if isinstance(holder, Stream):
            holder.write(text)
        else:
            holder.Contents = opened.make_stream(text)
    out = io.BytesIO()
    opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def concerns(rule: str, flavour: str) -> bool:
    """Whether ``rule``, one of ours, is one of ``flavour``."""
    if rule == _ASTRAY:
        return flavour in _TAGGED
    if rule.startswith(glyphs.MEANING):
        return flavour not in _MEANING_NOT
    return not (flavour == "ua1" and rule.startswith(_DRAWING))


def _rules(drawn: shown.Shown) -> Iterator[str]:
    yield from drawn.rules
    for picture in drawn.pictures.values():
        yield from images.rules(picture)
    for use in drawn.fonts.values():
        yield from programs.rules(use.font)
        yield from glyphs.faults(use)
