"""The HTML of a dossier taken apart into what can be laid out by itself; or nothing, where that is not sure.

A document laid out alone is what it is among all others only where no rule looks at the others: a counter, a
neighbour in a selector, a running title. The shipped templates and styles have no such rule; whoever brings
others has the dossier laid out as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dossier.compose import numeral
from dossier.compose.templates import Templates
from dossier.digest import digest
from dossier.findings import DossierError

from .later import Later, later

_TOKENS = "styles/tokens.css"
RECTO = "styles/recto.css"
#: What may be the dossier's own without a rule for another unit in it: texts.
_TEXTS = (".md", ".txt", ".toml")
_LINK = re.compile(r'\s*<link rel="stylesheet" href="([^"]+)">')
_PROSE = re.compile(r'<section class="prose [a-z]+" id="[a-z]+"')
_GROUP = re.compile(r'\s*<section class="group"[^>]*>')
_DOCUMENT = re.compile(r'\s*(<section class="document".*?</section>)', re.DOTALL)
_CLOSED = re.compile(r"\s*</section>")
_END = re.compile(r"\s*</body>\s*</html>")
_OWNS = re.compile(r'aria-owns="([^"]*)"')
_SECTION = re.compile(r"<section\b", re.IGNORECASE)
# What a text may bring that reaches beyond it, or that no sheet foresees; Markdown itself aligns cells.
_STYLES = re.compile(r"<(?:style|link|script)\b|\sstyle\s*=", re.IGNORECASE)
_PLAIN_STYLE = re.compile(r'\sstyle="text-align:\w+"')
#: The class of what prints the number of all pages.
COUNTED = "count-pages"
#: What begins a style that calls pages otherwise than by their folios.
NUMBERS = "@counter-style"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PROPERTIES = re.compile(r"\s*:root\s*\{((?:\s*--[\w-]+\s*:[^{}@;]*;)*)\s*\}\s*")
_ID = re.compile(r'\sid="([^"]+)"')
_TARGET = re.compile(r'\s(?:href|data-target)="#([^"]+)"')


class NotApartError(Exception):
    """What was taken for sure when the dossier was taken apart does not hold: it is laid out as one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes a unit: its ``html``, the anchors that it leads to, and the rank of its section, None
    where it stands in none. A document may have a ``later``: itself without its number and its tab's place.
    ``labels`` are the texts of its elements in which digits stand for a number that is written later."""

    html: str
    targets: tuple[str, ...]
    section: int | None = None
    later: Later | None = None
    labels: tuple[str, ...] = ()

    @property
    def unnumbered(self) -> Piece | None:
        """Itself, to be laid out without what is written later."""
        later = self.later
        return replace(self, html=later.html, later=None, labels=later.labels) if later else None


@dataclass(frozen=True, slots=True)
class Apart:
    """A dossier taken apart: what counts its pages (``front``), and the ``pieces`` behind that, in order.

    ``head`` is the HTML before the body, without the ``sheets`` (names of style sheets) that it links to;
    ``tail`` what a draft adds.
    """

    head: str
    tail: str
    sheets: tuple[str, ...]
    front: Piece
    pieces: tuple[Piece, ...]


def apart(html: str, templates: Templates) -> Apart:
    """``html`` taken apart. Raises NotApartError where it may not be."""
    head, body, rest = html.partition("<body>")
    sheets = tuple(_LINK.findall(head))
    if not _as_shipped(templates, sheets):
        raise NotApartError("own templates")
    group = _GROUP.search(rest)
    if not body or not group or "<style" in head:
        raise NotApartError("another page")
    starts = [match.start() for match in _PROSE.finditer(rest, 0, group.start())]
    if COUNTED in rest[starts[0] if starts else 0 : group.start()] and starts:
        starts = []  # texts that print the total, too, are laid out with what counts
    ends = [*starts[1:], group.start()]
    front = rest[: starts[0] if starts else group.start()]
    prose = [rest[start:end] for start, end in zip(starts, ends, strict=False)]
    documents, tail = _documents(rest[group.start() :])
    if NUMBERS in tail:
        raise NotApartError("numbers that were signed")
    known = frozenset(_ID.findall(numeral.plain(rest)))
    pieces = [(text, None) for text in prose] + documents
    if any(len(_SECTION.findall(text)) != (1 if rank is None else 2) for text, rank in pieces):
        raise NotApartError("sections in sections")
    texts = (front, *prose)
    if any(_STYLES.search(_PLAIN_STYLE.sub("", text)) for text in texts):
        raise NotApartError("styles in texts")
    return Apart(
        _LINK.sub("", head),
        tail,
        sheets,
        _piece(front, None, known, sheets),
        tuple(_piece(text, rank, known, sheets) for text, rank in pieces),
    )


def _documents(rest: str) -> tuple[list[tuple[str, int]], str]:
    """Each document within the tag of its section, with the rank of that, and what stands behind them all."""
    documents: list[tuple[str, int]] = []
    at, rank = 0, 0
    while group := _GROUP.match(rest, at):
        at, rank = group.end(), rank + 1
        while document := _DOCUMENT.match(rest, at):
            documents.append((f"{_owning(group[0].strip(), document[1])}{document[1]}</section>", rank))
            at = document.end()
        closed = _CLOSED.match(rest, at)
        if not closed:
            raise NotApartError("another section")
        at = closed.end()
    end = _END.match(rest, at)
    if not end:
        raise NotApartError("more than sections")
    return documents, rest[end.end() :]


def _owning(group: str, document: str) -> str:
    """The tag of a section that has one ``document``."""

    def own(match: re.Match[str]) -> str:
        owned = [id for id in match[1].split() if f' id="{id}"' in document]
        return f'aria-owns="{" ".join(owned)}"'

    return _OWNS.sub(own, group, count=1)


def _piece(text: str, section: int | None, known: frozenset[str], sheets: Iterable[str]) -> Piece:
    written = later(text, RECTO in sheets) if section is not None else None
    text = numeral.plain(text)
    own = frozenset(_ID.findall(text))
    return Piece(text, tuple(sorted({*_TARGET.findall(text)} & known - own)), section, written)


def _as_shipped(templates: Templates, sheets: Iterable[str]) -> bool:
    """Whether all templates that were read, and all style sheets, are the project's: but for texts, and for
    values of the properties in tokens.css."""
    shipped = Templates.shipped()
    if not _plain_tokens(templates):
        return False
    names = {*sheets, *(name for name in templates.used if not name.endswith(_TEXTS))} - {_TOKENS}
    try:
        return all(digest(templates.find(name)) == digest(shipped.find(name)) for name in names)
    except (FileNotFoundError, DossierError):
        return False


def _plain_tokens(templates: Templates) -> bool:
    try:
        text = _COMMENT.sub("", templates.read(_TOKENS))
    except DossierError:
        return False
    return _PROPERTIES.fullmatch(text) is not None
