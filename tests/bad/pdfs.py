"""PDFs that are broken, hostile or hide something; each maker returns the bytes."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from conftest import File, Sheet
from pikepdf import Array, Dictionary, Name, Stream, String


def good(*sheets: Sheet) -> bytes:
    """A file without fault, its objects readable."""
    with TemporaryDirectory() as folder:
        return File(sheets or (Sheet(), Sheet())).write(Path(folder) / "a.pdf").read_bytes()


def plain(data: bytes) -> bytes:
    """The same without object streams, so that its bytes can be cut and searched."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue()


def changed(change: Callable[[pikepdf.Pdf], None], *sheets: Sheet) -> bytes:
    """A good file after ``change``."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good(*sheets))) as pdf:
        change(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def without_table() -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", plain(good()))


def uncounted() -> bytes:
    """A link numbered beyond the /Size of the file, as TCPDF wrote them."""
    data = plain(good(Sheet(links=[((60, 600, 200, 620), "https://exemple.fr/")]), Sheet()))
    link = re.search(rb"(\d+) 0 obj(?:(?!endobj).)*?/Link", data, re.DOTALL)
    assert link
    number = data[: link.start(0)].count(b"endobj") + 1
    body, _, tail = re.sub(rb"\b%d 0 (obj|R)\b" % number, rb"200001 0 \1", data).rpartition(b"xref\n0 ")
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for head in re.finditer(rb"^(\d+) 0 obj", body, re.MULTILINE):
        table += b"%b 1\n%010d 00000 n \n" % (head[1], head.start())
    trailer = tail[tail.index(b"trailer") : tail.index(b"startxref")]
    return b"%b%b%bstartxref\n%d\n%%%%EOF\n" % (body, table, trailer, len(body))


def tree_in_itself(*, heritage: bool = False) -> bytes:
    """With ``heritage``, box, turn and resources of all pages stand in the tree."""

    def hand_up(pdf: pikepdf.Pdf) -> None:
        tree = pdf.Root.Pages
        tree.MediaBox, tree.Resources, tree.Rotate = Array([0, 0, 400, 300]), tree.Kids[0].Resources, 90
        for page in tree.Kids:
            del page.MediaBox, page.Resources

    data = changed(hand_up) if heritage else plain(good())
    number = re.search(rb"/Pages (\d+) 0 R", data)
    assert number
    return data.replace(b"/Kids [ ", b"/Kids [ %b 0 R " % number[1])


def lying_count() -> bytes:
    return re.sub(rb"/Count 2", b"/Count 5", plain(good()))


def cut(share: float) -> bytes:
    data = plain(good(*(Sheet([f"Page {n}"] * 20) for n in range(6))))
    return data[: int(len(data) * share)]


def locked(user: str = "", owner: str = "maître", **allowed: bool) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        allow = pikepdf.Permissions(**{"modify_assembly": True, **allowed})
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner=owner, allow=allow))
    return out.getvalue()


def restricted() -> bytes:
    return locked(modify_assembly=False, modify_other=False)


def without_pages() -> bytes:
    return plain(good()).replace(b"/Kids", b"/Kinder")


def tangled_fields() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        leaf = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), Rect=Array([0, 0, 1, 1])
        )
        node: Any = pdf.make_indirect(leaf)
        for _ in range(28):
            node = pdf.make_indirect(Dictionary(Kids=Array([node, node])))
        pdf.Root.AcroForm = Dictionary(Fields=Array([node]))

    return changed(change)


def drawn_without_end() -> bytes:
    """Forms that each draw the next one forty times, nine deep: more than any engine finishes."""

    def change(pdf: pikepdf.Pdf) -> None:
        form: Any = pdf.make_indirect(
            Stream(pdf, b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800]))
        )
        for _ in range(9):
            outer = Stream(
                pdf, b"/X Do " * 40, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800])
            )
            outer.Resources = Dictionary(XObject=Dictionary(X=form))
            form = pdf.make_indirect(outer)
        pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")

    return changed(change)


def huge_image() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        image = Stream(
            pdf, zlib.compress(bytes(1000)), Type=Name.XObject, Subtype=Name.Image,
            Width=100_000, Height=100_000,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=pdf.make_indirect(image))

    return changed(change)


def deep_stream() -> bytes:
    """A content stream of half a megabyte that unpacks to more than 500 MB."""
    packer, packed = zlib.compressobj(9), bytearray()
    for _ in range(520):
        packed += packer.compress(b" " * (1 << 20))
    packed += packer.flush()
    return changed(
        lambda pdf: pdf.pages[0].obj.__setitem__(
            "/Contents", pdf.make_indirect(Stream(pdf, bytes(packed), Filter=Name.FlateDecode))
        )
    )


def dynamic_form() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp:xdp/>"))

    return changed(change, Sheet(["Please wait...", "If this message is not eventually replaced"]))


def full_of_traps() -> bytes:
    """One of each thing that may not be let in; a signature and a film that show something."""

    def change(pdf: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        page = pdf.pages[0].obj
        look = Stream(
            pdf, b"1 0 0 rg 0 0 80 30 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 30])
        )
        look = pdf.make_indirect(look)
        file = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=pdf.make_stream(b"MZ")))

        def annotation(kind: str, place: int, **more: Any) -> Any:
            rect = Array([100, place, 180, place + 30])
            return pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name("/" + kind), Rect=rect, F=4, AP=Dictionary(N=look), **more
                )
            )

        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 50, 50]))
        go = Dictionary(
            S=Name.URI, URI=String("https://exemple.fr"), Next=Dictionary(S=Name.JavaScript, JS=String("1"))
        )
        actions = [
            Dictionary(S=Name.Launch, F=String("calc.exe")), Dictionary(S=Name.SubmitForm, F=String("http://a")),
            Dictionary(S=Name.ImportData, F=String("b")), Dictionary(S=Name.Named, N=Name.Print), go,
        ]  # fmt: skip
        links = [pdf.make_indirect(Dictionary({**link, "/A": action})) for action in actions]
        links.append(Dictionary({**link, "/A": script}))  # not indirect: stands in the page itself
        signature = annotation(
            "Widget", 300, FT=Name.Sig, T=String("s"), V=Dictionary(Type=Name.Sig, Contents=String("x"))
        )
        media = [
            annotation("RichMedia", 340, RichMediaContent=Dictionary()),
            annotation("Screen", 380, A=Dictionary(S=Name.Rendition)),
            annotation("3D", 420), annotation("Sound", 460), annotation("FileAttachment", 500, FS=file),
        ]  # fmt: skip
        field = annotation(
            "Widget", 540, FT=Name.Tx, T=String("t"), V=String("v"), AA=Dictionary(K=script, F=script)
        )
        page.Annots = Array([*links, signature, *media, field])
        page.AA = Dictionary(O=script)
        page.Thumb = pdf.make_stream(b"x")
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([signature, field]), XFA=pdf.make_stream(b"<xdp/>"), SigFlags=3
        )
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array([String("a"), script])),
            EmbeddedFiles=Dictionary(Names=Array([String("b"), pdf.make_indirect(file)])),
        )
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta/>")
        pdf.docinfo["/Author"] = "Quelqu’un"

    return changed(change)


HIDDEN = "Le corrige est ceci : quarante-deux reponses"
#: Text that nobody sees, and how: operators that write it so.
HIDING = {
    "white on white": f"BT 1 g /F1 12 Tf 100 300 Td ({HIDDEN}) Tj ET",
    "under a black box": f"BT 0 g /F1 12 Tf 100 300 Td ({HIDDEN}) Tj ET 0 g 90 290 400 30 re f",
    "without paint": f"BT 0 g 3 Tr /F1 12 Tf 100 300 Td ({HIDDEN}) Tj ET",
    "tiny": f"BT 0 g /F1 .4 Tf 100 300 Td ({HIDDEN}) Tj ET",
}


def hiding(draw: str) -> bytes:
    return good(Sheet(), Sheet(draw=draw))


def partly_covered() -> bytes:
    """A line of which a box covers a name."""
    line = "Le candidat DUPONT-DURAND a eu raison de le dire ainsi"
    draw = f"BT 0 g /F1 12 Tf 100 300 Td ({line}) Tj ET 0 g 160 296 112 14 re f"
    return good(Sheet(draw=draw))


def recognised_scan() -> bytes:
    """A scan with its recognised text over it, in the mode that paints nothing."""

    def change(pdf: pikepdf.Pdf) -> None:
        pixels = bytes(255 if (x * 7 + y * 13) % 5 < 3 else 0 for y in range(200) for x in range(140))
        image = Stream(
            pdf, zlib.compress(pixels), Type=Name.XObject, Subtype=Name.Image, Width=140, Height=200,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(I=pdf.make_indirect(image))
        text = f"q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 12 Tf 100 300 Td ({HIDDEN}) Tj ET"
        page.Contents = pdf.make_stream(text.encode())

    return changed(change, Sheet())
