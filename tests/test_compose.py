"""Composing: how a dossier is made up, what it lacks, and templates that would print something false."""

from __future__ import annotations

import itertools
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from conftest import A4, EXAM, PROJECT, File, Made, Sheet, built, prepared, published, said, write_dossier
from test_dossier import bookmarks, even, texts
from test_pages import differing, near_the_edge

from dossier import report
from dossier.findings import DossierError, Exit

LANDSCAPE = (0, 0, 841.89, 595.28)
THREE = {"a": File([Sheet()] * 2), "b": File([Sheet()]), "c": File([Sheet(), Sheet(media=LANDSCAPE)])}


def sectioned(manifest: Path, *cuts: str) -> Path:
    """The same documents, a new section before each id of ``cuts``."""
    text = manifest.read_text(encoding="utf-8")
    for id in cuts:
        text = text.replace(f"  - id: {id}\n", f"- title: Section de {id}\n  documents:\n  - id: {id}\n")
    manifest.write_text(text, encoding="utf-8")
    return manifest


OPENINGS = ("band", "page", "none")


def parts(made: Made) -> list[str]:
    return [page["part"] for page in made.record["pages"]]


MAKE_UPS = [
    pytest.param(recto, opening, marks=() if n % 4 == 0 else pytest.mark.slow)
    for n, (recto, opening) in enumerate(itertools.product(("none", "sections", "documents"), OPENINGS))
]


@pytest.mark.slow
@pytest.mark.parametrize(("recto", "opening"), MAKE_UPS)
def test_openings_and_right_hand_pages(tmp_path: Path, recto: str, opening: str) -> None:
    made = built(sectioned(write_dossier(tmp_path, THREE, recto=recto, opening=opening), "c"))
    starts = {d["id"]: d["first_page"] for d in made.record["documents"]}
    right = {"none": "", "sections": "ac", "documents": "abc"}[recto]
    assert [id for id in right if starts[id] % 2 == 0] == []
    pages, count = made.record["pages"], made.record["page_count"]
    for page in pages:
        text = even(texts(made.pdf)[page["folio"] - 1])
        assert f"page {page['folio']} / {count}" in text
        if page["part"] == "blank":
            assert page["document"] is page["source_page"] is page["frame"] is None
            assert text == f"Page laissée blanche volontairement page {page['folio']} / {count}"
            assert page["folio"] % 2 == 0
    assert ("blank" in parts(made)) == (recto != "none")
    own = [pages[start - 1]["frame"] is None for start in starts.values()]
    assert own == [opening == "page"] * 3
    for number, (id, start) in enumerate(starts.items(), 1):
        text = even(texts(made.pdf)[start - 1])
        assert f"Document {number}" in text
        assert (f"Titre de {id}" in text) or opening == "none"
        assert (2, start) in [
            (level + 1, page) for level, title, page in bookmarks(made.pdf) if f" {number} " in title
        ]
    assert differing(made) == []
    assert not [page["folio"] for page in pages if near_the_edge(made.pdf, page["folio"])]


def test_blank_pages_would_be_missed(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": File()}, recto="documents"))
    assert parts(made) == ["cover", "contents", "document"], "folio 3 is a right-hand page: no blank"


def test_hidden_sections_stand_nowhere(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, THREE, sections="hidden"))
    assert "Une section" not in even(" ".join(texts(made.pdf)))
    assert [t for _, t, _ in bookmarks(made.pdf)][2:] == [
        f"Document {n} – Titre de {i}" for n, i in enumerate("abc", 1)
    ]
    shown = built(write_dossier(tmp_path, THREE))
    assert "Une section" in even(" ".join(texts(shown.pdf, "-layout")))


def test_a_dossier_without_an_introduction_says_nothing_of_citations(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, THREE))
    assert parts(made)[:2] == ["cover", "contents"]
    assert made.record["findings"] == []
    assert "Introduction" not in [title for _, title, _ in bookmarks(made.pdf)]


@pytest.mark.slow
def test_the_assignment_has_a_page_of_its_own(tmp_path: Path) -> None:
    words = "Vous êtes attaché territorial.\n\nRédigez *une note* pour votre directeur."
    made = built(write_dossier(tmp_path, THREE, assignment=words))
    assert parts(made)[:3] == ["cover", "contents", "assignment"]
    text = even(texts(made.pdf)[2])
    assert "Vous êtes attaché territorial. Rédigez une note pour votre directeur." in text
    assert ("Sujet", 3) in [(title, page) for _, title, page in bookmarks(made.pdf)]


SUBJECT = "La participation des habitants à la décision publique locale : " * 4


@pytest.mark.slow
@pytest.mark.parametrize("length", [20, 91, 90, 200])
def test_the_cover_holds_any_subject(tmp_path: Path, length: int) -> None:
    subject = SUBJECT[:length].strip()
    made = built(
        write_dossier(tmp_path, THREE, subject=subject, exam={**EXAM, "grade": "Attaché", "duration": "5 h"})
    )
    assert parts(made)[:2] == ["cover", "contents"], "one page"
    cover = re.sub(r"\s", "", texts(made.pdf)[0])
    assert re.sub(r"\s", "", subject) in cover
    assert f"{made.record['page_count']}pageset3documents" in cover


def colliding(pdf: Path, folio: int) -> list[tuple[str, str]]:
    """Words of a page that stand on each other, as poppler sees them."""
    page = said("pdftotext", "-bbox", "-f", str(folio), "-l", str(folio), pdf, "-")
    found = re.findall(r'<word xMin="(.*)" yMin="(.*)" xMax="(.*)" yMax="(.*)">(.*)</word>', page)
    words = [(word, *map(float, box)) for *box, word in found]
    return [
        (one[0], other[0])
        for one, other in itertools.combinations(words, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > 1
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.4 * min(one[4] - one[2], other[4] - other[2])
    ]


BARE = {"a": {}, "b": {"issued": "2011"}, "c": {"URL": "http://exemple.fr/c"}}


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, BARE, {"b": {"title": "Un titre bien long " * 6}}])
def test_no_words_stand_on_each_other_in_the_front_pages(tmp_path: Path, more: Any) -> None:
    made = built(write_dossier(tmp_path, THREE, more))
    assert colliding(made.pdf, 1) == []
    assert colliding(made.pdf, 2) == []


def test_no_words_stand_on_each_other_in_the_shipped_front_pages(shipped: Made) -> None:
    for folio in range(1, 5):
        assert colliding(shipped.pdf, folio) == []


LONG = {
    "title": "Un titre qui n’en finit pas, " * 9,
    "container-title": "Revue des titres interminables et de leurs sous-titres",
    "URL": "http://exemple.fr/" + "un-chemin-bien-long-" * 12,
}


@pytest.mark.parametrize("media", [A4, pytest.param(LANDSCAPE, marks=pytest.mark.slow)])
def test_a_long_title_and_address_push_no_frame_away(tmp_path: Path, media: Any) -> None:
    made = built(write_dossier(tmp_path, {"a": File([Sheet(media=media)] * 2)}, {"a": LONG}))
    first, second = made.framed()
    assert second["folio"] == first["folio"] + 1
    assert differing(made) == []
    text = re.sub(r"[\s-]", "", texts(made.pdf)[first["folio"] - 1])
    assert re.sub(r"[\s-]", "", LONG["title"].strip()) in text
    assert re.sub(r"[\s-]", "", LONG["URL"]) in text, "the address stands whole above the frame"


@pytest.mark.parametrize(
    ("keep", "pages"),
    [
        ("4, 1", [4, 1]),
        pytest.param("1-2, 4", [1, 2, 4], marks=pytest.mark.slow),
        pytest.param("3", [3], marks=pytest.mark.slow),
    ],
)
def test_the_pages_that_are_kept_stand_in_the_order_written(
    tmp_path: Path, keep: str, pages: list[int]
) -> None:
    four = File([Sheet((f"page {n}",)) for n in range(1, 5)])
    made = built(
        write_dossier(tmp_path, {"a": four, "b": File()}, {"a": {"keep": keep, "number-of-pages": "auto"}})
    )
    assert [p["source_page"] for p in made.framed("a")] == pages
    document = made.record["documents"][0]
    assert document["source_pages"] == pages
    assert document["reference"].endswith(f"{len(pages)}\xa0p.")
    assert differing(made) == []


@pytest.mark.slow
def test_a_draft_stands_in_for_what_is_missing(tmp_path: Path) -> None:
    more = {"b": {"number-of-pages": 3}, "c": {"page": "25-26"}}
    manifest = write_dossier(tmp_path, {"a": File(), "b": None, "c": None, "d": None}, more)
    with pytest.raises(DossierError) as raised:
        built(manifest)
    assert raised.value.exit is Exit.SOURCE
    assert [f.code for f in raised.value.findings] == ["source-missing"] * 3
    made = built(manifest, draft=True)
    assert made.codes() == ["source-draft"] * 3
    documents = made.record["documents"]
    assert [d["last_page"] - d["first_page"] + 1 for d in documents] == [1, 3, 2, 1]
    for document in documents[1:]:
        for folio in range(document["first_page"], document["last_page"] + 1):
            text = even(texts(made.pdf)[folio - 1])
            assert f"Document {document['number']}, page" in text
            assert "le fichier manque" in text
            assert made.record["pages"][folio - 1]["document"] == document["id"]
    assert "Brouillon" in texts(made.pdf)[0]


SHEET, PAGE, COVER = "styles/document.css", "styles/page.css", "cover.html"
TAB = '<span class="tab" aria-hidden="true">'
OVER = '<span style="position: absolute; top: 80mm; left: 60mm; {}">{}</span>' + TAB
# What a hand in templates can do: a file, what is replaced there (nothing: added at the end), by what,
# and the exit codes that may stop the build. None of it may print.
TEMPLATE_FAULTS: dict[str, tuple[str, str, str, set[int]]] = {
    "image stretched": (SHEET, "", ".sheet img.page { width: 150mm; height: 150mm }", {5}),
    "image enlarged": (SHEET, "", ".sheet img.page { width: 174mm; max-width: none; max-height: none }", {5}),
    "image turned": (SHEET, "", ".sheet img.page { transform: rotate(3deg) }", {5}),
    "image cut": (SHEET, "", ".sheet { height: 120mm; overflow: hidden }", {5}),
    "image over the folio": (SHEET, "", ".sheet img.page { position: relative; top: 25mm }", {5}),
    "image over the header": (SHEET, "", ".sheet img.page { position: relative; top: -12mm }", {5, 7}),
    "image off the paper": (SHEET, "", ".sheet img.page { margin-left: 120mm }", {5}),
    "image not displayed": (SHEET, "", ".sheet img.page { display: none }", {5}),
    "image faded": (SHEET, "", ".sheet img.page { opacity: .3 }", {5}),
    "two pages on one sheet": (SHEET, ".sheet { break-before: page;", ".sheet { zoom: 1;", {5}),
    "page forgotten": ("document.html", "d.sheets %}", "d.sheets[:1] %}", {5}),
    "page twice": ("document.html", TAB, '<img class="page" src="{{ sheet.src }}">', {5}),
    "page replaced": ("document.html", "{{ sheet.src }}", "data:image/gif;base64,R0lGODlhAQABAAAAACw=", {5}),
    "document forgotten": ("dossier.html", "section.documents", "section.documents[:1]", {5}),
    "unknown property": (SHEET, "", ".sheet { colour: red }", {5}),
    "bad selector": (SHEET, "", ".sheet:::x { color: red }", {5}),
    "missing glyph": (COVER, "{{ dossier.subject }}</h1>", "😀 {{ dossier.subject }}</h1>", {5}),
    "remote image": (COVER, "", '<img src="http://exemple.fr/logo.png" alt="">', {4, 5}),
    "remote style": (COVER, "", '<style>@import "https://exemple.fr/x.css";</style>', {4, 5}),
    "file of the machine": (COVER, "", '<img src="file:///etc/passwd" alt="">', {4, 5}),
    "file outside": (COVER, "", '<img src="../manifest.yaml" alt="">', {4, 5}),
    "file of the machine in CSS": (SHEET, "", ".sheet { background: url(/etc/passwd) }", {4, 5}),
    "attachment": ("dossier.html", "</head>", '<link rel="attachment" href="/etc/passwd"></head>', {4, 5}),
    "include outside": (COVER, "", '{% include "../manifest.yaml" %}', {4}),
    "unknown variable": (COVER, "", "{{ exam.nome }}", {4}),
    "syntax": (COVER, "", "{% if %}", {4}),
    "folio lost": (PAGE, 'var(--word-page) counter(page, folio)', 'var(--word-page)', {5, 7}),
    "folio wrong": (PAGE, "", "@page { counter-increment: page 2 }", {5, 7}),
    "way back lost": ("opening.html", 'href="#contents"', 'href="#cover"', {5, 7}),
    "contents lead elsewhere": ("list.html", "href=\"#{{ anchor }}", "href=\"#cover", {5, 7}),
    "contents lead nowhere": ("list.html", "href=\"#{{ anchor }}", "href=\"#nulle-part", {4, 5, 7}),
    "text over the frame": ("document.html", TAB, OVER.format("", "COPIE"), {5, 7}),
    "box over the frame": ("document.html", TAB, OVER.format("border: 9mm solid", ""), {5, 7}),
    "line over the frame": ("document.html", TAB, OVER.format("border: 1pt solid", ""), {5, 7}),
}  # fmt: skip


SMALL = File([Sheet(media=(0, 0, 200, 300))])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier that builds, for the faults to be planted in."""
    folder = tmp_path_factory.mktemp("gabarits") / "dossier"
    write_dossier(folder, {"a": File([Sheet(("texte",) * 20)] * 2), "b": SMALL})
    made = built(folder / "manifest.yaml")
    assert made.record["findings"] == []
    for name in published(made.output):
        (made.output / name).unlink()  # what was taken in stays: it is the same whatever the fault
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("fault", TEMPLATE_FAULTS)
def test_a_template_that_would_print_something_false_is_found(
    plain: Path, tmp_path: Path, fault: str
) -> None:
    name, old, new, exits = TEMPLATE_FAULTS[fault]
    folder = tmp_path / "dossier"
    shutil.copytree(plain, folder)
    overlay = folder / "templates" / name
    overlay.parent.mkdir(parents=True)
    shipped = (PROJECT / "templates" / name).read_text(encoding="utf-8")
    assert old in shipped, "the fault must be planted"
    overlay.write_text(shipped.replace(old, new) if old else shipped + new, encoding="utf-8")
    with pytest.raises(DossierError) as raised:
        built(folder / "manifest.yaml", compare=False)
    assert int(raised.value.exit) in exits, raised.value.findings
    assert not published(folder / "build")


def test_a_template_of_ones_own_may_change_what_it_likes(plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    shutil.copytree(plain, folder)
    tokens = folder / "templates" / "styles" / "tokens.css"
    tokens.parent.mkdir(parents=True)
    shipped = (PROJECT / "templates" / "styles" / "tokens.css").read_text(encoding="utf-8")
    tokens.write_text(shipped.replace("#1f4e79", "#0a5c2f"), encoding="utf-8")
    made = built(folder / "manifest.yaml")
    assert differing(made) == []


LACKING = {
    "a title": ({"title": "Le mot \u6f22 ici"}, "", "\u6f22", "manifest.yaml:"),
    "an emoji": ({"title": "Bravo\U0001f600!"}, "", "Bravo\U0001f600!", "manifest.yaml:"),
    "two in one place": ({"title": "\u6f22\u5b57"}, "", "\u6f22\u5b57", "manifest.yaml:"),
    "the introduction": ({}, "Voir\nle \u16a0 rune", "\u16a0", "templates/introduction.md:2:4"),
}


@pytest.mark.parametrize(("keys", "prose", "word", "place"), LACKING.values(), ids=LACKING)
def test_a_character_that_no_font_has_is_said_once_where_it_was_typed(
    keys: dict[str, str], prose: str, word: str, place: str, tmp_path: Path
) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": keys}, introduction="shown" if prose else "none")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "introduction.md").write_text(f"{prose} {{{{ cite('a') }}}}", encoding="utf-8")
    with pytest.raises(DossierError) as error:
        prepared(path)
    [found] = error.value.findings
    assert (found.code, found.facts["word"]) == ("character-missing", word)
    assert found.place.startswith(place)
    if keys:
        line, column = map(int, found.place.split(":")[1:])
        assert word in path.read_text(encoding="utf-8").splitlines()[line - 1][column - 1 :]
    assert unicodedata.name(word.removeprefix("Bravo")[0]) in report.word(found)[0]
