"""The words that a browser shows of a page, whose elements are marked on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from dossier.intake import words
from dossier.intake.words import Shown

from .aside import is_aside, is_clipped, is_nothing
from .cascade import Computed, Styles, default_display
from .contrast import WHITE, ground, is_dark, is_lost, is_veiled, opacity, shows_through
from .drawings import LENT
from .marking import BLANK, GONE, INK, MARK, SHOWN, VEIL, ahead, force, mark
from .media import PRINT, SCREEN

_FRAMES = ("iframe", "frame")
_IN_LINE = ("inline", "contents", "ruby", "ruby-base", "ruby-text")
_SVG = "{http://www.w3.org/2000/svg}"
_UNDRAWN = {f"{_SVG}{name}" for name in ("title", "desc", "metadata", "defs", "style", "script", "symbol")}
_UNDRAWN |= {f"{_SVG}{name}" for name in ("clipPath", "mask", "pattern", "marker", "switch", "foreignObject")}
_UNDRAWN |= {
    "noscript",
    "object",
    "iframe",
    "frame",
    "annotation",
    "annotation-xml",
    "rp",
    "select",
    "datalist",
}
_ZERO = re.compile(r"0(\.0*)?([a-z%]+)?")
_BREAKS = ("br", "hr", f"{_SVG}text")
_WORDLESS = ("script", "style", "noscript", "template", "title", "head", "html")
_SVG_TEXT = {f"{_SVG}{name}" for name in ("text", "tspan", "textPath", "a")}
_SUSPECTS = {
    "overflow": ("hidden", "auto", "scroll", "clip"), "overflow-x": ("hidden", "auto", "scroll", "clip"),
    "overflow-y": ("hidden", "auto", "scroll", "clip"), "position": ("absolute", "fixed", "sticky"),
    "display": ("inline-block", "flex", "inline-flex", "grid", "inline-grid", "table"),
}  # fmt: skip
_ANY_VALUE = ["height", "max-height", "clip", "clip-path", "transform", "line-clamp", "-webkit-line-clamp"]
_ANY_VALUE += ["columns", "column-count", "contain"]


@dataclass
class Seen:
    """``shown`` are the runs of text that are seen, ``hidden`` those that are not; ``unseen`` counts the
    words that are not on the screen, ``unprinted`` those that the page's print style sheet hides,
    ``families`` the characters set in each list of fonts."""

    shown: list[Shown] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unseen: int = 0
    unprinted: int = 0
    families: Counter[str] = field(default_factory=Counter)


def seen(root: Element, styles: Styles) -> Seen:
    """What is seen of the page ``root``; marks the elements that are not, and those that need help."""
    content = Seen()
    walk = _Walk(styles, content)
    walk.element(root, _Around())
    walk.flush()
    ahead(root)
    return content


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds of an element's surroundings."""

    where: str = ""
    on_screen: bool = True
    in_print: bool = True
    ground: float | None = WHITE
    positioned: bool = False
    screen: float | None = WHITE
    opaque: float = 1.0
    through: bool = False


class _Walk:
    """A walk through the page in its order."""

    def __init__(self, styles: Styles, content: Seen) -> None:
        self._styles, self._content = styles, content
        self._run: list[str] = []
        self._where = ""

    def flush(self) -> None:
        """End a run: no word goes on beyond the edge of a block."""
        text = "".join(self._run)
        if text.strip():
            self._content.shown.append(Shown(text, self._where))
        self._run = []

    def element(self, element: Element, around: _Around) -> int:
        """Walk through ``element``; returns how many characters of it are seen."""
        if not isinstance(element.tag, str) or element.get(MARK + LENT) is not None:
            return 0
        screen, print_ = (self._styles[element][medium] for medium in (SCREEN, PRINT))
        hidden = _is_gone(print_) and print_.special & {"display", "content-visibility"}
        here = _Around(
            _suspect(element, screen) or around.where,
            around.on_screen and not _is_undrawn(element) and not _is_gone(screen, element),
            around.in_print and not hidden,
            ground(print_, around.ground),
            around.positioned or screen["position"] not in ("", "static"),
            ground(screen, around.screen),
            around.opaque * opacity(screen),
            around.through or shows_through(screen),
        )
        if not (here.on_screen and here.in_print):
            if not _is_undrawn(element):
                element.set(GONE, "")
                if element.tag.startswith(_SVG):  # which the layout engine draws by its own rules alone
                    element.set("display", "none")
        elif print_["display"] == "none":
            force(element, "display", screen["display"] or "inline")
        inline = screen["display"] in _IN_LINE or element.tag.startswith(_SVG)
        if not inline or element.tag in _BREAKS:
            self.flush()
        size = 0
        for text, child in _content(element):
            size += self._text(element, text, here) if child is None else self.element(child, here)
        if not inline or element.tag in _BREAKS:
            self.flush()
        if size and default_display(element) == "none":
            element.set(SHOWN, "")
        mark(element, screen, size, around.positioned)
        return size

    def _text(self, element: Element, text: str, here: _Around) -> int:
        if not text.strip():
            self._run.append(text)
            return 0
        if element.tag in _WORDLESS or (element.tag.startswith(_SVG) and element.tag not in _SVG_TEXT):
            return 0
        screen, print_ = (self._styles[element][medium] for medium in (SCREEN, PRINT))
        unseen = screen["visibility"] in ("hidden", "collapse") or _is_zero(screen)
        if not here.on_screen or unseen or not here.in_print:
            if unseen and not len(element):
                element.set(BLANK, "")
            self._count(text, here.on_screen and not unseen)
            return 0
        if print_["visibility"] in ("hidden", "collapse"):
            if "visibility" in print_.special:
                self._count(text, True)
                return 0
            force(element, "visibility", "visible")
        if is_veiled(screen, here.screen, here.opaque, here.through):
            element.set(VEIL, "")  # the search for hidden text finds and tells it, as in any PDF
            self._count(text, False, veiled=True)
            return 0
        if is_lost(print_, here.ground):
            element.set(INK, "light" if is_dark(here.ground) else "")
        if not "".join(self._run).strip():
            self._where = here.where or _name(element)
        self._run.append(text)
        solid = len("".join(text.split()))
        self._content.families[screen["font-family"]] += solid
        return solid

    def _count(self, text: str, on_screen: bool, veiled: bool = False) -> None:
        number = len(words.words(text))
        if not (on_screen or veiled):
            self._content.hidden.append(text)
        if on_screen:
            self._content.unprinted += number
        else:
            self._content.unseen += number


def _content(element: Element) -> Iterator[tuple[str, Element | None]]:
    yield element.text or "", None
    for child in element:
        yield "", child
        yield child.tail or "", None


def _is_undrawn(element: Element) -> bool:
    """Whether nothing is drawn of what ``element`` holds. A frame holds its page, or what stands for it."""
    return element.tag in _UNDRAWN and not (element.tag in _FRAMES and len(element))


def _is_gone(style: Computed, element: Element | None = None) -> bool:
    """Whether an element has no box, or one that is clipped to nothing for all but screen readers."""
    frame = element if element is not None and element.tag in _FRAMES else None
    if style["display"] == "none" or style["content-visibility"] == "hidden":
        return True
    return is_clipped(style) or is_aside(style) or is_nothing(style, frame)


def _is_zero(style: Computed) -> bool:
    return bool(_ZERO.fullmatch(style["font-size"]))


def _suspect(element: Element, style: Computed) -> str:
    """The element and what of its style may cut it off; empty where nothing may."""
    told = [f"{name}: {style[name]}" for name, values in _SUSPECTS.items() if style[name] in values]
    told += [f"{name}: {style[name]}" for name in _ANY_VALUE if style[name] not in ("", "auto", "none")]
    return f"{_name(element)} {{ {'; '.join(told[:3])} }}" if told else ""


def _name(element: Element) -> str:
    identity = element.get("id")
    classes = element.get("class", "").split()
    own = f"#{identity}" if identity else f".{classes[0]}" if classes else ""
    return f"{element.tag.rpartition('}')[2]}{own}"
