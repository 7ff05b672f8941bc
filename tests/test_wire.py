"""The wire format between processes: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.work import wire


@dataclass(frozen=True)
class Leaf:
    name: str
    size: float
    box: tuple[float, float] | None = None


@dataclass(frozen=True)
class Tree:
    data: bytes
    leaves: tuple[Leaf, ...]
    facts: Mapping[str, str | int]
    where: Path
    state: Literal["on", "off"]
    top: Leaf | None = None
    more: bytes = b""


LEAVES = st.builds(Leaf, st.text(), st.floats(allow_nan=False), st.none() | st.just((1.5, 2.0)))
TREES = st.builds(
    Tree,
    st.binary(),
    st.lists(LEAVES).map(tuple),
    st.dictionaries(st.text(), st.text() | st.integers()),
    st.just(Path("a/b")),
    st.sampled_from(["on", "off"]),
    st.none() | LEAVES,
    st.binary(),
)
ONE = Tree(b"\0\xff", (Leaf("é", 1.0),), {"a": 1}, Path("x"), "on")


@given(TREES)
def test_what_goes_in_comes_out(tree: Tree) -> None:
    assert wire.unpack(Tree, wire.pack(tree)) == tree


def changed(change: object) -> bytes:
    """ONE on the wire, with a member of its object changed."""
    data = wire.pack(ONE)
    length = int.from_bytes(data[:8], "big")
    plain, sizes = json.loads(data[8 : 8 + length])
    plain.update(change)
    text = json.dumps([plain, sizes]).encode()
    return len(text).to_bytes(8, "big") + text + data[8 + length :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 8,
        wire.pack(ONE)[:-1],
        wire.pack(ONE) + b"x",
        wire.pack(Leaf("a", 1.0)),
        pickle.dumps(ONE),
        changed({"data": 7}),
        changed({"data": -1}),
        changed({"data": True}),
        changed({"data": "text"}),
        changed({"leaves": [1]}),
        changed({"leaves": {"": "Leaf"}}),
        changed({"facts": {"a": None}}),
        changed({"state": "broken"}),
        changed({"": "Leaf"}),
        changed({"extra": 1}),
        changed({"top": {"": "Tree", "name": "x", "size": 1, "box": None}}),
        changed({"top": {"": "Leaf", "name": "x", "size": 1, "box": [1]}}),
        changed({"where": None}),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.unpack(Tree, data)


@pytest.mark.parametrize("value", [object(), {1, 2}, print, Leaf])
def test_what_has_no_form_on_the_wire_is_a_fault_of_the_caller(value: object) -> None:
    with pytest.raises(TypeError):
        wire.pack(value)


def test_what_reads_a_type_is_whole_for_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads a type is made when it is first read; another thread may read one meanwhile."""
    tree = Tree(b"x", (Leaf("a", 1.0),), {"a": 1, "b": "c"}, Path("a"), "on", Leaf("b", 2.0, (1.0, 2.0)))
    true = wire._reader
    true.cache_clear()

    def slowly(kind: object) -> object:
        time.sleep(0.002)  # others run
        return true(kind)

    monkeypatch.setattr(wire, "_reader", slowly)
    packed = wire.pack(tree)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: wire.unpack(Tree, packed), range(32))) == [tree] * 32
