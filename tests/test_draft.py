"""A draft: a set of its own beside the last good one, a mark on each of its pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import A4, File, Made, Sheet, built, invoke, published, write_dossier
from docx import Document

from dossier import outputs
from dossier.compose.templates import Templates
from dossier.directory import Directory
from dossier.outputs import names, switch
from dossier.raster import Reader

GOOD = ["dossier.json", "dossier.pdf", "synthesis.docx"]
DRAFT = ["dossier-draft.json", "dossier-draft.pdf", "synthesis-draft.docx"]
WIDE = (0, 0, A4[3], A4[2])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], Made]:
    """A folder of outputs with a good set and then a draft, the bytes of the good one before, the draft."""
    folder = tmp_path_factory.mktemp("brouillon")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(
        'Voir {{ cite("a") }}, {{ cite("b") }}, {{ cite("c") }}.\n', encoding="utf-8"
    )
    # A root template of the dossier's own, which knows nothing of drafts.
    root = Templates.shipped().read("dossier.html").replace("{{ ' draft' if draft }}", "")
    (folder / "templates" / "dossier.html").write_text(root, encoding="utf-8")
    files = {"a": File([Sheet()]), "b": File([Sheet(), Sheet(media=WIDE)]), "c": File([Sheet()])}
    keys = {"introduction": "shown", "assignment": "Rédigez une note.", "recto": "documents"}
    manifest = write_dossier(folder, files, **keys)
    good = built(manifest, team=True).output
    before = {path.relative_to(good).as_posix(): path.read_bytes() for path in good.rglob("*.*[fxn]")}
    (folder / "sources" / "c.pdf").unlink()
    return good, before, built(manifest, team=True, draft=True)


@pytest.mark.slow
def test_it_never_takes_the_place_of_a_good_set(both: tuple[Path, dict[str, bytes], Made]) -> None:
    output, before, _ = both
    assert published(output) == sorted([*DRAFT, *GOOD, "team"])
    assert published(output / "team") == ["synthesis-draft.docx", "synthesis.docx"]
    for name in names.SETS[0]:
        assert (output / name).read_bytes() == before[name], name
    record = json.loads((output / "dossier-draft.json").read_text(encoding="utf-8"))
    assert record["draft"]
    assert [told["path"] for told in record["outputs"]] == list(names.SETS[1][:-1])


def test_each_page_says_so_in_black(both: tuple[Path, dict[str, bytes], Made]) -> None:
    _, _, draft = both
    parts = [page["part"] for page in draft.record["pages"]]
    assert {"cover", "contents", "assignment", "introduction", "document", "blank"} <= set(parts)
    word = Templates.shipped().read("draft.txt")
    with Reader(draft.pdf) as reader:
        for number in range(1, len(parts) + 1):
            with reader.page(number) as page:
                at = [page.letter(found.start())[0] for found in re.finditer(word, page.text())]
            # In the margin at the side, where nothing else is.
            assert [x for x in at if x < 30 or x > A4[2] - 30], number


def test_a_good_set_says_nothing_of_it(both: tuple[Path, dict[str, bytes], Made]) -> None:
    output, _, _ = both
    with Reader(output / "dossier.pdf") as reader:
        for number in range(1, len(reader) + 1):
            with reader.page(number) as page:
                assert "Brouillon" not in page.text()
    assert not [1 for words in heads(output / "synthesis.docx") if "Brouillon" in words]


def heads(path: Path) -> list[list[str]]:
    """The lines of each header that the pages of a DOCX show."""
    document = Document(str(path))
    found = []
    for section in document.sections:
        found.append([p.text for p in section.header.paragraphs])
        if section.different_first_page_header_footer:
            found.append([p.text for p in section.first_page_header.paragraphs])
    return found


@pytest.mark.parametrize("name", ["synthesis-draft.docx", "team/synthesis-draft.docx"])
def test_each_page_of_the_note_says_so(both: tuple[Path, dict[str, bytes], Made], name: str) -> None:
    assert [words[0] for words in heads(both[0] / name)] == ["Brouillon"] * 2


def test_clean_removes_both(both: tuple[Path, dict[str, bytes], Made], tmp_path: Path) -> None:
    target = tmp_path / "build"
    shutil.copytree(both[0], target)
    (target / "synthesis-draft.docx").write_bytes(b"somebody's own")
    outputs.clean(target)
    assert published(target) == ["dossier-draft.json", "synthesis-draft.docx"]
    (target / "synthesis-draft.docx").write_bytes((both[0] / "synthesis-draft.docx").read_bytes())
    outputs.clean(target)
    assert published(target) == []


@pytest.mark.parametrize("moved", range(5))
def test_a_killed_draft_is_completed_beside_the_good_set(tmp_path: Path, moved: int) -> None:
    for name in names.SETS[0][:2]:
        (tmp_path / name).write_bytes(b"good")
    files = dict.fromkeys(names.SETS[1], b"draft")
    with Directory.open(tmp_path) as folder:
        switch.stage(folder, files)
        if moved:  # killed once the set counts, with some of its files in their places
            folder.move(switch.NEXT, folder, switch.SWITCH)
            for name in names.SETS[1][: moved - 1]:
                with folder.folder(switch.SWITCH) as held, names.place(folder, name, make=True) as (to, base):
                    held.move(f"new-{names.flat(name)}", to, base)
    assert not outputs.settle(tmp_path)
    assert [(tmp_path / name).read_bytes() for name in names.SETS[0][:2]] == [b"good"] * 2
    assert [(tmp_path / name).exists() for name in names.SETS[1]] == [bool(moved)] * 4
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".dossier-")]


@pytest.mark.slow
def test_each_is_told_to_be_unchanged(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File([Sheet()])})
    for words in ((), ("--draft",)):
        assert invoke("build", "--manifest", path, *words).returncode == 0
    for words, name in (((), "dossier.pdf"), (("--draft",), "dossier-draft.pdf")):
        again = invoke("build", "--manifest", path, *words)
        assert name in again.stdout
        assert "Reading the manifest" not in again.stderr
