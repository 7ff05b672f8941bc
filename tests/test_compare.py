"""The comparison of bound pages with their sources: it passes what is true, sees faults, and remembers."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from comparing import FAULTS, LINES, TURNED, faded, form, layered, moved, pictured, rewritten
from conftest import A4, PROJECT, File, Made, Sheet, built, invoke, published, silent, write_dossier
from pikepdf import Array, Dictionary
from PIL import Image, ImageChops, ImageDraw

from dossier import bind, children, outputs, pipeline, report
from dossier.check.pictures import Comparison, compare, comparison, likeness, spot
from dossier.check.pictures.identity import Bound
from dossier.findings import DossierError, Exit
from dossier.raster import Reader
from dossier.work import Crew

Good = tuple[Made, pipeline.Prepared]
Pair = tuple[Image.Image, Image.Image]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    folder = tmp_path_factory.mktemp("vrai")
    signed = Sheet(
        LINES[:4], stamps=[((300, 100, 420, 130), "Vu")], fields={"nom": ((100, 100, 220, 130), "Anne")}
    )
    files = {
        "textes": File([Sheet(LINES), Sheet(TURNED), Sheet(LINES[:5], draw="0.85 g 100 100 90 90 re f")]),
        "signes": File([signed]),
        "calques": layered(folder / "calques.pdf"),
        "image": pictured(folder / "image.pdf"),
    }
    manifest = write_dossier(folder, files)
    return built(manifest), pipeline.prepare(pipeline.Options(manifest), silent)


def findings_of(file: Path, prepared: pipeline.Prepared, folder: Path) -> list[str]:
    """The codes and places that the comparison of ``file`` finds."""
    folder.mkdir(exist_ok=True)
    ready: Future[Any] = Future()
    ready.set_result((prepared.sources, ()))
    with Crew() as crew, Comparison(crew, prepared.located.manifest, folder) as comparison:
        comparison.draw(ready)
        comparison.begin(file, prepared.plan)
        return [f"{one.code} {one.place}" for one in comparison.findings(silent)]


def folio(made: Made, document: str, rank: int = 1) -> int:
    return int(made.framed(document)[rank - 1]["folio"])


def grey_gone(pdf: pikepdf.Pdf, number: int) -> None:
    rewritten(form(pdf, number), rb"0.85 g", b"1 g")


def test_what_is_true_passes(good: Good, tmp_path: Path) -> None:
    made, prepared = good
    assert findings_of(made.pdf, prepared, tmp_path) == []
    assert made.record["compare"] is True


def test_a_picture_up_to_the_edge_is_looked_at_once(tmp_path: Path) -> None:
    """However its page and its frame are rounded, it takes as many rows of pixels in both drawings of it."""
    width, height = 453.543304, 680.314941
    frame = (70.8662, 103.1646, round(70.8662 + width, 4), round(103.1646 + height, 4))
    pixels = random.Random(5).randbytes(540 * 800)
    off = [n * 2e-5 for n in range(-3, 4)]
    for name, size, x, y in (("source", (width, height), 0, 0), ("bound", (595.28, 841.89), *frame[:2])):
        with pikepdf.new() as pdf:
            picture = pikepdf.Stream(
                pdf, pixels, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=540, Height=800,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            for more in off if name == "bound" else off[::-1]:
                page = pdf.add_blank_page(page_size=size).obj
                page.Resources = Dictionary(XObject=Dictionary(Im=picture))
                laid = (
                    f"q {width + more:.6f} 0 0 {height + more:.6f} {x - more / 2:.6f} {y - more / 2:.6f} cm"
                )
                page.Contents = pdf.make_stream(f"{laid} /Im Do Q".encode())
            pdf.save(tmp_path / f"{name}.pdf")
    looks = []
    with Reader(tmp_path / "source.pdf") as source, Reader(tmp_path / "bound.pdf") as bound:
        for number in range(1, len(off) + 1):

            def pictures(look: int, dpi: int, over: int, page: int = number) -> Pair:
                looks.append(look)
                size = likeness.size(width, height, dpi)
                one = source.picture(page, size, over=over, hair=likeness.HAIR)
                return one, bound.picture(page, size, over=over, box=frame, hair=likeness.HAIR)

            assert likeness.closest(pictures) <= likeness.ENOUGH
    assert set(looks) == {0}


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "document"), FAULTS, ids=lambda item: getattr(item, "__name__", ""))
def test_a_fault_is_named_by_its_page(
    good: Good, tmp_path: Path, fault: Callable[[pikepdf.Pdf, int], None], document: str
) -> None:
    made, prepared = good
    number = folio(made, document)
    with pikepdf.open(made.pdf) as pdf:
        fault(pdf, number)
        pdf.save(tmp_path / "dossier.pdf")
    # What was compared when the dossier was built is remembered: only the changed page is drawn again.
    shutil.copytree(made.output / ".compare", tmp_path / ".compare")
    assert findings_of(tmp_path / "dossier.pdf", prepared, tmp_path) == [f"compare-differs page {number}"]


@pytest.mark.slow
def test_every_page_that_differs_is_named_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = write_dossier(tmp_path, {"a": File([Sheet(LINES), Sheet(TURNED)]), "b": File()})
    before = contents(built(manifest))
    true = bind.bind

    def binding(skeleton: Any, plan: Any, sources: Any, target: Any, *more: Any) -> Any:
        findings = true(skeleton, plan, sources, target, *more)
        with pikepdf.open(target, allow_overwriting_input=True) as pdf:
            faded(pdf, 3)
            moved(2, 0)(pdf, 5)
            pdf.save(target, compress_streams=False, fix_metadata_version=False)
        return findings

    monkeypatch.setattr(bind, "bind", binding)
    with pytest.raises(DossierError) as raised:
        built(manifest)
    named = [(f.place, f.facts["id"], f.facts["page"]) for f in raised.value.findings if "compare" in f.code]
    assert named == [("page 3", "a", 1), ("page 5", "b", 1)]
    assert raised.value.exit is Exit.VERIFICATION
    left = contents(Made(tmp_path, tmp_path / "build"))
    shown = [name for name in left if name.startswith("differs-")]
    assert shown == [
        f"differs-document-{place}-{side}.png"
        for place in ("1-folio-3", "2-folio-5")
        for side in ("dossier", "source")
    ]
    assert {name: data for name, data in left.items() if name not in shown} == before
    for one in (f for f in raised.value.findings if "compare" in f.code):
        message, _ = report.word(one)
        assert one.facts["title"] in message
        assert "%" not in message
        pictures = [Image.open(io.BytesIO(left[name])) for name in str(one.facts["pictures"]).split(" + ")]
        assert pictures[0].size == pictures[1].size
        assert ImageChops.difference(*(picture.convert("RGB") for picture in pictures)).getbbox()
    # The next good build removes them, and nothing that is somebody else's.
    other = tmp_path / "build" / "differs-document-9-folio-9-source.png"
    other.write_bytes(b"\x89PNG of mine")
    monkeypatch.setattr(bind, "bind", true)
    built(manifest)
    assert contents(Made(tmp_path, tmp_path / "build")) == {**before, other.name: other.read_bytes()}


PAGE = Image.new("RGB", (827, 1169), "white")


def with_marks(*marks: tuple[tuple[int, int, int, int], str]) -> Image.Image:
    page = PAGE.copy()
    for box, colour in marks:
        ImageDraw.Draw(page).rectangle(box, fill=colour)
    return page


WORD, FIELD = ((100, 200, 300, 220), "black"), ((100, 900, 400, 1000), "#c0c0ff")


@pytest.mark.parametrize(
    ("source", "bound", "how", "box"),
    [
        (with_marks(WORD, FIELD), with_marks(FIELD), "missing", WORD[0]),
        (with_marks(FIELD), with_marks(WORD, FIELD), "added", WORD[0]),
        (
            with_marks(WORD, (FIELD[0], "#b04040")),
            with_marks(WORD, (FIELD[0], "#407240")),
            "colour",
            FIELD[0],
        ),
        (with_marks(WORD), with_marks(((100, 205, 300, 225), "black")), "otherwise", (100, 200, 300, 225)),
    ],
)
def test_where_and_how_pages_differ_is_told(
    source: Image.Image, bound: Image.Image, how: str, box: tuple[int, ...]
) -> None:
    found, told = spot.spot(source, bound)
    assert told == how
    sides = (827, 1169, 827, 1169)
    assert [part * side for part, side in zip(found, sides, strict=True)] == pytest.approx(box, abs=4)


def contents(made: Made) -> dict[str, bytes]:
    return {name: (made.output / name).read_bytes() for name in published(made.output)}


def drawn(good: Good, folder: Path, file: Path | None = None) -> list[int]:
    """The folios that are drawn to compare ``file`` (the good one), as ``folder`` remembers."""
    made, prepared = good
    comparison, looked = compare.Pages(folder), []
    true = comparison._look

    def look(reader: Any, page: compare.Framed) -> Any:
        looked.append(page.folio)
        # Of no other document a file is open: the engine keeps what it made of each page.
        assert {document for document, _ in comparison._readers} <= {page.document}
        return true(reader, page)

    comparison._look = look  # type: ignore[method-assign]  # what is counted
    for id, source in prepared.sources.items():
        comparison.add(compare.Original(id, tuple(p.data for p in source.parts), source.pages))
    with pikepdf.open(file or made.pdf) as pdf:
        bound = Bound(pdf)
        framed = [
            compare.Framed(
                p["folio"], p["document"], p["rank"], p["frame"], bound.page(p["folio"], p["frame"])
            )
            for p in made.framed()
        ]
    assert comparison.compare(file or made.pdf, framed, silent) == ()
    return looked


@pytest.fixture
def remembered(good: Good, tmp_path: Path) -> Path:
    shutil.copytree(good[0].output / ".compare", tmp_path / ".compare")
    return tmp_path


def test_what_was_compared_is_not_drawn_again(good: Good, remembered: Path, tmp_path: Path) -> None:
    assert drawn(good, remembered) == []
    (tmp_path / "nothing").mkdir()
    everything = [page["folio"] for page in good[0].framed()]
    assert drawn(good, tmp_path / "nothing") == everything
    assert drawn(good, tmp_path / "nothing") == [], "kept by the run before"


def truncated(kept: bytes) -> bytes:
    return kept[: len(kept) // 2]


def one_digit(kept: bytes) -> bytes:
    """A page that would be taken for compared."""
    start = kept.index(b'"pages": [')
    place = kept.index(b'"', start + 10) + 1
    return kept[:place] + (b"1" if kept[place : place + 1] == b"0" else b"0") + kept[place + 1 :]


def unsealed(kept: bytes) -> bytes:
    """As builds before wrote it: whoever can compute a hash can write it."""
    told = json.loads(kept[64:])
    pages = json.dumps([told["engine"], told["pages"]], sort_keys=True).encode()
    return json.dumps({"sha256": hashlib.sha256(pages).hexdigest(), **told}).encode()


@pytest.mark.parametrize("damage", [truncated, one_digit, unsealed, lambda _: b"", lambda _: b"[]"])
def test_what_is_remembered_and_damaged_is_made_again(
    good: Good, remembered: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept = remembered / ".compare" / "pages.json"
    true = kept.read_bytes()
    kept.write_bytes(damage(true))
    assert drawn(good, remembered) == [page["folio"] for page in good[0].framed()]
    assert kept.read_bytes() == true


def test_another_engine_remembers_nothing(
    good: Good, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "engine", lambda: "another")
    assert drawn(good, remembered) != []


@pytest.mark.slow
def test_a_page_that_changed_is_drawn_again_and_no_other(tmp_path: Path) -> None:
    files = {"a": File([Sheet(("un",)), Sheet(("deux",))]), "b": File([Sheet(("trois",))])}
    manifest = write_dossier(tmp_path, files)
    made = built(manifest)
    File([Sheet(("un",)), Sheet(("deux, corrigé",))]).write(tmp_path / "sources" / "a.pdf")
    built(manifest, output=tmp_path / "autre")
    good = Made(tmp_path, tmp_path / "autre"), pipeline.prepare(pipeline.Options(manifest), silent)
    # The file of "a" is another, so that both its pages are looked at.
    assert drawn(good, made.output) == [page["folio"] for page in made.framed("a")]


@pytest.mark.slow
def test_one_page_that_two_files_have_is_not_drawn_again_for_either(tmp_path: Path) -> None:
    files = {"a": File([Sheet(("un",))]), "b": File([Sheet(("un",)), Sheet(("deux",))])}
    manifest = write_dossier(tmp_path, files)
    made = built(manifest)
    good = made, pipeline.prepare(pipeline.Options(manifest), silent)
    assert drawn(good, made.output) == []


def hashes(file: Path, made: Made | None = None) -> dict[int, str]:
    frames = {page["folio"]: page["frame"] for page in made.framed()} if made else {1: A4}
    with pikepdf.open(file) as pdf:
        bound = Bound(pdf)
        return {folio: bound.page(folio, frame) for folio, frame in frames.items()}


def test_the_hash_of_a_page_does_not_hang_on_how_its_file_is_written(good: Good, tmp_path: Path) -> None:
    made, _ = good
    with pikepdf.open(made.pdf) as pdf:
        mode = pikepdf.ObjectStreamMode.generate
        pdf.save(tmp_path / "a.pdf", object_stream_mode=mode, linearize=True, compress_streams=False)
    assert hashes(tmp_path / "a.pdf", made) == hashes(made.pdf, made)
    assert len(set(hashes(made.pdf, made).values())) == len(made.framed())


@pytest.mark.parametrize(("fault", "document"), FAULTS, ids=lambda item: getattr(item, "__name__", ""))
def test_the_hash_of_a_page_changes_with_what_it_draws(
    good: Good, tmp_path: Path, fault: Callable[[pikepdf.Pdf, int], None], document: str
) -> None:
    made, _ = good
    with pikepdf.open(made.pdf) as pdf:
        fault(pdf, folio(made, document))
        pdf.save(tmp_path / "a.pdf", compress_streams=False)
    before, after = hashes(made.pdf, made), hashes(tmp_path / "a.pdf", made)
    assert [number for number in before if before[number] != after[number]] == [folio(made, document)]


def test_resources_that_lead_back_to_themselves_have_a_hash(tmp_path: Path) -> None:
    File().write(tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        resources = pdf.pages[0].obj.Resources = pdf.make_indirect(pdf.pages[0].obj.Resources)
        resources.Properties = Dictionary(Up=Dictionary(Again=resources))
        pdf.save(tmp_path / "a.pdf")
    assert len(hashes(tmp_path / "a.pdf")) == 1


def test_numbers_that_are_objects_of_their_own_count(tmp_path: Path) -> None:
    found = []
    for width in (1, 9):
        File().write(tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
            state = Dictionary(LW=pdf.make_indirect(Array([width])))
            pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=pdf.make_indirect(state))
            pdf.save(tmp_path / "a.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        data = (tmp_path / "a.pdf").read_bytes()
        number = b"obj\n[ %d ]\nendobj" % width  # the library makes no object of a number
        assert number in data
        (tmp_path / "a.pdf").write_bytes(data.replace(number, number.replace(b"[", b" ").replace(b"]", b" ")))
        found += hashes(tmp_path / "a.pdf").values()
    assert len(set(found)) == 2


def test_a_page_that_would_be_refused_is_looked_at_once_more() -> None:
    page = Image.new("RGB", (415, 587), "white")
    ImageDraw.Draw(page).line((20, 40, 400, 300), fill="black")
    moved = ImageChops.offset(page, 0, 4)
    looks = []

    def pictures(look: int, dpi: int, over: int) -> tuple[Image.Image, Image.Image]:
        looks.append(over)
        return page, page if over > max(o for _, o in likeness.LOOKS) else moved

    assert likeness.score(page, moved) > 1
    assert likeness.closest(pictures) == 0
    assert len(looks) == len(likeness.LOOKS) + 1


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Makes the process run another program in its place."""

    def make(program: str) -> None:
        def start(_: str, *words: str, **more: Any) -> Any:
            return children.Process(
                [sys.executable, "-c", program],
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                start_new_session=True,
                **more,
            )

        monkeypatch.setattr(children, "start", start)

    return make


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.write(2, b'\\0'); os.kill(os.getpid(), signal.SIGSEGV)",
        "import os; os.write(2, b'\\0'); raise SystemExit('gone')",
    ],
)
def test_a_comparison_that_dies_is_said(
    good: Good, tmp_path: Path, dying: Callable[[str], None], program: str
) -> None:
    dying(program)
    assert findings_of(good[0].pdf, good[1], tmp_path) == ["compare-unfinished page 1"]


def test_a_comparison_that_hangs_is_given_up(
    good: Good, tmp_path: Path, dying: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(
        "import sys, time; from dossier.work import job, stream, wire;"
        " [stream.receive(sys.stdin.buffer) for _ in range(7)];"
        " stream.send(sys.stdout.buffer, wire.pack(job.Answer(progress=4))); time.sleep(99)"
    )
    monkeypatch.setattr(comparison, "PATIENCE", 0.5)
    assert findings_of(good[0].pdf, good[1], tmp_path) == ["compare-unfinished page 5"]


@pytest.mark.slow
def test_without_comparison_the_record_and_the_last_line_say_so(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File()})
    done = invoke("build", "--no-compare", "--manifest", manifest)
    assert done.returncode == 0, done.stdout
    assert "have not been compared" in done.stdout.splitlines()[-1]
    made = Made(tmp_path, tmp_path / "build")
    assert (made.record["compare"], "compare-skipped" in made.codes()) == (False, True)
    assert not (tmp_path / "build" / ".compare").exists()


def test_clean_removes_what_is_remembered(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File()})
    built(manifest)
    assert (tmp_path / "build" / ".compare" / "pages.json").is_file()
    removed = outputs.clean(tmp_path / "build")
    assert ".compare" in {path.name for path in removed}
    assert os.listdir(tmp_path / "build") == []
