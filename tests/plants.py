"""A marker in every place that a PDF has where nobody sees it, and the search for it."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from conftest import File, Sheet
from pikepdf import Array, Dictionary, Name, Stream, String

BOX = (100, 100, 200, 120)


HOME = "/" + "home"


def marker(place: str) -> str:
    """A word that stands nowhere else, made of ``place``."""
    return "ZQ" + "".join(f"{ord(c) % 26 + 65:c}" for c in place) + f"{zlib.crc32(place.encode()):08X}"


def picture(pdf: pikepdf.Pdf, word: str) -> Any:
    """A picture that nothing else looks like, with ``word`` in its data."""
    data = word.encode().ljust(300, b"\x7f")[:300]
    held = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10, BitsPerComponent=8)
    held.ColorSpace = Name.DeviceRGB
    return pdf.make_indirect(held)


def form(pdf: pikepdf.Pdf, draw: bytes, **entries: Any) -> Any:
    held = Stream(pdf, draw, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 100]))
    for name, value in entries.items():
        held["/" + name] = value
    return pdf.make_indirect(held)


def resource(page: Any, category: str, name: str, value: Any, draw: bytes = b"") -> None:
    held = page.Resources
    if "/" + category not in held:
        held["/" + category] = Dictionary()
    held["/" + category]["/" + name] = value
    if draw:
        add(page, draw)


def add(page: Any, draw: bytes) -> None:
    page.Contents.write(page.Contents.read_bytes() + b"\n" + draw)


Plant = Callable[[pikepdf.Pdf, Any, Any, str], None]


PLANTS: dict[str, Plant] = {}


def plant(make: Plant) -> Plant:
    PLANTS[make.__name__.replace("_", " ")] = make
    return make


# Each is given the file, its first page, which is kept, its second, which is not, and the marker to hide.


@plant
def content_of_a_page_not_kept(pdf: Any, kept: Any, other: Any, word: str) -> None:
    add(other, f"BT /F1 9 Tf 99 99 Td ({word}) Tj ET".encode())


@plant
def picture_of_a_page_not_kept_in_shared_resources(pdf: Any, kept: Any, other: Any, word: str) -> None:
    resource(kept, "XObject", "Cor1", picture(pdf, word))


@plant
def form_never_drawn(pdf: Any, kept: Any, other: Any, word: str) -> None:
    resource(kept, "XObject", "Cor2", form(pdf, f"({word}) pop".encode()))


@plant
def picture_named_in_a_comment(pdf: Any, kept: Any, other: Any, word: str) -> None:
    resource(kept, "XObject", "Cor3", picture(pdf, word), b"% /Cor3 Do")


@plant
def picture_named_in_a_string(pdf: Any, kept: Any, other: Any, word: str) -> None:
    draw = b"BT /F1 5 Tf 40 300 Td (a \\( b /Cor4 Do) Tj ET"
    resource(kept, "XObject", "Cor4", picture(pdf, word), draw)


@plant
def picture_with_the_name_of_a_font(pdf: Any, kept: Any, other: Any, word: str) -> None:
    resource(kept, "XObject", "F1", picture(pdf, word))


@plant
def picture_in_the_resources_of_a_form_that_is_drawn(pdf: Any, kept: Any, other: Any, word: str) -> None:
    inner = form(pdf, b"0 0 9 9 re f", Resources=Dictionary(XObject=Dictionary(Cor5=picture(pdf, word))))
    resource(kept, "XObject", "Drawn5", inner, b"q /Drawn5 Do Q")


@plant
def picture_of_a_pattern_that_is_not_used(pdf: Any, kept: Any, other: Any, word: str) -> None:
    held = Stream(pdf, b"/Cor6 Do", PatternType=1, PaintType=1, TilingType=1, XStep=9, YStep=9)
    held.BBox = Array([0, 0, 9, 9])
    held.Resources = Dictionary(XObject=Dictionary(Cor6=picture(pdf, word)))
    resource(kept, "Pattern", "Tile6", pdf.make_indirect(held))


@plant
def soft_mask_that_is_not_used(pdf: Any, kept: Any, other: Any, word: str) -> None:
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=form(pdf, f"% {word}\n0 0 9 9 re f".encode()))
    resource(kept, "ExtGState", "Mask7", Dictionary(SMask=mask))


@plant
def spot_colour_that_is_not_used(pdf: Any, kept: Any, other: Any, word: str) -> None:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0]), C1=Array([1]), N=1)
    resource(kept, "ColorSpace", "Ink8", Array([Name.Separation, Name("/" + word), Name.DeviceGray, tint]))


@plant
def comment_in_the_content(pdf: Any, kept: Any, other: Any, word: str) -> None:
    add(kept, f"% {word}\n".encode())


@plant
def comment_beside_an_inline_image(pdf: Any, kept: Any, other: Any, word: str) -> None:
    inline = b"q 5 0 0 5 300 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x25 EI Q"
    inner = form(pdf, inline + f"\n% {word}\n0 0 1 1 re f".encode())
    resource(kept, "XObject", "Drawn9", inner, b"q /Drawn9 Do Q")


@plant
def comment_in_a_calculator_function(pdf: Any, kept: Any, other: Any, word: str) -> None:
    tint = Stream(pdf, f"{{ % {word}\n 1 exch sub }}".encode(), FunctionType=4)
    tint.Domain, tint.Range = Array([0, 1]), Array([0, 1])
    space = Array([Name.Separation, Name.Spot, Name.DeviceGray, pdf.make_indirect(tint)])
    resource(kept, "ColorSpace", "Ink10", space, b"q /Ink10 cs .5 scn 300 200 9 9 re f Q")


@plant
def comment_in_a_character_map(pdf: Any, kept: Any, other: Any, word: str) -> None:
    kept.Resources.Font.F1.ToUnicode = pdf.make_stream(
        f"%!PS {word}\n/CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange "
        "1 beginbfrange <20> <7e> <0020> endbfrange".encode()
    )


@plant
def behind_the_end_of_compressed_data(pdf: Any, kept: Any, other: Any, word: str) -> None:
    inner = form(pdf, b"")
    inner.write(zlib.compress(b"0 0 1 1 re f") + word.encode(), filter=Name.FlateDecode)
    resource(kept, "XObject", "Drawn11", inner, b"q /Drawn11 Do Q")


@plant
def private_key_of_a_property_list_in_the_content(pdf: Any, kept: Any, other: Any, word: str) -> None:
    add(kept, f"/Span <</Auteur ({word})>> BDC 0 0 1 1 re f EMC".encode())


@plant
def replacement_text_where_nothing_is_drawn(pdf: Any, kept: Any, other: Any, word: str) -> None:
    add(kept, f"/Span <</ActualText ({word})>> BDC q Q EMC".encode())


@plant
def marked_point(pdf: Any, kept: Any, other: Any, word: str) -> None:
    add(kept, f"/{word} MP /{word} <</Note ({word})>> DP".encode())


@plant
def property_list_in_the_resources(pdf: Any, kept: Any, other: Any, word: str) -> None:
    held = pdf.make_indirect(Dictionary(Note=String(word), Auteur=String(word)))
    resource(kept, "Properties", "Prop12", held, b"/Span /Prop12 BDC 0 0 1 1 re f EMC")


@plant
def private_key_of_a_picture(pdf: Any, kept: Any, other: Any, word: str) -> None:
    shown = picture(pdf, "visible13")
    shown.Vendeur, shown.Name, shown.OPI = String(word), Name("/" + word), Dictionary(F=String(word))
    resource(kept, "XObject", "Im13", shown, b"q 20 0 0 20 300 400 cm /Im13 Do Q")


@plant
def private_key_of_a_form(pdf: Any, kept: Any, other: Any, word: str) -> None:
    shown = form(pdf, b"0 0 5 5 re f", PieceInfo=Dictionary(A=String(word)), LastModified=String(word))
    shown.Vendeur, shown.Measure = String(word), Dictionary(R=String(word))
    resource(kept, "XObject", "Fm14", shown, b"q /Fm14 Do Q")


@plant
def reference_to_another_file(pdf: Any, kept: Any, other: Any, word: str) -> None:
    elsewhere = Dictionary(F=Dictionary(F=String(word)), Page=String(word))
    resource(kept, "XObject", "Fm15", form(pdf, b"0 0 5 5 re f", Ref=elsewhere), b"q /Fm15 Do Q")


@plant
def alternate_picture(pdf: Any, kept: Any, other: Any, word: str) -> None:
    shown = picture(pdf, "visible16")
    shown.Alternates = Array([Dictionary(Image=picture(pdf, word), DefaultForPrinting=True)])
    resource(kept, "XObject", "Im16", shown, b"q 20 0 0 20 340 400 cm /Im16 Do Q")


@plant
def postscript(pdf: Any, kept: Any, other: Any, word: str) -> None:
    held = Stream(pdf, f"({word}) show".encode(), Type=Name.XObject, Subtype=Name.PS)
    resource(kept, "XObject", "Ps17", pdf.make_indirect(held), b"q /Ps17 Do Q")


@plant
def private_key_of_a_font(pdf: Any, kept: Any, other: Any, word: str) -> None:
    kept.Resources.Font.F1.Vendeur = String(word)
    kept.Resources.Font.F1.Name = Name("/" + word)


@plant
def name_of_a_font_that_is_a_path(pdf: Any, kept: Any, other: Any, word: str) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/ABCDEF+C:\\Users\\{word}\\x"))
    font.FontDescriptor = Dictionary(Type=Name.FontDescriptor, FontName=font.BaseFont, Flags=32)
    font.FontDescriptor.FontFamily = String(word)
    resource(kept, "Font", "F18", pdf.make_indirect(font), b"BT /F18 7 Tf 40 320 Td (x) Tj ET")


@plant
def text_in_the_place_of_a_number(pdf: Any, kept: Any, other: Any, word: str) -> None:
    shown = form(pdf, b"0 0 5 5 re f", FormType=String(word), StructParent=pdf.make_stream(word.encode()))
    resource(kept, "XObject", "Fm19", shown, b"q /Fm19 Do Q")


@plant
def private_key_of_a_blend_group(pdf: Any, kept: Any, other: Any, word: str) -> None:
    kept.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB, Auteur=String(word))


@plant
def layer(pdf: Any, kept: Any, other: Any, word: str) -> None:
    shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(word)))
    shown.Usage = Dictionary(CreatorInfo=Dictionary(Creator=String(word)), User=Dictionary(Name=String(word)))
    unused = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(word)))
    default = Dictionary(Name=String(word), Creator=String(word), Order=Array([String(word), shown]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, unused]), D=default)
    resource(kept, "Properties", "Layer20", shown, b"/OC /Layer20 BDC 300 100 9 9 re f EMC")


@plant
def language_that_is_none(pdf: Any, kept: Any, other: Any, word: str) -> None:
    pdf.Root.Lang = String(word)
    add(kept, f"/Span <</Lang ({word})>> BDC 0 0 1 1 re f EMC /P <</Lang (fr-{word})>> BDC EMC".encode())


@plant
def key_of_the_page(pdf: Any, kept: Any, other: Any, word: str) -> None:
    kept.VP = Array([Dictionary(Name=String(word))])
    kept.SeparationInfo = Dictionary(DeviceColorant=String(word))
    kept.Auteur = String(word)
    kept.Parent.Auteur = String(word)


@plant
def key_of_the_catalog(pdf: Any, kept: Any, other: Any, word: str) -> None:
    pdf.Root.Auteur = String(word)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(word))]))
    pdf.Root.Threads = Array([pdf.make_indirect(Dictionary(I=Dictionary(Title=String(word))))])
    pdf.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX, Info=String(word))])


@plant
def bookmark_of_a_page_not_kept(pdf: Any, kept: Any, other: Any, word: str) -> None:
    with pdf.open_outline() as outline:
        chapter = pikepdf.OutlineItem(f"Chapitre {word}", 1)
        chapter.children.append(pikepdf.OutlineItem("Partie visible", 0))
        outline.root.append(chapter)


@plant
def named_destination(pdf: Any, kept: Any, other: Any, word: str) -> None:
    tree = pikepdf.NameTree.new(pdf)
    tree[word] = Array([kept, Name.Fit])
    tree[word + "2"] = Array([other, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=tree.obj)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(BOX), Dest=String(word))
    kept.Annots.append(pdf.make_indirect(link))


@plant
def author_of_a_stamp(pdf: Any, kept: Any, other: Any, word: str) -> None:
    stamp = next(a for a in kept.Annots if a.Subtype == Name.Stamp)
    for key in ("/T", "/NM", "/Subj", "/Contents", "/RC", "/M"):
        stamp[key] = String(word)
    stamp.Popup = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Popup, Contents=String(word)))


@plant
def other_looks_of_a_field(pdf: Any, kept: Any, other: Any, word: str) -> None:
    field = next(a for a in kept.Annots if a.Subtype == Name.Widget)
    field.AP.D = form(pdf, f"({word}) pop".encode())
    field.AP.R = form(pdf, f"({word}) pop".encode())
    field.T, field.TM, field.DV, field.TU = (
        String(word),
        String(word),
        String(word),
        String(f"{HOME}/{word}/x"),
    )


@plant
def hidden_annotation(pdf: Any, kept: Any, other: Any, word: str) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array(BOX), F=2, Contents=String(word))
    kept.Annots.append(pdf.make_indirect(note))


@plant
def link_to_a_program(pdf: Any, kept: Any, other: Any, word: str) -> None:
    for n, address in enumerate(UNSAFE):
        action = Dictionary(S=Name.URI, URI=String(address + word))
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10 * n, 90, 10 * n + 9]), A=action
        )
        kept.Annots.append(pdf.make_indirect(link))
    pdf.Root.URI = Dictionary(Base=String(f"http://{word}/"))


@plant
def words_of_a_link_that_are_a_path(pdf: Any, kept: Any, other: Any, word: str) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array(BOX), Contents=String(f"C:\\{word}\\a.doc")
    )
    link.A = Dictionary(S=Name.URI, URI=String("https://exemple.fr/visible"))
    kept.Annots.append(pdf.make_indirect(link))


UNSAFE = (
    "javascript:", " JaVaScript:", "java\tscript:", "\x01javascript:", "vbscript:", "file:///",
    "data:text/html,", "\\\\serveur\\", "ms-word:ofe|u|http://", "%6Aavascript:", "//", "../",
    "ftp://exemple.fr/", "view-source:http://", "\u200bhttp:",
)  # fmt: skip


def planted(path: Path) -> Path:
    """A file of two pages with one /Resources, and all that is planted in it."""
    sheet = Sheet(fields={"nom": ((60, 400, 200, 420), "Camille")}, stamps=[((300, 500, 400, 530), "VU")])
    File([sheet, Sheet(("Corrigé",))]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        kept, other = (page.obj for page in pdf.pages)
        kept.Resources = pdf.make_indirect(kept.Resources)
        kept.Resources.Font.F1 = pdf.make_indirect(kept.Resources.Font.F1)
        other.Resources = kept.Resources
        for place, make in PLANTS.items():
            make(pdf, kept, other, marker(place))
        pdf.save(path)
    return path


def plain(path: Path) -> bytes:
    """The file with all its streams decoded."""
    out = path.with_suffix(".qdf")
    options = ("--qdf", "--object-streams=disable", "--decode-level=all", "--no-original-object-ids")
    subprocess.run(["qpdf", *options, path, out], check=False, capture_output=True)
    return out.read_bytes()


def holds(data: bytes, word: str) -> bool:
    """Whether ``word`` is in ``data``, in any way to write it."""
    one, wide = word.encode(), word.encode("utf-16-be")
    ways = [one, wide, word.encode("utf-16-le"), one.hex().encode(), wide.hex().encode()]
    octal = b"".join(b"\\%03o" % byte for byte in one)
    return any(way in data or way.upper() in data for way in (*ways, octal, wide.replace(b"\0", b"\\000")))
