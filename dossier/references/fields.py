"""What a reference says, under the keys of a document; and a document's reference, as one of those."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dossier.model import Document, PartialDate

from .item import Item, extent
from .names import parsed, printed

#: The keys of a document that a reference fills or takes away: it is the whole reference. How many pages
#: there are stays where it says nothing of it: that is counted, and held against what is bound.
KEYS = (
    *("title", "title-short", "author", "genre", "container-title", "publisher", "published"),
    *("issue", "issued", "page", "URL"),
)
_ISSUE = re.compile(r"vol\. (?P<volume>[^,]+)(?:, n° (?P<issue>.+))?")


def of(item: Item) -> Mapping[str, str | tuple[str, ...]]:
    """The keys that ``item`` fills."""
    authors = tuple(filter(None, map(printed, item.authors)))
    issue = item.issue
    if item.volume:
        issue = f"vol. {item.volume}, n° {item.issue}" if item.issue else f"vol. {item.volume}"
    told: dict[str, str | tuple[str, ...]] = {
        "title": item.title,
        "title-short": item.title_short,
        "author": authors[0] if len(authors) == 1 else authors,
        "genre": item.genre,
        "container-title": item.container,
        "publisher": item.publisher,
        "published": item.published,
        "issue": issue,
        "issued": item.issued,
        "page": item.page,
        "number-of-pages": item.pages,
        "URL": item.url,
    }
    return {key: value for key, value in told.items() if value}


def item(document: Document) -> Item:
    """The reference of ``document``."""
    authors = (document.author,) if isinstance(document.author, str) else document.author or ()
    issue = document.issue or ""
    split = _ISSUE.fullmatch(issue)
    pages = str(document.number_of_pages or "")
    return Item(
        key=document.id,
        type=_type(document),
        title=document.title,
        title_short=document.title_short or "",
        authors=tuple(map(parsed, authors)),
        genre=document.genre or "",
        container=document.container_title or "",
        publisher=document.publisher or "",
        published=document.published or "",
        volume=split["volume"] if split else "",
        issue=(split["issue"] or "") if split else issue,
        issued=_iso(document.issued or ""),
        page=extent(document.page or ""),
        pages=pages if pages.isdecimal() else "",
        url=document.url or "",
    )


def _iso(date: str) -> str:
    """A date of the manifest as ISO 8601 writes it, as precise as it is."""
    if not date:
        return ""
    parts = PartialDate.parse(date)
    shown = [f"{n:02}" for n in (parts.month, parts.day) if n is not None]
    return "-".join([f"{parts.year:04}", *shown])


def _type(document: Document) -> str:
    """What kind of thing it is, by the keys that it has: a manifest does not say."""
    if document.container_title:
        return "article-journal"
    if document.genre:
        return "report"
    if isinstance(document.number_of_pages, int) and document.publisher:
        return "book"
    if document.publisher:
        return "report"
    return "webpage" if document.url else "document"
