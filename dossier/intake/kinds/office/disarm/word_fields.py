"""Fields of WordprocessingML and DrawingML: those worked out anew stay, others become their result.

A field stands between three marks over any number of runs and paragraphs (ECMA-376-1, 17.16.18); what it is
told is the text of all pieces between the first two. Marks that do not match leave nothing but text.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import fields
from .tally import Tally
from .trees import Element, beside, drop, elements, get, local, replace, unwrap

#: A story of its own, whose marks match among themselves.
_STORIES = ("txbxContent", "Choice", "Fallback", "footnote", "endnote", "comment")
_INSTRUCTIONS = ("instrText", "delInstrText")
_SHOWN = ("t", "drawing", "pict", "object", "sym", "delText", "AlternateContent", "pgNum", "ptab", "cr")
#: Today's date, in pieces (17.3.3); nothing says what it was.
_TODAY = ("dayLong", "dayShort", "monthLong", "monthShort", "yearLong", "yearShort")
#: Fields of a slide that count slides.
_SLIDE = ("slidenum",)


@dataclass(slots=True)
class _Open:
    """A field that is not ended: its marks and instructions, what stands in it before its result."""

    marks: list[Element]
    told: list[Element] = field(default_factory=list)
    within: list[Element] = field(default_factory=list)
    result: bool = False
    shown: bool = False
    nested: bool = False


def freeze(root: Element, tally: Tally) -> None:
    """Freeze the fields of a part that may not be worked out anew."""
    for element in elements(root):
        name = local(element)
        if name in _TODAY and local(element.getparent()) == "r":
            drop(element)
            tally.count("date", shown=False)
        elif name == "fld":
            _slide_field(element, tally)
    for story in [root, *(e for e in elements(root) if local(e) in _STORIES)]:
        _story(story, tally)
    for element in elements(root):
        if local(element) == "fldSimple":
            _simple(element, tally)


def _within(story: Element) -> Iterator[Element]:
    """The elements of a story in order, without those of stories in it."""
    for child in list(story):
        if isinstance(child.tag, str):
            yield child
            if local(child) not in _STORIES:
                yield from _within(child)


def _story(story: Element, tally: Tally) -> None:
    waiting: list[_Open] = []
    for element in list(_within(story)):
        name = local(element)
        if name == "fldChar":
            _mark(element, waiting, tally)
            continue
        innermost = waiting[-1] if waiting else None
        if name in _INSTRUCTIONS:
            if innermost and not innermost.result:
                innermost.told.append(element)
            else:
                drop(element)
                continue
        elif name == "fldSimple" and innermost and not innermost.result:
            innermost.nested = True
        in_run = local(element.getparent()) == "r" and name != "rPr"
        shown = name in _SHOWN and (name not in ("t", "delText") or bool(element.text))
        for each in waiting:
            if not each.result and in_run:
                each.within.append(element)
            each.shown |= each.result and shown
    for left in waiting:
        for element in (*left.marks, *left.told):
            drop(element)


def _mark(element: Element, waiting: list[_Open], tally: Tally) -> None:
    kind = get(element, "fldCharType")
    for each in waiting:
        if not each.result:
            each.within.append(element)
    if kind == "begin":
        if waiting and not waiting[-1].result:
            waiting[-1].nested = True
        waiting.append(_Open([element]))
    elif not waiting:
        drop(element)
    elif kind == "separate" and not waiting[-1].result:
        waiting[-1].result = True
        waiting[-1].marks.append(element)
    elif kind == "end":
        ended = waiting.pop()
        ended.marks.append(element)
        _end(ended, tally)
    else:
        drop(element)


def _end(ended: _Open, tally: Tally) -> None:
    judged = fields.judge("".join(e.text or "" for e in ended.told), tally.marks)
    keeps = judged.seen and ended.shown
    if judged.instruction is not None and not ended.nested and not keeps:
        first, *others = ended.told
        first.text = judged.instruction
        first.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for other in others:
            drop(other)
        return
    if judged.shows and not ended.shown:
        _text(ended.marks[0], judged.shows)
    tally.count("other" if judged.reason == "live" else judged.reason, shown=ended.shown)
    for element in (*ended.within, *ended.told, *ended.marks):
        drop(element)


def _text(before: Element, words: str) -> None:
    """Put ``words`` before a mark, as a text of its run."""
    text = before.makeelement(beside(before, "t"))
    text.text = words
    before.addprevious(text)


def _simple(element: Element, tally: Tally) -> None:
    judged = fields.judge(get(element, "instr") or "", tally.marks)
    shown = any(local(e) in _SHOWN and (local(e) != "t" or e.text) for e in element.iter())
    for key in element.attrib:
        if key.rpartition("}")[2] == "instr" and judged.instruction is not None:
            if judged.seen and shown:
                break
            element.set(key, judged.instruction)
            return
    tally.count(judged.reason, shown=shown)
    if judged.shows and not shown:
        run = element.makeelement(beside(element, "r"))
        text = run.makeelement(beside(element, "t"))
        text.text = judged.shows
        run.append(text)
        element.append(run)
    unwrap(element)


def _slide_field(element: Element, tally: Tally) -> None:
    """A field of a slide (a:fld) that is not its number becomes a run (ECMA-376-1, 21.1.2.2.4)."""
    kind = (get(element, "type") or "").lower()
    if kind in _SLIDE:
        return
    run = element.makeelement(beside(element, "r"), nsmap=element.nsmap)
    for child in element:
        if local(child) in ("rPr", "t"):
            run.append(copy.deepcopy(child))
    words = "".join(e.text or "" for e in run if local(e) == "t")
    tally.count("date" if kind.startswith("datetime") else "name", shown=bool(words))
    run.tail = element.tail
    replace(element, run)
