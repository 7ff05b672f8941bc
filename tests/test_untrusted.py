"""A record that nests without end is one that cannot be read, whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier import conformance, untrusted
from dossier.outputs import RECORD
from dossier.series.outcome import facts_in

DEEP = b"[" * 200_000


def test_what_nests_without_end_is_no_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="deep"):
        untrusted.parsed(DEEP)
    with pytest.raises(ValueError, match="deep"):
        list(conformance.lines(DEEP))
    (tmp_path / RECORD).write_bytes(DEEP)
    assert facts_in(tmp_path) is None


@pytest.mark.parametrize("told", ['{"files": [{"path": "a"}]}', "{}", '{"files": {}}', '{"files": [1]}'])
def test_what_is_to_be_whole_lacks_no_key_however_deep(told: str) -> None:
    shape: untrusted.Shape = {"files": [{"path": str, "rank": (int, None)}]}
    with pytest.raises(ValueError, match=r"files|another shape"):
        untrusted.shaped(told, shape, whole=True)
    whole = '{"files": [{"path": "a", "rank": null, "more": 1}]}'
    assert untrusted.shaped(whole, shape, whole=True)
    assert untrusted.shaped('{"files": [{"path": "a"}]}', shape)
