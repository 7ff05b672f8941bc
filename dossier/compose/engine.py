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


def behind(box: object) -> Any:
    """The box itself: what is positioned absolutely stands behind a placeholder."""
    return getattr(box, "_box", box)


def marks_of(stream: Any) -> Mapping[Any, int]:
    """The MCID of each box that was painted onto ``stream``."""
    return {box: mark["mcid"] for box, mark in stream._tags.items()}


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
