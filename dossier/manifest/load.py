"""Load a manifest: read, validate, hold its values against the calendar and against each other."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path as FilePath

from dossier import wording
from dossier.digest import digest
from dossier.findings import Finding, finding
from dossier.folder import Folder, NoFileError, OutsideError, TooLargeError
from dossier.model import Located

from .check import checked, texts
from .faults import validated
from .inherit import inherit
from .nodes import MAX_BYTES, Reading, read
from .schema import adapter


def load(path: FilePath) -> tuple[Located | None, tuple[Finding, ...]]:
    """Read the manifest at ``path``.

    Returns the manifest with the place of each value, and all findings. Where the findings hold errors
    the manifest
    lacks what was wrong, so that later stages can still look at the rest; it is None where nothing could
    be read.
    """
    name = path.name
    try:
        raw = Folder(path.parent).read(name, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None, (_missing(path),)
    except OutsideError:
        return None, (finding("manifest-outside", str(path)),)
    except TooLargeError:
        return None, (finding("manifest-bomb", str(path)),)
    except NoFileError:
        return None, (finding("manifest-unreadable", str(path), problem="special"),)
    except OSError as error:
        return None, (finding("manifest-unreadable", str(path), problem=error.strerror or "?"),)
    return loaded(raw, name, path.parent)


def loaded(raw: bytes, name: str, folder: FilePath) -> tuple[Located | None, tuple[Finding, ...]]:
    """The same of the bytes of a manifest called ``name`` in ``folder``, and of the series that this lies
    in."""
    if form := wording.form(raw):
        return None, (Finding("manifest-encoding", name, {"slip": f"text-{form}", "file": name}),)
    reading = read(raw, name)
    if reading.data is None:
        return None, tuple(reading.findings)
    inherited = inherit(reading, folder)
    told = tuple(reading.findings)
    manifest = validated(reading, adapter())
    more = reading.findings[len(told) :]
    if manifest is None:
        return None, (*told, *_untold(more, reading))
    flow = frozenset(reading.flow)
    located = Located(manifest, reading.places, digest(raw), flow, reading.ends, reading.blocks, inherited)
    return located, (*told, *_untold([*more, *checked(located), *texts(reading, located)], reading))


def _missing(path: FilePath) -> Finding:
    """That there is no manifest; and the file beside it that was meant to be it."""
    try:
        names = Folder(path.parent).names()
    except OSError:
        names = ()
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(path.name.casefold(), folded, 1, 0.8)
    if not near:
        return finding("manifest-missing", str(path))
    facts = {"slip": "manifest-name", "file": folded[near[0]], "example": path.name}
    return Finding("manifest-missing", str(path), facts)


def _untold(findings: Sequence[Finding], reading: Reading) -> list[Finding]:
    """Those that do not come of a slip in YAML that is told already."""
    misplaced = {f.facts["key"] for f in findings if f.code == "key-misplaced"}
    return [
        f
        for f in findings
        if (f.place.split(":")[0] != reading.name or int(f.place.split(":")[1]) not in reading.told)
        and not (f.code == "key-missing" and str(f.facts["key"]) in reading.unread)
        and not (f.code == "key-missing" and f.facts["key"] in misplaced)
    ]
