"""What the tests of the note share: a manifest, a plan, the note made from them, and its judges."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openxml_audit
import pypdfium2
from conftest import PROJECT, needed
from docx.oxml.ns import qn

from dossier.findings import Finding
from dossier.model import (
    Criterion,
    Document,
    Dossier,
    Exam,
    Manifest,
    Plan,
    PlannedDocument,
    PlannedPage,
    Section,
    Synthesis,
)
from dossier.synthesis.synthesis import synthesise

BASE = (PROJECT / "templates" / "synthesis.docx").read_bytes()
RECIPE = (PROJECT / "templates" / "synthesis.toml").read_text(encoding="utf-8")
SUBJECT = "Les réseaux sociaux et les collectivités territoriales"
ASSIGNMENT = "Vous êtes attaché territorial\nà Saint-Rémy.\n\nRédigez une note de synthèse."
TITLE = "L’e-administration séduit, mais inquiète les Français"
HARD = ("كتاب الشبكات 𝔄😀 \x00\x07 \x1b\ud800\ufffe\x9fl’été " * 30).strip()
GRID = (Criterion(criterion="Le plan", points=4.5), Criterion(criterion="La langue", points=5))


def manifest(*, sections: Any = "shown", counts: tuple[int, ...] = (2,), **given: Any) -> Manifest:
    """A manifest with as many documents in each section as ``counts`` says."""
    exam = {"organiser": "Centre de gestion", "name": "Concours d'attaché", "paper": "Note de synthèse"}
    note = {key: given.pop(key) for key in list(given) if key in Synthesis.__dataclass_fields__}
    listed, number = [], 0
    for rank, count in enumerate(counts, 1):
        held = tuple(Document(id=f"d{number + n}", title=TITLE) for n in range(1, count + 1))
        listed.append(Section(title=f"Section {rank}", documents=held))
        number += count
    return Manifest(
        dossier=Dossier(title="Dossier", subject=SUBJECT, exam=Exam(**exam | given), sections=sections),
        sections=tuple(listed),
        synthesis=Synthesis(**note) if note else None,
    )


def planned(number: int, section: str = "Section 1", title: str = TITLE, **more: str) -> PlannedDocument:
    """A document of the plan, four pages long."""
    whole = more.get("reference", f"{title} {number}, in : Archimag, n° 252, 03/2012, p. 4")
    return PlannedDocument(number, f"d{number}", title, section, whole, 4 * number + 2, 4 * number + 5, 4)


def plan(*documents: PlannedDocument, subject: str = SUBJECT, language: str = "fr") -> Plan:
    """A plan of ``documents``, or of two."""
    page = PlannedPage(1, "cover", 595, 842)
    return Plan(
        "Réseaux sociaux", subject, language, (page,) * 118, documents or (planned(1), planned(2)), ()
    )


def of_sections(*counts: int) -> tuple[Manifest, Plan]:
    """A manifest and its plan, with as many documents in each section as said."""
    sections = [f"Section {rank}" for rank, count in enumerate(counts, 1) for _ in range(count)]
    return manifest(counts=counts), plan(*(planned(n, section) for n, section in enumerate(sections, 1)))


def build(of: Manifest | None = None, by: Plan | None = None, base: bytes = BASE, **more: Any) -> bytes:
    """The note."""
    return made(of, by, base, **more)[0]


def made(
    of: Manifest | None = None,
    by: Plan | None = None,
    base: bytes = BASE,
    assignment: str | None = ASSIGNMENT,
    team: bool = False,
) -> tuple[bytes, tuple[Finding, ...]]:
    """The note, and what is said of its base."""
    return synthesise(of or manifest(), by or plan(), base, assignment, team=team)


def opened(*args: Any, **more: Any) -> Any:
    """The note as python-docx reads it."""
    return docx.Document(io.BytesIO(build(*args, **more)))


def text_of(element: Any) -> str:
    """All the text of an element, controls included, which python-docx leaves out."""
    kinds = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n"}
    runs = (node for run in element.iter(qn("w:r")) for node in run if node.tag in kinds)
    return "".join(node.text or "" if node.tag == qn("w:t") else "\t" for node in runs)


def worn(document: Any) -> Iterator[tuple[str, str]]:
    """The style and the text of each paragraph outside tables, in order."""
    for paragraph in document.paragraphs:
        yield paragraph.style.name, text_of(paragraph._p)


def of_style(document: Any, style: str) -> list[str]:
    """The texts of the paragraphs outside tables that wear ``style``."""
    return [text for name, text in worn(document) if name == style]


def rows(table: Any) -> list[list[str]]:
    """The texts of the cells, merged cells once."""
    return [[text_of(cell) for cell in row._tr.tc_lst] for row in table.rows]


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def repacked(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """``data`` with parts changed, added, or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in (parts(data) | changed).items():
            if part is not None:
                package.writestr(name, part)
    return target.getvalue()


def audited(data: bytes, folder: Path) -> list[str]:
    """What openxml-audit finds wrong."""
    file = folder / "audited.docx"
    file.write_bytes(data)
    return [str(error) for error in openxml_audit.OpenXmlValidator().validate(str(file)).errors]


def converted(data: bytes, folder: Path, *kinds: str) -> Path:
    """The file that LibreOffice makes of ``data``, through each of ``kinds`` in turn."""
    file = folder / "note.docx"
    file.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in kinds:
        into = folder / f"as-{kind}"
        command = [needed("soffice"), profile, "--headless", "--convert-to", kind, "--outdir", into, file]
        # A build in this process chose its own fonts; an office program has those of the machine.
        env = {key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"}
        subprocess.run(command, capture_output=True, check=True, timeout=200, env=env)
        file = into / f"note.{kind}"
    return file


def pages_of(data: bytes, folder: Path, *through: str) -> list[str]:
    """The text of each page as LibreOffice lays it out, without spaces and hyphens, which lines break at."""
    document = pypdfium2.PdfDocument(converted(data, folder, *through, "pdf"))
    try:
        return [bare(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def bare(text: str) -> str:
    """``text`` without spaces and hyphens."""
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)
