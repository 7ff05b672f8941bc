"""Office documents: DOCX, ODT, PPTX and RTF, through LibreOffice where it is installed.

What it says of its success is not believed: the PDF must be there, and slides must be as many as its pages.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from dossier.findings import DossierError, Finding, finding
from dossier.intake.files import digest
from dossier.intake.kinds import PLACE, SourceFile, Taken
from dossier.model import Treatment

from . import container, requirements, soffice
from .disarm import package, rtf, rtf_tokens, trees
from .disarm.tally import Tally
from .requirements import Asked

KINDS = ("docx", "odt", "pptx", "rtf")
SUFFIXES = {".docx": "docx", ".docm": "docx", ".odt": "odt", ".pptx": "pptx", ".pptm": "pptx", ".rtf": "rtf"}
# Word in a browser numbers it: document2.xml.
_MAIN = {"docx": re.compile(rb"\bword/document\d*\.xml"), "pptx": re.compile(rb"\bppt/presentation\d*\.xml")}
_ODT = b"application/vnd.oasis.opendocument.text"
_MOST_TYPE = 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def recognise(data: bytes, name: str) -> str | None:
    """The kind of an office document by its bytes; a protected one is told by its name alone."""
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return "pptx" if name.lower().endswith(".pptx") else "docx"
    if not data.startswith(b"PK\x03\x04"):
        return None
    first = b"mimetype" + _ODT
    if data[30:].startswith(first) and data[30 + len(first) : 31 + len(first)] in (b"P", b"-"):
        return "odt"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and "content.xml" in names:  # packed anew by a program that knows no ODF
                with archive.open("mimetype") as held:
                    return "odt" if held.read(_MOST_TYPE).strip() == _ODT else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A file that is cut off has lost the list at its end; the names stand before each entry, too.
        return next((kind for kind, main in _MAIN.items() if main.search(data)), None)
    inside = [name.encode("utf-8", "surrogateescape") for name in names]
    return next((kind for kind, main in _MAIN.items() if any(map(main.fullmatch, inside))), None)


def to_pdf(file: SourceFile, kind: str) -> Taken:
    """The document as LibreOffice lays it out, tagged, images without loss.

    Raises DossierError where LibreOffice is not installed or makes nothing of it, or where the file is no
    honest archive.
    """
    data = file.data
    if data.startswith(_OLE):
        raise DossierError([finding("office-protected", PLACE, file=file.name)])
    if kind == "rtf":
        with _whole(file.name):
            data, tally = rtf.disarm(data)
        wants = requirements.of_rtf(data)
    else:
        entries = container.entries(data, file.name)
        if b"encryption-data" in entries.get("META-INF/manifest.xml", b""):
            raise DossierError([finding("office-protected", PLACE, file=file.name)])
        with _whole(file.name):
            entries, tally = package.disarm(entries, kind)
            wants = requirements.of_package(entries, kind)
        data = container.packed(entries)
    try:
        laid = soffice.convert(data, kind)
    except FileNotFoundError as error:
        raise DossierError([finding("office-missing", PLACE, file=file.name)]) from error
    except TimeoutError as error:
        raise DossierError([finding("office-failed", PLACE, file=file.name)]) from error
    pdf = laid.pdf
    pages = _pages(pdf) if pdf else 0
    if not pdf or not pages or (wants.slides and pages != wants.slides):
        raise DossierError([finding("office-failed", PLACE, file=file.name)])
    word = "office-converted" if laid.apart else "office-converted-plainly"
    done = (Treatment(word, {"file": file.name, "pages": pages}),)
    # Another LibreOffice lays out otherwise: what is kept of this one is made again then.
    program = Path(soffice.program() or "")
    return Taken(
        name=file.name,
        kind=kind,
        pdf=_repeatable(pdf),
        findings=tuple(_findings(wants, tally, file.name)),
        treatment=done,
        reads=((str(program), digest(program.parent, program.name)),),
    )


@contextmanager
def _whole(name: str) -> Iterator[None]:
    try:
        yield
    except (trees.BrokenError, rtf_tokens.BrokenError, ElementTree.ParseError) as error:
        raise DossierError([finding("package-broken", PLACE, file=name)]) from error


def _findings(wants: Asked, tally: Tally, name: str) -> Iterator[Finding]:
    families = soffice.families()
    fonts = requirements.lacking(wants.fonts, families) if families is not None else ()
    if fonts:
        yield finding("office-fonts", PLACE, file=name, fonts=", ".join(fonts))
    counts = {
        "office-external": tally.links,
        "office-objects": tally.objects,
        "office-date": tally.dates,
        "office-names": tally.names,
        "office-blank": tally.blank,
        "office-hidden": wants.hidden,
    }
    for code, count in counts.items():
        if count:
            yield finding(code, PLACE, file=name, count=count)
    if wants.changes:
        yield finding("office-changes", PLACE, file=name)


def _pages(pdf: bytes) -> int:
    from dossier import raster

    return raster.page_count(pdf) or 0


def _repeatable(pdf: bytes) -> bytes:
    """The same bytes whenever it was made: LibreOffice writes the time, and a sum over it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for key in ("/Info", "/ID", "/DocChecksum"):
            if key in opened.trailer:
                del opened.trailer[key]
        if "/Metadata" in opened.Root:
            del opened.Root.Metadata
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
