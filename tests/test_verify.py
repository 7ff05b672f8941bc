"""Verify: a good dossier passes; each fault planted into it is found, and stops the build."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, published, silent, write_dossier
from pikepdf import Array, Dictionary, Name, String

from dossier import bind, pipeline
from dossier.check.known import Known
from dossier.check.plan import verify
from dossier.findings import DossierError, Exit
from dossier.raster import Reader
from dossier.store import CHECKED, Store

Good = tuple[Made, pipeline.Prepared]
TEXT = 'On lit {{ cite("a") }}, puis {{ cite("b") }}, enfin {{ cite("c") }}.\n'


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    folder = tmp_path_factory.mktemp("bon")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(TEXT, encoding="utf-8")
    files = {
        id: File([Sheet((f"{id} un",)), Sheet((f"{id} deux",))], outline=[("Partie", 2)]) for id in "abc"
    }
    manifest = write_dossier(folder, files, introduction="shown")
    return built(manifest), pipeline.prepare(pipeline.Options(manifest), silent)


def codes(file: Path, prepared: pipeline.Prepared) -> set[str]:
    return {found.code for found in verify(file, prepared.plan, prepared.sources, silent)}


@pytest.mark.slow
def test_a_good_dossier_passes(good: Good) -> None:
    made, prepared = good
    assert codes(made.pdf, prepared) == set()
    assert [p.part for p in prepared.plan.pages] == ["cover", "contents", "introduction"] + ["document"] * 6


def swapped(pdf: pikepdf.Pdf) -> None:
    """Folios 5 and 6 change places."""
    page = pdf.pages[5]
    del pdf.pages[5]
    pdf.pages.insert(4, page)


def removed(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[6]


def added(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))


def labelled(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums = Array([0, Dictionary(S=Name.D), 4, Dictionary(S=Name.D, St=7)])


def forms(pdf: pikepdf.Pdf, folio: int) -> Any:
    return pdf.pages[folio - 1].obj.Resources.XObject


def exchanged(pdf: pikepdf.Pdf) -> None:
    """Two source pages stand in each other's frame."""
    ((name, form),), ((other, second),) = forms(pdf, 4).items(), forms(pdf, 5).items()
    forms(pdf, 4)[name], forms(pdf, 5)[other] = second, form


def emptied(pdf: pikepdf.Pdf) -> None:
    for form in forms(pdf, 4).values():
        form.write(b"")


def rewritten(pdf: pikepdf.Pdf, folio: int, change: Callable[[bytes], bytes]) -> None:
    page = pdf.pages[folio - 1].obj
    contents = page.Contents
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    data = b"\n".join(part.read_bytes() for part in parts)
    changed = change(data)
    assert changed != data
    page.Contents = pdf.make_stream(changed)


def five_points(form: Any) -> float:
    """About 5 points on paper, in the units in which the form is drawn: a frame is some 500 wide."""
    matrix = pikepdf.Matrix(*(float(n) for n in form.Matrix))
    box = matrix.transform(pikepdf.Rectangle(*(float(n) for n in form.BBox)))
    return float(box.width) / 100


def moved(pdf: pikepdf.Pdf) -> None:
    """A frame stands 5 points to the right of where the record has it."""
    (form,) = forms(pdf, 5).values()
    move = f"1 0 0 1 {five_points(form):.4f} 0 cm ".encode()
    rewritten(pdf, 5, lambda data: re.sub(rb"(/\S+ Do)", move + rb"\1", data))


def shifted(pdf: pikepdf.Pdf) -> None:
    """The source page stands 5 points to the right in its frame."""
    (form,) = forms(pdf, 5).values()
    a, b, c, d, e, f = (float(n) for n in form.Matrix)
    form.Matrix = Array([a, b, c, d, e + five_points(form), f])


def shrunk(pdf: pikepdf.Pdf) -> None:
    for form in forms(pdf, 5).values():
        form.Matrix = Array([float(n) * 0.95 for n in form.Matrix])


def undrawn(pdf: pikepdf.Pdf) -> None:
    rewritten(pdf, 5, lambda data: re.sub(rb"/\S+ Do", b"", data))


def drawn(pdf: pikepdf.Pdf, folio: int, operators: bytes) -> None:
    rewritten(pdf, folio, lambda data: b"q\n" + data + b"\nQ\n" + operators)


def text_over(pdf: pikepdf.Pdf) -> None:
    """The folio a second time, in the middle of the frame."""

    def change(data: bytes) -> bytes:
        start, end = data.rindex(b"BT"), data.rindex(b"ET") + 2
        again = re.sub(rb"\S+ \S+ Tm", b"300 500 Tm", data[start:end])
        return data[:end] + b"\n" + again + data[end:]

    rewritten(pdf, 5, change)


def line_over(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, 5, b"2 w 100 400 m 400 400 l S")


def box_over(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, 5, b"1 g 100 400 200 90 re f")


def folio_gone(pdf: pikepdf.Pdf) -> None:
    rewritten(pdf, 3, lambda data: data[: data.rindex(b"BT")] + data[data.rindex(b"ET") + 2 :])


#: The first pages of the documents, and the contents.
CONTENTS, B, C = 2, 6, 8


def links_to(pdf: pikepdf.Pdf, folio: int, goal: int) -> list[Any]:
    """The links of a page that lead to another."""
    places = pikepdf.NameTree(pdf.Root.Names.Dests)
    there = pdf.pages[goal - 1].obj.objgen
    links = [link for link in pdf.pages[folio - 1].obj.Annots if isinstance(link.get("/Dest"), String)]
    found = [link for link in links if places[str(link.Dest)][0].objgen == there]
    assert found
    return found


def to(pdf: pikepdf.Pdf, folio: int) -> Array:
    return Array([pdf.pages[folio - 1].obj, Name.Fit])


def redirected(pdf: pikepdf.Pdf, folio: int, meant: int, goal: int) -> None:
    for link in links_to(pdf, folio, meant):
        link.Dest = to(pdf, goal)


def unlinked(pdf: pikepdf.Pdf, folio: int, meant: int) -> None:
    gone = {link.objgen for link in links_to(pdf, folio, meant)}
    page = pdf.pages[folio - 1].obj
    page.Annots = Array([link for link in page.Annots if link.objgen not in gone])


def contents_redirected(pdf: pikepdf.Pdf) -> None:
    redirected(pdf, 2, C, 4)


def contents_unlinked(pdf: pikepdf.Pdf) -> None:
    unlinked(pdf, 2, B)


def citation_redirected(pdf: pikepdf.Pdf) -> None:
    redirected(pdf, 3, B, 8)


def citation_unlinked(pdf: pikepdf.Pdf) -> None:
    unlinked(pdf, 3, B)


def way_back_lost(pdf: pikepdf.Pdf) -> None:
    redirected(pdf, 6, CONTENTS, 1)


def outline(pdf: pikepdf.Pdf, change: Callable[[list[Any]], object]) -> None:
    with pdf.open_outline() as opened:
        (section,) = (item for item in opened.root if item.title == "Une section")
        change(section.children)


def introduction_misnumbered(pdf: pikepdf.Pdf) -> None:
    """The contents give the introduction the folio of the document behind it."""
    with Reader(saved(pdf)) as reader, reader.page(2) as page:
        before = page.text()
    data = pdf.pages[1].obj.Contents.read_bytes()
    alone = list(re.finditer(rb"\[<([0-9a-f]{4})>0?\] ?TJ", data))
    for one in alone:
        for other in alone:
            changed = data[: one.start(1)] + other[1] + data[one.end(1) :]
            pdf.pages[1].obj.Contents = pdf.make_stream(changed)
            with Reader(saved(pdf)) as reader, reader.page(2) as page:
                if page.text() == re.sub(r"(?<=Introduction)(\s*)3", r"\g<1>4", before, count=1) != before:
                    return
    raise AssertionError(before)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def bookmark_removed(pdf: pikepdf.Pdf) -> None:
    outline(pdf, lambda documents: documents.pop(1))


def bookmark_redirected(pdf: pikepdf.Pdf) -> None:
    outline(pdf, lambda documents: setattr(documents[1], "destination", to(pdf, 5)))


def bookmark_renamed(pdf: pikepdf.Pdf) -> None:
    outline(pdf, lambda documents: setattr(documents[1], "title", "Document 7 – Autre"))


FAULTS: dict[Callable[[pikepdf.Pdf], None], str] = {
    removed: "verify-pages",
    added: "verify-pages",
    swapped: "verify-folio",
    folio_gone: "verify-folio",
    labelled: "verify-label",
    exchanged: "verify-frame",
    emptied: "verify-frame",
    moved: "verify-frame",
    shifted: "verify-frame",
    shrunk: "verify-frame",
    undrawn: "verify-frame",
    text_over: "verify-overlap",
    line_over: "verify-overlap",
    box_over: "verify-overlap",
    contents_redirected: "verify-contents",
    contents_unlinked: "verify-contents",
    introduction_misnumbered: "verify-contents",
    way_back_lost: "verify-link",
    citation_redirected: "verify-citation",
    citation_unlinked: "verify-citation",
    bookmark_removed: "verify-bookmark",
    bookmark_redirected: "verify-bookmark",
    bookmark_renamed: "verify-bookmark",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_verify_finds(good: Good, tmp_path: Path, fault: Callable[[pikepdf.Pdf], None]) -> None:
    made, prepared = good
    copy = tmp_path / "dossier.pdf"
    with pikepdf.open(made.pdf) as pdf:
        fault(pdf)
        pdf.save(copy)
    assert FAULTS[fault] in codes(copy, prepared)
    # Where the pages are known as they were, the fault is found in what is looked at.
    store, manifest = Store(tmp_path, CHECKED), prepared.located.manifest
    plan, sources = prepared.plan, prepared.sources
    known = Known(store, "2a")
    known.keep(known.look(made.pdf, plan, sources, manifest, tmp_path / "new.pdf"))
    known = Known(store, "2a")
    assert len(known.look(made.pdf, plan, sources, manifest, tmp_path / "new.pdf").known) == 6
    look = known.look(copy, plan, sources, manifest, tmp_path / "new.pdf")
    assert FAULTS[fault] in {found.code for found in verify(look.file, plan, sources, silent, look.known)}


def test_a_page_rewritten_by_another_program_still_passes(good: Good, tmp_path: Path) -> None:
    """The faults above are found for what they are, not because the file was saved again."""
    made, prepared = good
    with pikepdf.open(made.pdf) as pdf:
        drawn(pdf, 5, b"")
        pdf.save(tmp_path / "dossier.pdf")
    assert codes(tmp_path / "dossier.pdf", prepared) == set()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"rien"])
def test_a_file_that_no_engine_opens_is_found(good: Good, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dossier.pdf").write_bytes(data)
    assert codes(tmp_path / "dossier.pdf", good[1]) == {"verify-unreadable"}


@pytest.mark.slow
def test_what_verify_finds_stops_the_build_and_leaves_the_last_good_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = write_dossier(tmp_path, {"a": File([Sheet()] * 2)})
    made = built(manifest)
    before = {name: (made.output / name).read_bytes() for name in published(made.output)}
    true = bind.bind

    def binding(skeleton: Any, plan: Any, sources: Any, target: Any, *more: Any) -> Any:
        findings = true(skeleton, plan, sources, target, *more)
        with pikepdf.open(target, allow_overwriting_input=True) as pdf:
            del pdf.pages[-1]
            pdf.save(target, compress_streams=False, fix_metadata_version=False)
        return findings

    monkeypatch.setattr(bind, "bind", binding)
    with pytest.raises(DossierError) as raised:
        built(manifest)
    assert raised.value.exit is Exit.VERIFICATION
    assert {name: (made.output / name).read_bytes() for name in published(made.output)} == before
