"""All that is asked of WeasyPrint beyond its public interface: boxes, marks, the objects of its file.

Another version may have it elsewhere; nothing but this module would then be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def load() -> None:
    """Import it."""
    import weasyprint  # noqa: F401


def box_of(page: Any) -> Any:
    """The box of a laid-out page, with its margins and whether it is blank."""
    return page._page_box


def behind(box: Any) -> Any:
    """The box itself: what is positioned absolutely stands behind a placeholder."""
    return getattr(box, "_box", box)


def is_line(box: Any) -> bool:
    """Whether it is a line of text."""
    from weasyprint.formatting_structure.boxes import LineBox

    return isinstance(box, LineBox)


def is_text(box: Any) -> bool:
    """Whether it is text of one element on one line."""
    from weasyprint.formatting_structure.boxes import TextBox

    return isinstance(box, TextBox)


def is_inline(box: Any) -> bool:
    """Whether it is an element's part of a line."""
    from weasyprint.formatting_structure.boxes import InlineBox

    return isinstance(box, InlineBox)


def is_generated(box: Any) -> bool:
    """Whether a style made it, not an element."""
    return "::" in str(box.element_tag)


def hyphen_of(box: Any) -> str:
    """What the layout puts where it breaks a word of ``box``."""
    return str(box.style["hyphenate_character"])


def marks_of(stream: Any) -> Mapping[Any, int]:
    """The MCID of each box that was painted onto ``stream``."""
    return {box: mark["mcid"] for box, mark in stream._tags.items()}


class Fonts:
    """The fonts of a file that is being written, by the operators that set them."""

    def __init__(self, document: Any, pdf: Any) -> None:
        self._fonts = {font.hash.encode(): font for font in document.fonts.values()}
        self._pdf = pdf
        self._softs: dict[bytes, bytes] = {}

    def letters(self, operator: bytes, glyph: int) -> str:
        """What a glyph stands for under the font that ``operator`` sets; nothing where nobody knows."""
        font = self._fonts.get(_name(operator))
        return str(font.to_unicode.get(glyph, "")) if font else ""

    def soft(self, operator: bytes, glyph: int) -> bytes:
        """What sets, instead of ``operator``, the same font in which ``glyph`` is a soft hyphen."""
        name = _name(operator)
        if name not in self._softs:
            self._softs[name] = self._copied(name, glyph)
        return operator.replace(name, self._softs[name], 1)

    def _copied(self, name: bytes, glyph: int) -> bytes:
        page = _page(self._pdf, self._pdf.page_references[0])
        fonts = self._pdf.objects[_number(self._pdf.objects[_number(page["Resources"])]["Font"])]
        face = self._pdf.objects[_number(fonts[name.decode()])]
        known = self._pdf.objects[_number(face["ToUnicode"])]
        copy = type(face)(face)
        ranges = known.stream.index(b"endcodespacerange") + 1
        letters = [b"1 beginbfchar", f"<{glyph:04x}> <00ad>".encode(), b"endbfchar"]
        words = type(known)([*known.stream[:ranges], *letters, *known.stream[-4:]], compress=True)
        self._pdf.add_object(words)
        copy["ToUnicode"] = words.reference
        self._pdf.add_object(copy)
        soft = name + b"-soft"
        fonts[soft.decode()] = copy.reference
        return soft


def _name(operator: bytes) -> bytes:
    return operator[1:].split(b" ", 1)[0]


def font_files(document: Any) -> Iterator[tuple[bytes, str]]:
    """The bytes that set the text, whatever file they came from, and their family, once each."""
    from weasyprint.text.fonts import get_hb_object_data

    for font in document.fonts.values():
        yield get_hb_object_data(font.hb_face), font.family


def page_streams(pdf: Any) -> Iterator[Any]:
    """The operators of each page."""
    # page_references are "6 0 R"; the page dictionary names its contents in the same way.
    for reference in pdf.page_references:
        yield pdf.objects[_number(_page(pdf, reference)["Contents"])].stream


def without_links_and_tags(pdf: Any, unused: tuple[str, ...]) -> None:
    """Take away what the binder writes itself, with that of the sources in it, and objects of the types
    ``unused``, which it would have to read."""
    del pdf.catalog["StructTreeRoot"]
    for reference in pdf.page_references:
        _page(pdf, reference).pop("Annots", None)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") in unused:
            item.clear()


def _page(pdf: Any, reference: Any) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: Any) -> int:
    return int(reference.split()[0])
