"""The leaves in front of the documents, as a printer sees them: heads, edges, addresses."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from conftest import MM, File, Sheet, prepared, said, write_dossier

from dossier.model import Mark, Tag
from dossier.pipeline import Prepared

TITLE = "Usagers et services publics : ce que change la relation numérique, de l’accueil au guichet distant"
PATH = "les-collectivites/reseaux-sociaux-et-administration-electronique-territoriale"
ADDRESSES = (
    f"https://www.exemple-de-collectivite.fr/dossiers/{PATH}.html?page=3",
    f"www.exemple-de-collectivite.fr/{PATH}",
    "service.communication-institutionnelle@communaute-exemple.fr",
)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')


def front(folder: Path, count: int, **dossier: Any) -> tuple[Prepared, Path]:
    """A dossier of ``count`` documents with long titles, laid out, and its skeleton."""
    files = {f"d{n}": File((Sheet((f"Page {n}",)),)) for n in range(count)}
    more = {id: {"title": f"{TITLE} ({id})", "publisher": "Un éditeur"} for id in files}
    made = prepared(write_dossier(folder, files, more, **dossier))
    path = folder / "skeleton.pdf"
    path.write_bytes(made.composed.skeleton.pdf)
    return made, path


def words(path: Path, folio: int) -> list[tuple[float, float, float, str]]:
    """The words of a page: left, top and right edge in millimetres, and the word."""
    page = said("pdftotext", "-bbox", "-f", str(folio), "-l", str(folio), path, "-")
    return [(float(x) / MM, float(y) / MM, float(r) / MM, word) for x, y, r, word in _WORD.findall(page)]


def marks(tag: Tag | Mark) -> set[Mark]:
    """What is read of ``tag``."""
    return {tag} if isinstance(tag, Mark) else set().union(*map(marks, tag.kids)) if tag.kids else set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "more"),
    [
        (45, {}),
        (31, {"sections": "hidden", "recto": "sections"}),
        (45, {"contents": "cover", "recto": "documents", "neutral-leaf": True}),
    ],
    ids=["page", "mirrored", "on the cover"],
)
def test_each_page_of_long_contents_has_heads_and_text_edges(
    tmp_path: Path, count: int, more: dict[str, Any]
) -> None:
    made, path = front(tmp_path, count, **more)
    listed = [p.folio for p in made.plan.pages if p.part == "contents"]
    assert len(listed) > 1
    tops = set()
    for folio in listed:
        shown = words(path, folio)
        heads = {word: (x, y, right) for x, y, right, word in shown if word in ("n°", "pages", "folio")}
        assert set(heads) == {"n°", "pages", "folio"}, f"page {folio}"
        tops.add(round(heads["pages"][1]))
        # The heads stand over their columns: those of folios end at one edge, above the first of them.
        column = [
            (y, right) for _, y, right, word in shown if word.isdigit() and abs(right - heads["folio"][2]) < 1
        ]
        assert len(column) >= 2, "never one entry alone"
        assert heads["folio"][1] < min(y for y, _ in column)
        # The staple's side keeps its margin, the outer edge has the folio.
        left = bool(more.get("recto")) and folio % 2 == 0
        binding, side = (18, 10) if more.get("recto") else (10, 10)
        assert max(right for _, _, right, _ in shown) <= 210 - (binding if left else side) + 0.2
        assert min(x for x, _, _, _ in shown) >= (side if left else binding) - 0.2
        number = next(x for x, _, _, word in shown if word == "page")
        assert (number < 15) if left else (number > 170)
    assert len(tops) <= 2, "at one height on all pages that follow"
    # Twice on paper, and never read: what is read has no more of them than one page of contents has.
    read = marks(made.composed.skeleton.tags)
    short, _ = front(tmp_path / "short", 1, **more)
    assert (
        heads_read(made, read, listed)
        == heads_read(short, marks(short.composed.skeleton.tags), [1, 2, 3])
        == 0
    )


def heads_read(made: Prepared, read: set[Mark], folios: list[int]) -> int:
    """How many of the marks that are read show a head of a column."""
    found = 0
    with pdfium.PdfDocument(BytesIO(made.composed.skeleton.pdf)) as pdf:
        for folio in [f for f in folios if f <= len(pdf)]:
            page = pdf[folio - 1]
            texts = page.get_textpage()
            for item in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
                text = texts.get_text_bounded(*item.get_bounds()).strip()
                mark = Mark(folio, raw.FPDFPageObj_GetMarkedContentID(item.raw))
                found += text in ("n°", "pages", "folio") and mark in read
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_address_in_a_text_has_no_hyphen_but_its_own(tmp_path: Path, language: str) -> None:
    """However it is written there: bare, within angle brackets, as the words of a link."""
    text = "\n\n".join(
        f"Le service {'et ses agents ' * (n % 5)}écrit à {address} ou <{address}>, [{address}]({address})."
        for n in range(5)
        for address in ADDRESSES[:1]
    )
    text += "\n\n" + "\n\n".join(f"{'mot ' * n}{address}." for n in range(12) for address in ADDRESSES)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "introduction.md").write_text(text, encoding="utf-8")
    _, path = front(tmp_path, 1, introduction="shown", language=language)
    # An engine that tells a hyphen of the layout (U+00AD) from one that was written.
    run = said("mutool", "draw", "-q", "-F", "txt", path, "2-N").replace("\n", "")
    for address in ADDRESSES:
        assert run.count(address) >= 12, address


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["band", "none"])
def test_a_long_title_ends_at_a_word_and_never_touches_the_tab(tmp_path: Path, opening: str) -> None:
    short = "Un titre court qui ne l’est guère, puisqu’il dépasse la ligne " * 3
    files = {"a": File((Sheet(), Sheet(), Sheet()))}
    more = {"a": {"title": f"{TITLE} " * 4, "title-short": short.strip()}}
    dossier = {"recto": "documents", "opening": opening}
    made = prepared(write_dossier(tmp_path, files, more, **dossier))
    path = tmp_path / "skeleton.pdf"
    path.write_bytes(made.composed.skeleton.pdf)
    folios = [page.folio for page in made.plan.pages if page.frame is not None]
    for folio in folios:
        head = [one for one in words(path, folio) if one[1] < 25 and one[3] != "1"]
        left = folio % 2 == 0
        assert max(right for _, _, right, _ in head) <= 210 - (18 if left else 10) - 1.9
        assert min(x for x, _, _, _ in head) >= (11.4 if left else 17.9)
        if folio != folios[0] or opening == "none":
            last = max(head)[3]
            assert last.endswith("…")
            assert last.rstrip("…") in short.split() or last == "…"


@pytest.mark.slow
def test_exponents_leave_the_lines_where_they_are(tmp_path: Path) -> None:
    last = []
    for name, word in (("with", "XXe siècle"), ("without", "XX siècle")):
        folder = tmp_path / name
        (folder / "templates").mkdir(parents=True)
        text = "\n\n".join(f"Au {word}, CO<sub>2</sub>." for _ in range(12)) + "\n\nFin."
        (folder / "templates" / "introduction.md").write_text(text, encoding="utf-8")
        _, path = front(folder, 1, introduction="shown", title="Essai")
        last.append(next(y for _, y, _, shown in words(path, 3) if shown == "Fin."))
        assert said("pdftotext", "-f", "3", "-l", "3", path, "-").count("XXe siècle") == 12 * (name == "with")
    assert last[0] == pytest.approx(last[1], abs=0.05)
