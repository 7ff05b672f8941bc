"""What a browser's screen does not show of a saved page is not printed, or is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import built, write_dossier
from given import given
from saved import page

from dossier.findings import DossierError
from dossier.intake.kinds import Taken, web
from dossier.intake.kinds.web import shown
from dossier.intake.words import Shown, printed, surplus

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
    ],
    ids=["fields", "closed", "annotation", "clipped", "options", "placeholder"],
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
