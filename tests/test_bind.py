"""Binding: links, destinations, outlines, fields and metadata of sources that are made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hard_pages
import pikepdf
import pytest
from conftest import File, Made, Sheet, built, said, write_dossier
from pikepdf import Array, Dictionary, Name, String
from test_pages import differing

NAMES = {"haut": 1, "commentaires": 3}
BOX = (100, 400, 180, 430)


def goto(target: Any) -> Dictionary:
    """An action that goes to a destination."""
    return Dictionary(S=Name.GoTo, D=target)


def web_page(who: str) -> File:
    """Three pages with the same names in each such file: destinations, a link of each kind, fields."""
    links = [
        (BOX, "commentaires"),
        ((100, 300, 180, 330), goto(String("haut"))),
        ((100, 200, 180, 230), 2),
        ((100, 100, 180, 130), f"http://exemple.fr/{who}?q=%C3%A9t%C3%A9"),
    ]
    fields = {"nom": ((300, 400, 450, 425), who), "message": ((300, 300, 450, 325), "Bonjour")}
    first = Sheet((who, "haut"), links=links, fields=fields)
    return File((first, Sheet((who, "deux")), Sheet((who, "trois"))), NAMES, [("Un", 1), ("Trois", 3)])


def links(made: Made, folio: int) -> list[tuple[list[float], int | str, tuple[float, float] | None]]:
    """The links of a page: rectangle, folio or address, and the point where one leads."""
    with pikepdf.open(made.pdf) as pdf:
        folios = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        found: list[Any] = []
        for link in pdf.pages[folio - 1].obj.get("/Annots", []):
            box = [float(n) for n in link.Rect]
            if "/A" in link:
                found.append((box, str(link.A.URI), None))
            elif isinstance(link.Dest, pikepdf.Array):
                point = (float(link.Dest[2]), float(link.Dest[3]))
                found.append((box, folios[link.Dest[0].objgen], point))
        return found


@pytest.fixture(scope="module")
def pair_of_pages(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("noms égaux")
    return built(write_dossier(folder, {"neuf": web_page("neuf"), "douze": web_page("douze")}))


@pytest.mark.parametrize("document", ["neuf", "douze"])
def test_links_never_cross_between_sources_with_the_same_names(pair_of_pages: Made, document: str) -> None:
    one, two, three = [p["folio"] for p in pair_of_pages.framed(document)]
    found = [goal for _, goal, point in links(pair_of_pages, one) if point or isinstance(goal, str)]
    assert found == [three, one, two, f"http://exemple.fr/{document}?q=%C3%A9t%C3%A9"]


def test_the_same_fields_of_two_sources_keep_their_own_values(pair_of_pages: Made) -> None:
    assert differing(pair_of_pages) == []
    for document in ("neuf", "douze"):
        folio = pair_of_pages.framed(document)[0]["folio"]
        text = said("pdftotext", "-f", str(folio), "-l", str(folio), pair_of_pages.pdf, "-")
        assert len(re.findall(rf"^{document}$", text, re.MULTILINE)) == 2, "its heading and its field"
        assert "Bonjour" in text


def test_no_form_field_is_left_to_collide(pair_of_pages: Made) -> None:
    with pikepdf.open(pair_of_pages.pdf) as pdf:
        assert "/AcroForm" not in pdf.Root
        kinds = {str(a.Subtype) for page in pdf.pages for a in page.obj.get("/Annots", [])}
    assert kinds == {"/Link"}


def test_the_outline_of_a_source_stands_below_its_document(pair_of_pages: Made) -> None:
    with pikepdf.open(pair_of_pages.pdf) as pdf, pdf.open_outline() as outline:
        pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        (section,) = (item for item in outline.root if item.title == "Une section")
        for document, id in zip(section.children, ("neuf", "douze"), strict=True):
            folios = [p["folio"] for p in pair_of_pages.framed(id)]
            below = [(i.title, pages[i.destination[0].objgen]) for i in document.children]
            assert below == [("Un", folios[0]), ("Trois", folios[2])]


def test_links_to_pages_that_are_not_kept_are_dropped_with_a_note(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": web_page("a")}, {"a": {"keep": "1-2"}})
    made = built(manifest)
    goals = [goal for _, goal, point in links(made, made.framed()[0]["folio"]) if point or goal != 2]
    assert [g for g in goals if isinstance(g, int)] == [p["folio"] for p in made.framed()]
    (note,) = [f for f in made.record["findings"] if f["code"] == "link-dropped"]
    assert (note["severity"], note["place"]) == ("note", "sources/a.pdf page 1")


def test_links_follow_pages_that_are_kept_in_another_order(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": web_page("a")}, {"a": {"keep": "3, 1-2"}}))
    three, one, two = (p["folio"] for p in made.framed())
    assert [goal for _, goal, point in links(made, one) if point] == [three, one, two]


def test_one_file_under_two_ids_links_inside_each(tmp_path: Path) -> None:
    same = web_page("a").write(tmp_path / "a.pdf")
    made = built(write_dossier(tmp_path, {"a": same, "b": same}))
    for id in ("a", "b"):
        one, two, three = (p["folio"] for p in made.framed(id))
        assert [goal for _, goal, point in links(made, one) if point] == [three, one, two]
    assert differing(made) == []


ACTIONS = {
    "script": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "program": Dictionary(S=Name.Launch, F=String("calc.exe")),
    "other file": Dictionary(S=Name.GoToR, F=String("autre.pdf"), D=Array([0, Name.Fit])),
    "name that is not there": goto(String("nulle-part")),
}


@pytest.fixture(scope="module")
def acting(tmp_path_factory: pytest.TempPathFactory) -> Made:
    files = {f"a{n}": File([Sheet(links=[(BOX, action)])]) for n, action in enumerate(ACTIONS.values())}
    return built(write_dossier(tmp_path_factory.mktemp("actions"), files))


@pytest.mark.parametrize("action", ACTIONS)
def test_a_link_that_does_more_than_lead_somewhere_is_dropped(acting: Made, action: str) -> None:
    id = f"a{list(ACTIONS).index(action)}"
    assert f"sources/{id}.pdf page 1" in [f["place"] for f in acting.record["findings"]]
    assert [point for _, _, point in links(acting, acting.framed(id)[0]["folio"]) if point] == []


def strings(value: Any, seen: set[Any]) -> Iterator[str]:
    """Every name, string and decoded stream below an object."""
    if isinstance(value, pikepdf.Object) and value.is_indirect:
        if value.objgen in seen:
            return
        seen.add(value.objgen)
    if isinstance(value, pikepdf.Stream):
        yield value.read_bytes().decode("latin-1")
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, item in value.items():
            yield key
            yield from strings(item, seen)
    elif isinstance(value, pikepdf.Array):
        for item in value:
            yield from strings(item, seen)
    elif isinstance(value, (pikepdf.String, pikepdf.Name)):
        yield str(value)
        yield bytes(value).decode("latin-1") if isinstance(value, pikepdf.String) else ""


def everything(file: Path) -> str:
    """All that can be read in a file, whatever leads to it or nothing."""
    with pikepdf.open(file) as pdf:
        seen: set[Any] = set()
        found = [*strings(pdf.trailer, seen)]
        for item in pdf.objects:
            found += strings(item, seen)
    return "\n".join(found)


PLANTS = [
    "author",
    "producer",
    "creator",
    "keywords",
    "path",
    "xmp",
    "page-xmp",
    "piece",
    "file-name",
    "field",
]
PLANTS += ["image-xmp", "note"]


def planted(path: Path) -> Path:
    """A file that says a secret in each place where files say who made them."""
    info = {f"/{key.title()}": f"SECRET-{key}" for key in PLANTS[:4]} | {"/Chemin": "C:\\SECRET-path"}
    fields = {"SECRET-field": ((100, 100, 200, 120), "visible")}
    File([Sheet(fields=fields)], info=info).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:creator"] = ["SECRET-xmp"]

        def xmp(words: bytes) -> pikepdf.Stream:
            return pdf.make_stream(words, Type=Name.Metadata, Subtype=Name.XML)

        page.Metadata = xmp(b"<x>SECRET-page-xmp</x>")
        page.PieceInfo = Dictionary(App=Dictionary(Private=String("SECRET-piece")))
        pdf.attachments["SECRET-file-name.txt"] = b"joint"
        image = pdf.make_stream(b"\0\0\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        image.ColorSpace, image.BitsPerComponent, image.Metadata = Name.DeviceRGB, 8, xmp(b"SECRET-image-xmp")
        page.Resources.XObject = Dictionary(Im=image)
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" q 50 0 0 50 300 100 cm /Im Do Q")
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 20, 20]))
        note.Contents = String("SECRET-note")
        page.Annots.append(pdf.make_indirect(note))
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("secrets")
    made = built(write_dossier(folder, {"a": planted(folder / "SECRET-own-name.pdf")}))
    return everything(folder / "sources" / "a.pdf"), everything(made.pdf) + made.docx.name


@pytest.mark.parametrize("plant", PLANTS)
def test_no_metadata_of_a_source_comes_through(secrets: tuple[str, str], plant: str) -> None:
    source, dossier = secrets
    assert f"SECRET-{plant}" in source, "the search must find it"
    assert f"SECRET-{plant}" not in dossier


def test_fields_without_an_appearance_are_drawn_or_told(tmp_path: Path) -> None:
    path = File([Sheet(fields={"nom": (BOX, "Martin")})]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[0].obj.Annots[0].AP
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.Root.AcroForm.DR = pdf.pages[0].obj.Resources
        pdf.save(path)
    made = built(write_dossier(tmp_path, {"a": path}))
    text = said("pdftotext", made.pdf, "-")
    assert "Martin" in text or made.codes(), "its value is lost in silence"


def test_hidden_fields_stay_hidden_and_stamps_are_drawn(tmp_path: Path) -> None:
    stamps = [((300, 500, 420, 530), "Tampon")]
    path = File([Sheet(fields={"nom": (BOX, "Invisible")}, stamps=stamps)]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Annots[0].F = 2
        pdf.save(path)
    made = built(write_dossier(tmp_path, {"a": path}))
    assert differing(made) == []
    text = said("pdftotext", made.pdf, "-")
    assert "Tampon" in text
    assert "Invisible" not in text


def test_a_hidden_layer_stays_hidden(tmp_path: Path) -> None:
    layer = "/OC /L BDC 0 .5 0 rg 150 250 300 200 re f EMC"
    path = File([Sheet(draw=layer)]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Corrigé")))
        pdf.pages[0].obj.Resources.Properties = Dictionary(L=group)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
        pdf.save(path)
    made = built(write_dossier(tmp_path, {"a": path}))
    assert differing(made) == []


def with_names(path: Path, **names: bytes) -> Path:
    """A page that uses a font and its glyph, a picture and an ink under ``names`` as programs write them: raw
    bytes, or with the sign that was no escape in PDF 1.1."""
    draw = "/Tint cs .8 scn 150 250 300 200 re f q 90 0 0 60 200 500 cm /Shot Do Q /List gs"
    File([Sheet(draw=f"BT /Face 30 Tf 100 600 Td (A) Tj ET {draw}")]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        resources = pdf.pages[0].obj.Resources
        resources.XObject = Dictionary(Shot=hard_pages.image(pdf).XObject.I0)
        blend = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
        resources.ColorSpace = Dictionary(Tint=Array([Name.Separation, Name.Spot, Name.DeviceGray, blend]))
        resources.ExtGState = Dictionary(List=Dictionary(ca=1))
        glyph = pdf.make_stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
        resources.Font.Face = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 800]), Resources=Dictionary(),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(Sign=glyph),
            FirstChar=65, LastChar=65, Widths=Array([600]),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.Sign])),
        )  # fmt: skip
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    data = path.read_bytes()
    for name, raw in names.items():
        assert len(raw) == len(name), "the table of the file must stay true"
        data = data.replace(b"/" + name.encode(), b"/" + raw)
    path.write_bytes(data)
    return path


RAW_NAMES = {
    "gbk": {"Tint": b"\xcb\xce\xcc\xe5", "Shot": b"\xba\xda\xcc\xe5", "Face": b"\xbf\xac\xcc\xe5"},
    "latin-1": {"Sign": b"\xe9t\xe9s", "Spot": b"Or\xe9e", "List": b"\xc9t\xe9s", "Shot": b"Vu\xe9s"},
    "utf-8": {"Tint": "Fée".encode(), "Shot": "né1".encode(), "Sign": "tés".encode()},
    "signs": {"Tint": b"Im#1", "Shot": b"Sho#", "Face": b"Fa##", "Spot": b"Sp#x"},
}


@pytest.mark.parametrize("kind", RAW_NAMES)
def test_what_is_called_by_any_bytes_is_drawn_and_no_longer_called_so(tmp_path: Path, kind: str) -> None:
    names = RAW_NAMES[kind]
    path = with_names(tmp_path / "a.pdf", **names)
    if kind == "signs":
        data = path.read_bytes()
        path.write_bytes(b"%PDF-1.1" + data[8:])
    made = built(write_dossier(tmp_path, {"a": path}))
    assert differing(made) == []
    with pikepdf.open(made.pdf) as pdf:
        written = b"".join(o.unparse(resolved=True) for o in pdf.objects if not isinstance(o, pikepdf.Stream))
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        written += b"".join(o.stream_dict.unparse() + o.read_bytes() for o in streams if "/Length1" not in o)
    for name, raw in names.items():
        escaped = re.sub(rb"[^!-~]|#", lambda sign: b"#%02x" % sign[0][0], raw)
        stays = re.search(rb"/(?:" + escaped + rb"|" + re.escape(raw) + rb")\b", written)
        assert bool(stays) == (name == "Sign"), "a glyph's name may be what says which letter it is"


def test_a_page_taken_alone_does_not_weigh_the_whole(pair_of_pages: Made, tmp_path: Path) -> None:
    for page in pair_of_pages.framed():
        with pikepdf.open(pair_of_pages.pdf) as pdf:
            assert len(pdf.pages[page["folio"] - 1].obj.Resources.XObject) == 1
    said("qpdf", "--check", pair_of_pages.pdf)


def test_what_a_source_would_do_on_opening_is_left_out(tmp_path: Path) -> None:
    path = File([Sheet()]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('ouvert')"))
        pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('page')")))
        pdf.save(path)
    made = built(write_dossier(tmp_path, {"a": path}))
    assert "app.alert" in everything(path)
    assert "app.alert" not in everything(made.pdf)


def test_the_bookmarks_open_at_the_level_of_the_documents(shipped: Made) -> None:
    with pikepdf.open(shipped.pdf) as pdf, pdf.open_outline() as outline:
        for section in outline.root[3:]:
            assert not section.is_closed
            assert all(document.is_closed for document in section.children if document.children)
