"""Saved pages by the hundred: no word that a browser shows is lost, and planted losses stop the build."""

from __future__ import annotations

import re
import subprocess
from functools import partial
from pathlib import Path

import browser
import pytest
import saved
from conftest import absent, built, write_dossier
from given import given
from taken_in import taken

from dossier.findings import DossierError
from dossier.intake.kinds import Taken, web
from dossier.intake.words import Shown, lost, printed, words
from dossier.work import Crew

PAGES = {page.name: page.html for page in saved.pages()}
#: One of each kind of fault, for every run.
QUICK = (
    "height-100-hidden",
    "app-fixed",
    "line-clamp",
    "inline-block",
    "print-visibility",
    "margin-by-variable",
)
#: Those without words of no opacity, which a build asks about.
OPEN = [name for name in PAGES if not name.startswith("bootstrap-tabs")]
AT_ONCE = 30


def converted(folder: Path, html: str) -> Taken:
    return web.to_pdf(given("sources/page.html", html.encode(), folder.resolve()), "html")


def said(made: Taken) -> list[str]:
    return [finding.code for finding in made.findings]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the browser shows of each page."""
    program = browser.browser()
    if not program:
        absent("no Chromium is installed")
    names, found = list(PAGES), {}
    for start in range(0, len(names), AT_ONCE):
        some = {name: PAGES[name] for name in names[start : start + AT_ONCE]}
        found |= browser.shown(str(program), some, tmp_path_factory.mktemp("browser"))
    return found


@pytest.mark.parametrize("crashes", [1, browser.TRIALS])
def test_a_browser_that_crashes_is_asked_again_but_not_for_ever(tmp_path: Path, crashes: int) -> None:
    program = tmp_path / "browser"
    program.write_text(
        f"#!/bin/sh\necho >> {tmp_path}/asked\n"
        f"[ $(wc -l < {tmp_path}/asked) -gt {crashes} ] || kill -SEGV $$\necho shown\n"
    )
    program.chmod(0o755)
    asked = partial(browser.ran, str(program), tmp_path / "page.html", tmp_path)
    if crashes < browser.TRIALS:
        assert asked().stdout == "shown\n"
    else:
        with pytest.raises(subprocess.CalledProcessError):
            asked()


def test_there_are_two_hundred_pages() -> None:
    assert len(PAGES) >= 200


@pytest.mark.parametrize("style", QUICK)
def test_a_page_that_would_be_cut_is_whole(tmp_path: Path, style: str) -> None:
    css, body = saved.STYLES[style]
    page = saved.page(css, body.replace("{c}", saved.paragraphs(30)))
    made = converted(tmp_path, page)
    assert said(made) == []
    hidden = ["Bandeau", "Piedpage"] if style.startswith("print") else []
    shown = re.sub(r"<(title|style).*?</\1>|<[^>]+>|" + "|".join(hidden or ["-"]), " ", page)
    assert lost([Shown(shown)], printed(made.pdf)) == []
    (done,) = made.treatment
    assert (done.facts["words"], done.facts["unprinted"]) == (len(words(shown)), len(hidden))


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_word_that_a_browser_shows_is_in_the_pdf(
    tmp_path: Path, shown: dict[str, list[str]], name: str
) -> None:
    made = converted(tmp_path, PAGES[name])
    assert "words-lost" not in said(made)
    assert [one.word for one in lost([Shown(run) for run in shown[name]], printed(made.pdf))] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", OPEN[::6])
def test_no_page_has_words_that_are_there_and_that_no_reader_sees(worker: Crew, name: str) -> None:
    made = taken(worker, PAGES[name].encode(), "page.html")
    assert {"words-lost", "text-hidden"}.isdisjoint(said(made))


def test_a_style_that_ends_the_engine_costs_the_style_and_no_word(tmp_path: Path) -> None:
    css = "p::first-letter{font-size:4em;float:left;line-height:.8}"
    inner = f"<ol start=7><li><p>Un</p></li></ol>{saved.paragraphs(3)}"
    made = converted(tmp_path, saved.page(css, f"<div style='zoom:2'>{inner}</div>"))
    assert "words-lost" not in said(made)
    assert lost([Shown(re.sub(r"<[^>]+>", " ", inner))], printed(made.pdf)) == []


def test_labels_of_a_drawing_stand_behind_it(tmp_path: Path) -> None:
    label = "<foreignObject width=90 height=40><div><p>Étiquette du <b>nœud</b></p></div></foreignObject>"
    body = f"<p>Avant</p><p>Le <svg width=99 height=50><g>{label}</g></svg> schéma</p>"
    made = converted(tmp_path, saved.page("", body))
    assert said(made) == []
    assert printed(made.pdf).split() == ["Avant", "Le", "Étiquette", "du", "nœud", "schéma"]


PLANTED = {
    "a rule that hides": "main p:nth-child(7) { display: none !important }",
    "a box that cuts off": "main { height: 9cm !important; overflow: hidden !important }",
    "a page of nothing": "body { position: absolute !important; left: -300cm !important }",
    "a single word": "b.one { display: none !important }",
}


@pytest.mark.parametrize("rule", PLANTED.values(), ids=PLANTED)
def test_a_loss_that_is_planted_in_the_layout_is_found(tmp_path: Path, rule: str) -> None:
    (finding,) = [finding for finding in planted(tmp_path, rule).findings if finding.code == "words-lost"]
    assert finding.facts["words"]
    assert finding.facts["where"]
    if "b.one" in rule:
        assert (finding.facts["count"], finding.facts["words"]) == (1, "2012")


def planted(folder: Path, rule: str) -> Taken:
    own = folder / "templates/styles/complete.css"
    own.parent.mkdir(parents=True)
    own.write_text(rule, encoding="utf-8")
    body = f"<main>{saved.paragraphs(14)}</main><p>le mot <b class='one'>2012</b> est là</p><p>En 20123.</p>"
    return converted(folder, saved.page("", body))


def test_a_lost_word_stops_the_build(tmp_path: Path) -> None:
    own = tmp_path / "templates/styles/complete.css"
    own.parent.mkdir(parents=True)
    own.write_text("b { display: none !important }", encoding="utf-8")
    source = tmp_path / "sources/page.html"
    source.parent.mkdir()
    source.write_text(saved.page("", "<p>le mot <b>perdu</b></p>"), encoding="utf-8")
    with pytest.raises(DossierError) as raised:
        built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/page.html"}}))
    assert [finding.code for finding in raised.value.findings] == ["words-lost"]


def test_what_is_not_shown_is_counted_in_the_record_and_is_no_loss(tmp_path: Path) -> None:
    css = ".a{display:none}.b{visibility:hidden}@media print{.c{display:none}}@media screen{.d{color:red}}"
    body = "<p class=a>un deux</p><p class=b>trois</p><p class=c>quatre cinq six</p><p class=d>sept</p>"
    made = converted(tmp_path, saved.page(css, body))
    assert said(made) == []
    (done,) = made.treatment
    assert {name: done.facts[name] for name in ("words", "unseen", "unprinted")} == {
        "words": 1, "unseen": 3, "unprinted": 3,
    }  # fmt: skip
    assert printed(made.pdf).split() == ["sept"]
