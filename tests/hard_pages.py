"""Pages that are hard to take over as they are: each a few lines that a program might write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from dossier.intake.archive import fonts

A4 = (0, 0, 595, 842)


def helvetica() -> Dictionary:
    """A standard font, to be embedded when the file is saved."""
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )


def marks(box: Sequence[float] = A4) -> bytes:
    """A frame just inside ``box``, a different colour in three corners, and words: nothing symmetrical."""
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    return (
        f"0 0 1 RG 2 w {x0 + 4} {y0 + 4} {w - 8} {h - 8} re S 1 0 0 rg {x0} {y0} {w / 5} {h / 9} re f "
        f"0 .6 0 rg {x1 - w / 6} {y1 - h / 8} {w / 6} {h / 8} re f "
        f"BT /F1 {w / 24} Tf 0 g {x0 + w / 6} {y0 + h * 0.6} Td (Une page difficile) Tj ET\n"
    ).encode("ascii")


def state(**keys: Any) -> Dictionary:
    return Dictionary(Font=Dictionary(F1=helvetica()), ExtGState=Dictionary(G0=Dictionary(**keys)))


def form(pdf: pikepdf.Pdf, data: bytes, box: Sequence[float], **keys: Any) -> pikepdf.Object:
    made = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)))
    for key, value in keys.items():
        made[f"/{key}"] = value
    return made


def pattern(pdf: pikepdf.Pdf) -> Dictionary:
    tile = pdf.make_stream(b"1 0 0 rg 0 0 20 20 re f 0 0 1 rg 20 20 20 20 re f")
    for key, value in {
        "Type": Name.Pattern, "PatternType": 1, "PaintType": 1, "TilingType": 1,
        "BBox": Array([0, 0, 40, 40]), "XStep": 40, "YStep": 40,
        "Resources": Dictionary(), "Matrix": Array([1, 0.3, 0, 1, 7, 3]),
    }.items():  # fmt: skip
        tile[f"/{key}"] = value
    return Dictionary(Font=Dictionary(F1=helvetica()), Pattern=Dictionary(P0=tile))


def shading(kind: int, coordinates: Sequence[float]) -> Dictionary:
    blend = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    shade = Dictionary(
        ShadingType=kind, ColorSpace=Name.DeviceRGB, Coords=Array(list(coordinates)), Function=blend
    )
    paint = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shade, Matrix=Array([1, 0, 0, 1, 20, 30]))
    return Dictionary(
        Font=Dictionary(F1=helvetica()), Pattern=Dictionary(P0=paint), Shading=Dictionary(S0=shade)
    )


def soft_mask(pdf: pikepdf.Pdf) -> Dictionary:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    look = form(pdf, b"1 g 100 300 200 200 re f .4 g 300 300 150 200 re f", A4, Group=group)
    return state(SMask=Dictionary(S=Name.Luminosity, G=look))


def image(pdf: pikepdf.Pdf, **keys: Any) -> Dictionary:
    bits = bytes(range(0, 240, 5))
    made = pdf.make_stream(bits, Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4)
    made.ColorSpace, made.BitsPerComponent = Name.DeviceRGB, 8
    for key, value in keys.items():
        made[f"/{key}"] = value
    return Dictionary(Font=Dictionary(F1=helvetica()), XObject=Dictionary(I0=made))


def glyphs(pdf: pikepdf.Pdf) -> Dictionary:
    square = pdf.make_stream(b"500 0 0 0 400 400 d1 0 0 400 400 re f")
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]), FirstChar=97, LastChar=97,
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=square), Widths=Array([500]),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])), Resources=Dictionary(),
    )  # fmt: skip
    return Dictionary(Font=Dictionary(F1=helvetica(), F3=font))


def separation(pdf: pikepdf.Pdf) -> Dictionary:
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 1, 1, 0]), N=1
    )
    spot = Array([Name.Separation, Name.Rouge, Name.DeviceCMYK, pdf.make_indirect(tint)])
    return Dictionary(
        Font=Dictionary(F1=helvetica()), ColorSpace=Dictionary(C0=spot),
        ExtGState=Dictionary(G0=Dictionary(OP=True, op=True, OPM=1)),
    )  # fmt: skip


Make = Callable[[pikepdf.Pdf], dict[str, Any]]
BLEND = b"/G0 gs 1 0 0 rg 100 300 200 200 re f 0 0 1 rg 200 400 200 200 re f "
GROUP = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True, K=True)

#: What a page has beyond A4 and its marks: keys of the page, or None for a key that it has not.
PAGES: dict[str, Make] = {
    "plain": lambda _: {},
    "rotate 90": lambda _: {"Rotate": 90},
    "rotate 180": lambda _: {"Rotate": 180},
    "rotate 270": lambda _: {"Rotate": 270},
    "rotate -90": lambda _: {"Rotate": -90},
    "rotate 450": lambda _: {"Rotate": 450},
    "crop": lambda pdf: cropped(pdf, (-100, -50, 700, 900), (50, 60, 500, 700)),
    "crop, corners swapped": lambda pdf: cropped(pdf, A4, (500, 700, 50, 60)),
    "crop and rotate 90": lambda pdf: cropped(pdf, (-100, -50, 700, 900), (50, 60, 500, 700), Rotate=90),
    "crop beyond media": lambda pdf: cropped(pdf, A4, (-80, 100, 400, 1000)),
    "media from above": lambda _: {"MediaBox": Array([0, 842, 595, 0])},
    "numbers by reference": lambda pdf: {
        "MediaBox": pdf.make_indirect(Array([pdf.make_indirect(0), 0, pdf.make_indirect(595), 842]))
    },
    "user unit 2": lambda pdf: {
        "MediaBox": Array([0, 0, 297.5, 421]),
        "UserUnit": 2,
        "Contents": pdf.make_stream(marks((0, 0, 297.5, 421))),
    },
    "landscape A3": lambda pdf: sized(pdf, (0, 0, 1190, 842)),
    "a stamp": lambda pdf: sized(pdf, (0, 0, 70, 90)),
    "left in a saved state": lambda pdf: drawn(pdf, b"q .5 0 0 .5 100 100 cm q " + marks()),
    "restored too often": lambda pdf: drawn(pdf, b"q Q Q " + marks() + b" Q Q"),
    "left in a text": lambda pdf: drawn(pdf, marks() + b" BT /F1 30 Tf 50 50 Td (fin) Tj"),
    "left with a clip": lambda pdf: drawn(pdf, marks() + b" 0 0 10 10 re W n"),
    "left with a path": lambda pdf: drawn(pdf, marks() + b" 100 100 m 200 200 l"),
    "left in marked content": lambda pdf: drawn(pdf, b"/P BMC " + marks()),
    "left with another matrix": lambda pdf: drawn(pdf, marks() + b" 2 0 0 2 300 300 cm 0 1 0 rg 3 Tr"),
    "unknown operators": lambda pdf: drawn(pdf, b"BX 1 2 foo EX 3 bar " + marks()),
    "a comment at the end": lambda pdf: drawn(pdf, marks() + b"% no end of line"),
    "streams split anywhere": lambda pdf: {
        "Contents": Array([pdf.make_stream(part) for part in (b"q 1 0 0 rg 100 100", b"200 200 re f Q", b"")])
    },
    "a stream by reference to an array": lambda pdf: {
        "Contents": pdf.make_indirect(Array([pdf.make_stream(marks()), pdf.make_stream(b"0 0 9 9 re f")]))
    },
    "no content": lambda _: {"Contents": None},
    "an empty array": lambda _: {"Contents": Array([])},
    "no resources": lambda pdf: drawn(pdf, b"1 0 0 rg 100 100 200 300 re f", Resources=None),
    "blending": lambda pdf: drawn(pdf, BLEND + marks(), Resources=state(BM=Name.Multiply, ca=0.6)),
    "blending in a group": lambda pdf: drawn(
        pdf, BLEND + marks(), Resources=state(BM=Name.Multiply, ca=0.6), Group=GROUP
    ),
    "blending of luminosity": lambda pdf: drawn(pdf, BLEND + marks(), Resources=state(BM=Name.Luminosity)),
    "a soft mask": lambda pdf: drawn(
        pdf, marks() + b" /G0 gs 0 0 1 rg 50 250 500 300 re f", Resources=soft_mask(pdf)
    ),
    "a pattern": lambda pdf: drawn(
        pdf, b"/Pattern cs /P0 scn 100 300 300 400 re f " + marks(), Resources=pattern(pdf)
    ),
    "a pattern on a turned page": lambda pdf: drawn(
        pdf, b"/Pattern cs /P0 scn 100 300 300 400 re f " + marks(), Resources=pattern(pdf), Rotate=90
    ),
    "a shading": lambda pdf: drawn(
        pdf, b"/Pattern cs /P0 scn 100 300 300 400 re f " + marks(), Resources=shading(2, (80, 0, 380, 0))
    ),
    "a radial shading": lambda pdf: drawn(
        pdf,
        b"q 90 290 400 400 re W n /S0 sh Q " + marks(),
        Resources=shading(3, (250, 500, 20, 250, 500, 190)),
    ),
    # Not smoothed: an archive forbids it, so that a smoothed picture does change (ISO 19005-2, 6.2.8).
    "an image": lambda pdf: drawn(pdf, b"q 300 0 0 300 100 300 cm /I0 Do Q " + marks(), Resources=image(pdf)),
    "a masked image": lambda pdf: drawn(
        pdf,
        b".9 g 90 290 320 320 re f q 300 0 0 300 100 300 cm /I0 Do Q " + marks(),
        Resources=image(pdf, Mask=Array([0, 60, 0, 255, 0, 255])),
    ),
    "an inline image": lambda pdf: drawn(
        pdf, b"q 200 0 0 200 100 300 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\x80\xc0\x40 EI Q " + marks()
    ),
    "drawn glyphs": lambda pdf: drawn(
        pdf, b"BT /F3 60 Tf 100 300 Td (aaa) Tj ET " + marks(), Resources=glyphs(pdf)
    ),
    "overprint and a spot colour": lambda pdf: drawn(
        pdf,
        b"/G0 gs 0 0 1 0 k 100 300 200 200 re f /C0 cs 1 scn 200 400 200 200 re f " + marks(),
        Resources=separation(pdf),
    ),
    "clipping text": lambda pdf: drawn(
        pdf, b"q BT 7 Tr /F1 200 Tf 60 300 Td (Mot) Tj ET 1 0 0 rg 0 300 600 60 re f Q " + marks()
    ),
    "forms in forms": lambda pdf: drawn(pdf, b"/X0 Do", Resources=nested(pdf)),
}


def cropped(pdf: pikepdf.Pdf, media: Sequence[float], crop: Sequence[float], **keys: Any) -> dict[str, Any]:
    x0, x1 = sorted((crop[0], crop[2]))
    y0, y1 = sorted((crop[1], crop[3]))
    content = pdf.make_stream(marks((x0, y0, x1, y1)))
    return {"MediaBox": Array(list(media)), "CropBox": Array(list(crop)), "Contents": content, **keys}


def sized(pdf: pikepdf.Pdf, box: Sequence[float]) -> dict[str, Any]:
    return {"MediaBox": Array(list(box)), "Contents": pdf.make_stream(marks(box))}


def drawn(pdf: pikepdf.Pdf, data: bytes, **keys: Any) -> dict[str, Any]:
    return {"Contents": pdf.make_stream(data), **keys}


def nested(pdf: pikepdf.Pdf) -> Dictionary:
    inner = form(pdf, marks(), A4, Matrix=Array([0.5, 0.2, -0.2, 0.5, 200, 100]))
    inner.Resources = Dictionary(Font=Dictionary(F1=helvetica()))
    outer = form(pdf, b"q /X1 Do Q 0 1 1 rg 20 20 50 50 re f", A4)
    outer.Resources = Dictionary(XObject=Dictionary(X1=inner))
    return Dictionary(Font=Dictionary(F1=helvetica()), XObject=Dictionary(X0=outer))


def page(pdf: pikepdf.Pdf, keys: dict[str, Any]) -> pikepdf.Object:
    made = Dictionary(
        Type=Name.Page, MediaBox=Array(list(A4)), Resources=Dictionary(Font=Dictionary(F1=helvetica()))
    )
    made.Contents = pdf.make_stream(marks())
    for key, value in keys.items():
        if value is None:
            del made[f"/{key}"]
        else:
            made[f"/{key}"] = value
    return pdf.make_indirect(made)


def save(pdf: pikepdf.Pdf, path: Path) -> Path:
    """Write ``pdf``, its fonts in it: another rasteriser's Helvetica is not what these pages are about."""
    tuple(fonts.mend(pdf))
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path)
    return path


def write(path: Path, chosen: Sequence[str] = tuple(PAGES)) -> Path:
    """A file with the ``chosen`` pages, in order."""
    pdf = pikepdf.new()
    for name in chosen:
        pdf.pages.append(pikepdf.Page(page(pdf, PAGES[name](pdf))))
    return save(pdf, path)


def write_inherited(path: Path) -> Path:
    """Three pages that have from their parents, two levels up, all but their content; two share it, the
    last stands in the tree twice."""
    pdf = pikepdf.new()
    content = pdf.make_stream(marks((20, 30, 500, 700)))
    pages = [pdf.make_indirect(Dictionary(Type=Name.Page, Contents=content)) for _ in range(2)]
    pages.append(
        pdf.make_indirect(Dictionary(Type=Name.Page, Contents=pdf.make_stream(b"0 1 0 rg " + marks())))
    )
    middle = pdf.make_indirect(
        Dictionary(Type=Name.Pages, Kids=Array([*pages, pages[2]]), Count=4, Rotate=270)
    )
    root = pdf.Root.Pages
    root.Kids, root.Count = Array([middle]), 4
    root.MediaBox, root.CropBox = Array([-10, -10, 640, 880]), Array([20, 30, 500, 700])
    middle.Parent = root
    for one in pages:
        one.Parent, one.Resources = middle, Dictionary(Font=Dictionary(F1=helvetica()))
    tuple(fonts.mend(pdf))
    root.Resources = pages[0].Resources
    for one in pages:
        del one.Resources
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path)
    return path


#: Which of three layers show in print, by how a file says so: base state, lists, print usage, membership.
LAYERS: dict[str, tuple[dict[str, Any], tuple[bool, bool, bool]]] = {
    "switched off": ({"OFF": [1]}, (True, False, True)),
    "all off but one": ({"BaseState": Name.OFF, "ON": [2]}, (False, False, True)),
    "printing switches": ({"OFF": [0], "print": {0: "ON", 1: "OFF"}}, (True, False, True)),
    "usage that nothing applies": ({"OFF": [0], "usage": {1: "OFF"}}, (False, True, True)),
    "a design aid": ({"OFF": [0, 1], "design": [0]}, (True, False, True)),
    "membership": ({"OFF": [1], "member": True}, (True, False, False)),
}


def write_layers(path: Path, name: str) -> Path:
    """A page with three squares, red, green and blue, each in a layer of its own."""
    how = LAYERS[name][0]
    pdf = pikepdf.new()
    layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=f"Calque {n}")) for n in range(3)]
    for n, printed in {**how.get("print", {}), **how.get("usage", {})}.items():
        layers[n].Usage = Dictionary(Print=Dictionary(PrintState=Name(f"/{printed}")))
    for n in how.get("design", ()):
        layers[n].Intent = Name.Design
    default = Dictionary()
    for key in ("ON", "OFF"):
        if key in how:
            default[f"/{key}"] = Array([layers[n] for n in how[key]])
    if "BaseState" in how:
        default.BaseState = how["BaseState"]
    if "print" in how:
        listed = Array([layers[n] for n in how["print"]])
        default.AS = Array([Dictionary(Event=Name.Print, Category=Array([Name.Print]), OCGs=listed)])
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=default)
    named = dict(zip(("L0", "L1", "L2"), layers, strict=True))
    if how.get("member"):  # shown where all of two layers show
        both = Array([layers[0], layers[1]])
        named["L2"] = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=both, P=Name.AllOn))
    squares = (("1 0 0", 100), ("0 1 0", 250), ("0 0 1", 400))
    parts = [f"/OC /L{n} BDC {c} rg {x} 400 100 100 re f EMC" for n, (c, x) in enumerate(squares)]
    data = marks() + " ".join(parts).encode()
    resources = Dictionary(Font=Dictionary(F1=helvetica()), Properties=Dictionary(**named))
    pdf.pages.append(pikepdf.Page(page(pdf, drawn(pdf, data, Resources=resources))))
    return save(pdf, path)
