"""Content split into streams within a string: the word that the writer wrote is one word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from conftest import File, Sheet, built, write_dossier
from pikepdf import Array

from dossier.findings import DossierError
from dossier.raster import Reader

BEGIN = b"BT /F1 12 Tf 72 700 Td "


def split(path: Path, parts: Sequence[bytes], *, referred: bool = False) -> Path:
    """A page whose content is ``parts``, in an array that is ``referred`` to or not."""
    File([Sheet()]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        streams = Array([pdf.make_stream(part) for part in parts])
        pdf.pages[0].obj.Contents = pdf.make_indirect(streams) if referred else streams
        pdf.save(path)
    return path


@pytest.mark.parametrize("referred", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_word_in_two_streams_is_one_word(tmp_path: Path, referred: bool) -> None:
    """Split in a string, in nested brackets, in an array of strings; and where no string is."""
    kinds = {
        "plain": ([b"(12", b"50 euros) Tj ET"], "1250 euros"),
        "nested": ([b"(un (mot", b" entre) parenth", b"\xe8ses) Tj ET"], "un (mot entre) parenthèses"),
        "array": ([b"[(Anti) 0 (consti", b"tution)] TJ ET"], "Anticonstitution"),
        "tokens": ([b"(12) Tj", b"(50 francs) Tj ET"], "1250 francs"),
        "hex": ([b"<31 32 3", b"5 30> Tj ET"], "1250"),
        "bracket": ([b"(a \\) b) Tj % (rien", b"T* (c) Tj ET"], "a ) b"),
    }
    files = {
        n: split(tmp_path / f"{n}.pdf", [BEGIN + p[0], *p[1:]], referred=referred)
        for n, (p, _) in kinds.items()
    }
    made = built(write_dossier(tmp_path / "dossier", files))
    with Reader(made.pdf) as reader:
        for number, (name, (_, wanted)) in enumerate(kinds.items()):
            document = made.record["documents"][number]
            with reader.page(document["first_page"]) as page:
                assert wanted in page.text(), name
            joined = {"code": "content-joined", "pages": 1} in document["treatment"]
            assert joined == (name in ("plain", "nested", "array")), document["treatment"]


def test_a_string_that_never_ends_is_damage(tmp_path: Path) -> None:
    path = split(tmp_path / "a.pdf", [BEGIN + b"(12", b"50 euros Tj ET"])
    with pytest.raises(DossierError) as error:
        built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert [f.code for f in error.value.findings] == ["data-broken"]


def test_an_inline_picture_hides_no_bracket(tmp_path: Path) -> None:
    """Its data look like a string that begins, which the next stream would end."""
    picture = b"q 9 0 0 9 72 600 cm BI /W 2 /H 1 /BPC 8 /CS /G ID (( EI Q"
    path = split(tmp_path / "a.pdf", [picture, BEGIN + b"(ici) Tj ET"])
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    document = made.record["documents"][0]
    with Reader(made.pdf) as reader, reader.page(document["first_page"]) as page:
        assert "ici" in page.text()
    assert "content-joined" not in str(document["treatment"])
