"""A document without its number and the place of its tab: both are written where units are joined.

A document more, or one moved, changes the number of all that stand behind it, and, as tabs share the edge of
a page, the place of every tab. The HTML of a document is therefore laid out with digits that stand for its
number where a page prints it, with a character where it is only said (titles, alternatives, names), and with
a tab that stands at the head of the edge, whatever its rank.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dossier.compose import numeral
from dossier.model import Tag

#: What names a tab that is written later.
ATTRIBUTE = "data-tab"
#: The digit that stands for those of a document's number.
OF_NUMBER = "6"
# What stands for a number that is said, not printed.
_PLACE = "\ue012"
_DOCUMENT = '<section class="document" id="document-'
_STEPS = re.compile(r"--step: ([0-9]+); --steps: ([0-9]+)")
_AT_HEAD = re.compile(r'(<div class="sheet\b[^">]*) at-head\b')
_SHEET_OR_TAB = re.compile(r'<div class="sheet ([^"]*)"|<span class="tab" aria-hidden="true">([^<]*)</span>')
_TAB = f'<span class="tab" aria-hidden="true" {ATTRIBUTE}="{{key}}">{{number}}</span>'
# The classes of a sheet on which the shape of its tab hangs, and its side.
_KINDS = re.compile(r"landscape|verso|many|run-[0-9]+")
_SPACES = ("&nbsp;", "\u00a0")


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: the classes of its sheet (``kind``), the number on it, its place among so many ``steps``."""

    kind: str
    number: str
    step: int
    steps: int

    @property
    def key(self) -> str:
        """Its name among others."""
        return f"{self.kind}/{self.number}/{self.step}/{self.steps}".replace(" ", "+")

    @property
    def html(self) -> str:
        """Itself, within a sheet of its kind."""
        span = _TAB.format(key=self.key, number=self.number)
        return f'<div style="--step: {self.step}; --steps: {self.steps}">{span}</div>'


@dataclass(frozen=True, slots=True)
class Later:
    """A document without what is written later: its ``html``, and what that is, its ``number`` and the place
    of its tab, one of so many ``steps``.

    ``labels`` are the texts of elements of that HTML in which its number is printed; ``kinds`` are those of
    its sheets.
    """

    html: str
    number: int
    step: int
    steps: int
    labels: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def tabs(self) -> tuple[tuple[Tab, Tab], ...]:
        """Each tab that its pages are laid out with, and the one that is written in its place."""
        return tuple((self._laid(kind), self._written(kind)) for kind in self.kinds)

    def tab(self, key: str) -> str:
        """The key of the tab that is written in the place of the one with this ``key``."""
        return next((after.key for before, after in self.tabs if before.key == key), "")

    def _laid(self, kind: str) -> Tab:
        return Tab(kind, _digits(self.number), 0, 1)

    def _written(self, kind: str) -> Tab:
        return Tab(kind, str(self.number), self.step, self.steps)

    def names(self, text: str | None) -> bool:
        """Whether ``text`` says its number."""
        return text is not None and _PLACE in text

    def name(self, text: str) -> str:
        """``text`` with its number."""
        return text.replace(_PLACE, str(self.number))

    def tag(self, tag: Tag) -> Tag:
        """``tag``, but not what is in it, with its number."""
        link = tag.link
        said = (tag.title, tag.alt, tag.anchor, *((link.target, link.contents) if link else ()))
        if not any(map(self.names, said)):
            return tag
        title, alt, anchor = (text and self.name(text) for text in (tag.title, tag.alt, tag.anchor))
        if link:
            link = replace(link, target=self.name(link.target), contents=self.name(link.contents))
        return replace(tag, title=title, alt=alt, anchor=anchor, link=link)


def later(text: str, recto: bool) -> Later | None:
    """The document ``text``, its numbers marked, without them; None where they are not where a sheet has
    them. Printed on both sides (``recto``), what stands beside the first tab makes place for it."""
    number = numeral.first(text, _DOCUMENT)
    places = set(_STEPS.findall(text))
    if number is None or len(places) != 1 or _PLACE in text:
        return None
    ((step, steps),) = places
    mark, digits = numeral.marked(number), _digits(number)
    text = _STEPS.sub("--step: 0; --steps: 1", text)
    if not recto:
        text = _AT_HEAD.sub(r"\1", text)
    text = _said(text, mark)
    kinds: dict[str, None] = {}
    kind = ""

    def tab(match: re.Match[str]) -> str:
        nonlocal kind
        if match[1] is not None:
            kind = " ".join(sorted(name for name in match[1].split() if _KINDS.fullmatch(name)))
        if match[2] != mark:
            return match[0]
        kinds[kind] = None
        return _TAB.format(key=Tab(kind, digits, 0, 1).key, number=digits)

    text = _SHEET_OR_TAB.sub(tab, text)
    labels = _labels(text, mark)
    if not kinds or not labels:
        return None
    labels = tuple(label + digits for label in labels)
    made = numeral.plain(text.replace(mark, digits))
    return Later(made, number, int(step), int(steps), labels, tuple(kinds))


def _said(text: str, mark: str) -> str:
    """``text`` with the character that stands for a number for each ``mark`` within a tag."""
    made, inside = [], False
    for part in text.split(mark):
        made.append(part)
        opened, closed = part.rfind("<"), part.rfind(">")
        inside = opened > closed if max(opened, closed) >= 0 else inside
        made.append(_PLACE if inside else mark)
    return "".join(made[:-1])


def _labels(text: str, mark: str) -> tuple[str, ...]:
    """What stands before each ``mark`` in its element, which ends with it; none where one does not stand so,
    apart from other figures."""
    parts = text.split(mark)
    before = [part[part.rfind(">") + 1 :] for part in parts[:-1]]
    alone = all(one.endswith(_SPACES) for one in before) and all(part[:1] == "<" for part in parts[1:])
    return tuple(dict.fromkeys(before)) if alone else ()


def _digits(number: int) -> str:
    return OF_NUMBER * len(str(number))


def spoken(label: str) -> str:
    """``label`` as a page says it: without entities, its spaces alike."""
    return html.unescape(label).replace("\u00a0", " ").strip()


def in_texts(tag: Tag, labels: Iterable[str]) -> bool:
    """Whether a text of ``tag`` or of one in it has one of the ``labels``, taken from what is printed."""
    texts = (tag.actual or "", tag.link.contents if tag.link else "")
    if any(label in text.replace("\u00a0", " ") for text in texts for label in labels):
        return True
    return any(in_texts(kid, labels) for kid in tag.kids if isinstance(kid, Tag))
