"""RIS, as Zotero exports it."""

from __future__ import annotations

from collections.abc import Mapping

import rispy

from dossier.odd import OddError, reading

from .item import Item, extent, first, listed, read_date, resolved
from .names import inverted

_TYPES = {
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "CHAP": "chapter",
    "RPRT": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "CONF": "paper-conference",
}
_AUTHORS = ("authors", "first_authors", "secondary_authors")


def items(text: str) -> list[Item]:
    """The references in ``text``. Raises OddError where it is no RIS."""
    with reading("rispy", faults=(ValueError,)):
        entries = rispy.loads(text)
    if not entries:
        raise OddError("RIS")
    return [_item(one) for one in entries]


def _item(told: Mapping[str, object]) -> Item:
    def text(*keys: str) -> str:
        return first(*(value for key in keys if isinstance(value := told.get(key), str)))

    names = next((value for key in _AUTHORS if isinstance(value := told.get(key), list) and value), [])
    urls = told.get("urls")
    said = text("date", "publication_year", "year")
    issued = read_date(text("date")) or read_date(text("publication_year")) or read_date(text("year"))
    kind = _TYPES.get(text("type_of_reference"), "document")
    start, end = text("start_page"), text("end_page")
    page, pages = extent(f"{start}-{end}" if start and end and start != end else start or end), ""
    if kind == "book" and page.isdecimal():  # of a book Zotero writes how many there are (RIS.js)
        page, pages = "", page
    number = text("issn")
    return Item(
        key=text("id"),
        type=kind,
        title=text("title", "primary_title"),
        title_short=text("short_title"),
        authors=tuple(inverted(str(name)) for name in names),
        genre=text("type_of_work"),
        container=text("secondary_title", "journal_name", "alternate_title3"),
        publisher=text("publisher"),
        volume=text("volume"),
        issue=text("number"),
        issued=issued,
        page=page,
        pages=pages,
        url=resolved(str(urls[0]) if isinstance(urls, list) and urls else text("url"), text("doi")),
        isbn=number if kind in ("book", "chapter") else "",
        issn="" if kind in ("book", "chapter") else number,
        left=listed([("DA", said, issued)]),
    )
