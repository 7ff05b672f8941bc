"""What a browser's screen does not show of a saved page is not printed, or is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import built, write_dossier
from given import given
from saved import page
from test_images import picture
from test_images import saved as saved_as

from dossier.findings import DossierError
from dossier.intake.kinds import Taken, web
from dossier.intake.kinds.web import shown
from dossier.intake.words import Shown, printed, surplus
from dossier.raster import Reader

SEEN = "<p>Une phrase que tout le monde lit sur cette page.</p>"


def laid(body: str, css: str = "") -> Taken:
    return web.to_pdf(given("sources/p.html", page(css, SEEN + body).encode(), Path("/")), "html")


@pytest.mark.parametrize(
    ("css", "body"),
    [
        (
            "input{border:1px solid;display:block}",
            "".join(
                f'<input type="{kind}" value="SECRETUN">'
                for kind in ("hidden", "HIDDEN", " password", "range", "color", "file", "checkbox", "radio")
            ),
        ),
        ("", "<dialog>SECRETUN</dialog><div popover>SECRETUN</div><meter>SECRETUN</meter>"),
        ("", "<math><semantics><mi>x</mi><annotation>SECRETUN</annotation></semantics></math>"),
        ("", '<p style="clip-path:inset(100%)">SECRETUN</p>'),
        ("", "<select><option>Paris<option hidden>SECRETUN<option>SECRETUN</select>"),
        ("", '<input placeholder="SECRETUN" value="Lu">'),
        ("", "<noscript>SECRETUN<style>p{display:none}</style></noscript><template>SECRETUN</template>"),
        ("", '<x-a><template shadowrootmode="closed"><p>Ombre</p></template>SECRETUN</x-a>'),
        (
            ".s{display:none}",
            '<svg width="90" height="40"><style>.h{display:none}</style><text class="h" y="9">SECRETUN</text>'
            '<text class="s" y="9">SECRETUN</text><text y="30">Lu</text></svg><p class="h">SECRETUN</p>',
        ),
        (
            ".a{position:absolute;left:-9999px}.f{position:fixed;right:-200em}.t{position:absolute;top:-99999px}"
            ".d{width:1px;height:1px;overflow:hidden}.i{text-indent:-999em}"
            ".n{text-indent:100%;white-space:nowrap;overflow:hidden}",
            "".join(f'<div class="{name}"><p>SECRETUN</p></div>' for name in "aftdin"),
        ),
        (".r{position:absolute;right:-9999px}", '<p dir="rtl" class="r">SECRETUN</p>'),
        (
            "iframe.n{display:none}#v{visibility:hidden}",
            "".join(
                f'<iframe {how} srcdoc="<p>SECRETUN</p>">SECRETUN</iframe>'
                for how in ("hidden", 'style="display:none"', 'class="n"', 'id="v"', 'width="0" height="0"')
            ),
        ),
    ],
    ids=[
        *(
            "fields",
            "closed",
            "annotation",
            "clipped",
            "options",
            "placeholder",
            "inert",
            "shadow",
            "drawing",
        ),
        *("aside", "aside from right to left", "frames"),
    ],
)
def test_what_no_screen_shows_is_not_printed(css: str, body: str) -> None:
    made = laid(body, css)
    text = printed(made.pdf)
    assert "SECRET" not in text
    assert "phrase" in text
    assert [one.code for one in made.findings] == []


def test_what_shows_is_printed() -> None:
    text = printed(
        laid(
            '<input type="password" value="a"><dialog open>Ouverte</dialog>'
            '<div popover class="o">Montrée</div>'
            '<input type="image" alt="Chercher"><select multiple><option>Un<option>Deux</select>',
            ".o{display:block}",
        ).pdf
    )
    assert [word for word in ("•" * 8, "Ouverte", "Montrée", "Chercher", "Un Deux") if word not in text] == []


def test_what_scrolling_or_a_script_leads_to_is_printed() -> None:
    css = (
        ".r{position:absolute;right:-9999px}.s{position:absolute;left:-3840px;width:4800px}.v{height:0;overflow:hidden}"
        ".i{text-indent:-40px}.n{text-indent:50%}.l{position:relative;left:-9999px}.g{direction:rtl}"
    )
    body = (
        '<p class="r">Àdroite</p><div class="s">Diapo</div><p class="v">Volet</p><p class="i">Retrait</p>'
        '<p class="n">Moitié</p><p class="g"><span style="position:absolute;left:-9999px">Àgauche</span></p>'
    )
    text = printed(laid(body, css).pdf)
    wanted = ("Àdroite", "Diapo", "Volet", "Retrait", "Moitié", "Àgauche")
    assert [word for word in wanted if word not in text] == []


def test_what_a_page_has_in_trees_of_its_own_is_printed_once() -> None:
    root = '<template shadowrootmode="open">'
    body = (
        f"<x-a>{root}<x-b>{root}<p>Profond</p><slot></slot>"
        "</template><p>Entre</p></x-b><slot></slot></template><p>Bout</p></x-a><nobr>{}</nobr>"
        "<table><tr><td nowrap>{}</td></tr></table>"
    ).format("Mot " * 60, "Case " * 60)
    made = laid(body)
    text = printed(made.pdf)
    assert [text.count(word) for word in ("Profond", "Entre", "Bout", "Mot", "Case")] == [1, 1, 1, 60, 60]
    assert made.findings == ()


ICON = '<path d="M0 0h24v24H0z"/>'
DRAWN = {
    "symbol elsewhere": f'<svg hidden><symbol id="i" viewBox="0 0 24 24">{ICON}</symbol></svg>',
    "group elsewhere": f'<svg width="0" height="0"><defs><g id="i">{ICON}</g></defs></svg>',
    "symbol behind": "",
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_has_what_it_uses_of_another(name: str) -> None:
    behind = f'<svg><symbol id="i" viewBox="0 0 24 24">{ICON}</symbol></svg>' if not DRAWN[name] else ""
    used = '<p><svg width="24" height="24"><use href="#i"/></svg></p>'
    with Reader(laid(DRAWN[name] + used + behind).pdf) as reader, reader.page(1) as first:
        dark = first.image(72).convert("L").point(lambda shade: 255 * (shade < 60))
    left, top, right, bottom = dark.crop((0, 80, *dark.size)).getbbox() or (0, 0, 0, 0)
    assert (right - left, bottom - top) == (19, 19)


def test_a_picture_that_waits_for_a_script_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/p.png").write_bytes(saved_as(picture(), "PNG"))
    late = '<img src="leer.gif" data-src="p.png"><noscript><img src="p.png"></noscript>'
    there = '<img src="p.png"><noscript><img src="p.png">SECRET</noscript>'
    for body in (late, there):
        html = page("", SEEN + body).encode()
        made = web.to_pdf(given("sources/p.html", html, tmp_path.resolve()), "html")
        with Reader(made.pdf) as reader, reader.page(1) as first:
            assert len(list(first.images())) == 1


def test_what_would_be_printed_unseen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an engine prints what is known to be hidden, by whatever way."""
    body = "<dialog>jean.dupont@ville.fr</dialog>"
    assert [one.code for one in laid(body).findings] == []
    monkeypatch.setattr(shown, "GONE", "data-no-rule-knows-it")
    (found,) = laid(body).findings
    assert found.code == "words-unseen"
    assert found.facts["where"] == "jean.dupont@ville.fr"


@pytest.mark.parametrize(
    ("hidden", "made", "text", "count"),
    [
        (["mot caché"], [], "lu mot caché", 2),
        (["lu"], [], "lu", 0),
        (["caché", "caché"], [], "lu caché", 1),
        (["12"], [], "lu 12", 0),
        (["Menu"], ["Menu"], "Menu lu", 0),
        (["mot caché"], [], "lu caché et mot", 0),
    ],
)
def test_words_that_are_there_and_not_shown_are_counted(
    hidden: list[str], made: list[str], text: str, count: int
) -> None:
    assert len(surplus(hidden, [Shown("lu")], made, text)) == count


VEILED = {
    "no opacity": '<div style="opacity:0"><p>mots <b style="color:red">cachés</b> ici</p></div>',
    "filter": '<p style="filter:opacity(0%)">mots cachés ici</p>',
    "scale": '<p style="transform:scale(0)">mots cachés ici</p>',
    "transparent": '<p style="color:transparent">mots cachés ici</p>',
    "on black": '<div style="background:#000"><p style="color:rgba(0,0,0,0)">mots cachés ici</p></div>',
    "as its ground": '<p class="g">mots cachés ici</p>',
    "fill": '<p style="-webkit-text-fill-color:transparent">mots cachés ici</p>',
}
PRINT = ".g{background:#224;color:#224}@media print{*{color:#000!important;background:none!important}}"


@pytest.mark.slow
def test_text_that_a_page_veils_is_hidden_text(tmp_path: Path) -> None:
    files = {f"d{rank}": page(PRINT, SEEN + body) for rank, body in enumerate(VEILED.values())}
    (tmp_path / "sources").mkdir()
    for id, text in files.items():
        (tmp_path / f"sources/{id}.html").write_text(text, encoding="utf-8")
    about = {id: {"file": f"sources/{id}.html"} for id in files}
    with pytest.raises(DossierError) as caught:
        built(write_dossier(tmp_path, dict.fromkeys(files), about))
    assert [one.code for one in caught.value.findings] == ["text-hidden"] * len(files)
    about = {id: {"hidden": "remove", **one} for id, one in about.items()}
    built(write_dossier(tmp_path, dict.fromkeys(files), about))
    text = printed((tmp_path / "build/dossier.pdf").read_bytes())
    assert "cachés" not in text
    assert text.count("phrase") == len(files)


def test_letters_that_show_a_picture_or_a_shadow_are_printed() -> None:
    body = (
        '<h1 style="background:linear-gradient(red,blue);background-clip:text;color:transparent">Dégradé</h1>'
        '<p style="color:transparent;text-shadow:0 0 2px #000">Ombre</p>'
        '<div style="background:#111"><p style="color:#fff">Clair</p></div>'
    )
    made = laid(body)
    assert {one.code for one in made.findings} <= {"web-style"}
    assert made.treatment[0].facts["unseen"] == 0
