"""Optional recognition of scans: a layer of text, the picture as it was, the same bytes again."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
from conftest import absent, built, invoke, said, validated, write_dossier
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from dossier import liberation
from dossier.raster import Reader

WORDS = ("La commune de Villeneuve", "publie ses comptes", "sur les réseaux sociaux")


def scan(path: Path) -> Path:
    """A page that a copier might have made."""
    picture = Image.new("L", (1240, 1754), 250)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(liberation.face("Sans", "Regular")), 48)
    for row, line in enumerate(WORDS):
        pen.text((120, 200 + 90 * row), line, fill=20, font=font)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=80)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = pikepdf.Stream(
        pdf, packed.getvalue(), Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode
    )
    image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 1240, 1754, 8, Name.DeviceGray
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=image))
    page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    pdf.save(path)
    return path


def pictures(path: Path) -> set[str]:
    """The hashes of the pictures' bytes as they are stored."""
    with pikepdf.open(path) as pdf:
        images = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        return {
            hashlib.sha256(image.read_raw_bytes()).hexdigest()
            for image in images
            if image.get("/Subtype") == Name.Image and image.get("/Width") == 1240
        }


@pytest.mark.slow
def test_a_scan_gets_its_text_and_keeps_its_picture(tmp_path: Path) -> None:
    pytest.importorskip("ocrmypdf")
    if "fra" not in said("tesseract", "--list-langs").split():
        absent("Tesseract has no French")
    source = scan(tmp_path / "scan.pdf")
    made = [
        built(write_dossier(tmp_path / name, {"scan": source}, {"scan": {"ocr": True}}))
        for name in ("a", "b")
    ]
    assert made[0].codes() == []
    assert pictures(made[0].pdf) == pictures(source)
    folio = made[0].framed()[0]["folio"]
    with Reader(made[0].pdf) as reader, reader.page(folio) as page:
        text = page.text()
    assert all(word in text for line in WORDS for word in line.split())
    document = made[0].record["documents"][0]
    assert document["accessibility"] == "text"
    assert {"code": "ocr"} in document["treatment"]
    assert made[0].pdf.read_bytes() == made[1].pdf.read_bytes()
    claimed = made[0].record["conformance"]
    verdicts = validated([made[0].pdf], "2a", "ua1")
    assert (claimed["pdfa"] == "2a") == (not verdicts[made[0].pdf, "2a"].failed)
    assert bool(claimed["pdfua"]) == (not verdicts[made[0].pdf, "ua1"].failed)


@pytest.mark.slow
def test_without_the_programs_the_cure_is_said(tmp_path: Path) -> None:
    source = scan(tmp_path / "scan.pdf")
    manifest = write_dossier(tmp_path / "a", {"scan": source}, {"scan": {"ocr": True}})
    run = invoke("build", "--manifest", manifest, PATH=str(tmp_path))
    assert run.returncode == 8, run.stdout
    assert "[ocr-missing]" in run.stdout
    assert "ocrmypdf" in run.stdout
