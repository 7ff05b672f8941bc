"""Fifty files as four dossiers: what is said of them, and that one acceptance a document is enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import forty
import pikepdf
import pytest
from conftest import PROJECT, absent, prepared, silent, write_dossier
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
