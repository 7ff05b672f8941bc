"""The file behind a document: inside the dossier's folder, there, and not empty."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

from dossier.findings import DossierError, Finding, finding
from dossier.folder import Folder, NoFileError, OutsideError, TooLargeError, left_by_systems

from . import elsewhere, kinds
from .absent import missing
from .limits import FILE
from .steps import PLACE, SourceFile

#: First bytes of what an editor may drop into the folder and no kind of source knows.
_SIGNATURES = (
    (b"\0\0\0\x0cjP  ", "jpeg2000"),
    (b"8BPS", "psd"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"From: <Saved by", "mhtml"),
    (b"MIME-Version:", "mhtml"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"<", "html"),
)

# Not there, or with a name that nothing can have.
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
# What an archive that is a document names first (ISO/IEC 29500-2, 10; ODF 1.3, part 2, 3.3).
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
# What is read of a file to know its kind.
_HEAD = 1 << 16
_LISTED_LAST = (b"PK", b"\xd0\xcf\x11\xe0")
# Brands of ISO/IEC 23008-12 and AVIF files; other brands of this container are films.
_HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

#: What a suffix promises that no kind of source has.
_PROMISES = {
    **dict.fromkeys((".doc", ".ppt", ".xls", ".xlsx", ".ods"), "office"),
    **dict.fromkeys((".ps", ".eps"), "postscript"),
    **dict.fromkeys((".heic", ".heif", ".avif"), "heic"),
    **dict.fromkeys((".jp2", ".jpx"), "jpeg2000"),
    **dict.fromkeys((".zip", ".rar", ".7z"), "zip"),
    **dict.fromkeys((".mht", ".mhtml"), "mhtml"),
    ".psd": "psd",
}


def read(folder: Path, name: str, place: str) -> bytes:
    """The bytes of the file ``name``, a path relative to ``folder``.

    Raises DossierError with a finding at ``place`` where the file leads out of the folder, is missing,
    empty, too large or no readable file.
    """
    root = Folder(folder)
    if "\\" in name and not PureWindowsPath(name).drive and not root.is_file(name):
        facts = {"file": name, "slip": "path-backslash", "example": name.replace("\\", "/")}
        raise DossierError([Finding("source-missing", place, facts)])
    try:
        data = root.read(_relative(name), FILE)
    except OutsideError as error:
        raise DossierError([finding("source-outside", place, file=name)]) from error
    except NoFileError as error:
        raise DossierError([finding("source-kind", place, file=name, kind="special")]) from error
    except TooLargeError as error:
        raise DossierError([finding("source-heavy", place, file=name)]) from error
    except OSError as error:
        if error.errno in _ABSENT:
            raise DossierError([missing(root, name, place)]) from error
        problem = error.strerror or "?"
        raise DossierError([finding("source-broken", place, file=name, problem=problem)]) from error
    if not data:
        raise DossierError([finding("source-empty", place, file=name)])
    return data


def listed(folder: Path, name: str, place: str) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The files behind ``name``: itself, or those of the folder that it is, ``photo2`` before ``photo10``.

    Files of a folder that no kind of source knows, and folders in it, are left out, each with a warning;
    what a system hides there (``.DS_Store``, ``Thumbs.db``) is not looked at. Raises DossierError where
    nothing is left.
    """
    root = Folder(folder)
    try:
        entries = root.names(_relative(name))
    except OSError:  # no folder, or none that may be listed: what it is instead is said when it is read
        return (name,), ()
    base = PurePosixPath(name)
    names, findings = [], []
    for entry in sorted(entries, key=_natural):
        if entry.startswith(".") or left_by_systems(entry):
            continue
        inner = (base / entry).as_posix()
        head = _head(root, inner)
        if head is not None and not kinds.recognise(head, inner):
            findings.append(finding("folder-file", place, file=inner, kind=kind(head)))
        elif head is None and root.is_folder(inner):
            findings.append(finding("folder-folder", place, file=inner))
        else:
            names.append(inner)
    if not names:
        raise DossierError([*findings, finding("folder-empty", place, file=name)])
    return tuple(names), tuple(findings)


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts], name


def _head(root: Folder, name: str) -> bytes | None:
    """What tells the kind of a file; None where it is none that can be read."""
    try:
        with root.open(name) as file:
            head = file.read(_HEAD)
            # An archive has the list of what is in it at its end.
            return head + file.read(FILE) if head.startswith(_LISTED_LAST) else head
    except OSError:
        return None


def kind(data: bytes) -> str:
    """What a file that no kind of source knows is, by its first bytes."""
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in _HEIF else "video"
    if data.startswith(b"PK") and any(mark in data[:_HEAD] for mark in _OFFICE):
        return "office"
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    return next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), "unknown")


def unknown(file: SourceFile) -> Finding:
    """The finding for a file that no kind of source knows: what it is instead."""
    if not file.data.strip(b"\0 \r\n\t"):
        return finding("source-hollow", PLACE, file=file.name, size=len(file.data))
    if instead := elsewhere.stands_for(file.data, file.name):
        facts = {"file": file.name, "kind": "unknown", "slip": f"stands-{instead}"}
        return Finding("source-kind", PLACE, facts)
    what = kind(file.data)
    if what == "html" and PurePosixPath(file.name).suffix.lower() == ".pdf":
        return finding("source-web", PLACE, file=file.name)
    return finding("source-kind", PLACE, file=file.name, kind=what)


def digest(folder: Path, name: str) -> str:
    """The SHA-256 of a file of ``folder``, or of one of the machine, which has an absolute path; empty where
    it is not there. Of a folder of the machine it is that of the names and sizes of all that is in it."""
    path = Path(name)
    if path.is_absolute():
        if path.is_dir():
            return _listing(path)
        folder, name = path.parent, path.name
    try:
        return hashlib.sha256(Folder(folder).read(name, FILE)).hexdigest()
    except OSError:
        return ""


def _listing(folder: Path) -> str:
    rows = []
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                rows.append(f"{place}/{name} {os.stat(f'{place}/{name}').st_size}")
            except OSError:  # a link to nothing
                continue
    return hashlib.sha256("\n".join(sorted(rows)).encode("utf-8", "surrogateescape")).hexdigest()


def promised(name: str) -> str | None:
    """The kind that the suffix of ``name`` promises, None where it promises nothing known."""
    return kinds.promised(name) or _PROMISES.get(PurePosixPath(name).suffix.lower())


def _relative(name: str) -> str:
    """``name``, a path relative to the dossier on every system. Raises OutsideError where it is none."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
        raise OutsideError(errno.EXDEV, name)
    return name
