"""A record that nests without end is one that cannot be read, whoever reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict, get_args, get_type_hints

import pytest

from dossier import conformance, recorded, untrusted
from dossier.findings import Severity
from dossier.outputs import RECORD
from dossier.series.outcome import facts_in

DEEP = b"[" * 200_000


class Item(TypedDict):
    path: str
    rank: int | None


class Listed(TypedDict):
    files: list[Item]


def test_what_nests_without_end_is_no_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="deep"):
        untrusted.parsed(DEEP)
    with pytest.raises(ValueError, match="deep"):
        list(conformance.lines(DEEP))
    (tmp_path / RECORD).write_bytes(DEEP)
    assert facts_in(tmp_path) is None


@pytest.mark.parametrize("told", ['{"files": [{"path": "a"}]}', "{}", '{"files": {}}', '{"files": [1]}'])
def test_what_is_to_be_whole_lacks_no_key_however_deep(told: str) -> None:
    with pytest.raises(ValueError, match=r"files|another shape"):
        untrusted.shaped(told, Listed)
    whole = '{"files": [{"path": "a", "rank": null, "more": 1}]}'
    assert untrusted.shaped(whole, Listed)["files"][0]["path"] == "a"


ODD = {
    "a truth for a number": ("true", int),
    "a number for a truth": ("1", bool),
    "a truth for a measure": ("false", float),
    "a text for a measure": ('"1"', float),
    "a text for a list": ('"ab"', list[str]),
    "a list for an object": ("[]", Listed),
    "an object for a text": ("{}", str),
    "another word": ('"c"', Literal["a", "b"]),
    "none of several": ("[1]", str | list[str] | None),
    "one of many": ('{"a": true, "b": 1}', dict[str, bool]),
}


@pytest.mark.parametrize("odd", ODD)
def test_json_of_another_kind_is_said_to_be(odd: str) -> None:
    text, kind = ODD[odd]
    with pytest.raises(ValueError, match=r"."):
        untrusted.shaped(text, kind)  # type: ignore[arg-type]


def test_json_of_a_kind_is_what_it_says() -> None:
    assert untrusted.shaped("1", float) == 1  # JSON has one kind of numbers (RFC 8259, 6)
    assert untrusted.shaped('["a"]', str | list[str] | None) == ["a"]  # type: ignore[arg-type]
    assert untrusted.shaped('{"a": true}', dict[str, bool]) == {"a": True}


def test_the_severities_of_a_record_are_those_that_there_are() -> None:
    assert set(get_args(get_type_hints(recorded.Said)["severity"])) == set(Severity)
