"""CSL-JSON, as Zotero exports and imports it (CSL 1.0.2, csl-data.json)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from dossier import untrusted
from dossier.odd import OddError

from . import dates
from .item import Item, Name, extent, first, resolved, untold

_Value = object
# Titles may have a little markup (citeproc-js): a manifest has none.
_MARKUP = re.compile(r"</?(?:i|b|sc|sub|sup|span)(?:\s[^>]*)?>")
_PUBLISHED = "Published: "
_PARTS = ("year", "month", "day")


def items(text: str) -> list[Item]:
    """The references in ``text``. Raises OddError where it is no CSL-JSON."""
    try:
        told = untrusted.parsed(text)
    except ValueError as error:
        raise OddError(str(error)) from error
    if isinstance(told, dict):
        told = told.get("items", [told])
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise OddError("json")
    if any("itemType" in one for one in told):  # Zotero's own JSON is another
        raise OddError("json, bib, ris")
    return [_item(one) for one in told]


def _item(told: Mapping[str, _Value]) -> Item:
    volume, issue = _text(told, "volume"), first(_text(told, "issue"), _text(told, "number"))
    issued, said = _issued(told.get("issued"))
    pages = _text(told, "number-of-pages")
    note = (line.strip() for line in _raw(told.get("note")).splitlines())
    return Item(
        key=_text(told, "id"),
        type=_text(told, "type"),
        title=_text(told, "title"),
        title_short=first(_text(told, "title-short"), _text(told, "shortTitle")),
        authors=tuple(_names(told.get("author")) or _names(told.get("editor"))),
        genre=_text(told, "genre"),
        container=_text(told, "container-title"),
        publisher=_text(told, "publisher"),
        published=first(*(line[len(_PUBLISHED) :] for line in note if line.startswith(_PUBLISHED))),
        volume=volume,
        issue=issue,
        issued=issued.known,
        page=extent(_text(told, "page")),
        pages=pages if pages.isdecimal() else "",
        url=resolved(_text(told, "URL"), _text(told, "DOI")),
        isbn=_text(told, "ISBN"),
        issn=_text(told, "ISSN"),
        left=(
            *issued.left("issued", said),
            *untold("number-of-pages", pages, pages if pages.isdecimal() else ""),
        ),
    )


def _raw(value: _Value) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _text(told: Mapping[str, _Value], key: str) -> str:
    return first(html.unescape(_MARKUP.sub("", _raw(told.get(key)))))


def _names(value: _Value) -> Iterable[Name]:
    if not isinstance(value, list):
        return []
    made = []
    for one in value:
        if not isinstance(one, dict):
            continue
        family, given = _text(one, "family"), _text(one, "given")
        particles = (_text(one, "dropping-particle"), _text(one, "non-dropping-particle"))
        particle = " ".join(filter(None, particles))
        if family and (given or particle):
            made.append(Name(family=family, given=given, particle=particle, suffix=_text(one, "suffix")))
        elif family or given or _text(one, "literal"):
            made.append(Name(literal=first(_text(one, "literal"), family, given)))
    return made


def _issued(value: _Value) -> tuple[dates.Date, str]:
    """A date, and what was written."""
    if isinstance(value, list):  # as Better BibTeX wrote it
        value = {"date-parts": [[one.get(part) for part in _PARTS] for one in value if isinstance(one, dict)]}
    if not isinstance(value, dict):
        return dates.read(_raw(value)), _raw(value)
    given = value.get("date-parts")
    parts = given if isinstance(given, list) else []
    parts = [one for one in parts if isinstance(one, list)] or [parts]
    shown = ["-".join(filter(None, map(_raw, one))) for one in parts]
    said = "/".join(filter(None, shown))
    if not said:
        said = first(*(_text(value, key) for key in ("raw", "literal", "edtf")))
        return dates.read(said), said
    if value.get("circa"):
        return dates.Date(whole=False), f"circa {said}"
    begins = dates.of(*([_raw(part) for part in parts[0]] + [""] * 3)[:3])
    season = _text(value, "season")
    season = f"season {season}" if season.isdecimal() else season
    year = _raw(parts[0][0]) if parts[0] else ""
    if not begins.known and len(parts[0]) == 2:  # a season may stand for the month
        begins = dates.read(said)
    whole = begins.whole and len(list(filter(None, shown))) == 1 and not season
    return dates.Date(begins.known, whole), f"{season} {said}".strip() if year else said


def written(references: Iterable[Item]) -> str:
    """``references`` as CSL-JSON."""
    return json.dumps([_told(one) for one in references], ensure_ascii=False, indent=1) + "\n"


def _told(one: Item) -> dict[str, object]:
    number = "number" if one.type == "report" else "issue"
    told: dict[str, object] = {
        "id": one.key,
        "type": one.type,
        "title": one.title,
        "title-short": one.title_short,
        "author": [_name(name) for name in one.authors],
        "genre": one.genre,
        "container-title": one.container,
        "publisher": one.publisher,
        "volume": one.volume,
        number: one.issue,
        "issued": {"date-parts": [_parts(one.issued)]} if one.issued else None,
        "page": one.page,
        "number-of-pages": one.pages,
        "URL": one.url,
        "note": f"{_PUBLISHED}{one.published}" if one.published else "",
    }
    return {key: value for key, value in told.items() if value}


def _parts(date: str) -> Sequence[int]:
    return [int(part) for part in date.split("-")]


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    # French and Italian particles stand behind the given name where names are sorted, German and Dutch ones
    # belong to the family name (CSL 1.0.2, name particles).
    dropped = name.particle.split()[:1] and name.particle.split()[0] in ("de", "du", "des", "d'", "d’")
    told = {
        "family": name.family,
        "given": name.given,
        "dropping-particle" if dropped else "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in told.items() if value}
