"""Whether a build can bind the file that an editor gives: told before anything is written."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf

from dossier.findings import DossierError, Finding, Severity, finding
from dossier.intake import TAKE, done, files, kinds
from dossier.intake.limits import FILE
from dossier.intake.steps import SourceFile, password_variable
from dossier.odd import OddError, reading
from dossier.work import Crew, LackingError

# What is cured by a key of the manifest, or by a machine with less to do.
_CURABLE = ("source-restricted", "source-hangs")
_LOCKED = "source-encrypted"
# What a page of these shows is what WeasyPrint or LibreOffice makes of it; whatever it is, it can be bound.
_TEXTS = ("html", "mhtml", "markdown", "rtf")
_ARCHIVES = ("docx", "odp", "odt", "pptx")
_LISTED, _MOST = "META-INF/manifest.xml", 1 << 20


def require(file: Path, id: str, asking: bool) -> None:
    """Raise DossierError, with the findings of a build, where none can ever bind ``file`` as the document
    ``id``; ``asking``: a person can type a password while it is built.

    What a look in this process shows to be sound is let through; whatever may be wrong is opened as a build
    opens it, by a process of its own.
    """
    given = _given(file, id)
    known = kinds.recognise(given.data, given.name)
    if known is None:
        raise DossierError([_placed(files.unknown(given), given)])
    if _sound(given.data, known[1]):
        return
    try:
        with Crew(size=1) as crew:
            done(crew, TAKE, given, given)
    except LackingError:  # of the machine: a build says so
        return
    except DossierError as error:
        wrong = [_placed(one, given) for one in error.findings if _is_final(one, asking)]
        if wrong:
            raise DossierError(wrong) from error


def _given(file: Path, id: str) -> SourceFile:
    name = file.name
    if file.stat().st_size > FILE:
        raise DossierError([finding("source-heavy", name, file=name)])
    data = file.read_bytes()
    if not data:
        raise DossierError([finding("source-empty", name, file=name)])
    password = os.environ.get(password_variable(id), "")
    return SourceFile(
        document=id, name=name, data=data, folder=file.parent, language="fr", title=name, password=password
    )


def _sound(data: bytes, kind: str) -> bool:
    """Whether a file of that ``kind`` is plainly one that can be bound."""
    if kind in _ARCHIVES:
        return _opens(data)
    if kind != "pdf":
        return kind in _TEXTS
    try:
        with reading("pikepdf", faults=(pikepdf.PdfError, ValueError)), pikepdf.open(io.BytesIO(data)) as pdf:
            forms = "/AcroForm" in pdf.Root or "/Collection" in pdf.Root
            return bool(len(pdf.pages) and not forms and not pdf.is_encrypted and not pdf.get_warnings())
    except OddError:
        return False


def _opens(data: bytes) -> bool:
    """Whether it is an archive, and under no password (ODF 1.3, part 2, 3.4)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _LISTED not in archive.namelist():
                return True
            with archive.open(_LISTED) as listed:
                return b"encryption-data" not in listed.read(_MOST)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def _is_final(one: Finding, asking: bool) -> bool:
    curable = one.code in _CURABLE or (one.code == _LOCKED and asking)
    return one.severity is Severity.ERROR and not curable


def _placed(one: Finding, given: SourceFile) -> Finding:
    return replace(one, place=given.name)
