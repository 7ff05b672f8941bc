"""Templates see what is under ``templates/`` and nothing else; what is made to choke is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, File, prepared, write_dossier
from PIL import Image

from dossier.findings import DossierError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{}</svg>'
SECRET = "TRES-SECRET"
LAUGHS = "<!DOCTYPE svg [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip


def linked_image(folder: Path) -> str:
    outside = folder.parent / "dehors.png"
    Image.new("RGB", (9, 9), "red").save(outside)
    (folder / "templates/lien.png").symlink_to(outside)
    return '<img src="lien.png" alt="dessin">'


def linked_folder(folder: Path) -> str:
    outside = folder.parent / "ailleurs"
    outside.mkdir()
    Image.new("RGB", (9, 9), "red").save(outside / "a.png")
    (folder / "templates/images").symlink_to(outside, target_is_directory=True)
    return '<img src="images/a.png" alt="dessin">'


def linked_style(folder: Path) -> str:
    outside = folder.parent / "dehors.css"
    outside.write_text(f"h1::after {{ content: '{SECRET}' }}", encoding="utf-8")
    (folder / "templates/lien.css").symlink_to(outside)
    return '<style>@import "lien.css";</style>'


def svg_that_reads(folder: Path) -> str:
    outside = folder.parent / "dehors.png"
    Image.new("RGB", (9, 9), "red").save(outside)
    inner = f'<image href="{outside.as_uri()}" width="90" height="90"/>'
    (folder / "templates/a.svg").write_text(SVG.format(inner), encoding="utf-8")
    return '<img src="a.svg" alt="dessin">'


def svg_of_the_network(folder: Path) -> str:
    inner = '<image href="http://exemple.fr/a.png" width="90" height="90"/>'
    (folder / "templates/a.svg").write_text(SVG.format(inner), encoding="utf-8")
    return '<img src="a.svg" alt="dessin">'


def svg_with_an_entity(folder: Path) -> str:
    outside = folder.parent / "dehors.txt"
    outside.write_text(SECRET, encoding="utf-8")
    head = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{outside.as_uri()}">]>'
    (folder / "templates/a.svg").write_text(head + SVG.format("<text y='20'>&x;</text>"), encoding="utf-8")
    return '<img src="a.svg" alt="dessin">'


def svg_that_laughs(folder: Path) -> str:
    (folder / "templates/a.svg").write_text(LAUGHS + SVG.format("<text>&a9;</text>"), encoding="utf-8")
    return '<img src="a.svg" alt="dessin">'


def svg_in_the_page_that_reads(folder: Path) -> str:
    return SVG.format('<image href="file:///etc/hostname" width="9" height="9"/>')


def image_bomb(folder: Path) -> str:
    out = io.BytesIO()
    Image.new("L", (40, 30)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = (40_000).to_bytes(4, "big") * 2
    (folder / "templates/bombe.png").write_bytes(data)
    return '<img src="bombe.png" alt="dessin">'


def style_of_the_machine(folder: Path) -> str:
    return '<style>@import url("file:///etc/hostname"); h1 { background: url(../manifest.yaml) }</style>'


def font_of_the_network(folder: Path) -> str:
    face = '@font-face { font-family: x; src: url("http://exemple.fr/x.woff2") }'
    return f"<style>{face} h1 {{ font-family: x }}</style>"


def folder_of_fonts_elsewhere(folder: Path) -> str:
    (folder.parent / "polices").mkdir()
    (folder / "templates/fonts").symlink_to(folder.parent / "polices", target_is_directory=True)
    return ""


TRAPS = (
    linked_image, linked_folder, linked_style, svg_that_reads, svg_of_the_network, svg_with_an_entity,
    svg_that_laughs, svg_in_the_page_that_reads, image_bomb, style_of_the_machine, font_of_the_network,
    folder_of_fonts_elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_nothing_outside_templates_is_seen(tmp_path: Path, trap: Callable[[Path], str]) -> None:
    folder = tmp_path / "dossier"
    manifest = write_dossier(folder, {"a": File()})
    (folder / "templates").mkdir()
    cover = (PROJECT / "templates/cover.html").read_text(encoding="utf-8")
    (folder / "templates/cover.html").write_text(cover + trap(folder), encoding="utf-8")
    with pytest.raises(DossierError) as raised:
        prepared(manifest)
    assert int(raised.value.exit) in (4, 5)
    assert SECRET not in str(raised.value)


def test_a_folder_of_templates_that_leads_out_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    manifest = write_dossier(folder, {"a": File()})
    (tmp_path / "ailleurs").mkdir()
    (folder / "templates").symlink_to(tmp_path / "ailleurs", target_is_directory=True)
    with pytest.raises(DossierError) as raised:
        prepared(manifest)
    assert [f.code for f in raised.value.findings] == ["template-outside"]


@pytest.mark.parametrize("what", ["styles", "styles/cover.css", "fonts/a.woff2"])
def test_a_file_of_the_layout_that_leads_out_is_named(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    manifest = write_dossier(folder, {"a": File()})
    outside = tmp_path / "ailleurs"
    outside.mkdir()
    (outside / "tokens.css").write_text("p { color: red }")
    link = folder / "templates" / what
    link.parent.mkdir(parents=True)
    link.symlink_to(outside if what == "styles" else outside / "tokens.css")
    if what.startswith("fonts"):
        css = "@font-face { font-family: A; src: url(../fonts/a.woff2) } h1 { font-family: A }"
        (folder / "templates/styles").mkdir()
        (folder / "templates/styles/cover.css").write_text(css)
    with pytest.raises(DossierError) as raised:
        prepared(manifest)
    assert {f.code for f in raised.value.findings} == {"template-outside"}
    assert all(f.place.startswith(f"templates/{what}") for f in raised.value.findings)
