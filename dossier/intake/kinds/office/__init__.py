"""Office documents: DOCX, ODT, PPTX, ODP and RTF, through LibreOffice where it is installed.

What it says of its success is not believed: the PDF must be there, and slides must be as many as its pages.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf

from dossier.findings import DossierError, Finding, finding
from dossier.intake import words
from dossier.intake.files import digest
from dossier.intake.kinds import PLACE, SourceFile, Taken
from dossier.model import Treatment

from . import container, faces, figures, shown, soffice
from .disarm import package, rtf, rtf_tokens, trees
from .disarm.tally import Tally

KINDS = ("docx", "odp", "odt", "pptx", "rtf")
SUFFIXES = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), "docx"),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".potx"), "pptx"),
    **dict.fromkeys((".odt", ".ott"), "odt"),
    **dict.fromkeys((".odp", ".otp"), "odp"),
    ".rtf": "rtf",
}
# Word in a browser numbers it: document2.xml.
_MAIN = {"docx": re.compile(rb"\bword/document\d*\.xml"), "pptx": re.compile(rb"\bppt/presentation\d*\.xml")}
#: What an ODF package calls itself; a template adds a word behind a hyphen.
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_MOST_TYPE = 100
#: How much of a paragraph stands for it.
_AROUND = 60
#: Where words stand that may be drawn as shapes.
_DRAWN = "letters"
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
    for named, kind in _ODF.items():
        first = b"mimetype" + named
        if data[30:].startswith(first) and data[30 + len(first) : 31 + len(first)] in (b"P", b"-"):
            return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and "content.xml" in names:  # packed anew by a program that knows no ODF
                with archive.open("mimetype") as held:
                    return _ODF.get(held.read(_MOST_TYPE).strip().partition(b"-template")[0])
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
    entries: dict[str, bytes] = {}
    with _whole(file.name):
        if kind == "rtf":
            data, tally = rtf.disarm(data)
        else:
            entries = container.entries(data, file.name)
            if b"encryption-data" in entries.get("META-INF/manifest.xml", b""):
                raise DossierError([finding("office-protected", PLACE, file=file.name)])
            entries, tally = package.disarm(entries, kind)
            data = container.packed(entries)
    try:
        laid = soffice.convert(data, kind)
    except FileNotFoundError as error:
        raise DossierError([finding("office-missing", PLACE, file=file.name)]) from error
    except TimeoutError as error:
        raise DossierError([finding("office-failed", PLACE, file=file.name)]) from error
    pdf = laid.pdf
    pages = _pages(pdf) if pdf else 0
    with _whole(file.name):
        reading = shown.read(entries, data, kind, pages)
    if not pdf or not pages or (reading.slides and pages != reading.slides):
        raise DossierError([finding("office-failed", PLACE, file=file.name)])
    word = "office-converted" if laid.apart else "office-converted-plainly"
    done: tuple[Treatment, ...] = (Treatment(word, {"file": file.name, "pages": pages}),)
    families = soffice.families()
    if families is not None and (instead := faces.replaced(reading.faces(), families)):
        done += (Treatment("office-alike", {"file": file.name, "fonts": ", ".join(instead)}),)
    # Another LibreOffice, or another font, lays out otherwise: what is kept of this one is made again then.
    read = (soffice.program() or "", *soffice.font_folders())
    return Taken(
        name=file.name,
        kind=kind,
        pdf=_repeatable(pdf),
        findings=tuple(_findings(reading, families, pdf, tally, file.name)),
        treatment=done,
        reads=tuple((name, digest(Path("/"), name)) for name in read),
    )


@contextmanager
def _whole(name: str) -> Iterator[None]:
    try:
        yield
    except (trees.BrokenError, rtf_tokens.BrokenError) as error:
        raise DossierError([finding("package-broken", PLACE, file=name)]) from error


def _findings(
    reading: shown.Reading, families: frozenset[str] | None, pdf: bytes, tally: Tally, name: str
) -> Iterator[Finding]:
    fonts = faces.lacking(reading.faces(), families) if families is not None else ()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        drawn = faces.drawn(opened) if fonts else frozenset()
    fonts = tuple(font for font in fonts if not faces.given(font.partition(" (")[0], drawn))
    if fonts:
        yield finding("office-fonts", PLACE, file=name, fonts=", ".join(fonts))
    counts = {
        "office-external": tally.links,
        "office-objects": tally.objects,
        "office-date": tally.dates,
        "office-names": tally.names,
        "office-blank": tally.blank,
        "office-hidden": reading.hidden,
    }
    for code, count in counts.items():
        if count:
            yield finding(code, PLACE, file=name, count=count)
    yield from _lost(reading, pdf, name)
    if reading.changes:
        yield finding("office-changes", PLACE, file=name)


def _lost(reading: shown.Reading, pdf: bytes, name: str) -> Iterator[Finding]:
    """The words that the document prints and that are not in its ``pdf``, and what they stood in."""
    passages = [
        (where, words.Shown(said, " ".join(said.split())[:_AROUND])) for where, said in reading.passages()
    ]
    written = [(where, run) for where, run in passages if where != _DRAWN]
    elements = {run.where: where for where, run in written}
    for loss in words.proof((run for _, run in written), pdf, name, PLACE):
        yield replace(loss, facts={**loss.facts, "element": elements[str(loss.facts["where"])]})
    if len(written) < len(passages):  # words of shapes may be shapes of words, which nobody can count
        runs = [replace(run, where=where if where == _DRAWN else run.where) for where, run in passages]
        gone = [loss for loss in words.lost(runs, words.printed(pdf)) if loss.where == _DRAWN]
        yield from words.told(gone, name, PLACE, "office-drawn")


def _pages(pdf: bytes) -> int:
    from dossier import raster

    return raster.page_count(pdf) or 0


def _repeatable(pdf: bytes) -> bytes:
    """The same bytes whenever it was made: LibreOffice writes the time, and a sum over it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for key in ("/Info", "/ID", "/DocChecksum"):
            if key in opened.trailer:
                del opened.trailer[key]
        if "/Metadata" in opened.Root:
            del opened.Root.Metadata
        figures.mend(opened)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
