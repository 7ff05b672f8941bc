"""Pages that an earlier build found right are known again wherever they stand, and by nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, invoke, prepared, write_dossier

from dossier import checking, pipeline
from dossier.check import known as checks
from dossier.check.known import Known, Look
from dossier.check.pictures.identity import Bound
from dossier.check.plan import verify
from dossier.store import CHECKED, Store

FILES = {id: File([Sheet((f"{id} un",)), Sheet((f"{id} deux",))]) for id in "abc"}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(write_dossier(tmp_path_factory.mktemp("une fois"), FILES))


def looked(made: Made, output: Path, claim: str = "2a") -> Look:
    """What of ``made`` is looked at where ``output`` remembers."""
    given = prepared(made.folder / "manifest.yaml")
    known = Known(Store(output, CHECKED), claim)
    return known.look(made.pdf, given.plan, given.sources, given.located.manifest, output / "new.pdf")


@pytest.mark.slow
def test_a_page_is_known_wherever_it_stands(once: Made, tmp_path: Path) -> None:
    files: dict[str, File | Path | None] = {"z": File([Sheet((f"z {n}",)) for n in range(3)])}
    files |= {id: once.folder / "sources" / f"{id}.pdf" for id in reversed(FILES)}
    made = built(write_dossier(tmp_path, files))
    # They bear other numbers now: other letters in their heads, the same pages in their frames. One no
    # longer has the section's title above it: its band is as high as before.
    again = [page["folio"] for id in "abc" for page in made.framed(id)]
    assert looked(made, once.output).known == {*again}


DRAWN = {
    "a hairline in the frame": (b"100 300 m 300 300 l S", True),
    "a line of no height": (b"100 300 200 0 re f", True),
    "a text in the frame": (b"BT /APDWCE 9 Tf 1 0 0 1 100 300 Tm [<0014>0] TJ ET", True),
    "a text that runs into it": (b"BT /APDWCE 9 Tf 1 0 0 1 10 300 Tm [<0014>0] TJ ET", True),
    "a text that is turned": (b"BT /APDWCE 9 Tf 0 1 -1 0 590 10 Tm [<0014>0] TJ ET", True),
    "a text whose place is reckoned": (b"BT /APDWCE 9 Tf 580 10 Td [<0014>0] TJ ET", True),
    "a clip": (b"0 0 300 300 re W n", True),
    "a colour that is set and not used": (b"1 0 0 rg", True),
    "what is set and taken back": (b"q 1 0 0 rg 0 0 300 300 re W n Q", False),
    "a text below it": (b"BT /APDWCE 9 Tf 1 0 0 1 100 30 Tm [<0014>0] TJ ET", False),
    "a box beside it": (b"568 300 20 20 re f", False),
}


@pytest.mark.parametrize("what", DRAWN)
def test_what_may_show_in_a_frame_makes_another_page(once: Made, what: str) -> None:
    page = once.framed("b")[1]
    operators, counts = DRAWN[what]
    found = []
    with pikepdf.open(once.pdf) as pdf:
        held = pdf.pages[page["folio"] - 1].obj
        data = held.Contents.read_bytes()
        for before in (b"", operators):
            held.Contents = pdf.make_stream(before + b"\n" + data)
            found.append(Bound(pdf).page(page["folio"], page["frame"]))
    assert (found[0] != found[1]) == counts


def test_sheets_that_are_alike_are_told_apart_by_what_shows_in_the_frame(once: Made) -> None:
    """What another sheet was found to draw is believed of one that differs in its texts outside alone."""
    page = once.framed("b")[1]
    shows = b"BT /APDWCE 9 Tf 1 0 0 1 100 %d Tm [<%04x>0] TJ ET\n"

    def hashes(pdf: pikepdf.Pdf, bound: Bound | None) -> list[str]:
        held = pdf.pages[page["folio"] - 1].obj
        data = held.Contents.read_bytes()
        found = []
        for where, what in ((300, 20), (300, 21), (30, 20), (30, 21), (300, 20)):
            held.Contents = pdf.make_stream(shows % (where, what) + data)
            found.append((bound or Bound(pdf)).page(page["folio"], page["frame"]))
            two = pdf.make_stream(shows % (where, what)), pdf.make_stream(data)
            held.Contents = pikepdf.Array(two)
            found.append((bound or Bound(pdf)).page(page["folio"], page["frame"]))
        held.Contents = pdf.make_stream(data)
        return found

    with pikepdf.open(once.pdf) as pdf:
        found = hashes(pdf, Bound(pdf))
        assert found == hashes(pdf, None)
    inside, other, below, changed, again = found[::2]
    assert len({inside, other, below}) == 3
    assert (below, inside) == (changed, again)
    assert found[::2] == found[1::2]


@pytest.mark.slow
def test_another_claim_another_engine_and_a_poisoned_store_know_nothing(
    once: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(looked(once, once.output).known) == 6
    assert not looked(once, once.output, "none").known
    with monkeypatch.context() as within:
        within.setattr(checks, "engine", lambda: "another")
        assert not looked(once, once.output).known
    entry = once.output / ".checked" / "pages.json"
    good = entry.read_bytes()
    (tmp_path / ".checked").mkdir(mode=0o700)
    for place in (0, 63, 64, len(good) // 2, len(good) - 1):
        bad = bytearray(good)
        bad[place] ^= 1
        (tmp_path / ".checked" / "pages.json").write_bytes(bad)
        assert not looked(once, tmp_path).known, place
    (tmp_path / ".checked" / "pages.json").write_bytes(b"0" * 64 + good[64:])
    assert not looked(once, tmp_path).known
    os.makedirs(tmp_path / ".compare", mode=0o700)
    (tmp_path / ".checked" / "pages.json").write_bytes((once.output / ".compare" / "pages.json").read_bytes())
    assert not looked(once, tmp_path).known, "sealed by this machine, for something else"


@pytest.mark.slow
def test_few_known_pages_are_worth_no_copy(once: Made, tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": FILES["a"], **{id: File([Sheet((id,))] * 2) for id in "xyz"}}))
    look = looked(made, once.output)
    assert (look.file, look.known) == (made.pdf, frozenset())


@pytest.mark.slow
def test_strict_looks_at_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(*given: Any) -> Any:
        seen.append(len(given[-1]))
        return verify(*given)

    monkeypatch.setattr(checking, "verify", watched)
    manifest = write_dossier(tmp_path, FILES)
    for strict in (False, False, True):
        made = built(manifest, strict=strict)
    assert seen == [0, 6, 0]
    assert pipeline.Options(manifest, strict=True).remembered is None
    assert made.codes() == []


@pytest.mark.slow
def test_what_is_told_of_a_known_file_is_told_of_the_file_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where something is wrong with the copy, the file itself is looked at, and that alone is told."""
    manifest = write_dossier(tmp_path, FILES)
    built(manifest)
    empty = checks._empty

    def spoilt(file: Any, folios: frozenset[int], copy: Path) -> None:
        del file.Root.PageLabels
        empty(file, folios, copy)

    monkeypatch.setattr(checks, "_empty", spoilt)
    assert built(manifest).codes() == []


@pytest.mark.slow
def test_what_changes_while_it_is_looked_at_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put in its place is what was looked at: the file lies on the disk meanwhile."""
    manifest = write_dossier(tmp_path, FILES)
    before = built(manifest).pdf.read_bytes()
    checked = checking.Checking.checked

    def meddled(self: checking.Checking, pdf: Path, *more: Any) -> Any:
        told = checked(self, pdf, *more)
        pdf.write_bytes(pdf.read_bytes() + b"%\n")
        return told

    monkeypatch.setattr(checking.Checking, "checked", meddled)
    with pytest.raises(RuntimeError, match="changed"):
        built(manifest)
    assert (manifest.parent / "build" / "dossier.pdf").read_bytes() == before


@pytest.mark.slow
def test_a_source_that_was_drawn_ahead_for_nothing_keeps_nobody_waiting(tmp_path: Path) -> None:
    """What was compared is forgotten, what was found right is not."""
    manifest = write_dossier(tmp_path, FILES)
    made = built(manifest)
    for entry in (made.output / ".compare").iterdir():
        entry.unlink()
    done = invoke("build", "--always", "--manifest", manifest)
    assert done.returncode == 0, done.stdout
