"""The file behind a document: inside the dossier's folder, there, and not empty."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from dossier.findings import DossierError, finding

#: First bytes of what an editor may drop into the folder instead of a PDF.
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"PK\x03\x04", "office"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"<", "html"),
)
# A PDF's header may stand anywhere in its first kilobyte (ISO 32000-1, implementation note 13).
_HEADER_WITHIN = 1024


def read(folder: Path, name: str, place: str) -> bytes:
    """The bytes of the file ``name``, a path relative to ``folder``.

    Raises DossierError with a finding at ``place`` where the file leads out of the folder, is missing,
    empty or no readable file.
    """
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
        raise DossierError([finding("source-outside", place, file=name)])
    root = folder.resolve()
    path = root / name
    try:
        inside = path.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):  # a link to itself, a NUL byte
        inside = False
    if not inside:
        raise DossierError([finding("source-outside", place, file=name)])
    if not path.exists():
        raise DossierError([finding("source-missing", place, file=name, near=_near(path))])
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = error.strerror or "?"
        raise DossierError([finding("source-broken", place, file=name, problem=problem)]) from error
    if not data:
        raise DossierError([finding("source-empty", place, file=name)])
    return data


def kind(data: bytes) -> str:
    """The kind of a file by its bytes: ``pdf``, or what it is instead."""
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return "pdf"
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    return next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), "unknown")


def _near(path: Path) -> str:
    import difflib

    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, 1, 0.6)
    return close[0] if close else ""
