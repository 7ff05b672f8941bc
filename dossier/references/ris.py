"""RIS, as Zotero exports it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import rispy

from dossier.odd import OddError, reading

from . import dates
from .item import Item, extent, first, resolved
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
# Some programs write one blank.
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {0,2}-(?: |$)", re.MULTILINE)
_TYPE, _END = re.compile(r"^TY  - ", re.MULTILINE), re.compile(r"^ER  -", re.MULTILINE)
_DATES = ("date", "publication_year", "year")
_SERIAL = re.compile(r"(?i)(?:[ep]?-?issn\W*)?\d{4}-?\d{3}[\dx](?![\w-])")
_BOOK = re.compile(r"(?i)(?:isbn\S*\s*)?(?:97[89]\W?)?(?:\d\W?){9}[\dx]\b")
_AUTHORS = ("authors", "first_authors", "secondary_authors")


def items(text: str) -> list[Item]:
    """The references in ``text``. Raises OddError where it is no RIS."""
    text = _TAG.sub(r"\1  - ", text)
    if len(_TYPE.findall(text)) > len(_END.findall(text)):  # cut, or never ended
        text += "\nER  - \n"
    with reading("rispy", faults=(ValueError,)):
        entries = rispy.loads(text)
    if not entries:
        raise OddError("RIS")
    return [_item(one) for one in entries]


def _item(told: Mapping[str, object]) -> Item:
    def text(*keys: str) -> str:
        return first(*(html.unescape(value) for key in keys if isinstance(value := told.get(key), str)))

    names = next((value for key in _AUTHORS if isinstance(value := told.get(key), list) and value), [])
    urls = told.get("urls")
    written = [said for key in _DATES if (said := text(key))]
    read = next((date for said in written if (date := dates.read(said)).known), dates.Date())
    # The first says the most.
    whole = read.whole and bool(written) and dates.read(written[0]).known == read.known
    issued = dates.Date(read.known, whole)
    kind = _TYPES.get(text("type_of_reference"), "document")
    start, end = text("start_page"), text("end_page")
    page, pages = extent(f"{start}-{end}" if start and end and start != end else start or end), ""
    counted = page.removesuffix("p.").strip()
    if kind == "book" and counted.isdecimal():  # of a book Zotero writes how many there are (RIS.js)
        page, pages = "", counted
    number = text("issn")
    # Of books and of reports alike it is either.
    serial = bool(_SERIAL.match(number)) or (kind not in ("book", "chapter") and not _BOOK.match(number))
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
        issued=issued.known,
        page=page,
        pages=pages,
        url=resolved(str(urls[0]) if isinstance(urls, list) and urls else text("url"), text("doi")),
        isbn="" if serial else number,
        issn=number if serial else "",
        left=issued.left("DA", written[0] if written else ""),
    )
