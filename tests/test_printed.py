"""What nobody sees in print is not in the file: a marker planted in every place that a source has, and none
found in the dossier by search, by three extractors, or in its objects."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import plants_named  # noqa: F401  # its plants are plants
import pytest
from conftest import File, Made, Sheet, built, needed, write_dossier
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageChops, ImageStat
from plants import (
    HOME,
    PLANTS,
    UNSAFE,
    add,
    form,
    holds,
    marker,
    picture,
    plain,
    planted,
    resource,
)
from tagged import Mark, Tag, Tagged

from dossier import addresses, raster, traces
from dossier.intake.sanitise.operands import operands


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    folder = tmp_path_factory.mktemp("imprimé")
    path = planted(folder / "a.pdf")
    return built(
        write_dossier(folder, {"zq-secret": path}, {"zq-secret": {"keep": "1", "title": "Un titre"}})
    ), path


@pytest.fixture(scope="module")
def written(dossier: tuple[Made, Path]) -> tuple[bytes, bytes]:
    made, path = dossier
    return plain(made.pdf) + made.pdf.read_bytes(), plain(path) + path.read_bytes()


@pytest.mark.parametrize("place", PLANTS)
def test_what_is_not_printed_is_not_in_the_file(written: tuple[bytes, bytes], place: str) -> None:
    ours, theirs = written
    assert holds(theirs, marker(place)), "the search must find it"
    assert not holds(ours, marker(place))


def test_what_is_printed_looks_as_before(dossier: tuple[Made, Path]) -> None:
    made, path = dossier
    page = made.framed()[0]
    x0, y0, x1, y1 = page["frame"]
    size = (300, 424)
    with raster.Reader(path.read_bytes()) as reader:
        before = reader.picture(1, size)
    with raster.Reader(made.pdf.read_bytes()) as reader:
        width, height = reader.size(page["folio"])
        scale = size[0] / (x1 - x0)
        whole = reader.picture(page["folio"], (round(width * scale), round(height * scale)))
        text = "".join(reader_text(reader, page["folio"]).split())
    edges = (x0, height - y1, x1, height - y0)
    after = whole.crop(tuple(round(edge * scale) for edge in edges))
    assert _alike(before, after.resize(size)) < 4
    assert all(word in text for word in ("Unepage", "Camille", "VU"))


def reader_text(reader: raster.Reader, folio: int) -> str:
    with reader.page(folio) as page:
        return page.text()


def _alike(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def test_three_extractors_find_no_more_than_is_seen(dossier: tuple[Made, Path], tmp_path: Path) -> None:
    made, path = dossier
    words = {marker(place) for place in PLANTS}
    assert len(_extracted(path, tmp_path / "source")) > len(_extracted(made.pdf, tmp_path / "dossier"))
    with raster.Reader(made.pdf.read_bytes()) as reader:
        text = "".join(reader_text(reader, folio) for folio in range(1, len(reader) + 1))
        text += "".join(title for _, title, _ in reader.outline())
    text += subprocess.run(["pdftotext", made.pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "Camille" in text
    assert not [word for word in words if word in text]


def _extracted(path: Path, folder: Path) -> list[Path]:
    """The pictures that an extractor finds in a file."""
    folder.mkdir()
    subprocess.run([needed("mutool"), "extract", path], cwd=folder, check=False, capture_output=True)
    return list(folder.glob("image-*"))


def test_the_file_holds_what_is_reached_and_ends_once(dossier: tuple[Made, Path]) -> None:
    data = dossier[0].pdf.read_bytes()
    assert data.endswith(b"%%EOF\n")
    assert (data.count(b"%%EOF"), data.count(b"startxref")) == (1, 1)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reached: set[Any] = set()
        waiting: list[Any] = [pdf.trailer]
        while waiting:
            here = waiting.pop()
            if here.is_indirect and here.objgen in reached:
                continue
            reached.add(here.objgen)
            inside = list(here) if isinstance(here, Array) else list(here.values())
            waiting += [item for item in inside if isinstance(item, (Array, Dictionary, Stream))]
        left = [item for item in pdf.objects if isinstance(item, (Array, Dictionary, Stream))]
        left = [item for item in left if item.objgen not in reached]
        assert {str(item.get("/Type")) for item in left} <= {"/ObjStm", "/XRef"}


def test_what_was_taken_is_counted_and_no_finding(dossier: tuple[Made, Path]) -> None:
    made, _ = dossier
    removed = made.record["documents"][0]["removed"]
    assert {
        "page",
        "resource",
        "entry",
        "comment",
        "property",
        "point",
        "postscript",
        "layer",
        "annotation",
    } <= {*removed}
    assert (removed["page"], removed["postscript"], removed["layer"]) == (1, 1, 1)
    noted = {f["code"] for f in made.record["findings"] if f["severity"] == "note"}
    expected = {"link-dropped", "source-cleaned", "specimens", "tags-lost", "source-repaired"}
    assert noted <= {*expected, "conformance-hindered", "fonts-absent"}


def test_ids_of_the_manifest_are_not_written(written: tuple[bytes, bytes]) -> None:
    assert not holds(written[0], "zq-secret")
    assert not holds(written[0], _md5("page:zq-secret/1"))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_tags_of_what_is_not_bound_are_gone(tmp_path: Path) -> None:
    said = {
        name: marker(name) for name in ("alt", "actual", "title", "both", "empty", "private", "user", "class")
    }
    attributes = Array(
        [
            Dictionary(O=Name.Table, Headers=Array([String(marker("id"))]), Auteur=String(said["private"])),
            Dictionary(O=Name.UserProperties, P=Array([Dictionary(N=String(said["user"]))])),
        ]
    )
    top = [
        Tag("P", [Mark("Vu", 0)], {"ID": String(marker("id")), "C": Name("/" + said["class"])}),
        Tag("TD", [Mark("Case", 0)], {"A": attributes}),
        Tag("TD", [], {"ActualText": String(said["empty"])}),
        Tag("P", [Mark("Ici", 0), Mark("Ailleurs", 1)], {"ActualText": String(said["both"])}),
        Tag(
            "Figure",
            [Mark("Non vu", 1)],
            {"Alt": String(said["alt"]), "ActualText": String(said["actual"]), "T": String(said["title"])},
        ),
        Tag(
            "Figure", [Mark("Image", 0)], {"Alt": String(f"C:\\Users\\{marker('path')}\\Images\\image1.png")}
        ),
    ]
    path = Tagged(top, pages=2).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        held = Dictionary(O=Name.Layout, Placement=Name.Block, Note=String(marker("note")))
        pdf.Root.StructTreeRoot.ClassMap = Dictionary({"/" + said["class"]: held})
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}, {"a": {"keep": "1"}}))
    ours, theirs = plain(made.pdf), plain(path)
    for word in (*said.values(), marker("id"), marker("path"), marker("note")):
        assert holds(theirs, word)
        assert not holds(ours, word)
    with pikepdf.open(made.pdf) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/S") == Name.Figure]
        assert [str(figure.Alt)[:10] for figure in figures] == ["Document 1"]


SOURCES = {
    "html": (
        '<!doctype html><html lang="fr"><!-- {0} --><head><title>{0}</title>'
        '<meta name="author" content="{0}"></head><body><p id="{0}" data-x="{0}">Vu</p>'
        '<a href="file:///{0}">un</a><a href="ms-word:{0}">deux</a>'
        '<a href="&#106;avascript:{0}">trois</a><img src="a.png" alt="C:\\Users\\{0}\\a.png">'
        '<p style="break-before: page" title="{0}">{0} <img src="b.png" alt="{0}"></p></body></html>'
    ),
    "md": "# Vu\n\n[un](ms-word:{0})\n\n[deux][x] <file:///{0}>\n\n[x]: vbscript:{0}\n",
}


@pytest.mark.parametrize("kind", SOURCES)
def test_pages_given_as_sources_give_away_no_more(tmp_path: Path, kind: str) -> None:
    word = marker(kind)
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, colour in (("a.png", "navy"), ("b.png", "maroon")):
        Image.new("RGB", (32, 32), colour).save(folder / name)
    text = SOURCES[kind].replace("{0}", word)
    if kind == "md":  # what is not a link to Markdown is text, and seen
        text = text.replace(f"<file:///{word}>", "").replace(f"[x]: vbscript:{word}", "[x]: ms-word:" + word)
    (folder / f"a.{kind}").write_text(text, encoding="utf-8")
    keys = {"file": f"sources/a.{kind}", "keep": "1"}
    made = built(write_dossier(tmp_path, {"a": None}, {"a": keys}))
    assert not holds(plain(made.pdf), word)
    assert "source-cleaned" in made.codes()
    if kind == "html" and shutil.which("mutool"):
        assert len(_extracted(made.pdf, tmp_path / "out")) == 1


@pytest.mark.slow
def test_a_word_file_gives_away_no_more(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    import docx
    from docx.shared import Cm

    word = marker("docx")
    folder = tmp_path / "sources"
    folder.mkdir()
    document = docx.Document()
    document.core_properties.author = document.core_properties.title = word
    for name, colour in (("a", "navy"), ("b", "maroon")):
        stream = io.BytesIO()
        Image.new("RGB", (32, 32), colour).save(stream, "PNG")
        document.add_picture(io.BytesIO(stream.getvalue()), width=Cm(2))
        shape = document.inline_shapes[-1]._inline.docPr
        shape.set("descr", f"C:\\Users\\{word}\\{name}.png")
        shape.set("name", word)
        document.add_page_break()
    document.add_heading(word, 1)
    document.save(folder / "a.docx")
    keys = {"file": "sources/a.docx", "keep": "1"}
    made = built(write_dossier(tmp_path, {"a": None}, {"a": keys}))
    assert not holds(plain(made.pdf), word)
    assert len(_extracted(made.pdf, tmp_path / "out")) == 1


def test_a_resource_that_a_form_looks_for_in_its_page_stays(tmp_path: Path) -> None:
    path = File([Sheet(("Une",)), Sheet(("Deux",))]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first, second = (page.obj for page in pdf.pages)
        pdf.Root.Pages.Resources = first.Resources  # inherited by both (7.7.3.4)
        del first.Resources, second.Resources
        shared = pdf.Root.Pages.Resources
        shared.XObject = Dictionary(
            Old=form(pdf, b"q 20 0 0 20 5 5 cm /Deep Do Q"), Deep=picture(pdf, "visible")
        )
        shared.ColorSpace = Dictionary(
            DefaultRGB=Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))])
        )
        first.Contents = pdf.make_stream(first.Contents.read_bytes() + b" /Old Do")
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    found = {"images": 0, "spaces": 0}
    with pikepdf.open(made.pdf) as pdf:
        for item in pdf.objects:
            if isinstance(item, Stream) and item.get("/Subtype") == Name.Image and item.get("/Width") == 10:
                found["images"] += 1
            if isinstance(item, Stream) and "/Resources" in item and "/ColorSpace" in item.Resources:
                found["spaces"] += "/DefaultRGB" in item.Resources.ColorSpace
    assert found == {"images": 1, "spaces": 2}


def test_layers_of_annotations_and_expressions_keep_their_state(tmp_path: Path) -> None:
    path = File([Sheet(stamps=[((300, 500, 400, 530), "VU")])]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=f"Secret {n}")) for n in range(4)]
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(layers)))
        page.Annots[0].OC = layers[0]
        either = Array([Name.Or, layers[1], Array([Name.Not, layers[2]])])
        resource(page, "Properties", "Both", Dictionary(Type=Name.OCMD, OCGs=Array([layers[1]]), VE=either))
        add(page, b"/OC /Both BDC 300 100 9 9 re f EMC")
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    with pikepdf.open(made.pdf) as pdf:
        drawn = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        assert any(b"300 100 9 9 re" in data for data in drawn), "not off: it prints"
        assert not any(b"(VU)" in data for data in drawn)
        assert "/OCProperties" not in pdf.Root, "what is left prints, whatever a reader switches"


@pytest.mark.parametrize(
    ("content", "names", "loose", "sure"),
    [
        (b"/F1 12 Tf (a) Tj", {("/Font", "/F1")}, set(), True),
        (b"/P0 scn .1 .2 /P1 SCN", {("/Pattern", "/P0"), ("/Pattern", "/P1")}, set(), True),
        (b"/OC /A#42 BDC EMC", {("/Properties", "/AB")}, set(), True),
        (b"/F1 % between\n12 Tf", set(), {"/F1"}, True),
        (b"(((deep) \\) % /No Do)) Tj /Im Do", {("/XObject", "/Im")}, set(), True),
        (b"/Im Do (never closed /No Do", {("/XObject", "/Im")}, set(), False),
        (b"<</A /B>> /Im Do", {("/XObject", "/Im")}, {"/A", "/B"}, True),
    ],
)
def test_names_are_told_by_what_is_done_with_them(content: bytes, names: Any, loose: Any, sure: bool) -> None:
    found = operands(content, pikepdf.new())
    assert (found.names, found.loose, found.sure) == (names, loose, sure)


def test_a_stream_that_cannot_be_read_keeps_its_resources_and_says_so(tmp_path: Path) -> None:
    path = File([Sheet()]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(Im=picture(pdf, "perhaps"))
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" << /Im Do")
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert holds(plain(made.pdf), "perhaps")
    assert "resources-kept" in {t["code"] for t in made.record["documents"][0]["treatment"]}


@pytest.mark.parametrize("address", UNSAFE)
def test_other_schemes_are_no_links_however_they_are_written(address: str) -> None:
    assert addresses.live(address + "exemple.fr/x") is None


@pytest.mark.parametrize(
    "address",
    [
        "http://exemple.fr",
        "HTTPS://exemple.fr/a b",
        "mailto:a@exemple.fr",
        "tel:+33123",
        " http://exemple.fr\n",
    ],
)
def test_addresses_of_the_web_mail_and_telephones_are_links(address: str) -> None:
    assert addresses.live(address) == address.strip()


def test_links_of_the_prose_that_are_none_are_text_and_said(tmp_path: Path) -> None:
    word = marker("prose")
    prose = (
        f'Voir {{{{ cite("a") }}}}, [un](ms-word:{word}), <a href="javascript:{word}">deux</a>, '
        f"<a href=' file:{word}'>trois</a>, <a href='\\\\serveur\\{word}'>quatre</a>, [cinq](x/{word}), "
        "[six](https://exemple.fr/six).\n"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "introduction.md").write_text(prose, encoding="utf-8")
    notices = [f"[Sept](data:text/plain,{word}) <a href='\x09javascript:{word}'>huit</a>"]
    made = built(write_dossier(tmp_path, {"a": File([Sheet()])}, introduction="shown", notices=notices))
    data = plain(made.pdf)
    assert re.search(rb"https://exemple.fr/six", data)
    for start in ("javascript:", "ms-word:", "file:", "vbscript:", "x/"):
        assert (start + word).encode() not in data
    unsafe = [f for f in made.record["findings"] if f["code"] == "link-unsafe"]
    assert len(unsafe) == 6
    assert unsafe[0]["place"].startswith("templates/introduction.md:1:")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("C:\\Users\\zoe\\a.png", True),
        (f"file://{HOME}/zoe/a.pdf", True),
        ("\\\\serveur\\partage\\note", True),
        (f"Capture ({HOME}/zoe/ecran)", True),
        ("image1.png", True),
        ("Une mairie sous la neige, 24/7", False),
        (f"http://exemple.fr{HOME}/page", False),
        ("Le fichier : sept pages", False),
    ],
)
def test_texts_that_name_a_file_or_a_folder_are_known(text: str, told: bool) -> None:
    assert traces.tells(text) is told
