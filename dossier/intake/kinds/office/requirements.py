"""What an office document asks for that its conversion may not give, and what it shows of its making."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

Entries = Mapping[str, bytes]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
#: Families whose letters are as wide as those of another, which stands in for them without any line breaking
#: elsewhere, in lower case without spaces.
_ALIKE = {
    "arial": "liberationsans", "helvetica": "liberationsans", "arialnarrow": "liberationsansnarrow",
    "timesnewroman": "liberationserif", "times": "liberationserif", "couriernew": "liberationmono",
    "courier": "liberationmono", "calibri": "carlito", "cambria": "caladea", "symbol": "opensymbol",
    "wingdings": "opensymbol", "starsymbol": "opensymbol",
}  # fmt: skip
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "tracked-changes")


@dataclass(frozen=True, slots=True)
class Asked:
    """``fonts`` by name; whether ``changes`` are tracked; how many slides are ``hidden``; the ``slides`` that
    show."""

    fonts: tuple[str, ...]
    changes: bool
    hidden: int = 0
    slides: int = 0


def of_package(entries: Entries, kind: str) -> Asked:
    """What the package ``entries`` of ``kind`` asks for. Raises ElementTree.ParseError."""
    fonts = {"docx": _word_fonts, "pptx": _slide_fonts, "odt": _odf_fonts}[kind](entries)
    changes = any(
        element.tag.rpartition("}")[2] in _CHANGES
        for tree in _trees(entries, r"word/\w+\.xml|content\.xml")
        for element in tree.iter()
    )
    slides = list(_trees(entries, r"ppt/slides/slide\d+\.xml"))
    hidden = sum(slide.get("show") in ("0", "false") for slide in slides)
    names = tuple(sorted({font for font in fonts if font and not font.startswith(("+", "@"))}))
    return Asked(names, changes, hidden, len(slides) - hidden)


def of_rtf(data: bytes) -> Asked:
    """What an RTF file asks for: the fonts of its table that its text names."""
    table = re.findall(rb"\{\\f(\d+)[^{}]*?\s([^;{}\\]+);\}", data)
    used = set(re.findall(rb"\\f(\d+)(?!\d)(?![^{}]*;\})", data)) | set(re.findall(rb"\\deff(\d+)", data))
    fonts = {name.decode("cp1252", "replace").strip() for number, name in table if number in used}
    return Asked(tuple(sorted(fonts)), b"\\revised" in data)


def lacking(fonts: tuple[str, ...], families: frozenset[str]) -> tuple[str, ...]:
    """Those of ``fonts`` that neither are among ``families`` nor have a stand-in of the same widths there."""
    plain = {font: font.replace(" ", "").casefold() for font in fonts}
    return tuple(f for f in fonts if plain[f] not in families and _ALIKE.get(plain[f]) not in families)


def _trees(entries: Entries, pattern: str) -> Iterator[ElementTree.Element]:
    for name, content in entries.items():
        if re.fullmatch(pattern, name):
            yield ElementTree.fromstring(content)


def _word_fonts(entries: Entries) -> set[str]:
    """Fonts of the text and of the styles that it uses; what a template merely lists is not asked for."""
    theme = _theme(entries, "word")
    bodies = list(_trees(entries, r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml"))
    styles: dict[str, ElementTree.Element] = {}
    used: set[str] = set()
    elements = list(bodies)
    for tree in _trees(entries, r"word/styles\.xml"):
        elements += tree.findall(f"{_W}docDefaults")
        for style in tree.findall(f"{_W}style"):
            styles[style.get(f"{_W}styleId", "")] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                used.add(style.get(f"{_W}styleId", ""))
    for body in bodies:
        for tag in ("pStyle", "rStyle", "tblStyle"):
            used.update(e.get(f"{_W}val", "") for e in body.iter(f"{_W}{tag}"))
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name in styles:
            style = styles.pop(name)  # once, so that a ring of styles ends
            elements.append(style)
            waiting += [e.get(f"{_W}val", "") for e in style.findall(f"{_W}basedOn")]
    fonts = set()
    for element in elements:
        for asked in element.iter(f"{_W}rFonts"):
            for key in ("ascii", "hAnsi"):
                themed = theme.get(asked.get(f"{_W}{key}Theme", "")[:5])
                fonts.add(themed or asked.get(f"{_W}{key}") or "")
    return fonts


def _slide_fonts(entries: Entries) -> set[str]:
    theme = _theme(entries, "ppt")
    fonts = set(theme.values())
    for tree in _trees(entries, r"ppt/slides/slide\d+\.xml"):
        fonts.update(e.get("typeface", "") for e in tree.iter(f"{_A}latin"))
    return fonts


def _theme(entries: Entries, folder: str) -> dict[str, str]:
    """The Latin fonts of the theme, by ``minor`` and ``major``."""
    for tree in _trees(entries, rf"{folder}/theme/theme1\.xml"):
        found = {rank: tree.find(f".//{_A}{rank}Font/{_A}latin") for rank in ("minor", "major")}
        return {rank: e.get("typeface", "") for rank, e in found.items() if e is not None}
    return {}


def _odf_fonts(entries: Entries) -> set[str]:
    faces: dict[str, str] = {}
    names: set[str] = set()
    for tree in _trees(entries, r"(?:content|styles)\.xml"):
        for face in tree.iter(f"{_STYLE}font-face"):
            family = face.get(f"{_SVG}font-family", "").strip("'\"")
            faces[face.get(f"{_STYLE}name", "")] = family
        for text in tree.iter(f"{_STYLE}text-properties"):
            names.add(text.get(f"{_STYLE}font-name", ""))
            names.add(text.get(f"{_FO}font-family", "").strip("'\""))
    return {faces.get(name, name) for name in names}
