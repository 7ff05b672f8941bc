"""The proof itself: one HTML page with every page of the dossier, and what is known of each."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PIL import Image

from dossier import report
from dossier.check.spoken import Reading
from dossier.compose import own_page
from dossier.ranges import extent

from .difference import ADDED, ALTERED, NUMBERS, REMOVED, SAME, Change, Comparison
from .edition import Document, Edition, Page
from .pictures import Album, encoded, marked
from .remarks import Remark, Remarks
from .sheets import Reprint
from .wording import grouped, reasons, sentence

_TEMPLATE, _SCRIPT = "own/proof.html", "own/proof.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page as the proof shows it; ``src`` is its picture as a data URI."""

    folio: int
    name: str
    document: Document | None
    section: str
    scale: int | None
    size: float | None
    src: str
    width: int
    height: int
    remarks: Sequence[Remark] = ()
    change: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One page that is not as it was: both pictures where there are two."""

    name: str
    what: str
    front: bool
    before: str = ""
    now: str = ""
    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    numbers: Sequence[tuple[str, str]] = field(default=())


def proof(
    edition: Edition,
    album: Album,
    comparison: Comparison | None = None,
    before: Album | None = None,
    again: Reprint | None = None,
) -> str:
    """The proof of ``edition``, whose pages are in ``album``; with a ``comparison``, what differs from the
    other one, whose pages are in ``before``, and what is printed ``again``.

    Raises OddError where a page cannot be drawn, or the PDF has no tags.
    """
    remarks = Remarks(edition)
    pictures = encoded(partial(album.picture, page.folio) for page in edition.pages)
    pages = [
        _page(edition, page, album.pixels(page.folio), data, remarks, comparison)
        for page, data in zip(edition.pages, pictures, strict=True)
    ]
    values: dict[str, object] = {
        "language": report.language(),
        "say": _say,
        "severity": _severity,
        "title": edition.record.get("title") or edition.path.name,
        "edition": edition,
        "grouped": grouped,
        "fingerprint": grouped(edition.fingerprint),
        "pages": pages,
        "documents": [(one, _kinds(one), remarks.of(one.id), _announced(one)) for one in edition.documents],
        "remarks": remarks.whole,
        "counts": remarks.counts,
        "changes": _changes(comparison, album, before, pages) if comparison and before else None,
        "against": comparison.old if comparison else None,
        "reprint": again,
        "sentence": sentence(again) if again else "",
        **_reading(edition),
    }
    return own_page(_TEMPLATE, values, _SCRIPT)


def _say(word: str, **facts: object) -> str:
    return report.say(f"proof.{word}", **facts)


def _severity(name: str) -> str:
    return report.say(f"severity.{name}")


def _page(
    edition: Edition,
    page: Page,
    pixels: tuple[int, int],
    data: bytes,
    remarks: Remarks,
    comparison: Comparison | None,
) -> PageView:
    document = edition.document(page.document)
    size = document.told.get("type_size") if document and page.rank else None
    change = comparison.at(page.folio) if comparison else None
    return PageView(
        folio=page.folio,
        name=name_of(page, document),
        document=document,
        section=str(document.told.get("section") or "") if document else "",
        scale=round(page.scale * 100) if page.scale else None,
        size=size if isinstance(size, int | float) else None,
        src=_uri(data),
        width=pixels[0],
        height=pixels[1],
        remarks=remarks.on(page.folio),
        change=what_of(change) if change else "",
        changed=change is not None and (change.kind != SAME or change.moved),
    )


def name_of(page: Page, document: Document | None) -> str:
    """What a page is, in words: its document and rank, or the part of the dossier."""
    if document is None:
        return _say(f"part.{page.part or 'unknown'}")
    if not page.rank:
        return _say(
            "part.opening" if page.part == "document" else f"part.{page.part}", number=document.number
        )
    return _say("of-document", number=document.number, rank=page.rank, count=document.count)


def what_of(change: Change) -> str:
    """What became of a page, in words."""
    why = reasons(change.why)
    key = {
        SAME: "moved" if change.moved else "same",
        NUMBERS: "numbers-moved" if change.moved else "numbers",
        ALTERED: "altered-moved" if change.moved else "altered",
        ADDED: "added",
        REMOVED: "removed",
    }[change.kind]
    if change.kind == NUMBERS and len(change.why) == 1:
        key = "only-moved" if change.moved else "only"
    old = change.old.folio if change.old else 0
    elsewhere = change.new is None or change.new.folio != old
    return _say(f"change.{key}", why=why, was=_say("was", old=old) if old and elsewhere else "")


def _changes(
    comparison: Comparison, now: Album, before: Album, pages: Sequence[PageView]
) -> list[ChangeView]:
    views = []
    shown = comparison.of(ALTERED, ADDED, REMOVED)
    olds = encoded(
        partial(_marked, before, change.old.folio, change) for change in shown if change.old is not None
    )
    news = encoded(
        partial(_marked, now, change.new.folio, change)
        for change in shown
        if change.kind == ALTERED and change.new
    )
    old, new = iter(olds), iter(news)
    for change in shown:
        edition = comparison.new if change.new else comparison.old
        document = edition.document(change.page.document)
        now_src = ""
        if change.new:
            now_src = _uri(next(new)) if change.kind == ALTERED else pages[change.new.folio - 1].src
        views.append(
            ChangeView(
                name=name_of(change.page, document),
                what=what_of(change),
                front=change.front,
                before=_uri(next(old)) if change.old else "",
                now=now_src,
                added=change.added,
                removed=change.removed,
                numbers=change.numbers,
            )
        )
    return views


def _marked(album: Album, folio: int, change: Change) -> Image.Image:
    return marked(album.picture(folio), change.marks)


def _announced(document: Document) -> tuple[str, bool]:
    """The extent that a document announces, with the pages that say so, and whether as many are bound."""
    told = document.told.get("announced")
    if told == "auto":
        return str(document.count), True
    if isinstance(told, int):
        return str(told), told == document.count
    if not isinstance(told, str):
        return "–", True
    count = extent(told)
    if count is None:
        return _say("announced-uncounted", page=told), True
    return _say("announced-page", count=count, page=told), count == document.count


def _kinds(document: Document) -> str:
    kind = document.told.get("kind")
    kinds = kind if isinstance(kind, list) else [kind] if isinstance(kind, str) else []
    return " + ".join(dict.fromkeys(report.say(report.known(f"kind.{one}", "kind.unknown")) for one in kinds))


def _reading(edition: Edition) -> Mapping[str, object]:
    """What a screen reader says, by page, and the language that it says it in."""
    pages: list[tuple[int, list[str]]] = [(0, [])]
    with Reading(edition.pdf) as reading:
        for said in reading.said():
            if said.kind == "page":
                pages.append((said.number, []))
            else:
                pages[-1][1].extend(report.spoken([said]))
        return {"reading": [one for one in pages if one[1]], "reading_language": reading.language}


def _uri(data: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(data).decode()}"
