"""The logo on the cover: a picture that the manifest names, read once, and nothing of it but what shows."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dossier.digest import digest
from dossier.findings import Finding, finding
from dossier.folder import Folder, NoFileError, OutsideError, TooLargeError
from dossier.model import Located
from dossier.pictures import PictureError, bare

#: Bytes of the largest file that is read, as findings say it.
_LARGEST = 10_000_000
_URL = "file:///logo/"
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png", "image/png"), (b"\xff\xd8\xff", "jpeg", "image/jpeg"))
_SVG = "{http://www.w3.org/2000/svg}svg"
_ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?\s*(?!#)[^\s\"')]", re.IGNORECASE)


@dataclass(frozen=True)
class LogoFile:
    """The picture: ``data`` shows what the ``file`` of the dossier does, which has the SHA-256 ``sha256``.

    ``url`` is the address under which the layout asks for it, ``kind`` its media type.
    """

    file: str
    sha256: str
    url: str
    kind: str
    data: bytes


def read_logo(located: Located, folder: Path) -> tuple[LogoFile | None, tuple[Finding, ...]]:
    """The logo that the manifest in ``folder`` names, if it does, and why it cannot be read."""
    logo = located.manifest.dossier.logo
    if logo is None:
        return None, ()
    place = located.place("dossier", "logo", "file")
    try:
        data = Folder(folder).read(logo.file, _LARGEST)
        kind, suffix, shown = _shown(data)
    except (OSError, PictureError) as error:
        return None, (finding("logo-unread", place, file=logo.file, problem=_problem(error)),)
    url = f"{_URL}{digest(data)}.{suffix}"
    return LogoFile(logo.file, digest(data), url, kind, shown), ()


def _problem(error: OSError | PictureError) -> str:
    if isinstance(error, PictureError):
        return str(error) or "logo-kind"
    if isinstance(error, OutsideError):
        return "logo-outside"
    if isinstance(error, TooLargeError):
        return f"> {_LARGEST // 1_000_000} MB"
    if isinstance(error, (FileNotFoundError, NotADirectoryError, NoFileError)):
        return "logo-missing"
    return os.strerror(error.errno) if error.errno else "?"


def _shown(data: bytes) -> tuple[str, str, bytes]:
    """Media type, ending of a name, and the picture without metadata. Raises PictureError."""
    for start, suffix, kind in _KINDS:
        if data.startswith(start):
            return kind, suffix, bare(data)[0]
    from xml.etree import ElementTree  # every build imports this module, and few have a logo

    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise PictureError("logo-kind") from error
    if root.tag != _SVG:
        raise PictureError("logo-kind")
    # What a drawing brings in from elsewhere, or packed into it, would come in unseen.
    for element in root.iter():
        for name, value in element.attrib.items():
            brought = name.rpartition("}")[2] == "href" and not value.startswith("#")
            if (brought and not str(element.tag).endswith("}a")) or _ELSEWHERE.search(value):
                raise PictureError("logo-brings")
        if str(element.tag).endswith("}style") and _ELSEWHERE.search(element.text or ""):
            raise PictureError("logo-brings")
    return "image/svg+xml", "svg", data
