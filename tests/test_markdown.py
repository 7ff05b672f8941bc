"""Markdown as a source: no word of it is lost unsaid, whatever loses it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from given import given

from dossier.intake.kinds import Taken, web
from dossier.intake.words import printed

TEXT = "# Titre\n\n" + "\n\n".join(f"Paragraphe {n} et **gras{n}**." for n in range(40))
TEXT += "\n\n| a | b |\n|--|--|\n| cellule | autre |\n\n> citation\n\n- point\n\n```\ncode\n```\n"


def converted(folder: Path, text: str, rule: str = "") -> Taken:
    if rule:
        own = folder / "templates/styles/complete.css"
        own.parent.mkdir(parents=True)
        own.write_text(rule, encoding="utf-8")
    return web.to_pdf(given("sources/texte.md", text.encode(), folder.resolve()), "markdown")


def lost(made: Taken) -> list[tuple[str | int, str | int]]:
    return [(one.facts["count"], one.facts["words"]) for one in made.findings if one.code == "words-lost"]


#: Words that no reader of Markdown shows.
UNSHOWN = {
    "cells beyond the columns": ("| a | b |\n|--|--|\n| un | deux | trois |\n| quatre |", "trois"),
    "a mark with a space": ("Vu[^a b] la loi.\n\n[^a b]: 2026-815\n", "a b 2026 815"),
    "a second text of a note": ("Vu[^a].\n\n[^a]: un\n\n[^a]: deux\n", "un"),
    "a bar in code in a cell": ("| a | b |\n|--|--|\n| `x\\|y` | `c|d` |", "d"),
}
#: Signs of the language, and what stands beside its words.
SIGNS = (
    "> a\n\n+ b\n\n1986. année\n\n2) deux\n\n==\n\n~~fait~~ mot**gras**mot \\*pas\\*",
    "[lien](http://exemple.fr/%C3%A9t%C3%A9 'Bulle') <http://nu.fr/été?a=1&b=2> [x][r]\n\n[r]: http://é.fr",
    "&eacute;t&eacute; &amp; `&eacute;` &#233;\n\n```python\nx = '&copy;' # <b>\n```",
    "---\ntitle: Un titre\n---\n\n<div>bloc</div>\n\nSuite <!-- note --> \\\nligne\r\n\r\nfin",
)


@pytest.mark.parametrize("kind", UNSHOWN)
def test_words_that_markdown_shows_nowhere_are_named(tmp_path: Path, kind: str) -> None:
    text, words = UNSHOWN[kind]
    assert lost(converted(tmp_path, text)) == [(len(words.split()), words)]


@pytest.mark.parametrize("text", SIGNS, ids=range(len(SIGNS)))
def test_signs_of_the_language_are_no_words(tmp_path: Path, text: str) -> None:
    assert lost(converted(tmp_path, text)) == []


COMMENTS = {
    "in a line": "Un <!-- CACHE --> texte.",
    "lines of its own": "Un\n\n<!--\nCACHE\n\n- CACHE\n-->\n\ntexte.",
    "in a list": "- Un <!-- CACHE\n  encore -->\n- texte.\n- <!-- CACHE -->",
    "behind a line": "Un\n<!-- CACHE -->\ntexte. <!-- CACHE -->",
}


@pytest.mark.parametrize("text", COMMENTS.values(), ids=COMMENTS)
def test_a_comment_is_not_printed_and_no_lost_word(tmp_path: Path, text: str) -> None:
    made = converted(tmp_path, text)
    assert made.findings == ()
    assert [word for word in printed(made.pdf).split() if word.isalpha() or word == "texte."] == [
        "Un",
        "texte.",
    ]


def test_what_only_looks_like_a_comment_is_printed(tmp_path: Path) -> None:
    text = printed(
        converted(tmp_path, "`<!-- un -->`\n\n    <!-- deux -->\n\nfin <!-- trois\n\n<b>quatre</b>").pdf
    )
    assert [word for word in ("un", "deux", "trois", "<b>quatre</b>", "<!--") if word not in text] == []


def test_a_table_of_many_columns_is_whole(tmp_path: Path) -> None:
    row = "|" + "|".join(f" Colonne{n} titre " for n in range(18)) + "|\n"
    made = converted(tmp_path, row + "|--" * 18 + "|\n" + row.replace("titre", "valeur") * 3)
    assert lost(made) == []
    assert "Colonne17titre" in "".join(printed(made.pdf).split())


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("strong { display: none !important }", "gras0 gras1 gras2 gras3 gras4 …"),
        ("body { height: 9cm !important; overflow: hidden !important }", ""),
        ("td { visibility: hidden !important }", "cellule autre"),
        ("pre { display: none !important }", "code"),
        ("blockquote { position: absolute; left: -300cm }", "citation"),
        ("h1 { font-size: 0 !important }", "titre"),
        ("p:nth-of-type(7) { display: none !important }", "paragraphe 6 et gras6"),
    ],
)
def test_a_planted_loss_is_found(tmp_path: Path, rule: str, words: str) -> None:
    ((count, named),) = lost(converted(tmp_path, TEXT, rule))
    assert count
    assert named == words or not words


NOTED = """Vu[^loi] la loi et[^1] le décret[^loi] ; `[^code]` et [^sans].

[^1]: 2026-815
[^loi]: Une *note*, de deux paragraphes.

    Le second.
[^seule]: Que nul n’appelle.
"""


def test_notes_stand_at_the_end_and_lead_there_and_back(tmp_path: Path) -> None:
    made = converted(tmp_path, NOTED)
    assert made.findings == ()
    text = " ".join(printed(made.pdf).split())
    assert "[^code] et [^sans]" in text
    body, _, at_end = text.partition("[^sans].")
    assert (body.count("[^"), "[^" in at_end) == (1, False)
    told = ("Une note, de deux paragraphes.", "Le second.", "2026-815", "Que nul n’appelle.")
    places = [at_end.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
    assert len(links) == 5  # three calls and two ways back: the third note has none
