"""Archives that a document is (OOXML, ODF): read within bounds, with nothing that reaches out of them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from dossier.findings import DossierError, finding
from dossier.intake.steps import PLACE

Fault = tuple[str, dict[str, str]]
_MOST_ENTRIES = 10_000
#: Bytes that all of it, and that one entry of text may unpack to.
_MOST, _MOST_TEXT = 512 << 20, 128 << 20
_CHUNK = 1 << 20
_TEXT = (".xml", ".rels", ".svg", ".vml")
# An internal subset can declare entities that multiply or that read files (XML 1.0, 4.2); a declaration
# without one is what old ODF packages have.
_DECLARES = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
# Any fixed date: the same entries give the same bytes.
_DATE = (2012, 1, 1, 0, 0, 0)
_LINK = 0o120000


def entries(data: bytes, name: str) -> dict[str, bytes]:
    """The entries of the archive ``data``, by name, in order.

    Raises DossierError where an entry leads out of the archive, stands twice or declares entities, where all
    of it is too much, where it is encrypted, or where it is no whole archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            fault = _trap(infos)
            by_name: dict[str, bytes] = {}
            left = _MOST
            for info in infos if fault is None else ():
                by_name[info.filename] = content = _read(archive, info, left)
                left -= len(content)
                fault = fault or _declares(info.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DossierError([finding("package-broken", PLACE, file=name)]) from error
    except _TooMuchError:
        fault = ("package-bomb", {})
    if fault:
        code, facts = fault
        raise DossierError([finding(code, PLACE, file=name, **facts)])
    return by_name


def _trap(infos: list[zipfile.ZipInfo]) -> Fault | None:
    names = Counter(info.filename for info in infos)
    if len(infos) > _MOST_ENTRIES:
        return ("package-bomb", {})
    for info in infos:
        if not _stays(info) or names[info.filename] > 1:
            return ("package-unsafe", {"entry": info.filename[:80]})
        if info.flag_bits & 1:
            return ("office-protected", {})
    return None


def _declares(name: str, content: bytes) -> Fault | None:
    trapped = name.lower().endswith(_TEXT) and _DECLARES.search(content.replace(b"\0", b""))
    return ("package-unsafe", {"entry": name[:80]}) if trapped else None


def packed(entries: Mapping[str, bytes]) -> bytes:
    """An archive of ``entries``; the type of an ODF package comes first and is not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in sorted(entries.items(), key=lambda entry: entry[0] != "mimetype"):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _stays(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    path = PurePosixPath(name)
    plain = "\\" not in info.orig_filename and ":" not in name and not path.is_absolute()
    return plain and ".." not in path.parts and (info.external_attr >> 16) & 0o170000 != _LINK


class _TooMuchError(Exception):
    pass


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """An entry; what its header says of its length is not believed."""
    most = min(most, _MOST_TEXT) if info.filename.lower().endswith(_TEXT) else most
    content = bytearray()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > most:
                raise _TooMuchError
    return bytes(content)
