"""All that is asked of WeasyPrint beyond its public interface: boxes, marks, the objects of its file.

Another version may have it elsewhere; nothing but this module would then be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossier import libraries

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Document, Page
    from weasyprint.formatting_structure.boxes import Box, PageBox
    from weasyprint.pdf import pydyf
    from weasyprint.pdf.fonts import Font as PdfFont
    from weasyprint.pdf.stream import Stream


@dataclass(frozen=True, slots=True)
class Font:
    """A font that draws: the ``name`` that it has on pages, what it was asked for by, the ``size`` in pixels
    at which it was drawn first, and of each glyph that is drawn the text and the width, in thousandths.

    ``bitmap``: its glyphs are pictures. ``held`` is what :func:`font_file` is asked with.
    """

    name: str
    family: str
    weight: int
    style: int
    size: float
    texts: Mapping[int, str]
    widths: Mapping[int, int]
    bitmap: bool
    held: PdfFont


#: What it asks of the text engine in every layout, by its declarations in C.
_DECLARED = (
    *("PangoFcFontMap *", "PangoRectangle *", "PangoLogAttr[]", "char[]", "char[4]"),
    *("unsigned int *", "hb_tag_t[100]"),
)
#: What it writes fonts with: a third of its import, and most layouts have their fonts from earlier ones.
_WRITERS = ("fontTools.subset", "fontTools.varLib.instancer")


def load() -> None:
    """Import it, but for what it writes fonts with, and have the declarations read that it would read while
    it lays out: 35 ms."""
    with libraries.postponed(*_WRITERS):
        import weasyprint  # noqa: F401
    from weasyprint.text.ffi import ffi

    for declared in _DECLARED:
        ffi.typeof(declared)


def box_of(page: Page) -> PageBox:
    """The box of a laid-out page, with its margins and whether it is blank."""
    return page._page_box


def kind_of(page: Page) -> tuple[str, str, bool]:
    """By what rules for pages tell it from others: its name, its side, whether it is blank."""
    kind = box_of(page).page_type
    return kind.name or "", kind.side, kind.blank


def behind(box: object) -> Box:
    """The box itself: what is positioned absolutely stands behind a placeholder."""
    return getattr(box, "_box", box)


def is_line(box: object) -> bool:
    """Whether it is a line of text."""
    from weasyprint.formatting_structure.boxes import LineBox

    return isinstance(box, LineBox)


def is_text(box: object) -> bool:
    """Whether it is text of one element on one line."""
    from weasyprint.formatting_structure.boxes import TextBox

    return isinstance(box, TextBox)


def is_inline(box: object) -> bool:
    """Whether it is an element's part of a line."""
    from weasyprint.formatting_structure.boxes import InlineBox

    return isinstance(box, InlineBox)


def is_generated(box: Box) -> bool:
    """Whether a style made it, not an element."""
    return "::" in str(box.element_tag)


def hyphen_of(box: Box) -> str:
    """What the layout puts where it breaks a word of ``box``."""
    return str(box.style["hyphenate_character"])


def marks_of(stream: Stream) -> Mapping[Box, int]:
    """The MCID of each box that was painted onto ``stream``."""
    return {box: mark["mcid"] for box, mark in stream._tags.items()}


def plain_hyphens(stream: Stream) -> None:
    """Let the glyph of a hyphen stand for one that was written, whatever it was first drawn for."""
    for font in stream._fonts.values():
        font.to_unicode.update({glyph: "-" for glyph, text in font.to_unicode.items() if text == "\u2010"})


def texts(document: Document) -> dict[str, Mapping[int, str]]:
    """What each glyph stands for, by the name of its font."""
    return {font.hash: font.to_unicode for font in document.fonts.values()}


def with_soft_hyphens(pdf: pydyf.PDF, glyphs: Mapping[str, tuple[str, int]]) -> None:
    """Add fonts under new names: each is another one, by its name, in which one glyph is a soft hyphen."""
    resources = pdf.objects[_number(_page(pdf, pdf.page_references[0])["Resources"])]
    fonts = pdf.objects[_number(resources["Font"])]
    for name, (like, glyph) in glyphs.items():
        face = pdf.objects[_number(fonts[like])]
        words = type(pdf.objects[_number(face["ToUnicode"])])([soft_hyphen(glyph)], compress=True)
        pdf.add_object(words)
        copy = type(face)(face)
        copy["ToUnicode"] = words.reference
        pdf.add_object(copy)
        fonts[name] = copy.reference


def soft_hyphen(glyph: int) -> bytes:
    """The /ToUnicode of a font in which ``glyph`` is a soft hyphen (ISO 32000-1, 9.10.3)."""
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"1 beginbfchar <%04x> <00ad> endbfchar\n"
        b"endcmap CMapName currentdict /CMap defineresource pop end end\n" % glyph
    )


def font_files(document: Document) -> Iterator[tuple[bytes, str]]:
    """The bytes that set the text, whatever file they came from, and their family, once each."""
    for font in document.fonts.values():
        yield font_file(_font(font)), font.family


def font_file(font: Font) -> bytes:
    """The bytes of the file that a font was read from."""
    from weasyprint.text.fonts import get_hb_object_data

    data: bytes = get_hb_object_data(font.held.hb_face)
    return data


def _font(font: PdfFont) -> Font:
    asked = font.family, int(font.weight), int(font.style), float(font.font_size)
    return Font(font.hash, *asked, font.to_unicode, font.widths, font.bitmap, font)


def margin_marks(page: Page, marks: Mapping[Box, int]) -> frozenset[int]:
    """The MCIDs of what was painted in the margin boxes of ``page``."""
    margins = [box for box in box_of(page).children if hasattr(box, "at_keyword")]
    boxes = (box for margin in margins for box in (margin, *margin.descendants()))
    return frozenset(marks[box] for box in boxes if box in marks)


def without_fonts(document: Document) -> list[Font]:
    """Have ``document`` written without fonts; those that draw it are in the list once it is written."""
    last = document.pages[-1]
    paint = last.paint
    drawing: list[Font] = []

    def painted(stream: Stream, scale: float = 1) -> None:
        paint(stream, scale)
        drawing.extend(map(_font, document.fonts.values()))
        document.fonts.clear()

    last.paint = painted
    return drawing


def with_glyphs(document: Document, glyphs: Mapping[str, Mapping[int, tuple[str, int]]]) -> set[str]:
    """Have ``document``, of one page, written with those ``glyphs`` of its fonts that are given: text and
    width by number, by the name of the font; no other font is written. The names that were found are in the
    set once it is written."""
    (page,) = document.pages
    paint = page.paint
    faces: set[str] = set()

    def painted(stream: Stream, scale: float = 1) -> None:
        paint(stream, scale)
        for key, font in list(document.fonts.items()):
            if font.hash in faces or font.hash not in glyphs:
                del document.fonts[key]
                continue
            faces.add(font.hash)
            given = sorted(glyphs[font.hash].items())
            font.to_unicode = {glyph: text for glyph, (text, _) in given}
            font.widths = {glyph: width for glyph, (_, width) in given}

    page.paint = painted
    return faces


def page_streams(pdf: pydyf.PDF) -> Iterator[list[object]]:
    """The operators of each page."""
    # page_references are "6 0 R"; the page dictionary names its contents in the same way.
    for reference in pdf.page_references:
        yield pdf.objects[_number(_page(pdf, reference)["Contents"])].stream


def without_links_and_tags(pdf: pydyf.PDF, unused: tuple[str, ...]) -> None:
    """Take away what the binder writes itself, with that of the sources in it, and objects of the types
    ``unused``, which it would have to read."""
    del pdf.catalog["StructTreeRoot"]
    for reference in pdf.page_references:
        for name in ("Annots", "StructParents"):
            _page(pdf, reference).pop(name, None)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") in unused:
            item.clear()


def _page(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
