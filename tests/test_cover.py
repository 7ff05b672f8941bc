"""The leaves in front of the documents: what is printed on them, and a cover that never runs over."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAM, File, Made, Sheet, built, prepared, write_dossier
from PIL import Image
from pypdf import PdfReader
from test_compose import bookmarks
from test_dossier import even, texts

from dossier.findings import DossierError
from dossier.pipeline import Prepared

ONE = {"a": File()}
NOTICE = "Les candidats numérotent leurs feuilles et n’emploient qu’une encre non effaçable, bleue ou noire. "
NAME = "Jeanne Martin"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><rect width="60" height="40"/>{}</svg>'


def svg(inside: str = "") -> bytes:
    return SVG.format(inside).encode()


def picture(form: str) -> bytes:
    """A photograph that says who took it."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = NAME  # Artist
    Image.new("RGB", (60, 40), "#1f4e79").save(out, form, exif=exif)
    return out.getvalue()


def with_logo(folder: Path, name: str, data: bytes, **dossier: Any) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return write_dossier(folder, ONE, logo={"file": name, "alt": "Logo du centre"}, **dossier)


def preferences(made: Made) -> dict[str, Any]:
    return dict(PdfReader(made.pdf).trailer["/Root"]["/ViewerPreferences"])


@pytest.mark.slow
def test_everything_that_can_stand_in_front(tmp_path: Path) -> None:
    exam = {**EXAM, "grade": "Attaché", "specialty": "Analyste", "option": "Réseaux"}
    keys = {"neutral-leaf": True, "assignment-title": "Commande", "assignment": "Vous êtes attaché."}
    subject = "Un sujet que nul ne lit"
    manifest = with_logo(
        tmp_path, "i/l.jpg", picture("JPEG"), subject=subject, exam=exam, recto="sections", **keys
    )
    made = built(manifest)
    parts = [page["part"] for page in made.record["pages"]]
    assert parts[:4] == ["neutral-leaf", "blank", "cover", "contents"]
    leaf, back, cover, contents = (even(text) for text in texts(made.pdf)[:4])
    for told in ("Centre de gestion", "Concours", "Note de synthèse", "N’ouvrez pas", "Analyste · Réseaux"):
        assert told in leaf
    assert subject not in leaf + back
    assert subject in cover
    assert "Attaché · Analyste · Réseaux" in cover
    assert "Commande" in contents
    folio = parts.index("assignment") + 1
    assert ("Commande", folio) in [(title, page) for _, title, page in bookmarks(made.pdf)]
    assert preferences(made)["/PrintScaling"] == "/None"
    assert preferences(made)["/Duplex"] == "/DuplexFlipLongEdge"
    images = list(PdfReader(made.pdf).pages[2].images)
    assert len(images) == 1
    assert NAME.encode() not in made.pdf.read_bytes() + images[0].data
    assert alternatives(made)[0] == "Logo du centre"
    assert [t["path"] for t in made.record["templates"]][-1] == "i/l.jpg"
    assert made.codes() == []


def alternatives(made: Made) -> list[str]:
    """The text alternatives of the whole file."""
    reader = PdfReader(made.pdf)
    found, queue = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while queue:
        element = queue.pop().get_object()
        if isinstance(element, list):
            queue += element
        elif isinstance(element, dict):
            found += [str(element["/Alt"])] if "/Alt" in element else []
            queue += [element["/K"]] if "/K" in element else []
    return found


@pytest.mark.slow
def test_one_document_is_counted_as_one(tmp_path: Path) -> None:
    notices = ["Ce sujet compte {{ pages }} pages et {{ documents }} documents.", "Ces documents-là."]
    made = built(with_logo(tmp_path, "l.svg", svg(), notices=notices))
    cover = even(texts(made.pdf)[0])
    assert "Ce sujet compte 3 pages et 1 document. Ces documents-là." in cover
    assert "Document 1 Pages 3" in cover
    assert preferences(made)["/PrintScaling"] == "/None"
    assert "/Duplex" not in preferences(made)
    assert built(write_dossier(tmp_path / "two", {**ONE, "b": File([Sheet()] * 2)})).codes() == []
    assert "et 2 documents." in even(texts(tmp_path / "two/build/dossier.pdf")[0])


BAD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "missing": ("l.svg", lambda folder: None),
    "outside": ("../l.png", lambda folder: (folder.parent / "l.png").write_bytes(picture("PNG"))),
    "a link out": ("l.png", lambda folder: (folder / "l.png").symlink_to("/etc/hostname")),
    "a folder": ("l.png", lambda folder: (folder / "l.png").mkdir()),
    "a text": ("l.png", lambda folder: (folder / "l.png").write_text("un logo")),
    "broken off": ("l.png", lambda folder: (folder / "l.png").write_bytes(picture("PNG")[:40])),
    "no drawing": ("l.svg", lambda folder: (folder / "l.svg").write_text("<html/>")),
    "brings a file": (
        "l.svg", lambda folder: (folder / "l.svg").write_bytes(svg('<image href="file:///etc/hostname"/>')),
    ),
    "packs a picture": (
        "l.svg", lambda folder: (folder / "l.svg").write_bytes(svg('<image href="data:image/png,x"/>')),
    ),
    "a style from afar": (
        "l.svg", lambda folder: (folder / "l.svg").write_bytes(svg("<style>@import 'http://x'</style>")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_logo_that_cannot_be_used_is_said(tmp_path: Path, case: str) -> None:
    name, make = BAD[case]
    folder = tmp_path / "d"
    manifest = write_dossier(folder, ONE, logo={"file": name, "alt": "Logo"})
    make(folder)
    with pytest.raises(DossierError) as told:
        prepared(manifest)
    assert [f.code for f in told.value.findings] == ["logo-unread"]
    line = manifest.read_text(encoding="utf-8").split("\n").index(f"    file: {name}") + 1
    assert told.value.findings[0].place.startswith(f"manifest.yaml:{line}:")


def leaves(made: Prepared) -> list[str]:
    """The parts of the pages before the documents."""
    return [page.part for page in made.plan.pages if page.part != "document"]


LONG = "Les politiques de participation des habitants " * 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "notices"),
    [("Un sujet", [NOTICE * 3] * 6), (LONG, [NOTICE * 4] * 6), (LONG, [NOTICE, NOTICE * 20])],
)
def test_a_cover_is_set_tighter_before_it_runs_over(tmp_path: Path, subject: str, notices: list[str]) -> None:
    made = prepared(write_dossier(tmp_path, ONE, subject=subject, notices=notices))
    assert leaves(made) == ["cover", "contents"]
    assert made.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("contents", ["page", "cover"])
def test_a_cover_too_long_names_the_longest_notice(tmp_path: Path, contents: str) -> None:
    notices = [NOTICE * 5, "Deuxième : " + NOTICE * 40, NOTICE]
    manifest = write_dossier(tmp_path, ONE, notices=notices, contents=contents)
    made = prepared(manifest)
    assert [f.code for f in made.findings] == ["cover-long"]
    assert str(made.findings[0].facts["words"]).startswith("Deuxième : Les candidats")
    text = manifest.read_text(encoding="utf-8")
    line = text[: text.index("Deuxième")].count("\n") + 1
    assert made.findings[0].place.startswith(f"manifest.yaml:{line}:")


def listed(count: int) -> tuple[dict[str, File], dict[str, Any]]:
    files = {f"d{n}": File([Sheet(text=[f"Page {n}"])]) for n in range(count)}
    return files, {id: {"title": f"Un titre {id}"} for id in files}


@pytest.mark.parametrize(
    ("count", "notices", "expected"),
    [
        (12, None, ["cover"]),
        pytest.param(40, None, ["cover", "contents"], marks=pytest.mark.slow),
        pytest.param(12, [NOTICE * 5] * 6, ["cover", "contents"], marks=pytest.mark.slow),
    ],
)
def test_the_list_stands_whole(
    tmp_path: Path, count: int, notices: list[str] | None, expected: list[str]
) -> None:
    files, more = listed(count)
    given = {"notices": notices} if notices else {}
    made = prepared(write_dossier(tmp_path, files, more, contents="cover", **given))
    assert leaves(made) == expected
    assert made.plan.contents == len(expected)
    (tmp_path / "s.pdf").write_bytes(made.composed.skeleton.pdf)
    pages = texts(tmp_path / "s.pdf")
    assert "Liste des documents" in pages[len(expected) - 1]
    assert len(re.findall(r"Un titre d\d+", pages[len(expected) - 1])) == count
