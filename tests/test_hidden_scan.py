"""What was painted over or rubbed out in the picture of a scan, and still stands in its recognised text."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hiding import MARK, held, printed
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageDraw, ImageFont
from test_hidden import refused

from dossier import liberation
from dossier.work import Crew

SCALE = 150 / 72
SIZE, FIRST, LEFT = 11.0, 80.0, 70.0
FONT = str(liberation.face("Sans", "Regular"))
LINES = [f"Ligne {row} du rapport que chacun doit pouvoir lire en entier" for row in range(20)]
LINES[7] = f"Le rapport de Monsieur {MARK} est d'une grande clarté"
LINES[12] = "Fin du paragraphe."


def recognised(colour: int | None, noise: float = 8, shift: float = 0, pitch: float = 18) -> bytes:
    """A copier's page, and the layer of its text, ``shift`` points too low; the mark is painted over in a
    ``colour``, ragged as by hand, or shown."""
    size = (round(595 * SCALE), round(842 * SCALE))
    picture = Image.new("L", size, 244)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, SIZE * SCALE)
    layer = []
    for row, line in enumerate(LINES):
        x, y = LEFT, FIRST + pitch * row
        for word in line.split():
            wide = font.getlength(word) / SCALE
            pen.text((x * SCALE, y * SCALE), word, font=font, fill=30, anchor="ls")
            if word == MARK and colour is not None:
                box = (x - 0.5, y - 0.75 * SIZE, x + wide + 0.5, y + 0.1 * SIZE)
                pen.rectangle([v * SCALE for v in box], fill=colour)
            said = word.encode("cp1252").hex()
            layer.append(f"BT 3 Tr /F1 {SIZE} Tf {x:.2f} {842 - y - shift:.2f} Td <{said}> Tj ET")
            x += wide + font.getlength(" ") / SCALE
    if noise:
        picture = ImageChops.add(picture, Image.effect_noise(size, noise), 1, -128)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=75)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = Stream(
        pdf, packed.getvalue(), Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode,
        Width=size[0], Height=size[1], BitsPerComponent=8, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    helvetica = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    page.obj.Resources = Dictionary(XObject=Dictionary(I=image), Font=Dictionary(F1=helvetica))
    page.obj.Contents = Array(
        [pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q\n" + "\n".join(layer).encode())]
    )
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


SLOW = pytest.mark.slow


@pytest.mark.parametrize("colour", [0, *(pytest.param(v, marks=SLOW) for v in (244, 255, 190))])
def test_a_name_that_was_painted_over_in_the_picture_is_hidden(
    colour: int, worker: Crew, tmp_path: Path
) -> None:
    data = recognised(colour)
    finding = refused(worker, data)
    assert (finding.code, finding.facts["words"]) == ("text-hidden", MARK)
    left = printed(worker, data, "remove")
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert "Monsieur" in found
    assert MARK in held(tmp_path, printed(worker, data, "keep").pdf)


@SLOW
@pytest.mark.parametrize("kind", [{"pitch": 12}, {"noise": 0}, {"shift": 2}])
def test_a_name_is_found_in_close_lines_and_under_a_layer_that_lies_a_little_amiss(
    kind: dict[str, float], worker: Crew
) -> None:
    for colour in (0, 244):
        assert refused(worker, recognised(colour, **kind)).facts["words"] == MARK


@SLOW
@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"noise": 0},
        {"noise": 14},
        {"shift": 3},
        {"shift": -3},
        {"shift": 9},
        {"shift": -9},
        {"pitch": 12, "shift": 6},
    ],
)
def test_a_sound_scan_is_excused_though_its_layer_lies_amiss(kind: dict[str, float], worker: Crew) -> None:
    assert printed(worker, recognised(None, **kind)).later == ()
