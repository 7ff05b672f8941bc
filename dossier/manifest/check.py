"""The values of a manifest, held against the calendar, against each other and against what can be printed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from dossier import addresses, blanks
from dossier.findings import CODES, Finding, about, acceptable, current, finding
from dossier.model import MOST_PAGES, STAND_IN, Accepted, Document, Located, PartialDate, key_of
from dossier.ranges import parse_pages, repeated
from dossier.wording import garbled, placeholders

from . import suggest
from .faults import no_pages
from .nodes import Path, Reading, Value

_TURNS = (90, 180, 270)
# Characters that no font has and that print nothing: control characters and what ends lines and paragraphs
# (Unicode, 23.1 and 23.2). A file may be called so.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff]")
# A text that is but the name of a file would be printed as it is.
_FILE_NAME = re.compile(r"[^\s*#]+\.(?:md|markdown|txt|docx?|odt|rtf|pdf|html?)", re.IGNORECASE)
_PATHS = ("file", "base", "introduction", "twin")


def checked(located: Located) -> list[Finding]:
    """What is wrong with values that have the right type."""
    findings: list[Finding] = []
    first: dict[str, str] = {}
    exam = located.manifest.dossier.exam
    if exam.date:
        findings += _date(exam.date, located.place("dossier", "exam", "date"))
    for _, _, document in located.manifest.numbered():
        place = located.of(document, "id")
        if document.id in first and document.id != STAND_IN:
            findings.append(finding("id-duplicate", place, id=document.id, first=first[document.id]))
        first.setdefault(document.id, place)
        findings += about(document.id, _document(located, document))
        findings += unacceptable(document.accepted, located.places, located.path(document))
    findings += unacceptable(located.manifest.dossier.accepted, located.places, ("dossier",))
    return findings


def unacceptable(
    accepted: Sequence[Accepted] | None, places: Mapping[Path, str], path: Path = ()
) -> list[Finding]:
    """What is accepted, below ``path``, and cannot be; each value has its place in ``places``."""
    findings = []
    for rank, one in enumerate(accepted or ()):
        place = places.get((*path, "accepted", rank, "code"))
        if place and not acceptable(one.code):  # one without a code was told already
            # A code that is known is no slip of the pen.
            known = () if current(one.code) in CODES else filter(acceptable, CODES)
            near = next(iter(difflib.get_close_matches(one.code, known, 1)), "")
            findings.append(finding("acceptance-code", place, value=one.code[:60], near=near))
    return findings


def _document(located: Located, document: Document) -> list[Finding]:
    findings: list[Finding] = []
    if document.issued:
        findings += _date(document.issued, located.of(document, "issued"))
    if document.keep:
        findings += _pages([(document.keep, located.of(document, "keep"))])
    findings += _rotate(located, document)
    count = document.number_of_pages
    if isinstance(count, int) and not 1 <= count <= MOST_PAGES:
        place = located.of(document, "number-of-pages")
        findings.append(finding("value-type", place, key="number-of-pages", expected="page-count"))
    if document.url and not _is_url(document.url):
        place = located.of(document, key_of("url"))
        better = suggest.address(document.url)
        findings.append(finding("url-malformed", place, url=document.url, better=better))
    elif document.url and not addresses.live(document.url):
        findings.append(finding("url-text", located.of(document, key_of("url")), url=document.url))
    return findings


def _rotate(located: Located, document: Document) -> list[Finding]:
    rotate = document.rotate
    if rotate is None:
        return []
    angles = [(rotate, located.of(document, "rotate"))]
    findings: list[Finding] = []
    if isinstance(rotate, Mapping):
        places = {written: located.of(document, "rotate", written) for written in rotate}
        angles = [(angle, places[written]) for written, angle in rotate.items()]
        findings += _pages(list(places.items()))
    for angle, place in angles:
        if angle not in _TURNS:
            facts = {"key": "rotate", "value": str(angle), "choices": ", ".join(map(str, _TURNS))}
            findings.append(Finding("value-choice", place, facts))
    return findings


def _pages(written: Sequence[tuple[str, str]]) -> list[Finding]:
    """What is wrong in selections of pages, each with its place: no pages, or a page named twice."""
    findings: list[Finding] = []
    ranges: list[tuple[int, int]] = []
    for text, place in written:
        try:
            ranges += parse_pages(text)
        except ValueError:
            findings.append(no_pages(text, place))
            continue
        twice = repeated(ranges)
        if twice is not None:
            findings.append(finding("pages-twice", place, value=text, page=twice))
            break
    return findings


def _date(text: str, place: str) -> list[Finding]:
    try:
        PartialDate.parse(text)
    except ValueError:
        return [finding("date-impossible", place, value=text, better=suggest.date(text))]
    return []


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https", "ftp") and "." in host and not any(c.isspace() for c in text)


def texts(reading: Reading, located: Located) -> list[Finding]:
    """What is wrong with texts, whatever they are for."""
    findings: list[Finding] = []

    def walk(value: Value, path: Path) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                walk(item, (*path, key))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                walk(item, (*path, index))
        elif isinstance(value, str):
            for offset, words in placeholders(value):
                findings.append(
                    finding("placeholder-left", located.inside(value, offset, *path), words=words)
                )
            for offset, words, better in list(garbled(value))[:1]:
                where = located.inside(value, offset, *path)
                findings.append(finding("value-garbled", where, words=words, better=better))
            for offset, words in blanks.left(value):
                findings.append(finding("blank-left", located.inside(value, offset, *path), words=words))
            key = next((str(step) for step in reversed(path) if isinstance(step, str)), "manifest")
            if key == "assignment" and _FILE_NAME.fullmatch(value.strip()):
                facts = {"key": key, "value": value.strip()[:60], "expected": "own-text"}
                findings.append(finding("value-form", reading.places[path], **facts))
            if key not in _PATHS and _UNPRINTABLE.search(value):
                facts = {"key": key, "value": value[:60], "expected": "printable"}
                findings.append(finding("value-form", reading.places[path], **facts))

    walk(reading.data, ())
    return findings
