"""What a source says of its own date and publication, where the manifest says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.findings import Finding
from dossier.folding import folded, words
from dossier.model import Document, Located, PartialDate, Source

from .words import telling

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr february feb", "mars march mar", "avril avr april apr",
            "mai may", "juin june jun", "juillet juil july jul", "aout august aug",
            "septembre sept september sep", "octobre oct october", "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Day, month and year, in the ways that French and English print them; the text is folded.
_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th)?\s+)?(?P<m1>{_MONTH})\.?\s+(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,\s*(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<d3>\d{1,2})[/.](?P<m3>\d{1,2})[/.](?P<y3>(?:19|20)\d\d)\b"
    r"|\b(?P<y4>(?:19|20)\d\d)-(?P<m4>\d{2})-(?P<d4>\d{2})\b"
)
# What stands right before the date on which a text appeared.
_APPEARED = re.compile(
    r"(?:publiee?s?|parue?s?|mise? en ligne|date de (?:publication|parution)|parution|publication|depot legal"
    r"|published(?: online)?|publication date|date published)"
    r"(?:\s*(?:le|en|on|in|:|-|\u2013|,|du|au))*\s*"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)?\s*$"
)
_NEAR, _REACH = 60, 40
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Where a text says that it appeared, up to the end of a name.
_IN = re.compile(
    r"\b(?:paru(?:e|s|es)? dans|publiee?s? dans|extrait de|source\s*:|in\s*:|published in|appeared in)\s*"
    r"(?:le |la |les |l['\u2019]|the )?([\w&'\u2019. -]{4,60}?)\s*(?:[,;:()\[\]\r\n\u2013|]|\.\s|\.?$)"
)
_ISSUE = r"\s*(?:[,:\-\u2013|(]\s*)?(?:n\s?[o\xb0]\.?|numero|no\.)\s*(\d{1,5})\b"


@dataclass(frozen=True)
class _PrintedDate:
    """A date as it is printed, with what comes before it."""

    year: int
    month: int
    day: int | None
    text: str
    before: str


def contradicted(located: Located, number: int, document: Document, source: Source) -> Iterator[Finding]:
    """A finding for a date, and one for an issue, of which the source says another, and never this one."""
    opening = folded(" ".join(part.noticed.text[: part.noticed.opening] for part in source.parts))
    text = folded(" ".join(part.noticed.text for part in source.parts))
    # The sign of degrees and of numbers are one to who types.
    opening, text = opening.replace("\xba", "o"), text.replace("\xba", "o")
    facts: dict[str, str | int] = {"id": document.id, "number": number, "title": document.title}
    for key, announced, said in (
        ("issued", document.issued or "", _other_date(document, opening, text)),
        ("issue", document.issue or "", _other_issue(document, opening, text)),
        ("container-title", document.container_title or "", _other_publication(document, opening, text)),
    ):
        if said:
            told = {"key": key, "announced": announced, "said": said}
            yield Finding("reference-contradicted", located.of(document, key), {**facts, **told}, document.id)


def _other_date(document: Document, opening: str, text: str) -> str:
    """The date that the source gives itself, where it never names the one that is announced."""
    try:
        announced = PartialDate.parse(document.issued) if document.issued else None
    except ValueError:  # said already, when the manifest was read
        return ""
    if announced is None:
        return ""
    own = [date for date in _dates(opening) if _is_own(document, date)]
    if not own or any(_agrees(announced, date) for date in _dates(text)):
        return ""
    # The year alone, named anywhere, may be that of this text; a month that is announced is not.
    if announced.month is None and str(announced.year) in _YEAR.findall(text):
        return ""
    return own[0].text


def _is_own(document: Document, date: _PrintedDate) -> bool:
    """Whether a date is that of the text itself: it says so, or stands behind the name of the publication."""
    if _APPEARED.search(date.before):
        return True
    name = words(document.container_title or "")
    close = words(date.before[-_REACH:])
    return len("".join(name)) > 3 and any(close[n : n + len(name)] == name for n in range(len(close)))


def _agrees(announced: PartialDate, printed: _PrintedDate) -> bool:
    if announced.year != printed.year:
        return False
    if announced.month is None:
        return True
    return announced.month == printed.month and (
        announced.day is None or printed.day is None or announced.day == printed.day
    )


def _dates(text: str) -> Iterator[_PrintedDate]:
    for match in _DATE.finditer(text):
        given = {key[0]: value for key, value in match.groupdict().items() if value}
        written = given["m"]
        month = int(written) if written.isdecimal() else _MONTHS[written]
        day = int(given["d"]) if "d" in given else None
        if 1 <= month <= 12 and (day is None or 1 <= day <= 31):
            before = " ".join(text[max(0, match.start() - _NEAR) : match.start()].split())
            yield _PrintedDate(int(given["y"]), month, day, " ".join(match[0].split()), before)


def _other_issue(document: Document, opening: str, text: str) -> str:
    """The number that stands behind the publication's name, where the announced one never does."""
    name = words(document.container_title or "")
    if not name or not (document.issue or "").isdecimal():
        return ""
    behind = re.compile(r"\b" + r"\W+".join(map(re.escape, name)) + r"\b" + _ISSUE)
    said = behind.findall(opening)
    known = re.compile(rf"(?<!\d){int(document.issue or 0)}(?!\d)")
    return str(said[0]) if said and not known.search(text) else ""


def _other_publication(document: Document, opening: str, text: str) -> str:
    """Where the source says that it appeared, if it never names the publication that is announced, nor
    anybody else whom the reference names."""
    name = telling(document.container_title or "")
    said = _IN.search(opening)
    other = telling(said[1]) if said else []
    if not name or not said or not other:
        return ""
    whole = "".join(words(text))
    author = document.author if isinstance(document.author, str) else " ".join(document.author or ())
    named = (document.publisher, document.published, document.url, document.title, author)
    known = "".join(words(" ".join((document.container_title or "", *(one or "" for one in named)))))
    if any(word in whole for word in name) or any(word in known for word in other):
        return ""
    return said[1].strip()
