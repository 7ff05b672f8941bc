"""Whether a build would only make again what stands there: it need not be made then.

Imports nothing of the stages, nor what they are made with: that nothing has changed is found in a tenth of a
second, and the engines' imports alone would take ten times that.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import state
from .digest import digest
from .directory import Directory
from .findings import Acceptance, Finding
from .folder import Folder
from .options import Options
from .outputs import LEFT, LOG, REPORT, is_unsettled
from .places import above
from .shipped import place
from .store import BUILT, Seal, Store

_NAME, _DRAFT = "last.json", "last-draft.json"
#: Bytes of a file, and files of a folder, that are looked at.
_LARGEST, _MOST, _DEPTH = 4 << 30, 5_000, 8
#: Where an editor puts the files of a dossier.
SOURCES = "sources"
_PASSWORD = "DOSSIER_PASSWORD_"
#: What a command saw of a dossier, by its manifest and sources, before it began to build it.
_SEEN: dict[tuple[Path, tuple[str, ...]], str] = {}


@dataclass(frozen=True)
class Last:
    """What the last build into a folder said and wrote, the record last."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    pages: int
    documents: int


class Watch:
    """Looks at what a build depends on, before it reads it and once it reads no more of it. A build that was
    made while something changed is not remembered."""

    def __init__(self, options: Options, sources: Iterable[str]) -> None:
        self._options, self._sources = options, tuple(sources)
        # What was looked at when the command began is not looked at again: what changes from then on is seen.
        self._before = _SEEN.pop((options.manifest, self._sources), None) or self._now()

    def _now(self) -> str | None:
        """None where there is too much to look at, or what may not be looked at."""
        try:
            return _state(self._options, self._sources)
        except OSError:
            return None

    def same(self) -> bool:
        """Whether all is as it was before."""
        return self._before is not None and self._now() == self._before

    def remember(self, last: Last, reads: Mapping[str, str], laid_out_by: Iterable[str]) -> None:
        """Remember what was built while all was the :meth:`same`: ``reads`` are the files that were read
        besides those which the manifest names, by their names in the dossier or absolute, with their SHA-256
        then; ``laid_out_by`` the paths of the machine's libraries that had a part in the layout."""
        options, libraries = self._options, state.libraries().union(laid_out_by)
        # Where the system does not tell what is loaded, nobody knows whether it is the same again.
        if not libraries:
            return
        around = sorted((*libraries, *filter(os.path.isabs, reads)))
        outputs = {
            path.relative_to(options.target).as_posix(): digest(path.read_bytes()) for path in last.files
        }
        told = {
            "asked": _asked(options),
            "sources": self._sources,
            "state": self._before,
            "around": around,
            "state_around": _hash(state.of_files(around)),
            "reads": dict(reads),
            "outputs": outputs,
            "findings": [asdict(f) for f in last.findings],
            "counts": [last.pages, last.documents],
        }
        Store(options.target, BUILT).keep(_of(options), json.dumps(told).encode())


def is_changed(options: Options) -> bool:
    """Whether the first look of this command saw that something is not as it was at the last build."""
    return any(manifest == options.manifest for manifest, _ in _SEEN)


def around() -> tuple[str, ...]:
    """What every dossier depends on, for who asks about many: the program and the machine, one line a
    thing."""
    return (*(f"{name}\0{sha256}" for name, sha256 in state.program()), *state.surroundings())


def last_build(options: Options, everywhere: Sequence[str] = (), first: bool = False) -> Last | None:
    """What the last build said and wrote, where this one would do the same; None where it may not.

    ``everywhere`` is :func:`around`, where the caller has it; what the ``first`` look of a command sees is
    kept for the build that follows it. A build that warnings stop, and one that asks for a password, is
    always made; so is one of a dossier in which an edit was killed: it is completed first.
    """
    if options.strict or is_unsettled(options.folder):
        return None
    try:
        with Directory.open(options.target) as target, target.locked(shared=True, wait=False) as held:
            names = target.names()
            if not held or any(name.startswith(LEFT) or name in (LOG, REPORT) for name in names):
                return None
            return _last_build(options, everywhere, first)
    except OSError:
        return None


def _of(options: Options) -> str:
    return _DRAFT if options.draft else _NAME


def _last_build(options: Options, everywhere: Sequence[str], first: bool) -> Last | None:
    packed = Store(options.target, BUILT, written=False).find(_of(options))
    if packed is None:
        return None
    told = json.loads(packed)
    # Of another version of this program nothing else may be understood.
    sources = told.get("sources", ())
    state_now = _state(options, sources, everywhere)
    if told.get("state") != state_now:
        if first:
            _SEEN[options.manifest, tuple(sources)] = state_now
        return None
    folder, target = Folder(options.folder), Folder(options.target)
    same = (
        told["asked"] == _asked(options)
        and told["state_around"] == _hash(state.of_files(told["around"]))
        and all(_digest_of(folder, name) == known for name, known in told["reads"].items())
        and all(_digest_of(target, name) == known for name, known in told["outputs"].items())
    )
    if not same:
        return None
    findings = tuple(map(_told, told["findings"]))
    return Last(findings, tuple(options.target / name for name in told["outputs"]), *told["counts"])


def _told(told: dict[str, Any]) -> Finding:
    acceptance = told.pop("acceptance")
    return Finding(**told, acceptance=acceptance and Acceptance(**acceptance))


def _asked(options: Options) -> list[object]:
    """What the run is asked for, as JSON has it."""
    where = [str(options.manifest), str(options.target)]
    return [*where, options.draft, options.strict, options.compare, options.team]


def _state(options: Options, sources: Iterable[str], everywhere: Sequence[str] = ()) -> str:
    """The hash of all that a build depends on, but for what its sources make it read besides."""
    folder = Folder(options.folder)
    given = [options.manifest.name, place("templates").name, *sources]
    return _hash(
        (
            *(everywhere or around()),
            # What lies there and is not named is said.
            *_lying_at(folder, SOURCES, _DEPTH),
            _passwords(),
            *_of_series(options.folder),
            *(
                f"{name}\0{_digest_of(folder, name)}"
                for one in given
                for name in _lying_at(folder, one, _DEPTH)
            ),
        )
    )


def _of_series(folder: Path) -> Iterator[str]:
    """A line for each place where a series may give what it has in common, up to the nearest that does, and
    for its templates."""
    for path in above(folder):
        held = Folder(path.parent)
        yield f"{path}\0{_digest_of(held, path.name)}"
        if os.path.lexists(path):
            for name in _lying_at(held, place("templates").name, _DEPTH):
                yield f"{path.parent / name}\0{_digest_of(held, name)}"
            return


def _hash(lines: Iterable[str]) -> str:
    told = hashlib.sha256()
    for line in lines:
        told.update(line.encode(errors="surrogatepass") + b"\0\0")
    return told.hexdigest()


def _passwords() -> str:
    """What tells one state of the passwords in the environment from another, and nobody else what they
    are."""
    known = sorted(item for item in os.environ.items() if item[0].startswith(_PASSWORD))
    seal = Seal.here()
    return seal.of(b"passwords", repr(known).encode(errors="surrogatepass")).hex() if seal else ""


def _lying_at(folder: Folder, name: str, depth: int) -> list[str]:
    """``name``, and all that lies in it where it is a folder. Raises OSError where that is too much."""
    if not folder.is_folder(name):
        return [name]
    names = [name]
    for inner in sorted(folder.names(name)) if depth else ():
        names += _lying_at(folder, f"{name}/{inner}", depth - 1)
        if len(names) > _MOST:
            raise OSError(name)
    return names


def _digest_of(folder: Folder, name: str) -> str:
    """The SHA-256 of a file of ``folder``, or of one of the machine, which has an absolute path; empty where
    there is none that can be read."""
    path = Path(name)
    if path.is_absolute():
        folder, name = Folder(path.parent), path.name
    try:
        return digest(folder.read(name, _LARGEST))
    except OSError:
        return ""
