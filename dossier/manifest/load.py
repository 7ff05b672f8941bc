"""Load a manifest: read, validate, hold its values against the calendar and against each other."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import ValidationError

from dossier import addresses, blanks
from dossier.digest import digest
from dossier.findings import CODES, Finding, about, acceptable, current, finding
from dossier.folder import Folder, NoFileError, OutsideError, TooLargeError
from dossier.model import (
    MOST_PAGES,
    STAND_IN,
    Accepted,
    Document,
    Located,
    Manifest,
    PartialDate,
    key_of,
)
from dossier.ranges import parse_pages, repeated
from dossier.wording import placeholders

from . import suggest
from .nodes import MAX_BYTES, Path, Reading, Value, read
from .schema import TABLES, adapter, keys, limits

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TYPES = {
    "string_type": "text",
    "int_type": "number",
    "int_parsing": "number",
    "float_type": "number",
    "float_parsing": "number",
    "greater_than": "number",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "tuple_type": "list",
    "list_type": "list",
    "dataclass_type": "keys",
    "dict_type": "keys",
}
_ATTEMPTS = 5
# A manifest is copied and sent: no secret belongs into it.
_SECRETS = ("password", "mot-de-passe", "motdepasse", "passwd")
_TURNS = (90, 180, 270)
# Characters that no font has and that print nothing: control characters and what ends lines and paragraphs
# (Unicode, 23.1 and 23.2). A file may be called so.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff]")
_PATHS = ("file", "base", "introduction", "twin")
_SUGGESTED = ("boolean", "number", "page-count")
_BETTER = {"slug": suggest.slug, "date": suggest.date, "language": suggest.language}
_FORMS = {"id": "slug", "issued": "date", "date": "date", "language": "language"}


def load(path: FilePath) -> tuple[Located | None, tuple[Finding, ...]]:
    """Read the manifest at ``path``.

    Returns the manifest with the place of each value, and all findings. Where the findings hold errors
    the manifest
    lacks what was wrong, so that later stages can still look at the rest; it is None where nothing could
    be read.
    """
    name = path.name
    try:
        raw = Folder(path.parent).read(name, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None, (finding("manifest-missing", str(path)),)
    except OutsideError:
        return None, (finding("manifest-outside", str(path)),)
    except TooLargeError:
        return None, (finding("manifest-bomb", str(path)),)
    except NoFileError:
        return None, (finding("manifest-unreadable", str(path), problem="special"),)
    except OSError as error:
        return None, (finding("manifest-unreadable", str(path), problem=error.strerror or "?"),)
    return loaded(raw, name)


def loaded(raw: bytes, name: str) -> tuple[Located | None, tuple[Finding, ...]]:
    """The same of the bytes of a manifest called ``name``."""
    reading = read(raw, name)
    if reading.data is None:
        return None, tuple(reading.findings)
    told = tuple(reading.findings)
    manifest = _validate(reading)
    more = reading.findings[len(told) :]
    if manifest is None:
        return None, (*told, *_untold(more, reading))
    located = Located(manifest, reading.places, digest(raw), frozenset(reading.flow), reading.blocks)
    return located, (*told, *_untold([*more, *_check(located), *_texts(reading, located)], reading))


def _untold(findings: Sequence[Finding], reading: Reading) -> list[Finding]:
    """Those that do not come of a slip in YAML that is told already."""
    misplaced = {found.facts["key"] for found in findings if found.code == "key-misplaced"}
    return [
        found
        for found in findings
        if int(found.place.split(":")[1]) not in reading.told
        and not (found.code == "key-missing" and str(found.facts["key"]) in reading.unread)
        and not (found.code == "key-missing" and found.facts["key"] in misplaced)
    ]


def _validate(reading: Reading) -> Manifest | None:
    data = copy.deepcopy(reading.data)
    for attempt in range(_ATTEMPTS):
        try:
            return adapter().validate_python(data)
        except ValidationError as error:
            seen: set[Path] = set()
            faults = [(f, _written(f, data)) for f in error.errors(include_url=False)]
            for fault, path in faults:
                # Two branches of a union say the same, one of them of an item inside.
                said = any(path == other[: len(path)] for other in seen)
                if said or (fault["type"] == "too_short" and fault["input"]):
                    continue  # the list is not empty: its items are wrong
                seen.add(path)
                # All faults come at once; what a later attempt meets are the stand-ins of the first.
                if not attempt:
                    reading.findings.append(_word(fault, path, reading))
                _mend(data, path, fault["type"])
    return None


def _written(fault: ErrorDetails, data: Value) -> Path:
    """The part of a pydantic location that is written in the manifest: union branches and aliases fall
    off."""
    path: Path = ()
    for step in fault["loc"]:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int)):
            data = _within(data, step)
            path = (*path, step)
        elif fault["type"] == "missing" and isinstance(data, dict):
            return (*path, step)
        # What is left names a branch of a union, "tuple[str, ...]" or "int", and is not written.
    return path


def _within(data: Value, step: str | int) -> Value:
    if isinstance(data, dict):
        return data[str(step)]
    assert isinstance(data, list)
    return data[int(step)]


def _table(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    if "accepted" in names:
        return "accepted"
    if names[:2] == ["dossier", "exam"]:
        return "dossier.exam"
    if names[:1] == ["dossier"]:
        return "dossier"
    if "documents" in names:
        return "documents"
    if names[:1] == ["synthesis"]:
        return "marking" if "marking" in names else "synthesis"
    return "sections" if names[:1] == ["sections"] else ""


def _word(fault: ErrorDetails, path: Path, reading: Reading) -> Finding:
    kind = fault["type"]
    key = next((step for step in reversed(path) if isinstance(step, str)), "manifest")
    place = next(reading.places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in reading.places)
    value = str(fault["input"])[:60]
    match kind:
        case "missing":
            # "documents:" with nothing behind it was written, and is empty.
            code = "value-empty" if path in reading.places else "key-missing"
            return finding(code, place, key=key)
        case "extra_forbidden" | "unexpected_keyword_argument":
            return _unknown(key, path, reading.key_places.get(path, place))
        case "literal_error":
            if key == "sections" and isinstance(fault["input"], list):
                place = reading.key_places.get(path, place)
                return finding("key-misplaced", place, key=key, where="", slip="margin")
            value = value if isinstance(fault["input"], str) else "…"
            better = suggest.choice(value, _choices(fault).split(", "))
            facts = {"key": key, "value": value, "choices": _choices(fault), "better": better}
            return Finding("value-choice", place, facts)
        case "greater_than_equal" | "less_than_equal":
            bounds = limits(_table(path[:-1]), key)
            return finding("value-range", place, key=key, value=value, low=bounds[0], high=bounds[1])
        case "string_too_short" | "too_short":
            return finding("value-empty", place, key=key)
        case "string_pattern_mismatch" if key == "keep":
            return _no_pages(value, place)
        case "string_pattern_mismatch":
            better = _BETTER[_FORMS[key]](value)
            return finding("value-form", place, key=key, value=value, expected=_FORMS[key], better=better)
    expected = _TYPES.get(kind, "text")
    if key == "number-of-pages":
        expected = "page-count"
    if key == "rotate":
        expected = "number"
    text = value if isinstance(fault["input"], str) else ""
    better = suggest.boolean(text) if expected == "boolean" else suggest.number(text)
    better = "" if expected not in _SUGGESTED else better
    return finding("value-type", place, key=key, expected=expected, better=better)


def _no_pages(value: str, place: str) -> Finding:
    return finding("pages-malformed", place, value=value, better=suggest.pages(value))


def _choices(fault: ErrorDetails) -> str:
    return str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


def _unknown(key: str, path: Path, place: str) -> Finding:
    if key.lower() in _SECRETS:
        return finding("key-secret", place, key=key)
    table = _table(path[:-1])
    known = [k for k in keys(table) if k not in path]
    lower = {k.lower(): k for k in known}
    near = difflib.get_close_matches(key.lower(), lower, 1, 0.6)
    meant = suggest.key(key)
    if meant in known:
        return finding("key-unknown", place, key=key, near=meant)
    elsewhere = [other for other in TABLES if other != table and key in keys(other)]
    if elsewhere and key.lower() not in lower:
        where, slip = elsewhere[0], {} if elsewhere[0] else {"slip": "margin"}
        return Finding("key-misplaced", place, {"key": key, "where": where, **slip})
    if near:
        return finding("key-unknown", place, key=key, near=lower[near[0]])
    return finding("key-unknown", place, key=key, near="")


def _mend(data: Value, path: Path, kind: str) -> None:
    """Take away what is wrong, or put a stand-in where something must be, so that the rest can be looked
    at."""
    for step in path[:-1]:
        data = _within(data, step)
    last = path[-1] if path else None
    if isinstance(data, list) and isinstance(last, int):
        data[last] = {}
    if not isinstance(data, dict) or not isinstance(last, str):
        return
    if last == "documents" and kind in ("missing", "too_short"):
        data[last] = [{"id": STAND_IN, "title": "?"}]
    elif kind == "missing":
        stand_ins: dict[str, Value] = {
            "exam": {},
            "dossier": {},
            "sections": [],
            "id": STAND_IN,
            "points": "1",
        }
        data[last] = stand_ins.get(last, "?")
    else:
        data.pop(last, None)


def _check(located: Located) -> list[Finding]:
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
        findings += _accepted(located, document.accepted, located.path(document))
    findings += _accepted(located, located.manifest.dossier.accepted, ("dossier",))
    return findings


def _accepted(located: Located, accepted: Sequence[Accepted] | None, path: Path) -> list[Finding]:
    """What is accepted and cannot be."""
    findings = []
    for rank, one in enumerate(accepted or ()):
        if not acceptable(one.code):
            # A code that is known is no slip of the pen.
            known = () if current(one.code) in CODES else filter(acceptable, CODES)
            near = next(iter(difflib.get_close_matches(one.code, known, 1)), "")
            place = located.place(*path, "accepted", rank, "code")
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
            findings.append(_no_pages(text, place))
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


def _texts(reading: Reading, located: Located) -> list[Finding]:
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
            for offset, words in blanks.left(value):
                findings.append(finding("blank-left", located.inside(value, offset, *path), words=words))
            key = next((str(step) for step in reversed(path) if isinstance(step, str)), "manifest")
            if key not in _PATHS and _UNPRINTABLE.search(value):
                facts = {"key": key, "value": value[:60], "expected": "printable"}
                findings.append(finding("value-form", reading.places[path], **facts))

    walk(reading.data, ())
    return findings
