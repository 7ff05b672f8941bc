"""What an editor selects: files joined, pages in an order, pages turned, the box that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import File, Made, Sheet, built, invoke, write_dossier
from PIL import Image
from test_bind import links, web_page
from test_pages import differing, picture, unlike

from dossier.findings import DossierError
from dossier.ranges import repeated

JOINED = {"a": {"file": ["sources/a.pdf", "sources/b.pdf"]}}
BOX = (100, 400, 180, 430)
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def joined(folder: Path, one: File, other: File, **keys: Any) -> Made:
    other.write(folder / "sources" / "b.pdf")
    return built(write_dossier(folder, {"a": one}, {"a": {**JOINED["a"], **keys}}))


def refused(manifest: Path) -> list[tuple[str, str]]:
    with pytest.raises(DossierError) as raised:
        built(manifest)
    return [(f.code, f.place) for f in raised.value.findings]


def test_joined_files_stand_one_behind_the_other(tmp_path: Path) -> None:
    made = joined(tmp_path, File([Sheet(("un",)), Sheet(("deux",))]), File([Sheet(("trois",), rotate=90)]))
    where = [(p["source_file"], p["source_page"], p["rank"]) for p in made.framed()]
    assert where == [("sources/a.pdf", 1, 1), ("sources/a.pdf", 2, 2), ("sources/b.pdf", 1, 3)]
    assert differing(made) == []
    document = made.record["documents"][0]
    assert document["file"] == JOINED["a"]["file"]
    assert document["kind"] == ["pdf", "pdf"]
    assert len(set(document["sha256"])) == 2


@pytest.mark.slow
def test_each_joined_file_keeps_its_own_names_outline_and_links(tmp_path: Path) -> None:
    made = joined(tmp_path, web_page("neuf"), web_page("douze"))
    folios = [p["folio"] for p in made.framed()]
    assert [target for _, target, _ in links(made, folios[0]) if target in folios] == [
        folios[2], folios[0], folios[1]
    ]  # fmt: skip
    assert [target for _, target, _ in links(made, folios[3]) if target in folios] == [
        folios[5], folios[3], folios[4]
    ]  # fmt: skip
    document = pypdfium2.PdfDocument(made.pdf)
    marked = [(e.get_title(), e.get_dest().get_index() + 1) for e in document.get_toc()]
    document.close()
    assert [m for m in marked if m[0] in ("Un", "Trois")] == [
        ("Un", folios[0]), ("Trois", folios[2]), ("Un", folios[3]), ("Trois", folios[5])
    ]  # fmt: skip
    with pikepdf.open(made.pdf) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_keep_counts_over_all_files_and_orders(tmp_path: Path) -> None:
    made = joined(tmp_path, File([Sheet(("un",)), Sheet(("deux",))]), File([Sheet(("trois",))]), keep="3, 1")
    assert [(p["source_file"], p["source_page"]) for p in made.framed()] == [
        ("sources/b.pdf", 1), ("sources/a.pdf", 1)
    ]  # fmt: skip
    assert differing(made) == []


def test_findings_of_joined_files_name_the_very_file(tmp_path: Path) -> None:
    manifest = write_dossier(
        tmp_path, {"a": File()}, {"a": {"file": ["sources/a.pdf", "sources/x.pdf", "y"]}}
    )
    found = refused(manifest)
    assert [code for code, _ in found] == ["source-missing"] * 2
    lines = manifest.read_text(encoding="utf-8").splitlines()
    assert [
        "x.pdf" in lines[int(found[0][1].split(":")[1]) - 1],
        "y" in lines[int(found[1][1].split(":")[1]) - 1],
    ]
    assert found[0][1] != found[1][1]
    made = built(manifest, draft=True)
    assert made.codes() == ["source-draft"]


@pytest.fixture(scope="module")
def turned_pages(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Documents whose pages 1 and 3 are turned, each by its angle."""
    files, documents = {}, {}
    for own in (0, 90):
        sheet = Sheet(
            ("de travers",), "1 0 1 rg 100 400 80 30 re f", rotate=own, links=[(BOX, "http://exemple.fr")]
        )
        for angle in TURNS:
            files[f"d{own}-{angle}"] = File([sheet, sheet, sheet])
            documents[f"d{own}-{angle}"] = {"rotate": {"1": angle, "3": angle}}
    return built(write_dossier(tmp_path_factory.mktemp("tournées"), files, documents))


@pytest.mark.parametrize("own", [0, 90])
@pytest.mark.parametrize("angle", TURNS)
def test_turned_pages_are_upright_with_their_links(turned_pages: Made, angle: int, own: int) -> None:
    made = turned_pages
    for page, turned in zip(made.framed(f"d{own}-{angle}"), (True, False, True), strict=True):
        source = picture(made.folder / page["source_file"], 1)
        source = source.transpose(TURNS[angle]) if turned else source
        shown = picture(made.pdf, page["folio"], crop=page["frame"], size=source.size)
        assert unlike(source, shown) == ""
        (box, *_), *_ = links(made, page["folio"])
        corner = picture(made.pdf, page["folio"], crop=box)
        assert corner.resize((1, 1)).getpixel((0, 0))[1] < 40, "the link lies on what it marks"


@pytest.mark.slow
def test_all_pages_turn_by_one_number(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": File([Sheet(), Sheet()])}, {"a": {"rotate": 90}}))
    for page in made.framed():
        x0, y0, x1, y1 = page["frame"]
        assert x1 - x0 > y1 - y0
    other = built(write_dossier(tmp_path / "b", {"a": File([Sheet(), Sheet()])}, {"a": {"rotate": 270}}))
    with pikepdf.open(made.pdf) as one, pikepdf.open(other.pdf) as two:
        assert bytes(one.trailer.ID[0]) != bytes(two.trailer.ID[0])


def printers_file(path: Path, trim: list[float] | None, rotate: int = 0) -> Path:
    marks = "0 0 0 rg 0 0 20 20 re f 1 0 1 rg 60 60 40 40 re f"
    File([Sheet(("utile",), draw=marks, rotate=rotate, links=[((5, 5, 15, 15), "http://exemple.fr")])]).write(
        path
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        if trim:
            pdf.pages[0].obj.TrimBox = pikepdf.Array(trim)
        pdf.save(path)
    return path


@pytest.mark.parametrize("rotate", [0, 90])
def test_crop_trim_shows_the_trimmed_size(tmp_path: Path, rotate: int) -> None:
    file = printers_file(tmp_path / "imprimeur.pdf", [30, 30, 560, 800], rotate)
    made = built(write_dossier(tmp_path, {"a": file, "b": file}, {"a": {"crop": "trim"}}))
    trimmed, whole = made.framed()
    width, height = (trimmed["frame"][n + 2] - trimmed["frame"][n] for n in (0, 1))
    wanted = 530 / 770 if not rotate else 770 / 530
    assert width / height == pytest.approx(wanted, abs=0.002)
    source = picture(tmp_path / "sources/a.pdf", 1, crop=(30, 30, 560, 800))
    assert unlike(source, picture(made.pdf, trimmed["folio"], crop=trimmed["frame"], size=source.size)) == ""
    outer = [target for _, target, _ in links(made, trimmed["folio"]) if isinstance(target, str)]
    assert outer == [], "a link on the bleed falls away"
    assert [t for _, t, _ in links(made, whole["folio"]) if isinstance(t, str)]


def test_crop_trim_without_a_trim_box_is_said(tmp_path: Path) -> None:
    file = printers_file(tmp_path / "imprimeur.pdf", None)
    made = built(write_dossier(tmp_path, {"a": file}, {"a": {"crop": "trim"}}))
    assert made.codes() == ["crop-nothing"]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"keep": "1, 1"}, "pages-twice"),
        ({"keep": "1-3, 2"}, "pages-twice"),
        ({"keep": "3-1"}, "pages-malformed"),
        ({"keep": "1-99999999999"}, "pages-outside"),
        ({"keep": "4"}, "pages-outside"),
        ({"rotate": 45}, "value-choice"),
        ({"rotate": "droite"}, "value-type"),
        ({"rotate": {"2": 45}}, "value-choice"),
        ({"rotate": {"2": "gauche"}}, "value-type"),
        ({"rotate": {"deux": 90}}, "pages-malformed"),
        ({"rotate": {"1-2": 90, "2": 180}}, "pages-twice"),
        ({"rotate": {"4": 90}}, "pages-outside"),
        ({"crop": "bleed"}, "value-choice"),
        ({"file": []}, "source-undeclared"),
    ],
)
def test_what_cannot_be_selected_is_said_at_its_place(tmp_path: Path, keys: Any, code: str) -> None:
    manifest = write_dossier(tmp_path, {"a": File([Sheet()] * 3)}, {"a": keys})
    ((found, place),) = refused(manifest)
    assert found == code
    line = manifest.read_text(encoding="utf-8").splitlines()[int(place.split(":")[1]) - 1]
    (value,) = keys.values()
    key = next(reversed(value)) if isinstance(value, dict) else next(iter(keys))
    assert str(key) in line


def test_an_unquoted_range_as_key_is_read(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File([Sheet()] * 3)})
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text + "    rotate: {2: 90, 3-3: 180}\n", encoding="utf-8")
    made = built(manifest)
    wide = [p["frame"][2] - p["frame"][0] > p["frame"][3] - p["frame"][1] for p in made.framed()]
    assert wide == [False, True, False]


@pytest.mark.slow
def test_the_list_shows_the_kinds(tmp_path: Path) -> None:
    manifest = write_dossier(
        tmp_path, {"a": File(), "b": File()}, {"a": {"file": ["sources/a.pdf", "sources/b.pdf"]}}
    )
    assert "PDF" in invoke("list", "--manifest", manifest).stdout


@pytest.mark.parametrize(
    ("ranges", "page"),
    [([], None), ([(1, 2), (3, 4)], None), ([(3, 4), (1, 3)], 3), ([(1, 9), (2, 3), (5, 6)], 2)],
)
def test_repeated_pages(ranges: list[tuple[int, int]], page: int | None) -> None:
    assert repeated(ranges) == page
