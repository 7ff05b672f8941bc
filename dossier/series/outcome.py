"""What became of one dossier of a series, and what its record says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dossier import recorded
from dossier import signed as signed_sets
from dossier.digest import digest
from dossier.findings import Severity
from dossier.folder import Folder
from dossier.outputs import RECORD

#: Bytes of a record that are read.
_LARGEST = 256 << 20


class State(StrEnum):
    """Where a dossier stands: not begun, being built, as it was, built anew, failed, ended by the limit."""

    WAITING = "waiting"
    BUILDING = "building"
    CURRENT = "current"
    BUILT = "built"
    FAILED = "failed"
    ENDED = "ended"


#: Those in which a dossier's outputs are what its folder now gives.
GOOD = (State.CURRENT, State.BUILT)


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a dossier, as its record has it: title, hashes of its files, pages that are scans."""

    title: str
    files: tuple[str, ...]
    words: int
    scans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the record of a dossier says: ``scale`` is that of its smallest page in per cent, None where it
    has none; ``twin`` the folder of the subject that stands in for it, as its manifest names it."""

    title: str
    twin: str
    pages: int
    scale: int | None
    claims: tuple[str, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A dossier of a series: its ``name`` is the path of its folder below the series, ``seconds`` what its
    build took; ``findings`` are as the record has them."""

    name: str
    manifest: Path
    state: State = State.WAITING
    exit: int = 0
    seconds: float = 0.0
    findings: Sequence[Mapping[str, str]] = ()
    facts: Facts | None = None
    signed: str = "no"
    counts: Mapping[str, int] = field(default_factory=dict)


def counted(findings: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How many findings there are of each severity."""
    seen = Counter(f["severity"] for f in findings)
    return {severity.value: seen[severity] for severity in Severity}


def facts_in(folder: Path) -> Facts | None:
    """What the record in the output ``folder`` says; None where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _facts(recorded.read(Folder(folder).read(RECORD, _LARGEST)))
    return None


def _facts(told: recorded.Record) -> Facts:
    scales = [scale for page in told["pages"] if (scale := page.get("scale"))]
    claims = (("PDF/A-", told["conformance"]["pdfa"]), ("PDF/UA-", told["conformance"]["pdfua"]))
    return Facts(
        title=told["title"] or "",
        twin=told["twin"] or "",
        pages=told["page_count"],
        scale=round(100 * min(scales)) if scales else None,
        claims=tuple(f"{standard}{level}" for standard, level in claims if level),
        papers=tuple(map(_paper, told["documents"])),
    )


def _paper(told: recorded.Document) -> Paper:
    return Paper(told["title"] or "", tuple(recorded.listed(told["sha256"])), told["words"], told["scans"])


def signed(manifest: Path, output: Path) -> str:
    """``yes`` where the last set that was signed is the one in ``output``, ``changed`` where it is another,
    ``broken`` where a file of it is no longer what was signed, ``no`` where none was."""
    place = Folder(manifest.parent, signed_sets.FOLDER)
    try:
        known = signed_sets.numbers(place.names())
    except OSError:
        return "no"
    if not known:
        return "no"
    if not signed_sets.is_whole(manifest.parent, known[-1]):
        return "broken"
    with suppress(OSError):
        then, now = place.read(f"{known[-1]:03}/{RECORD}", _LARGEST), Folder(output).read(RECORD, _LARGEST)
        return "yes" if digest(then) == digest(now) else "changed"
    return "changed"
