"""Tracked changes that add no word and take none away: what they changed stays, what marks them goes.

A change of a format, of the end of a paragraph, or of nothing prints as a bar in the margin, and a person
who is told of changes finds none (ECMA-376-1, 17.13.5; ODF 1.3, part 3, 5.5).
"""

from __future__ import annotations

from collections.abc import Iterable

from . import listed
from .trees import Element, drop, elements, get, local, unwrap

#: What holds text that was put in, taken out or moved, in OOXML.
WORDS = ("ins", "del", "moveFrom", "moveTo")
#: What marks a cell that was put in, taken out or joined to another.
CELLS = ("cellIns", "cellDel", "cellMerge")
_FORMATS = listed(
    "rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange tcPrChange trPrChange "
    "numberingChange"
)
_SHOWN = listed(
    "t delText drawing pict object sym tab br cr noBreakHyphen fldChar instrText oMath footnoteReference"
)


def of_word(root: Element) -> None:
    """Settle such changes in a part of WordprocessingML."""
    for element in elements(root):
        name = local(element)
        if name in _FORMATS or (name in WORDS and local(element.getparent()) == "rPr"):
            drop(element)
        elif name in WORDS and local(element.getparent()) != "trPr" and not _shows(element.iter()):
            unwrap(element)


def _shows(inside: Iterable[Element]) -> bool:
    return any(local(e) in _SHOWN and (local(e) not in ("t", "delText") or e.text) for e in inside)


def of_odf(root: Element) -> None:
    """Settle such changes in a part of ODF: those of formats, and those that nothing in the text names."""
    marks = [e for e in elements(root) if local(e) in ("change", "change-start", "change-end")]
    named = {get(mark, "change-id") for mark in marks}
    gone = set()
    for region in [e for e in elements(root) if local(e) == "changed-region"]:
        id = get(region, "id")
        kinds = [local(e) for e in region if isinstance(e.tag, str)]
        taken = [e for e in region if local(e) == "deletion"]
        empty = taken and not any("".join(e.itertext()).strip() or _drawn(e) for e in _bodies(taken))
        if id not in named or "format-change" in kinds or empty:
            gone.add(id)
            drop(region)
    for mark in marks:
        if get(mark, "change-id") in gone:
            drop(mark)
    for changes in [e for e in elements(root) if local(e) == "tracked-changes" and not len(e)]:
        drop(changes)


def _bodies(deletions: list[Element]) -> list[Element]:
    """What was taken out, without the words on who did it."""
    return [e for deletion in deletions for e in deletion if local(e) not in ("change-info", "")]


def _drawn(element: Element) -> bool:
    return any(local(e) in ("frame", "note", "table") for e in elements(element))
