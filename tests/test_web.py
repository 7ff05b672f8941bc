"""Saved web pages and Markdown as sources: what stands beside them, no network, no script, nothing silent."""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import PROJECT, Made, built, write_dossier
from given import given
from PIL import Image
from test_images import CORNERS, cut, picture, saved

from dossier.findings import DossierError
from dossier.intake.kinds import Taken, recognise, web
from dossier.raster import Reader

PAGE = (
    '<!-- saved from url=(0020)http://exemple.fr/ -->\n<!doctype html><html><head><meta charset="{charset}">'
    "<title>Été</title>{head}</head><body><h1>L’été à la mairie</h1><p>Déjà.</p>{body}</body></html>"
)


def page(body: str = "", head: str = "", charset: str = "utf-8", encoding: str = "") -> bytes:
    return PAGE.format(body=body, head=head, charset=charset).encode(encoding or charset)


def converted(folder: Path, data: bytes, name: str = "sources/page.html") -> Taken:
    known = recognise(data, name)
    assert known
    return web.to_pdf(given(name, data, folder.resolve()), known[1])


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "\n".join(p.get_textpage().get_text_range() for p in document)
    document.close()
    return found


def codes(made: Taken) -> list[str]:
    return [f.code for f in made.findings]


def beside(folder: Path, name: str, data: bytes) -> None:
    path = folder / "sources" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def bound(folder: Path, name: str, data: bytes) -> Made:
    beside(folder, name, data)
    return built(write_dossier(folder, {"a": None}, {"a": {"file": f"sources/{name}"}}))


@pytest.mark.slow
def test_a_complete_page_is_bound_with_its_images(tmp_path: Path) -> None:
    photo = saved(picture(), "JPEG", quality=95, subsampling=0)
    beside(tmp_path, "page_files/photo un.jpg", photo)
    beside(tmp_path, "page_files/style.css", b"h1 { color: #00a000 }")
    head = '<link rel="stylesheet" href="page_files/style.css"><base href="http://exemple.fr/">'
    data = page('<img src="page_files/photo%20un.jpg" alt="Une photo">', head)
    made = bound(tmp_path, "page.html", data)
    assert made.codes() == []
    assert made.record["documents"][0]["kind"] == "html"
    with pikepdf.open(made.pdf) as pdf:
        streams = [bytes(o.read_raw_bytes()) for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert photo in streams
    first = converted(tmp_path, data)
    assert "L’été à la mairie" in text_of(first.pdf)
    assert first.pdf == converted(tmp_path, data).pdf
    read = {PurePosixPath(name).name for name, _ in first.reads}
    assert read >= {"photo un.jpg", "style.css", "source.css"}
    with pikepdf.open(io.BytesIO(first.pdf)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert [float(n) for n in pdf.pages[0].MediaBox] == pytest.approx([0, 0, 595.28, 841.89], abs=0.1)


@pytest.mark.parametrize(
    ("charset", "encoding", "finding"),
    [
        ("utf-8", "", []), ("iso-8859-1", "cp1252", []), ("windows-1252", "", []), ("utf-16", "", []),
        ("utf-8", "utf-8-sig", []), ("utf-8", "cp1252", ["web-charset"]), ("jamais-vu", "utf-8", []),
        ("iso-8859-15", "", []),
    ],
)  # fmt: skip
def test_accents_are_read_whatever_the_character_set(
    tmp_path: Path, charset: str, encoding: str, finding: list[str]
) -> None:
    data = PAGE.replace("’", "'").format(body="", head="", charset=charset).encode(encoding or charset)
    made = converted(tmp_path, data)
    assert "L'été à la mairie" in text_of(made.pdf)
    assert codes(made) == finding


def test_what_is_missing_damaged_or_elsewhere_is_said(tmp_path: Path) -> None:
    beside(tmp_path, "coupée.jpg", cut(saved(picture(), "JPEG"), 0.6))
    beside(tmp_path, "piège.svg", b'<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>')
    (tmp_path / "dehors.png").write_bytes(saved(picture(), "PNG"))
    (tmp_path / "d" / "sources").mkdir(parents=True)
    (tmp_path / "sources/lien.png").symlink_to(tmp_path.parent)
    images = ["absente.png", "coupée.jpg", "piège.svg", "lien.png", "//cdn.exemple.fr/i.png"]
    images += ["http://exemple.fr/i.png", "/etc/hostname", "../../../../etc/hostname", "file:///etc/hostname"]
    made = converted(tmp_path, page("".join(f'<img src="{i}" alt="image">' for i in images)))
    facts = {f.code: f.facts for f in made.findings}
    assert set(facts) == {"web-missing", "web-remote"}
    assert facts["web-missing"]["count"] == 4
    assert "absente.png" in str(facts["web-missing"]["names"])
    assert facts["web-remote"]["count"] == 3, "/etc/hostname, however it is written, and two more"
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]


def test_no_file_outside_the_dossier_is_read_through_style_or_svg(tmp_path: Path) -> None:
    image = '<image href="file:///etc/hostname" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'
    beside(tmp_path, "a.svg", svg.encode())
    head = "<style>@import url(file:///etc/hostname); @import url(http://exemple.fr/s.css); "
    head += "body { background: url(/etc/hostname) } h1 { font-family: x } "
    head += "@font-face { font-family: x; src: url(http://exemple.fr/f.woff) }</style>"
    made = converted(
        tmp_path, page('<img src="a.svg" alt="dessin"><object data="/etc/hostname"></object>', head)
    )
    assert "web-remote" in codes(made)
    names = [name for name, _ in made.reads]
    assert names
    assert all(not name.startswith("/") or name.startswith(f"{PROJECT}/templates/") for name in names)


def test_sizes_that_stand_in_the_markup_hold_as_in_a_browser(tmp_path: Path) -> None:
    beside(tmp_path, "a.png", saved(picture(size=(800, 600)), "PNG"))
    made = converted(tmp_path, page('<img src="a.png" width="160" alt="Une photo">'))
    with Reader(made.pdf) as reader, reader.page(1) as first:
        ((left, _, right, _),) = first.images()
    assert right - left == pytest.approx(120, abs=1)


def test_no_script_runs_and_no_link_is_dead(tmp_path: Path) -> None:
    body = (
        '<script>document.body.innerHTML = "piraté"</script><noscript>Sans script</noscript>'
        '<a href="autre.html">a</a> <a href="javascript:alert(1)">b</a> <a href="http://exemple.fr/x">c</a> '
        '<a href="#bas">d</a><p id="bas">Bas</p>'
    )
    made = converted(tmp_path, page(body))
    assert "piraté" not in text_of(made.pdf)
    assert "Sans script" not in text_of(made.pdf), "no screen shows it, where scripts may run"
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        links = [a for p in pdf.pages for a in p.obj.get("/Annots", [])]
        assert [str(a.A.URI) for a in links if "/A" in a and "/URI" in a.A] == ["http://exemple.fr/x"]
        assert len(links) == 2
    assert b"dossier/sources" not in made.pdf
    assert codes(made) == ["source-cleaned"]


def test_style_that_is_not_followed_is_a_note_and_glyphs_a_warning(tmp_path: Path) -> None:
    made = converted(tmp_path, page("<p>中文</p>", "<style>p { -webkit-truc: 1; display: chose }</style>"))
    assert sorted(codes(made)) == ["web-glyphs", "web-style"]
    assert {f.code: f.facts["count"] for f in made.findings} == {"web-glyphs": 2, "web-style": 1}


def test_an_image_made_to_fill_the_memory_is_not_drawn(tmp_path: Path) -> None:
    bomb = bytearray(saved(picture("L"), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    beside(tmp_path, "bombe.png", bytes(bomb))
    assert codes(converted(tmp_path, page('<img src="bombe.png" alt="x">'))) == ["web-missing"]


MARKDOWN = """# Délibération

Un *texte* avec `code`, **gras** et [un lien](http://exemple.fr/).

- un
- deux

| Poste | Montant |
|---|---|
| Fleurs | 12 |

![Une photo](photos/a.png)

<script>alert(1)</script>
"""


@pytest.mark.slow
def test_markdown_is_laid_out_and_tagged(tmp_path: Path) -> None:
    beside(tmp_path, "photos/a.png", saved(picture(), "PNG"))
    made = bound(tmp_path, "note.md", MARKDOWN.encode())
    assert made.codes() == []
    assert made.record["documents"][0]["kind"] == "markdown"
    one = converted(tmp_path, MARKDOWN.encode(), "sources/note.md")
    found = text_of(one.pdf)
    assert "<script>alert(1)</script>" in found, "HTML in it is text"
    assert "Fleurs" in found
    with pikepdf.open(io.BytesIO(one.pdf)) as pdf:
        tags = {
            str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o
        }
    assert {"/H1", "/L", "/Table", "/Figure"} <= tags


def test_the_dossiers_own_style_sheet_is_used(tmp_path: Path) -> None:
    own = tmp_path / "templates/styles/source.css"
    own.parent.mkdir(parents=True)
    own.write_text("@page { size: A5 }", encoding="utf-8")
    made = converted(tmp_path, b"Bonjour", "sources/note.md")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert float(pdf.pages[0].MediaBox[2]) == pytest.approx(419.5, abs=0.2)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.html", b"<html>", "html"), ("a.htm", b"\n<!DOCTYPE HTML PUBLIC><html>", "html"),
        ("a.xhtml", b'<?xml version="1.0"?><html xmlns="x">', "html"), ("a.md", b"Bonjour", "markdown"),
        ("a", b"<html>", "html"), ("a.md", b"<html>", "html"), ("a.md", b"a\0b", None),
        ("a.txt", b"Bonjour", None),
        ("a.svg", b"<svg/>", None), ("a.pdf", b"<html>", None), ("a.jpg", b"<html>", None),
        ("a.docx", b"<html>", None),
    ],
)  # fmt: skip
def test_pages_and_texts_are_known_by_their_bytes(name: str, data: bytes, kind: str | None) -> None:
    assert web.recognise(data, name) == kind


def test_an_error_page_saved_as_a_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as raised:
        bound(tmp_path, "rapport.pdf", page("<p>404</p>"))
    assert [f.code for f in raised.value.findings] in (["source-kind"], ["source-web"])


@pytest.mark.parametrize("data", [b"<html></html>", page("<p>" * 500)])
def test_a_strange_page_is_bound_or_refused(tmp_path: Path, data: Any) -> None:
    made = converted(tmp_path, data)
    assert len(pypdfium2.PdfDocument(made.pdf)) >= 1


def test_corners_of_an_image_beside_a_page_keep_their_colours(tmp_path: Path) -> None:
    beside(tmp_path, "a.png", saved(picture(), "PNG"))
    made = converted(
        tmp_path, page('<img src="a.png" alt="x" style="position: absolute; left: 0; top: 0; width: 174mm">')
    )
    document = pypdfium2.PdfDocument(made.pdf)
    image = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    assert image.getpixel((80, 80)) == CORNERS[0]
    assert isinstance(image, Image.Image)
