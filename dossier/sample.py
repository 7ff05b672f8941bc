"""A file that is as it should be, which is tried where another one is blamed (:mod:`dossier.trial`)."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String

WIDTH, HEIGHT = 595.0, 842.0
_PAGE = b"""/P <</MCID 0>> BDC BT /F 12 Tf 72 700 Td (Un texte) Tj ET EMC
/OC /Layer BDC /Figure <</MCID 1>> BDC q 40 0 0 40 72 600 cm /Picture Do Q EMC EMC
/P <</MCID 2>> BDC q /Form Do Q EMC"""


@cache
def pdf() -> bytes:
    """A PDF of one page of A4 in points, with what most files have: text, a picture, a form, a layer, a link,
    a field, an outline, a destination, tags (ISO 32000-2, 14.8)."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(WIDTH, HEIGHT)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    font.Encoding = Name.WinAnsiEncoding
    letters = Dictionary(Font=Dictionary(F=made.make_indirect(font)))
    picture = made.make_stream(
        bytes(range(0, 144, 12)), Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2
    )
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    form = _form(made, b"0.5 g 0 0 40 20 re f BT 0 g /F 12 Tf 4 4 Td (Forme) Tj ET", letters)
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Fond")))
    drawn = Dictionary(Picture=picture, Form=form)
    page.Resources = Dictionary(Font=letters.Font, XObject=drawn, Properties=Dictionary(Layer=layer))
    page.Contents = made.make_stream(_PAGE)
    page.StructParents, page.Tabs = 0, Name.S
    look = _form(made, b"/Tx BMC BT 0 g /F 12 Tf 2 4 Td (Nom) Tj ET EMC", letters)
    field = made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nom")))
    field.V, field.F, field.Rect, field.AP = String("Nom"), 4, Array([72, 500, 112, 520]), Dictionary(N=look)
    field.DA = String("/F 12 Tf 0 g")
    link = made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 690, 130, 715])))
    link.A = Dictionary(S=Name.URI, URI=String("https://example.org/"))
    link.Contents, link.StructParent = String("Un texte"), 1
    page.Annots = Array([field, link])
    root = made.Root
    root.AcroForm = Dictionary(Fields=Array([field]), DR=letters, DA=field.DA)
    root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), Order=Array([layer])))
    root.Names = Dictionary(Dests=Dictionary(Names=Array([String("haut"), Array([page, Name.Fit])])))
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Un texte", 0))
    _tags(made, page, link)
    out = io.BytesIO()
    made.save(out, static_id=True)
    return out.getvalue()


def _form(made: pikepdf.Pdf, draw: bytes, resources: Dictionary) -> pikepdf.Object:
    held = made.make_stream(draw, Type=Name.XObject, Subtype=Name.Form)
    held.BBox, held.Resources = Array([0, 0, 40, 20]), resources
    return held


def _tags(made: pikepdf.Pdf, page: pikepdf.Object, link: pikepdf.Object) -> None:
    tree = made.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    kinds = (Name.P, Name.Figure, Name.P, Name.Link)
    below = [made.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=top, Pg=page)) for kind in kinds]
    for rank, element in enumerate(below[:3]):
        element.K = rank
    below[1].Alt = String("Une image")
    below[3].K = Dictionary(Type=Name.OBJR, Obj=link, Pg=page)
    top.K, tree.K = Array(below), top
    tree.ParentTree = Dictionary(Nums=Array([0, Array(below[:3]), 1, below[3]]))
    made.Root.StructTreeRoot, made.Root.MarkInfo = tree, Dictionary(Marked=True)
    made.Root.Lang = String("fr")
