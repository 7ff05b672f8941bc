"""What is laid out in units and joined is what it is laid out as one: pictures, texts, plan, outline, tags.

A dossier whose style sheets are not the shipped ones, byte for byte, is laid out as one: so a comment in one
of them shows what would have been without units.
"""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import File, Made, Sheet, built, prepared, write_dossier
from PIL import ImageChops
from units import documents, watched

from dossier.bugs import BugError
from dossier.compose import Composed
from dossier.compose.units import laying
from dossier.compose.units.counting import Uncounted
from dossier.compose.units.folios import Digits
from dossier.compose.units.split import NotApartError
from dossier.shipped import place

WIDE = (0, 0, 842, 595)
PROSE = """# Introduction

Ce sujet de {pages} tient en ces mots. Voir {{{{ cite("d1") }}}}, puis {{{{ cite("d3") }}}}.

| Un | Deux |
|:---|---:|
| trois | *quatre* |

{more}
"""


def dossier(
    folder: Path, sizes: list[int], pages: str = "quelques pages", more: str = "", **head: Any
) -> Path:
    """Documents of so many pages, every third in landscape, every fourth of scans."""
    files = {}
    for number, count in enumerate(sizes, 1):
        sheet = Sheet((f"Document {number}",), media=WIDE if number % 3 == 0 else (0, 0, 595, 842))
        files[f"d{number}"] = File([sheet if number % 4 else Sheet((), "0 0 9 9 re f")] * count)
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    text = PROSE.format(pages=pages, more=more)
    (folder / "templates" / "introduction.md").write_text(text, encoding="utf-8")
    documents = {"d2": {"title": "Un titre très long, qui ne tient pas sur une ligne seule du bandeau " * 2}}
    return write_dossier(folder, files, documents, **{"introduction": "shown", **head})


def as_one(manifest: Path, **options: Any) -> Composed:
    """What the dossier of ``manifest`` is laid out as in one piece."""
    folder = manifest.parent.with_name(f"{manifest.parent.name} d’un bloc")
    shutil.copytree(manifest.parent, folder)
    styles = folder / "templates" / "styles"
    styles.mkdir(parents=True)
    shipped = place("templates") / "styles" / "page.css"
    (styles / "page.css").write_text(shipped.read_text(encoding="utf-8") + "/* à nous */\n", encoding="utf-8")
    return prepared(folder / "manifest.yaml", **options).composed


def in_units(manifest: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Composed:
    """What it is laid out as in units; nothing may be laid out as one, or with the numbers that it counts."""

    def not_so(*_: object) -> None:
        raise AssertionError("laid out as one")

    true = laying.laid_unit

    def laid_unit(asked: Any, *more: Any) -> Any:
        assert asked.most is None
        return true(asked, *more)

    with monkeypatch.context() as within:
        within.setattr(laying, "rendered", not_so)
        within.setattr(laying, "laid_unit", laid_unit)
        try:
            return prepared(manifest, **options).composed
        except BugError as error:  # raised where it is laid out
            raise AssertionError(error.bug.kind, "laid out as one") from error


def same(units: Composed, whole: Composed) -> None:
    assert units.plan == whole.plan
    assert units.skeleton.tags == whole.skeleton.tags
    assert units.skeleton.drawn == whole.skeleton.drawn
    pair = [pypdfium2.PdfDocument(one.skeleton.pdf) for one in (units, whole)]
    for folio, (one, other) in enumerate(zip(*pair, strict=True), 1):
        pictures = [page.render(scale=0.7).to_pil().convert("RGB") for page in (one, other)]
        assert not ImageChops.difference(*pictures).getbbox(), folio
        texts = [page.get_textpage().get_text_bounded() for page in (one, other)]
        assert texts[0] == texts[1], folio
    places = [names(one.skeleton.pdf) for one in (units, whole)]
    assert places[0].keys() == places[1].keys()
    for name, (folio, to) in places[0].items():
        assert (folio, pytest.approx(to, abs=0.02)) == places[1][name], name


def names(pdf: bytes) -> Mapping[str, tuple[int, list[float]]]:
    """Where each anchor is: the page from 1 and the place on it."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        numbers = {page.obj.objgen: n for n, page in enumerate(file.pages, 1)}
        held = list(file.Root.Names.Dests.Names)
        return {
            str(name): (numbers[to[0].objgen], [round(float(to[n]), 2) for n in (2, 3)])
            for name, to in zip(held[::2], held[1::2], strict=True)
        }


EDITIONS: dict[str, dict[str, Any]] = {
    "shipped": {},
    "both sides, by document": {"recto": "documents"},
    "both sides, by section": {"recto": "sections", "opening": "page"},
    "bands none, list on the cover": {"opening": "none", "contents": "cover", "sections": "hidden"},
    "a leaf before": {"neutral-leaf": True, "links": "inert", "opening": "page"},
    "no introduction": {"introduction": "none"},
}


@pytest.mark.parametrize(
    "edition", [one if one == "shipped" else pytest.param(one, marks=pytest.mark.slow) for one in EDITIONS]
)
def test_units_joined_are_the_whole(edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = dossier(tmp_path / "d", [2, 1, 3, 2], **EDITIONS[edition])
    same(in_units(manifest, monkeypatch), as_one(manifest))


@pytest.mark.slow
def test_a_draft_is_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = dossier(tmp_path / "d", [1, 2, 1])
    (manifest.parent / "sources" / "d2.pdf").unlink()
    same(in_units(manifest, monkeypatch, draft=True), as_one(manifest, draft=True))


@pytest.mark.slow
def test_an_introduction_that_prints_the_total_is_counted_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = dossier(tmp_path / "d", [2, 1, 9], pages="{{ pages }} pages", more="Encore.\n\n" * 60)
    units = in_units(manifest, monkeypatch)
    same(units, as_one(manifest))
    total = len(units.plan.pages)
    text = pypdfium2.PdfDocument(units.skeleton.pdf)[2].get_textpage().get_text_bounded()
    assert f"sujet de {total} pages" in text


@pytest.mark.slow
@pytest.mark.parametrize("trusted", [True, False], ids=["copied", "not copied"])
def test_sheets_that_differ_in_rank_alone_are_laid_out_once(
    trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ranks and folios of one digit and of two, upright and not; where a rank is not found, all of them."""
    manifest = dossier(tmp_path / "d", [14, 1, 4])
    mixed = [Sheet((f"Page {n}",), media=WIDE if n % 3 == 0 else (0, 0, 595, 842)) for n in range(12)]
    File(mixed).write(manifest.parent / "sources" / "d2.pdf")
    made: list[int] = []
    true = laying.laid_unit

    def laid_unit(asked: Any, *more: Any) -> Any:
        made.append(asked.html.count('<img class="page'))
        return true(asked, *more)

    def lost(*_: object) -> None:
        raise NotApartError("rank")

    monkeypatch.setattr(laying, "laid_unit", laid_unit)
    if not trusted:
        monkeypatch.setattr(Digits, "rank", lost)
    units = in_units(manifest, monkeypatch)
    # The first, and one for each number of digits of rank, and for each size.
    assert sum(made) == 10 if trusted else sum(made) > 30, made
    same(units, as_one(manifest))


@pytest.mark.slow
@pytest.mark.parametrize(
    "more", ["Encore.\n\n" * 1500, "Un mot, puis un autre. " * 4000], ids=["lines", "words"]
)
def test_a_long_text_is_a_unit_too(more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = dossier(tmp_path / "d", [1, 2, 1], more=more)
    units = in_units(manifest, monkeypatch)
    assert len(units.plan.pages) > 24
    same(units, as_one(manifest))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_dossiers(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    sizes = [chance.randint(1, 6) for _ in range(chance.randint(3, 9))]
    if seed % 2:  # about as many pages as the total needs for another digit
        sizes.append((9 if seed == 1 else 99) - sum(sizes) - chance.randint(2, 4))
        sizes = [max(size, 1) for size in sizes]
    head = {
        "recto": chance.choice(["none", "sections", "documents"]),
        "opening": chance.choice(["band", "page", "none"]),
        "contents": chance.choice(["page", "cover"]),
        "sections": chance.choice(["shown", "hidden"]),
        "links": chance.choice(["live", "inert"]),
        "neutral-leaf": chance.choice([True, False]),
    }
    manifest = dossier(tmp_path / "d", sizes, more="Encore.\n\n" * chance.randint(0, 90), **head)
    same(in_units(manifest, monkeypatch), as_one(manifest))


BEYOND = {
    "a style": "<style>.page { opacity: 0.5 }</style>",
    "a place of its own": '<p style="position: fixed; top: 0">Partout</p>',
    "a section": '<section class="group"><section class="document"></section></section>',
}


@pytest.mark.slow
@pytest.mark.parametrize("text", BEYOND)
def test_a_text_that_reaches_beyond_itself_is_laid_out_with_all(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = dossier(tmp_path / "d", [1, 1, 1], more=BEYOND[text])
    with pytest.raises(AssertionError, match="AssertionError"):
        in_units(manifest, monkeypatch)


OWN = {
    "styles/tokens.css": ":root { --ink: #222 } .sheet { counter-increment: page }\n",
    "styles/document.css": "/* à nous */\n",
    "document.html": "{# à nous #}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_own_rules_are_laid_out_as_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = dossier(tmp_path / "d", [1, 1, 1])
    own = manifest.parent / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text((place("templates") / name).read_text(encoding="utf-8") + OWN[name], encoding="utf-8")
    with pytest.raises(AssertionError, match="AssertionError"):
        in_units(manifest, monkeypatch)


@pytest.mark.slow
def test_figures_that_are_not_equally_wide_are_laid_out_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dossier.compose.units import folios

    manifest = dossier(tmp_path / "d", [1, 1, 1])
    whole = prepared(manifest).composed
    monkeypatch.setattr(folios.Digits, "series", lambda *_: ())
    assert prepared(manifest).composed.plan == whole.plan
    with pytest.raises(AssertionError, match="AssertionError"):
        in_units(manifest, monkeypatch)


@pytest.mark.parametrize("wrong", ["not found", "another"])
def test_numbers_that_are_counted(wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not found again is laid out as it is; another one would be seen."""
    manifest = dossier(tmp_path / "d", [1, 2, 1])
    whole = as_one(manifest)
    made: list[Any] = []
    true, values = laying.laid_unit, Uncounted.values

    def laid_unit(asked: Any, *more: Any) -> Any:
        made.append(asked)
        return true(asked, *more)

    def not_found(*_: object) -> None:
        raise NotApartError("number")

    def another(*given: Any) -> dict[str, int]:
        return {key: value + (key == "extent-doc-d2") for key, value in values(*given).items()}

    monkeypatch.setattr(laying, "laid_unit", laid_unit)
    if wrong == "not found":
        monkeypatch.setattr(Digits, "number", not_found)
        same(prepared(manifest).composed, whole)
        assert any(asked.most for asked in made)
    else:
        monkeypatch.setattr(Uncounted, "values", another)
        with pytest.raises(AssertionError):
            same(prepared(manifest).composed, whole)


@pytest.mark.slow
def test_a_page_more_lays_out_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folios, total, and how many pages it has, are written in the contents that were laid out before."""
    manifest = dossier(tmp_path / "d", [9, 2, 2], pages="{{ pages }} pages")  # no folio gets a digit more
    built(manifest)
    made = watched(monkeypatch)
    File([Sheet(("Un",))] * 3).write(manifest.parent / "sources" / "d2.pdf")
    after = built(manifest)
    (html,) = made
    assert 'class="document"' in html
    fresh = built(manifest, output=tmp_path / "fresh")
    alike(after, fresh)
    # What cannot be believed is made again: entries with a bit changed, and one under another's name.
    entries = sorted((after.output / ".layout").glob("*.unit"))
    good = [entry.read_bytes() for entry in entries]
    for entry, data, bit in zip(entries, good, (0, 63, 64, 90, *[200] * len(good)), strict=False):
        entry.write_bytes(data[:bit] + bytes([data[bit] ^ 1]) + data[bit + 1 :])
    entries[-1].write_bytes(good[0])
    for entry in (after.output / ".layout").glob("*.laid"):
        entry.unlink()
    made.clear()
    alike(built(manifest), fresh)
    assert len(documents(made)) == 3


def alike(one: Made, other: Made) -> None:
    for name in ("dossier.pdf", "synthesis.docx", "dossier.json"):
        assert (one.output / name).read_bytes() == (other.output / name).read_bytes(), name
