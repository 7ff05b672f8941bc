"""The file behind a document: inside the dossier's folder, there, and not empty."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from dossier.findings import DossierError, finding

from . import kinds
from .kinds import GivenFile

#: First bytes of what an editor may drop into the folder and no kind of source knows.
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

#: What a suffix promises that no kind of source has.
_PROMISES = {
    **dict.fromkeys((".doc", ".ppt", ".xls", ".xlsx", ".ods"), "office"),
    **dict.fromkeys((".ps", ".eps"), "postscript"),
}


def read(folder: Path, name: str, place: str) -> GivenFile:
    """The file ``name``, a path relative to ``folder``, with its bytes.

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
    return GivenFile(name, path.resolve(), data)


def kind(data: bytes) -> str:
    """What a file that no kind of source knows is, by its first bytes."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    return next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), "unknown")


def promised(name: str) -> str | None:
    """The kind that the suffix of ``name`` promises, None where it promises nothing known."""
    return kinds.promised(name) or _PROMISES.get(PurePosixPath(name).suffix.lower())


def _near(path: Path) -> str:
    import difflib

    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, 1, 0.6)
    return close[0] if close else ""
