"""Fifty files as four dossiers: what is said of them, and that one acceptance a document is enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import forty
import pikepdf
import pytest
from conftest import PROJECT, File, Sheet, absent, prepared, silent, write_dossier
from test_accepting import paste
from test_images import picture, saved

from dossier import pipeline, report
from dossier.findings import Finding, Severity
from dossier.work.serial import Serial

#: What is left to say of these files; docs/guide.md has what an editor does about each, docs/warnings.md why.
LEFT = {"source-page-count": 3, "data-doubtful": 1, "source-altered": 1, "text-small": 1}


def warnings(findings: tuple[Finding, ...]) -> list[Finding]:
    """Those that a strict build refuses."""
    return [found for found in findings if found.severity is Severity.WARNING]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_real_files_pass_strictly_with_one_acceptance_a_document(tmp_path: Path) -> None:
    if not forty.CORPUS.is_dir():
        absent("the corpus of real documents is not here")
    said: list[Finding] = []
    for manifest in forty.write(tmp_path, pdfa="none"):  # what is claimed is a note, and takes long
        made = pipeline.build(pipeline.Options(manifest, compare=False), silent, Serial())
        found = warnings(made.findings)
        assert max(Counter(f.document for f in found).values(), default=0) <= 1
        said += found
        paste(manifest, list(report.lines(made.findings)))
        assert warnings(prepared(manifest, strict=True).findings) == []
    assert Counter(found.code for found in said) == LEFT
    guide = (PROJECT / "docs" / "guide.md").read_text(encoding="utf-8")
    assert all(f"| `{code}`" in guide for code in LEFT)


@pytest.mark.slow
def test_a_page_on_which_nothing_stands_is_blank_and_no_picture(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(tmp_path / "sources" / "vide.pdf")
    (tmp_path / "sources" / "photo.png").write_bytes(saved(picture(), "PNG"))
    documents = {"photo": {"file": "sources/photo.png"}}
    manifest = write_dossier(tmp_path, {"vide": None, "photo": None}, documents)
    manifest.write_text(manifest.read_text("utf-8").replace("  fit: page\n", ""), encoding="utf-8")
    found = [(one.code, one.document) for one in prepared(manifest).findings]
    assert ("image-only", "photo") in found
    assert ("image-only", "vide") not in found
    assert "pages-blank" in [code for code, _ in found]


_BOXES: dict[str, dict[str, object]] = {
    "apart": {"CropBox": [2000, 2000, 2100, 2100]},
    "nothing": {"CropBox": [50, 50, 50, 50]},
    "three": {"CropBox": [0, 0, 100]},
    "flat": {"MediaBox": [0, 0, 0, 792]},
    "words": {"MediaBox": [0, 0, 612, pikepdf.Name.X]},
}


def test_a_page_whose_boxes_do_not_meet_is_looked_at_like_any_other(tmp_path: Path) -> None:
    """One engine shows nothing of it, another all: it is bound with the box that is shown."""
    (tmp_path / "sources").mkdir()
    for name, boxes in _BOXES.items():
        for text in ("Un", ""):
            path = tmp_path / "sources" / f"{name}{text.lower()}.pdf"
            media = (0, 0, 612, 792)
            File(
                (Sheet((text,) if text else (), media=media, draw="" if text else "0 0 612 792 re f"),)
            ).write(path)
            with pikepdf.open(path, allow_overwriting_input=True) as pdf:
                for key, box in boxes.items():
                    pdf.pages[0].obj[f"/{key}"] = pikepdf.Array(box)
                pdf.save(path)
    names = [f"{name}{text}" for name in _BOXES for text in ("un", "")]
    manifest = write_dossier(tmp_path, dict.fromkeys(names))
    manifest.write_text(manifest.read_text("utf-8").replace("  fit: page\n", ""), encoding="utf-8")
    made = prepared(manifest)
    codes = [one.code for one in made.findings]
    assert "image-only" not in codes
    (blank,) = [str(one.facts["pages"]) for one in made.findings if one.code == "pages-blank"]
    assert blank == "; ".join(f"{number}: 1" for number in range(2, 2 * len(_BOXES) + 1, 2))
