"""Office documents: DOCX, ODT, PPTX, ODP and RTF, through LibreOffice where it is installed."""

from __future__ import annotations

import io
import re
import zipfile

from dossier.findings import DossierError, finding
from dossier.intake.kinds import PLACE, SourceFile, Taken

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
    if file.data.startswith(_OLE):
        raise DossierError([finding("office-protected", PLACE, file=file.name)])
    from .laying_out import laid_out  # long to import, and most sources are of another kind

    return laid_out(file, kind)
