"""What pydantic finds wrong, as findings, and the manifest without it."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from dossier.findings import Finding, finding
from dossier.model import STAND_IN

from . import suggest
from .nodes import Path, Reading, Value
from .schema import limits
from .shapes import shape
from .unknown import table_of, unknown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Read = TypeVar("_Read")
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
# A choice that is written like a file.
_PATH = re.compile(r"/|\.[a-z]{2,4}$")
_NO_KEYS = ("extra_forbidden", "unexpected_keyword_argument")
# Keys whose value has a form of its own, which is shown.
_FORMED = ("accepted", "alts", "exam", "logo")
_SUGGESTED = ("quarter", "boolean", "number", "page-count")
_BETTER = {"slug": suggest.slug, "date": suggest.date, "language": suggest.language}
_FORMS = {"id": "slug", "issued": "date", "date": "date", "language": "language"}


def validated(reading: Reading, adapter: TypeAdapter[_Read]) -> _Read | None:
    """What ``adapter`` makes of ``reading``, whose faults are added to its findings; without what is wrong,
    and None where nothing is left."""
    data = copy.deepcopy(reading.data)
    meant = False
    for attempt in range(_ATTEMPTS):
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            seen: set[Path] = set()
            faults = [(f, _written(f, data)) for f in error.errors(include_url=False)]
            if not meant and _as_meant(data, faults, reading):
                meant = True
                faults = _faults(adapter, data)
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


def _faults(adapter: TypeAdapter[_Read], data: Value) -> list[tuple[ErrorDetails, Path]]:
    try:
        adapter.validate_python(data)
    except ValidationError as error:
        return [(f, _written(f, data)) for f in error.errors(include_url=False)]
    return []


def _as_meant(data: Value, faults: Sequence[tuple[ErrorDetails, Path]], reading: Reading) -> bool:
    """Say which keys are no keys and stand for one that is missing there, and read them as it: what hangs on
    it is no fault of its own. Whether there was one."""
    missing = {path for fault, path in faults if fault["type"] == "missing"} | {
        (*path[:-1], "file") for _, path in faults if "documents" in path
    }
    any_meant = False
    for fault, path in faults:
        if fault["type"] not in _NO_KEYS or not isinstance(path[-1], str):
            continue
        held: Value = data
        for step in path[:-1]:
            held = _within(held, step)
        word = unknown(path[-1], path, reading.key_places.get(path, reading.name))
        near = str(word.facts.get("near", ""))
        new = (*path[:-1], near)
        if new not in missing or not isinstance(held, dict) or near in held:
            continue
        any_meant = True
        reading.findings.append(word)
        held[near] = held.pop(path[-1])
        for places in (reading.places, reading.key_places):
            for old in [old for old in places if old[: len(path)] == path]:
                places[(*new, *old[len(path) :])] = places[old]
    return any_meant


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


def _word(fault: ErrorDetails, path: Path, reading: Reading) -> Finding:
    kind = fault["type"]
    key = next((step for step in reversed(path) if isinstance(step, str)), "manifest")
    place = next(reading.places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in reading.places)
    value = str(fault["input"])[:60]
    match kind:
        case "missing":
            # "documents:" with nothing behind it was written, and is empty.
            code = "value-empty" if path in reading.places else "key-missing"
            if code == "key-missing" and table_of(path[:-1]) == "accepted":
                return Finding(code, place, {"key": key, "slip": "accepted-missing"})
            return finding(code, place, key=key)
        case _ if kind in _NO_KEYS:
            return unknown(key, path, reading.key_places.get(path, place))
        case "literal_error":
            if key == "sections" and isinstance(fault["input"], list):
                place = reading.key_places.get(path, place)
                return finding("key-misplaced", place, key=key, where="", slip="margin")
            value = value if isinstance(fault["input"], str) else "…"
            if key == "introduction" and _PATH.search(value):
                return Finding("value-choice", place, {"key": key, "slip": "introduction-file"})
            better = suggest.choice(value, _choices(fault).split(", "))
            facts = {"key": key, "value": value, "choices": _choices(fault), "better": better}
            return Finding("value-choice", place, facts)
        case "greater_than_equal" | "less_than_equal":
            bounds = limits(table_of(path[:-1]), key)
            return finding("value-range", place, key=key, value=value, low=bounds[0], high=bounds[1])
        case "string_too_short" | "too_short":
            return finding("value-empty", place, key=key)
        case "string_pattern_mismatch" if key == "keep":
            return no_pages(value, place)
        case "string_pattern_mismatch":
            if key == "issued" and suggest.undated(value):
                return Finding("value-form", place, {"key": key, "value": value, "slip": "date-none"})
            better = _BETTER[_FORMS[key]](value)
            return finding("value-form", place, key=key, value=value, expected=_FORMS[key], better=better)
    if key in _FORMED:
        return Finding("value-type", place, {"key": key, "slip": f"form-{key}"})
    expected = _TYPES.get(kind, "text")
    if key == "number-of-pages":
        expected = "page-count"
    if key == "rotate":
        expected = "quarter"
    meant = shape(key, fault["input"], expected, path)
    if meant:
        return Finding("value-type", place, {"key": key, **meant})
    text = value if isinstance(fault["input"], str) else ""
    better = suggest.boolean(text) if expected == "boolean" else suggest.number(text)
    better = "auto" if expected == "page-count" and text.lower().startswith("auto") else better
    better = "" if expected not in _SUGGESTED else better
    return finding("value-type", place, key=key, expected=expected, better=better)


def no_pages(value: str, place: str) -> Finding:
    """The finding of a selection of pages that is none."""
    return finding("pages-malformed", place, value=value, better=suggest.pages(value))


def _choices(fault: ErrorDetails) -> str:
    return str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


def _mend(data: Value, path: Path, kind: str) -> None:
    """Take away what is wrong, or put a stand-in where something must be, so that the rest can be looked
    at."""
    for step in path[:-1]:
        data = _within(data, step)
    last = path[-1] if path else None
    if isinstance(data, list) and isinstance(last, int):
        data[last] = "?" if kind == "string_type" else {}
    if not isinstance(data, dict) or not isinstance(last, str):
        return
    stand_in: Value = {"id": STAND_IN, "title": "?"}
    if last == "documents" and kind in ("missing", "too_short"):
        data[last] = [stand_in]
    elif kind == "missing":
        stand_ins: dict[str, Value] = {
            "exam": {},
            "dossier": {},
            "sections": [{"title": "?", "documents": [stand_in]}],
            "id": STAND_IN,
            "points": "1",
        }
        data[last] = stand_ins.get(last, "?")
    else:
        data.pop(last, None)
