"""A manifest that is no YAML, read on all the same: each slip told by the edit that lets the parser go on.

An edit is believed only where the parser then comes further than before, so that what is said of a line is
what mends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from .lines import blocks, parsed, quoted
from .misread import misread
from .proposal import Edit
from .slips import conflict, proposals, sure, without_colon

#: Slips that are told of one manifest, and characters of the longest that is tried.
MOST, LONGEST = 40, 200_000
# Ends of lines of YAML 1.1 that are none for anybody else.
_OTHER_ENDS = re.compile("[\x85\u2028\u2029]")
_OPEN_END = ("found unexpected end of stream", "found unexpected document indicator")
# Lines that nothing mends, before the rest is left alone.
_UNREAD = 4
# Where the parser stops is behind the slip by some lines at most; a quote may have been opened far above.
_NEAR = 4
#: A place in the text: line and column, from 0.
Spot = tuple[int, int]
_END: Spot = (1 << 30, 0)
Compose = Callable[[str], "yaml.Node | None"]


@dataclass
class Mended:
    """What could be read: the ``node`` (None where nothing could), the ``edits`` that it took, and the lines
    that had to be left out for no reason that is known, each with the parser's problem."""

    node: yaml.Node | None = None
    edits: list[Edit] = field(default_factory=list)
    unread: list[tuple[Spot, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def mended(text: str, compose: Compose) -> Mended:
    """Compose ``text``, mending what is in the way. Raises what ``compose`` raises, but no
    MarkedYAMLError."""
    done = Mended(lines=text.split("\n"))
    tried = len(text) <= LONGEST and not _OTHER_ENDS.search(text)
    _take(done, _sure(done.lines, sure) if tried else ())
    if tried and isinstance(_fault(done.lines, compose), yaml.MarkedYAMLError):
        _take(done, _sure(done.lines, without_colon))
    for _ in range(MOST):
        fault = _fault(done.lines, compose)
        if isinstance(fault, yaml.MarkedYAMLError):
            if not tried or len(done.unread) > _UNREAD or not _mend(done, fault, compose):
                done.unread.append((_spot(fault), fault.problem or fault.context or "?"))
                return done
            continue
        if fault is None:
            return done
        more = list(misread(fault, done.lines)) if tried else []
        kept = next((e for e in more if _further(_apply(done.lines, e), _END, compose)), None)
        if kept is None:
            done.node = fault
            return done
        done.edits.append(kept)
        done.lines = _apply(done.lines, kept)
    return done


def _take(done: Mended, edits: Iterable[Edit]) -> None:
    for edit in edits:
        done.edits.append(edit)
        done.lines = _apply(done.lines, edit)


def _sure(lines: Sequence[str], rule: Callable[[Sequence[str], int], Edit | None]) -> Iterator[Edit]:
    both = conflict(lines) if rule is sure else None
    if both:
        yield both
        lines = _apply(lines, both)
    inside = blocks(lines)
    yield from (edit for row in range(len(lines)) if row not in inside and (edit := rule(lines, row)))


def _fault(lines: Sequence[str], compose: Compose) -> yaml.Node | yaml.MarkedYAMLError | None:
    try:
        return compose("\n".join(lines))
    except yaml.MarkedYAMLError as error:
        return error


def _mend(done: Mended, error: yaml.MarkedYAMLError, compose: Compose) -> bool:
    reached = _spot(error)
    best: tuple[Spot, Edit] | None = None
    for edit in _candidates(done.lines, error):
        spot = _reach(_apply(done.lines, edit), compose)
        if spot > reached and (best is None or spot > best[0]) and spot[0] > edit.line:
            best = (spot, edit)
        if spot == _END:
            break
    if best:
        done.edits.append(best[1])
        done.lines = _apply(done.lines, best[1])
        return True
    return _leave_out(done, reached, error, compose)


def _leave_out(done: Mended, reached: Spot, error: yaml.MarkedYAMLError, compose: Compose) -> bool:
    """Read on without the line that nothing mends: its value as a text, or nothing of it."""
    for row in range(min(reached[0], len(done.lines) - 1), max(-1, reached[0] - _NEAR), -1):
        line = done.lines[row]
        parts = parsed(line)
        texts = [f"{line[: parts.value_at].rstrip()} {quoted(parts.value)}"] if parts else []
        for text in (*texts, ""):
            lines = [*done.lines[:row], text, *done.lines[row + 1 :]]
            if line.strip() and _reach(lines, compose) > reached:
                done.unread.append((_mark(error) or (row, 0), error.problem or error.context or "?"))
                done.lines = lines
                return True
    return False


def _candidates(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Iterator[Edit]:
    inside = blocks(lines)
    at = min((_mark(error) or _END)[0], len(lines) - 1)
    context = error.context_mark.line if error.context_mark else at
    near = [row for row in range(at, -1, -1) if lines[row].strip()][:_NEAR]
    opened = [row for row in range(at - 1, -1, -1) if _opens(lines[row])]
    for row in dict.fromkeys((*near[:1], min(context, at), *near, *opened)):
        if row not in inside or row == at:
            yield from proposals(lines, row)


def _opens(line: str) -> bool:
    parts = parsed(line)
    value = parts.value if parts else line.strip().removeprefix("- ")
    return value[:1] in ("'", '"') and value[:1] != "" and value[1:].count(value[0]) == 0


def _apply(lines: Sequence[str], edit: Edit) -> list[str]:
    return [edit.lines.get(row, line) for row, line in enumerate(lines)]


def _further(lines: Sequence[str], spot: Spot, compose: Compose) -> bool:
    return _reach(lines, compose) >= spot


def _reach(lines: Sequence[str], compose: Compose) -> Spot:
    """How far the parser comes."""
    fault = _fault(lines, compose)
    return _spot(fault) if isinstance(fault, yaml.MarkedYAMLError) else _END


def _mark(error: yaml.MarkedYAMLError) -> Spot | None:
    mark = error.problem_mark or error.context_mark
    return (mark.line, mark.column) if mark else None


def _spot(error: yaml.MarkedYAMLError) -> Spot:
    """Up to where the text was read: what is opened and never closed was read up to where it opens."""
    if error.problem in _OPEN_END and error.context_mark:
        return error.context_mark.line, error.context_mark.column
    return _mark(error) or (0, 0)
