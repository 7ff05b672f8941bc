"""A base opened with care: it may come from anybody's machine, and may be anything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import docx
from docx.document import Document
from lxml import etree

from dossier import odd
from dossier.findings import DossierError, Finding, finding
from dossier.trial import blaming

from .contract import PLACE

_MOST_PARTS, _MOST_BYTES, _HIGHEST_RATIO = 1000, 40_000_000, 200
_SMALL = 1_000_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_TYPES, _MAIN = "[Content_Types].xml", "word/document.xml"
_MACROS = re.compile(r"vbaProject|macroEnabled|activeX|oleObject", re.IGNORECASE)
_DOCTYPE = ("<!DOCTYPE", "<!ENTITY")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
#: What python-docx stands on, and what of it raises by itself.
_LIBRARIES, _FAULTS = ("docx", "zipfile"), (etree.LxmlError, zlib.error)


def open_base(data: bytes) -> Document:
    """The python-docx document of the base ``data``.

    Raises DossierError: ``base-kind`` (not a Word file, or another kind), ``base-encrypted``,
    ``base-macros``, ``base-bomb`` (too large unpacked, or a document type), ``base-broken``.
    """
    with blaming(lambda: _open(_good())):
        return _open(data)


def _good() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def _open(data: bytes) -> Document:
    if data.startswith(_COMPOUND):
        raise _stop("base-encrypted" if _ENCRYPTED in data else "base-kind")
    if not data.startswith(_ZIP):
        raise _stop("base-kind")
    try:
        with odd.reading(*_LIBRARIES, faults=_FAULTS):
            _inspect(data)
            document = docx.Document(io.BytesIO(data))
            parts = (document.element.body, document.styles["Normal"], document.settings)
        if None in parts:
            raise _stop("base-broken", part=_MAIN)
    except odd.OddError as error:
        raise _stop("base-broken", part="") from error
    return document


def _stop(code: str, **facts: str) -> DossierError:
    return DossierError([finding(code, PLACE, **facts)])


def _inspect(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        names = [entry.filename for entry in entries]
        if any(entry.flag_bits & 1 for entry in entries):
            raise _stop("base-encrypted")
        total = sum(entry.file_size for entry in entries)
        packed = [
            e for e in entries if e.file_size > _SMALL and e.file_size > _HIGHEST_RATIO * e.compress_size
        ]
        if len(entries) > _MOST_PARTS or total > _MOST_BYTES or packed or len(set(names)) < len(names):
            raise _stop("base-bomb")
        if _TYPES not in names:
            raise _stop("base-kind")
        types = package.read(_TYPES).decode("utf-8", "replace")
        if any(map(_MACROS.search, (*names, types))):
            raise _stop("base-macros")
        if _WORD not in types:
            raise _stop("base-kind")
        for name in names:
            if name.lower().endswith((".xml", ".rels")):
                _parse(name, package.read(name))


def _parse(name: str, data: bytes) -> None:
    """Raise DossierError where the part ``name`` is no XML, or has a document type, which can expand."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if any(word.encode(encoding) in data for word in _DOCTYPE):
            raise _stop("base-bomb")
    if _STRICT in data and name == _MAIN:
        raise _stop("base-kind")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _stop("base-broken", part=name) from error
    if root.getroottree().docinfo.doctype:
        raise _stop("base-bomb")


def missing(document: Document, styles: tuple[str, ...]) -> list[Finding]:
    """A finding for each of ``styles`` that ``document`` has not."""
    held = {style.name.casefold() for style in document.styles if style.name}
    return [finding("base-style", PLACE, name=name) for name in styles if name.casefold() not in held]
