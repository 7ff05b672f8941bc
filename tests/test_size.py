"""What is bound is bound once, byte for byte: fonts, pictures, text."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import PROJECT, File, Made, Sheet, built, write_dossier
from pikepdf import Array, Dictionary, Name
from test_pages import differing


def pictured(path: Path, word: str, noise: bytes) -> Path:
    """A page with its own words, a picture and an embedded font file that other files have too."""
    File([Sheet((word,))]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mask = pikepdf.Stream(
            pdf, noise[:10000], Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100
        )
        mask.ColorSpace, mask.BitsPerComponent = Name.DeviceGray, 8
        image = pikepdf.Stream(pdf, noise, Type=Name.XObject, Subtype=Name.Image, Width=200, Height=200)
        image.ColorSpace, image.BitsPerComponent, image.SMask = Name.DeviceRGB, 8, pdf.make_indirect(mask)
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(I0=image)
        program = pikepdf.Stream(pdf, font_program(noise))
        font = page.Resources.Font.F1 = pdf.make_indirect(Dictionary(dict(page.Resources.Font.F1)))
        font.FontDescriptor = pdf.make_indirect(
            Dictionary(Type=Name.FontDescriptor, FontName=Name.Helvetica, Flags=32, FontFile3=program)
        )
        page.Contents = Array([page.Contents, pdf.make_stream(b"q 200 0 0 200 100 300 cm /I0 Do Q")])
        pdf.save(path, compress_streams=False)
    return path


def font_program(noise: bytes) -> bytes:
    """Bytes that start as a font in CFF does."""
    return b"\x01\x00\x04\x02" + noise[:50000]


def streams(pdf: pikepdf.Pdf, kind: str) -> Counter[str]:
    """The streams of a kind by the hash of what is in them; what a camera compressed stays as it is."""
    level = pikepdf.StreamDecodeLevel.generalized  # a plain stream is deflated when the dossier is written
    found = (o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == kind)
    return Counter(
        hashlib.sha256(
            o.read_raw_bytes() if "DCT" in str(o.get("/Filter")) else o.read_bytes(level)
        ).hexdigest()
        for o in found
    )


@pytest.mark.slow
def test_what_stands_in_several_sources_stands_once_in_the_dossier(tmp_path: Path) -> None:
    noise = bytes(hashlib.shake_128(b"bruit").digest(120000))
    files: dict[str, Any] = {w: pictured(tmp_path / f"{w}.pdf", w, noise) for w in ("un", "deux", "trois")}
    made = built(write_dossier(tmp_path, files))
    with pikepdf.open(made.pdf) as pdf:
        found = streams(pdf, "/Image")
        assert sorted(found.values()) == [1, 1], "the picture and its mask"
        assert hashlib.sha256(noise).hexdigest() in found, "its bytes are those of the source"
        files_of_fonts = [o for o in pdf.objects if isinstance(o, Dictionary) and "/FontFile3" in o]
        assert sum(o.FontFile3.read_bytes() == font_program(noise) for o in files_of_fonts) == 1
    assert differing(made) == []
    assert made.pdf.stat().st_size < 120000 + 60000 + 100000


def test_the_shipped_dossier_is_hardly_larger_than_its_sources(shipped: Made) -> None:
    assert small_enough(shipped, PROJECT)
    with pikepdf.open(shipped.pdf) as pdf:
        bound = streams(pdf, "/Image")
    for document in shipped.record["documents"]:
        with pikepdf.open(PROJECT / document["file"]) as pdf:
            assert set(streams(pdf, "/Image")) <= set(bound), document["id"]


def small_enough(made: Made, folder: Path) -> bool:
    sources = sum((folder / d["file"]).stat().st_size for d in made.record["documents"])
    return made.pdf.stat().st_size <= 1.05 * sources + 1e6
