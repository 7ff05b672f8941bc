"""What the pipeline asks of the output folder: that it can be written to, and to have a set put in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from dossier import store
from dossier.directory import FULL, Directory, LinkError
from dossier.findings import DossierError, Finding, finding

from . import trouble, written
from .names import OUTPUTS, TEAM, place
from .switch import LEFT, NEXT, SWITCH, UNDO, commit, recover, stage

_FOLDERS = (TEAM, *(kind.folder for kind in store.KINDS))


def settle(target: Path) -> tuple[Finding, ...]:
    """Complete or take back what a killed run began in ``target`` and remove what it left.

    Returns what keeps a build from writing there: links, folders in the place of files.
    """
    try:
        with Directory.open(target) as folder, folder.locked():
            if any(name.startswith(LEFT) for name in folder.names()):
                recover(folder)
            blocking = tuple(_in_the_way(folder))
            if not blocking:
                store.tidy(folder)
            return blocking
    except FileNotFoundError:
        return ()
    except OSError as error:
        return (fault(target, error),)


def _in_the_way(target: Directory) -> list[Finding]:
    findings = []
    for name in _FOLDERS:
        try:
            with target.folder(name):
                pass
        except FileNotFoundError:
            continue
        except OSError as error:
            findings.append(fault(target.path / name, error))
    for name in OUTPUTS:
        with suppress(OSError), place(target, name) as (folder, base):  # of its folder all is said
            try:
                folder.require(base)
            except OSError as error:
                findings.append(fault(folder.path / base, error))
    return findings


def put(target: Path, files: Mapping[str, bytes], committing: Callable[[], object]) -> tuple[Path, ...]:
    """Put ``files``, the outputs by name, in the place of those in ``target``: all of them, or none.

    ``committing`` is called when they are written and nothing shall stop the run any more. Where the disk is
    full, what builds remember gives way. Returns the paths; raises DossierError.
    """
    try:
        with Directory.open(target, make=True) as folder, folder.locked():
            recover(folder)
            try:
                try:
                    stage(folder, files)
                except OSError as error:
                    if error.errno not in FULL or not store.forget(folder):
                        raise
                    stage(folder, files)
                committing()
                commit(folder)
                trouble.forget(folder)  # of an earlier run, which this one makes good
            except BaseException:
                with suppress(OSError):
                    folder.remove(NEXT)
                raise
    except OSError as error:
        raise DossierError([fault(target, error)]) from error
    return tuple(target / name for name in files)


def write(target: Path, name: str, data: bytes, of: str = "") -> Path:
    """Put the one file ``name`` into ``target``, whole, in the place of another, and note that it is ours,
    and what it was made ``of``. Raises DossierError."""
    try:
        with Directory.open(target, make=True) as folder, folder.locked():
            written.put(folder, name, data)
            written.note(folder, name, data, of)
    except OSError as error:
        raise DossierError([fault(target, error)]) from error
    return target / name


def made_of(target: Path, name: str) -> str | None:
    """What the file ``name`` in ``target`` was made of, as :func:`write` noted it; None where it is not
    there, or is not as it was written."""
    with suppress(OSError), Directory.open(target) as folder:
        return written.made_of(folder, name)
    return None


@contextmanager
def room(target: Path) -> Iterator[None]:
    """A disk that fills up, wherever it does, is a finding. Raises DossierError."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise DossierError([fault(target, error)]) from error


def fault(target: Path, error: OSError) -> Finding:
    """The finding for what the output folder refused."""
    if isinstance(error, LinkError):
        return finding("output-link", str(error.filename))
    if any((target / name).is_dir() for name in (SWITCH, UNDO)):
        return finding("output-halfway", str(target), problem=error.strerror or str(error))
    place = str(error.filename or target)
    return finding("output-unwritable", place, problem=error.strerror or str(error))
