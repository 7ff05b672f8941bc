"""A manifest as it stands in its file: read whole, or known from an earlier build."""

from __future__ import annotations

import difflib
import os
from pathlib import Path as FilePath

from dossier.findings import Finding, finding
from dossier.folder import Folder, NoFileError, OutsideError, TooLargeError
from dossier.model import Located
from dossier.places import above
from dossier.store import Store

from .known import Known
from .limits import MAX_BYTES


def load(path: FilePath, store: Store | None = None) -> tuple[Located | None, tuple[Finding, ...]]:
    """Read the manifest at ``path``.

    Returns the manifest with the place of each value, and all findings. Where the findings hold errors
    the manifest lacks what was wrong, so that later stages can still look at the rest; it is None where
    nothing could be read. What was read is remembered in ``store``.
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
    known = Known(store, raw, name) if store and not any(map(os.path.lexists, above(path.parent))) else None
    if known and (before := known.read()):
        return before
    # What reads YAML and what validates take a tenth of a second to import.
    from .loaded import loaded

    located, said = loaded(raw, name, path.parent)
    if known and located:
        known.keep(located, said)
    return located, said


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
