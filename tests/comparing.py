"""Faults in a bound dossier that a comparison must see, and the files that they are made in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from conftest import File, Sheet
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

LINES = [f"Ligne {n} : la note de synthèse est rédigée en {n + 3} heures" for n in range(1, 31)]


TURNED = [line.replace("synthèse", "thèses y").replace("heures", "hueres") for line in LINES]


def layered(path: Path) -> Path:
    """A page with a layer that is hidden and one that shows."""
    File([Sheet(LINES[:4])]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        shown, hidden = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=n)) for n in ("Vu", "Corrigé"))
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(L1=shown, L2=hidden)
        draw = b"/OC /L1 BDC 0 0 1 rg 100 300 90 90 re f EMC /OC /L2 BDC 1 0 0 rg 300 300 90 20 re f EMC"
        page.Contents = Array([page.Contents, pdf.make_stream(draw)])
        pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=Dictionary(OFF=Array([hidden])))
        pdf.save(path)
    return path


def pictured(path: Path) -> Path:
    """A page of text with a photograph of sorts."""
    File([Sheet(LINES[:6])]).write(path)
    image = Image.linear_gradient("L").resize((120, 90)).convert("RGB")
    ImageDraw.Draw(image).ellipse((20, 10, 100, 80), fill=(200, 60, 30))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(
            Im1=pikepdf.Stream(
                pdf, image.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=120, Height=90,
                ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
            )
        )  # fmt: skip
        page.Contents = Array([page.Contents, pdf.make_stream(b"q 120 0 0 90 100 300 cm /Im1 Do Q")])
        pdf.save(path)
    return path


def form(pdf: pikepdf.Pdf, number: int) -> Any:
    (only,) = pdf.pages[number - 1].obj.Resources.XObject.values()
    return only


def rewritten(stream: Any, pattern: bytes, into: bytes | Callable[[re.Match[bytes]], bytes]) -> None:
    data, count = re.subn(pattern, into, stream.read_bytes(), count=1, flags=re.DOTALL)
    assert count == 1
    stream.write(data)


def word_missing(pdf: pikepdf.Pdf, number: int) -> None:
    """The word "heures" gone from one of thirty lines."""
    word = "heures".encode("cp1252").hex().encode()
    rewritten(form(pdf, number), word, b"20" * len("heures"))


def line_missing(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), rb"<[0-9a-f]+> Tj", b"")


def faded(pdf: pikepdf.Pdf, number: int) -> None:
    stream = form(pdf, number)
    stream.Resources.ExtGState = Dictionary(Faded=Dictionary(ca=0.9, CA=0.9))
    rewritten(stream, b"^", b"/Faded gs ")


def other_colour(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), rb"0 0 1 rg", b"0 .2 1 rg")


def moved(x: float, y: float) -> Callable[[pikepdf.Pdf, int], None]:
    def fault(pdf: pikepdf.Pdf, number: int) -> None:
        rewritten(form(pdf, number), b"^", f"1 0 0 1 {x} {y} cm ".encode())

    fault.__name__ = f"moved by {x} {y}"
    return fault


def smaller(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), b"^", b".985 0 0 .985 4 6 cm ")


def cut(pdf: pikepdf.Pdf, number: int) -> None:
    x0, y0, x1, y1 = (float(n) for n in form(pdf, number).BBox)
    form(pdf, number).BBox = Array([x0, y0 + 9, x1, y1])


def upside_down(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), b"^", b"-1 0 0 -1 595.28 841.89 cm ")


def other_page(pdf: pikepdf.Pdf, number: int) -> None:
    """The next page, of the same letters in the same places but for two words a line."""
    form(pdf, number).write(form(pdf, number + 1).read_bytes())


def other_font(pdf: pikepdf.Pdf, number: int) -> None:
    other = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"))
    other.Encoding = Name.WinAnsiEncoding
    form(pdf, number).Resources = Dictionary(Font=Dictionary(F1=other))


def invisible(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), b"^", b"3 Tr ")


def emptied(pdf: pikepdf.Pdf, number: int) -> None:
    form(pdf, number).write(b"")


def covered(pdf: pikepdf.Pdf, number: int) -> None:
    page = pdf.pages[number - 1]
    page.contents_add(b"q 1 g 150 500 40 12 re f Q")


def image_gone(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), b"/Im1 Do", b"")


def image_negative(pdf: pikepdf.Pdf, number: int) -> None:
    form(pdf, number).Resources.XObject.Im1.Decode = Array([1, 0, 1, 0, 1, 0])


def image_coarse(pdf: pikepdf.Pdf, number: int) -> None:
    image = form(pdf, number).Resources.XObject.Im1
    small = Image.frombytes("RGB", (120, 90), image.read_bytes()).resize((12, 9))
    image.write(small.resize((120, 90), Image.Resampling.NEAREST).tobytes())


def layer_hidden(pdf: pikepdf.Pdf, _: int) -> None:
    pdf.Root.OCProperties.D.OFF = pdf.Root.OCProperties.OCGs


def mark_gone(rank: int) -> Callable[[pikepdf.Pdf, int], None]:
    def fault(pdf: pikepdf.Pdf, number: int) -> None:
        rewritten(form(pdf, number), rb"q [-\d. ]+ cm /Annot%d Do Q" % rank, b"")

    fault.__name__ = ("field gone", "stamp gone")[rank]
    return fault


FAULTS: list[tuple[Callable[[pikepdf.Pdf, int], None], str]] = [
    (word_missing, "textes"),
    (line_missing, "textes"),
    (faded, "textes"),
    (other_colour, "textes"),
    (moved(1, 0), "textes"),
    (moved(0, -1), "textes"),
    (smaller, "textes"),
    (cut, "textes"),
    (upside_down, "textes"),
    (other_page, "textes"),
    (other_font, "textes"),
    (invisible, "textes"),
    (emptied, "textes"),
    (covered, "textes"),
    (image_gone, "image"),
    (image_negative, "image"),
    (image_coarse, "image"),
    (layer_hidden, "calques"),
    (mark_gone(0), "signes"),
    (mark_gone(1), "signes"),
]
