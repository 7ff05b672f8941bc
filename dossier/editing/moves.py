"""Documents cut, pasted and moved by the lines on which they stand, comments directly above them included."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .as_written import Text
from .lines import Item, Items, LinesError, Parsed, Value, plain
from .scalars import scalar

Cut = tuple[int, int, str]


@dataclass(frozen=True)
class _Piece:
    """A document in braces: its ``body``, the comments ``above`` it, each a line, and the one ``behind``."""

    body: str
    above: tuple[str, ...] = ()
    behind: str = ""

    @property
    def remarked(self) -> bool:
        """Whether it needs lines of its own."""
        return bool(self.above or self.behind)


@dataclass(frozen=True)
class Slot:
    """A place among the documents of a section (its rank, from 0): before the one of rank ``at``."""

    section: int
    at: int


def spliced(text: Text, cuts: Sequence[Cut]) -> Text:
    """``text`` with each part, from one offset to another, replaced; none may overlap."""
    out, at = [], 0
    for start, end, new in sorted(cuts, key=lambda cut: (cut[0], cut[1])):
        if start < at:
            raise LinesError
        out += [text.text[at:start], new]
        at = end
    return text.with_text("".join((*out, text.text[at:])))


def removed(parsed: Parsed, section: int, rank: int) -> Text:
    """The text without the document of that rank. Raises LinesError."""
    parsed = _apart(parsed, section)
    start, end, _ = _taken(parsed, parsed.documents[section], rank)
    return spliced(parsed.text, [(start, end, "")])


def moved(parsed: Parsed, section: int, rank: int, slot: Slot) -> Text:
    """The text with a document in another place. Raises LinesError."""
    if slot.section == section and slot.at in (rank, rank + 1):
        return parsed.text
    parsed = _apart(_apart(parsed, section), slot.section)
    source, target = parsed.documents[section], parsed.documents[slot.section]
    start, end, piece = _taken(parsed, source, rank)
    item = source.items[rank]
    by_lines = _by_lines(parsed, source)
    if by_lines == _by_lines(parsed, target) and source.inline == target.inline:
        if by_lines:
            pasted = _rows_pasted(parsed, target, slot.at, item.start, piece)
        else:
            pasted = _pasted(parsed, target, slot.at, _Piece(piece))
        return spliced(parsed.text, [(start, end, ""), *pasted])
    body = parsed.text.text[item.node.start_mark.index : item.end] if item.flow else _flowed(parsed, item)
    beside = _Piece(body, *_beside(parsed, source, rank, start))
    if beside.remarked and not _by_lines(parsed, target):
        return moved(_apart(parsed, slot.section, always=True), section, rank, slot)
    return spliced(parsed.text, [(start, end, ""), *_pasted(parsed, target, slot.at, beside)])


def added(parsed: Parsed, slot: Slot, keys: Mapping[str, str]) -> Text:
    """The text with a new document that has those keys. Raises LinesError."""
    parsed = _apart(parsed, slot.section)
    target = parsed.documents[slot.section]
    if target.inline:
        return spliced(parsed.text, _pasted(parsed, target, slot.at, _Piece(braced(keys))))
    like = target.items[max(0, slot.at - 1)]
    dash = column(parsed.text, like.start)
    is_one_line = parsed.text.row(like.start) == parsed.text.row(like.inner) and not like.flow
    gap = column(parsed.text, like.inner) - dash if is_one_line else 2
    end, pad = parsed.text.end, " " * (dash + gap)
    body = (end + pad).join(f"{key}: {scalar(value)}" for key, value in keys.items())
    piece = f"{' ' * dash}-{' ' * (gap - 1)}{body}{end}"
    return spliced(parsed.text, _rows_pasted(parsed, target, slot.at, like.start, piece))


def column(text: Text, at: int) -> int:
    """How far from the start of its line an offset is."""
    return at - text.starts[text.row(at)]


def _by_lines(parsed: Parsed, items: Items) -> bool:
    """Whether each item has lines of its own: always so in a list of dashes."""
    text = parsed.text
    if not items.inline:
        return True
    rows = [(text.row(item.start), text.row(item.end - 1)) for item in items.items]
    if any(first == last for (_, last), (first, _) in itertools.pairwise(rows)):
        return False
    ends = (text.row(items.start), text.row(items.end - 1))
    if any(end in row for row in rows for end in ends):
        return False
    for item in items.items:
        before = text.text[text.starts[text.row(item.start)] : item.start]
        behind = text.text[item.end : text.start_of(text.row(item.end - 1) + 1)]
        if before.strip() or not re.fullmatch(r"[ \t]*,?[ \t]*(#.*)?", behind.rstrip("\r\n")):
            return False
    return True


def _taken(parsed: Parsed, items: Items, rank: int) -> Cut:
    """What goes with a document: from where to where, and its text as it is pasted elsewhere."""
    item, text = items.items[rank], parsed.text
    if _by_lines(parsed, items):
        start, end = rows_of(parsed, item)
        piece = text.text[start:end]
        if item.inline and not text.text[item.end :].lstrip(" \t").startswith(","):
            piece = f"{text.text[start : item.end]},{text.text[item.end : end]}"
        if not piece.endswith(("\n", "\r")):  # the last line of a text that has no end
            piece += text.end
            start -= len(text.end) if text.text[:start].endswith(text.end) else 0
        return start, end, piece
    piece = text.text[item.start : item.end]
    if rank + 1 < len(items.items):
        return item.start, items.items[rank + 1].start, piece
    return (items.items[rank - 1].end if rank else item.start), item.end, piece


def rows_of(parsed: Parsed, item: Item) -> tuple[int, int]:
    """The lines of a document, with the comments directly above it: where they start and end."""
    text = parsed.text
    row, last = text.row(item.start), text.row(item.end - 1)
    if text.text[text.starts[row] : item.start].strip():
        raise LinesError
    written = parsed.before(item.start)
    while row - 1 > written and text.is_comment(row - 1):
        row -= 1
    return text.starts[row], text.start_of(last + 1)


def _rows_pasted(parsed: Parsed, target: Items, at: int, was: int, piece: str) -> list[Cut]:
    """The cuts that put ``piece``, lines whose item stood at the offset ``was``, in its place."""
    text = parsed.text
    like = target.items[max(0, min(at, len(target.items)) - 1)]
    by = column(text, like.start) - column(text, was)
    piece = "".join(_shifted(line, by) for line in re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", piece))
    if at == 0:
        start = rows_of(parsed, like)[0]
        return [(start, start, piece)]
    cuts: list[Cut] = []
    if target.inline and not text.text[like.end :].lstrip(" \t").startswith(","):
        cuts.append((like.end, like.end, ","))
    start = text.start_of(text.row(like.end - 1) + 1)
    if start == len(text.text) and not text.text.endswith(("\n", "\r")):
        piece = text.end + piece.removesuffix(text.end)
    return [*cuts, (start, start, piece)]


def _shifted(line: str, by: int) -> str:
    if not line.strip() or by == 0:
        return line
    bare = line.lstrip(" ")
    return " " * max(0, len(line) - len(bare) + by) + bare


def _pasted(parsed: Parsed, target: Items, at: int, piece: _Piece) -> list[Cut]:
    """The cuts that put ``piece`` in its place."""
    text = parsed.text
    if not target.inline or _by_lines(parsed, target):
        like = target.items[0].start
        pad = " " * column(text, like)
        item = f"{piece.body}," if target.inline else f"- {piece.body}"
        lines = (*piece.above, f"{item}  {piece.behind}".rstrip())
        return _rows_pasted(parsed, target, at, like, "".join(f"{pad}{line}{text.end}" for line in lines))
    if at == 0:
        return [(target.items[0].start, target.items[0].start, f"{piece.body}, ")]
    return [(target.items[at - 1].end, target.items[at - 1].end, f", {piece.body}")]


def _beside(parsed: Parsed, items: Items, rank: int, start: int) -> tuple[tuple[str, ...], str]:
    """The comments above a document whose lines begin at ``start``, and the one behind it."""
    item, text = items.items[rank], parsed.text
    if not _by_lines(parsed, items):
        return (), ""
    above = text.text[start : item.start].splitlines()
    behind = text.text[item.end : text.start_of(text.row(item.end - 1) + 1)].strip(" \t\r\n,")
    return tuple(line.strip() for line in above if line.strip()), behind


def _flowed(parsed: Parsed, item: Item) -> str:
    """A document of dashes in braces. Raises LinesError where it has comments that would be lost."""
    if parsed.comments(item.start, item.end):
        raise LinesError
    return braced(plain(item.node))


def braced(value: Value | Mapping[str, str]) -> str:
    """A value in flow style, on one line."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(map(braced, value))}]"
    return f"{{{', '.join(f'{key}: {braced(one)}' for key, one in value.items())}}}"


def _apart(parsed: Parsed, section: int, always: bool = False) -> Parsed:
    """The same with each document of a list in brackets on lines of its own, where it has comments: what is
    on the lines of a document is its own then. Nothing but blanks is other."""
    items, text = parsed.documents[section], parsed.text
    if _by_lines(parsed, items) or not (always or parsed.comments(items.start, items.end)):
        return parsed
    first = text.line(text.row(items.start))
    pad = text.end + " " * (len(first) - len(first.lstrip(" -")) + 2)
    cuts = []
    for at in (*(item.start for item in items.items), items.end - 1):
        before = text.text[text.starts[text.row(at)] : at]
        if before.strip():
            cuts.append((at - len(before) + len(before.rstrip()), at, pad))
    made = Parsed(spliced(text, cuts))
    if not _by_lines(made, made.documents[section]):
        raise LinesError
    return made
