"""PDF/UA-1, by the reference validator."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import File, validated


@pytest.mark.slow
def test_the_reference_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    untagged = File().write(tmp_path / "untagged.pdf")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing\n")
    verdicts = validated([untagged, broken], "ua1", "2b")
    assert verdicts[untagged, "ua1"].failed["6.2-1"] == 1
    assert "7.1-3" in verdicts[untagged, "ua1"].failed
    assert "6.6.2.1-1" in verdicts[untagged, "2b"].failed
    assert set(verdicts[broken, "ua1"].failed) == {"unreadable"}
