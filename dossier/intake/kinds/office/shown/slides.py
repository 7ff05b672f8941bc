"""What a PPTX prints: the shapes of its slides, and once what their masters show on each (ECMA-376-1, 19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local

from . import drawings
from .numbering import numeral
from .parts import Parts, child, chosen, formula, relation_ids
from .reading import Piece, Reading

_MAIN = r"ppt/presentation\d*\.xml"
_MOST_DEEP = 60
#: Automatic numbers of DrawingML (20.1.10.61), by what their names begin with.
_NUMBERS = {"arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
            "romanUc": "upperRoman"}  # fmt: skip
_TITLES = ("title", "ctrTitle")
_FOOTS = ("dt", "ftr", "hdr", "sldNum")
_FAR = 1 << 62
_LONG = 60


@dataclass(slots=True)
class _Slide:
    """A slide and the two parts that it is made after, the size of the page in EMU."""

    parts: Parts
    layers: list[tuple[str, Element]]
    size: tuple[int, int]
    theme: dict[str, str]
    default: Element | None
    pieces: list[Piece] = field(default_factory=list)

    def shapes(self, tree: Iterable[Element], part: str, *, placeholders: bool, depth: int = 0) -> None:
        """The shapes of a tree in order."""
        for shape in tree:
            name = local(shape)
            if depth > _MOST_DEEP or _hidden(shape):
                continue
            if name == "AlternateContent":
                branch = chosen(shape)
                if branch is not None:
                    self.shapes(branch, part, placeholders=placeholders, depth=depth + 1)
            elif name == "grpSp":
                self.shapes(shape, part, placeholders=placeholders, depth=depth + 1)
            elif name == "sp" and (placeholders or _placeholder(shape) is None):
                if depth or not self.outside(shape):
                    self.text(child(shape, "txBody"), shape, "letters" if _warped(shape) else "slide")
            elif name == "graphicFrame" and placeholders:
                self.frame(shape, part)

    def outside(self, shape: Element) -> bool:
        """Whether a shape lies beside its slide."""
        place = child(shape, "spPr", "xfrm")
        off, ext = child(place, "off"), child(place, "ext")
        if off is None or ext is None:
            return False
        x, y, wide, high = (_int(get(e, k)) for e, k in ((off, "x"), (off, "y"), (ext, "cx"), (ext, "cy")))
        return x >= self.size[0] or y >= self.size[1] or x + wide <= 0 or y + high <= 0

    def frame(self, frame: Element, part: str) -> None:
        for table in (e for e in elements(frame) if local(e) == "tbl"):
            for cell in (e for e in elements(table) if local(e) == "tc"):
                if not {get(cell, "vMerge"), get(cell, "hMerge")} & {"1", "true"}:
                    self.text(child(cell, "txBody"), None, "table")
        for id in drawings.graphics(frame):
            for graphic in self.parts.related(part, number=id):
                self.pieces += drawings.pieces(self.parts, part, graphic)

    def text(self, body: Element | None, shape: Element | None, where: str = "slide") -> None:
        numbers: dict[int, tuple[str, int]] = {}
        around = child(body, "bodyPr")
        wrap = "" if around is None else get(around, "wrap")
        for paragraph in () if body is None else (e for e in body if local(e) == "p"):
            properties = child(paragraph, "pPr")
            depth = _int(None if properties is None else get(properties, "lvl"))
            said = [e for e in paragraph if local(e) in ("r", "br", "fld")]
            words = any((e.text or "").strip() for r in said for e in r if local(e) == "t")
            automatic = child(properties, "buAutoNum")
            for deeper in [d for d in numbers if d > depth or (d == depth and automatic is None)]:
                del numbers[deeper]
            if automatic is not None and words:
                self.number(automatic, depth, numbers)
            # A line that never breaks may leave the slide, in the program that it is of, too.
            long = sum(len(e.text or "") for r in said for e in r if local(e) == "t") > _LONG
            counted = not (long and wrap == "none")
            for run in said:
                if local(run) == "br":
                    self.pieces.append(Piece(" ", where))
                    continue
                face = self.face(child(run, "rPr"), paragraph, body, shape, depth)
                text = "".join(e.text or "" for e in run if local(e) == "t")
                self.pieces.append(Piece(text, where, face, counted and local(run) == "r"))
            for equation in (
                e for m in paragraph if local(m) == "m" for e in m.iter() if local(e) == "oMath"
            ):
                self.pieces += [Piece("\n", where), Piece(formula(equation), "formula")]
            self.pieces.append(Piece("\n", where))

    def number(self, automatic: Element, depth: int, numbers: dict[int, tuple[str, int]]) -> None:
        kind = get(automatic, "type") or ""
        start = _int(get(automatic, "startAt"), 1)
        before = numbers.get(depth)
        count = before[1] + 1 if before is not None and before[0] == f"{kind}{start}" else start
        numbers[depth] = f"{kind}{start}", count
        format = next((f for begin, f in _NUMBERS.items() if kind.startswith(begin)), "")
        if said := numeral(count, format):
            self.pieces += [Piece(said, "number"), Piece("\n", "number")]

    def face(
        self, run: Element | None, paragraph: Element, body: Element | None, shape: Element | None, depth: int
    ) -> str:
        """The Latin face of a run: its own, or the first that what its shape is made after says."""
        level = f"lvl{depth + 1}pPr"
        held = [run, child(body, "lstStyle", level, "defRPr")]
        place = None if shape is None else _placeholder(shape)
        kind = get(place, "type") or "body" if place is not None else ""
        for _, layer in self.layers:
            for other in (e for e in elements(layer) if local(e) == "sp") if place is not None else ():
                if _same(place, _placeholder(other)):
                    held.append(child(other, "txBody", "lstStyle", level, "defRPr"))
        styles = child(self.layers[-1][1], "txStyles") if self.layers else None
        which = (
            "titleStyle" if kind in _TITLES else "bodyStyle" if kind and kind not in _FOOTS else "otherStyle"
        )
        held += [child(styles, which, level, "defRPr"), child(self.default, level, "defRPr")]
        for each in held:
            latin = child(each, "latin")
            if latin is not None and (named := get(latin, "typeface")):
                return self.theme.get(named[:3], named)
        return self.theme.get("+mj" if kind in _TITLES else "+mn", "")


def shown(entries: Mapping[str, bytes]) -> Reading:
    """What a PPTX prints. Raises trees.BrokenError."""
    parts = Parts(entries)
    main = parts.one(_MAIN)
    root = parts.tree(main)
    if root is None:
        return Reading()
    size = child(root, "sldSz")
    wide, high = (_int(get(size, key), _FAR) if size is not None else _FAR for key in ("cx", "cy"))
    reading = Reading()
    once: set[str] = set()
    for id in [v for e in _in(root, "sldIdLst") for v in relation_ids(e)]:
        for part in parts.related(main, number=id):
            tree = parts.tree(part)
            if tree is None:
                continue
            if get(tree, "show") in ("0", "false"):
                reading.hidden += 1
                continue
            reading.slides += 1
            slide = _Slide(parts, [], (wide, high), {}, child(root, "defaultTextStyle"))
            shows = get(tree, "showMasterSp") not in ("0", "false")
            for layer, of in _layers(parts, part):
                slide.layers.append((layer, of))
                slide.theme = _theme(parts, layer) or slide.theme
            slide.shapes(_in(tree, "cSld", "spTree"), part, placeholders=True)
            for layer, of in slide.layers:
                if shows and layer not in once:
                    once.add(layer)
                    slide.shapes(_in(of, "cSld", "spTree"), layer, placeholders=False)
                shows &= get(of, "showMasterSp") not in ("0", "false")
            reading.pieces += slide.pieces
    return reading


def _layers(parts: Parts, slide: str) -> Iterator[tuple[str, Element]]:
    for layout in parts.related(slide, "slidelayout")[:1]:
        if (tree := parts.tree(layout)) is not None:
            yield layout, tree
        for master in parts.related(layout, "slidemaster")[:1]:
            if (tree := parts.tree(master)) is not None:
                yield master, tree


def _theme(parts: Parts, part: str) -> dict[str, str]:
    for name in parts.related(part, "theme")[:1]:
        fonts = child(parts.tree(name), "themeElements", "fontScheme")
        ranks = (("+mj", child(fonts, "majorFont", "latin")), ("+mn", child(fonts, "minorFont", "latin")))
        return {rank: get(latin, "typeface") or "" for rank, latin in ranks if latin is not None}
    return {}


def _in(element: Element, *names: str) -> Iterable[Element]:
    """What stands in the element at the path."""
    inner = child(element, *names)
    return () if inner is None else inner


def _about(shape: Element) -> Element | None:
    return next((e for e in shape if local(e).startswith("nv")), None)


def _placeholder(shape: Element) -> Element | None:
    return child(_about(shape), "nvPr", "ph")


def _hidden(shape: Element) -> bool:
    named = child(_about(shape), "cNvPr")
    return named is not None and get(named, "hidden") in ("1", "true")


def _warped(shape: Element) -> bool:
    warp = child(shape, "txBody", "bodyPr", "prstTxWarp")
    return warp is not None and get(warp, "prst") != "textNoShape"


def _same(one: Element | None, other: Element | None) -> bool:
    if one is None or other is None:
        return False
    index = get(one, "idx")
    if index is not None and index == get(other, "idx"):
        return True
    kinds = {get(e, "type") or "body" for e in (one, other)}
    return len(kinds) == 1 or kinds <= set(_TITLES)


def _int(text: str | None, otherwise: int = 0) -> int:
    digits = (text or "").removeprefix("-")
    return int(text or "") if digits.isascii() and digits.isdecimal() and len(digits) < 18 else otherwise
