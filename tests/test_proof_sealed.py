"""A proof is opened as it was made here, of what stands there: any other may be anybody's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dossier.proofing import is_sealed, sealed, standing_record

PAGE = b"<!doctype html><body>pages</body>\n"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "build"
    made.mkdir()
    (made / "dossier.json").write_bytes(b"{}")
    (made / "proof.html").write_bytes(sealed(PAGE, made, standing_record(made)))
    return made


def test_it_is_known_where_it_was_made(target: Path) -> None:
    assert is_sealed(target)
    assert (target / "proof.html").read_bytes().startswith(PAGE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"pages", b"<script>1</script>"),
        (b" -->\n", b""),
        (b"<!doctype", b"x<!doctype"),
        (b"<!-- ", b"<!-- 0"),
    ],
)
def test_another_page_is_not(before: bytes, after: bytes, target: Path) -> None:
    data = (target / "proof.html").read_bytes()
    assert data != data.replace(before, after)
    (target / "proof.html").write_bytes(data.replace(before, after))
    assert not is_sealed(target)


def test_nor_one_of_an_earlier_build_nor_one_in_another_folder(target: Path) -> None:
    shutil.copytree(target, target.with_name("sent"))
    assert not is_sealed(target.with_name("sent"))
    (target / "dossier.json").write_bytes(b'{"built": "since"}')
    assert not is_sealed(target)
    (target / "dossier.json").unlink()
    assert not is_sealed(target)
    assert not is_sealed(target / "nowhere")
