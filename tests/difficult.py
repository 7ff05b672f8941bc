"""The difficult PDFs, each bound alone: what became of it, one row a file.

python tests/difficult.py     writes tests/difficult.txt
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pikepdf
from conftest import PROJECT, silent, write_dossier

from dossier import pipeline, report
from dossier.findings import DossierError, Exit, Finding, Severity
from dossier.work.serial import Serial

CORPUS = PROJECT.parent / "shared" / "corpus" / "difficult"
TABLE = Path(__file__).with_name("difficult.txt")
# Its one page has 32,768 links, each of which costs some milliseconds: so many prove the same.
_LONG, _LINKS = "090-pdfjs-bug1978317.pdf", 1024
# What is done to good files too.
_ALWAYS = ("font-", "archive-")
# What is said of the file and not of what became of it.
_BESIDE = (
    "image-only",
    "extent-differs",
    "text-small",
    "link-dropped",
    "source-repaired",
    "conformance-",
    *_ALWAYS,
)


def read(file: Path) -> bytes:
    """A file of the corpus; of the one that has thousands of links, with the first of them."""
    if file.name != _LONG:
        return file.read_bytes()
    held = io.BytesIO()
    with pikepdf.open(file) as pdf:
        page = pdf.pages[0]
        page.Annots = pikepdf.Array(list(page.Annots)[:_LINKS])
        pdf.save(held)
    return held.getvalue()


def rows(files: list[Path]) -> Iterator[str]:
    """Each file: how many of its pages are bound and what was done to it, or why it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            yield f"{file.name} | {_outcome(file, Path(folder) / file.stem)}"


def _outcome(file: Path, folder: Path) -> str:
    manifest = write_dossier(folder, {"document": None})
    (folder / "sources").mkdir()
    (folder / "sources" / "document.pdf").write_bytes(read(file))
    try:  # in this process: another one for each would cost more than the file does
        pipeline.build(pipeline.Options(manifest), silent, Serial())
    except DossierError as error:
        errors = [f for f in error.findings if f.severity is Severity.ERROR]
        return " | ".join(["refused", *(_reason(f) for f in errors)])
    record = json.loads((folder / "build" / "dossier.json").read_text(encoding="utf-8"))
    codes = [done["code"] for done in record["documents"][0]["treatment"]]
    done = ", ".join(code for code in codes if not code.startswith(_ALWAYS))
    bound = sum(page["frame"] is not None for page in record["pages"])
    findings = [f["code"] for f in record["findings"] if not f["code"].startswith(_BESIDE)]
    return " | ".join(["bound", f"{bound} p.", done or "as it is", *findings])


def _reason(finding: Finding) -> str:
    if finding.exit is not Exit.SOURCE:
        return finding.code  # how much a page differs is another number on another machine
    return f"{finding.code}: {report.word(finding)[0]}".replace("“sources/document.pdf”", "it")


if __name__ == "__main__":
    os.environ["LANGUAGE"] = "en"
    with TABLE.open("w", encoding="utf-8") as table:
        for row in rows(sorted(CORPUS.glob("*.pdf"))):
            print(row, flush=True)
            table.write(row + "\n")
