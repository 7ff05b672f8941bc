"""What a build writes, and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dossier.directory import Directory

PDF, DOCX, RECORD = "dossier.pdf", "synthesis.docx", "dossier.json"
#: In ``build/`` beside the manifest, whatever the output folder is: what edits replaced, a folder for each.
REPLACED = "replaced"
#: In that: an edit that is being written, one that counts and is not done, and one that is taken back.
EDIT_NEXT, EDIT_SWITCH, EDIT_UNDO = ".next", ".switch", ".undo"
#: Written on demand, of what a build wrote.
PROOF = "proof.html"
#: Written on demand, of what was signed and what a build wrote: sheets, and the notice to read aloud.
ERRATUM = ("erratum.pdf", "erratum-notice.pdf")
#: Written on demand, of the sources.
PICTURES = "pictures.html"
#: In a folder of its own: what candidates receive is never beside it.
TEAM = "team"
TEAM_DOCX = f"{TEAM}/{DOCX}"
#: What a build writes, in the order in which it is replaced: the record last.
_GOOD = (PDF, DOCX, TEAM_DOCX, RECORD)


def named(name: str, draft: bool) -> str:
    """The output ``name``, or what it is called in a draft, which never takes the place of a good one."""
    stem, _, kind = name.rpartition(".")
    return f"{stem}-draft.{kind}" if draft else name


#: The outputs of a set, a good one and a draft; the two stand side by side.
SETS = tuple(tuple(named(name, draft) for name in _GOOD) for draft in (False, True))
#: All names that a build may write.
OUTPUTS = tuple(name for names in SETS for name in names)


def is_unsettled(folder: Path) -> bool:
    """Whether an edit of the dossier in ``folder`` was begun and is not done: its files tell of two dossiers
    until it is settled."""
    try:
        with Directory.open(folder / "build") as build, build.folder(REPLACED) as kept:
            return not {EDIT_NEXT, EDIT_SWITCH, EDIT_UNDO}.isdisjoint(kept.names())
    except OSError:
        return False


def is_private(name: str) -> bool:
    """Whether nobody but its owner may read it, whatever the umask is."""
    return name.startswith(f"{TEAM}/")


def flat(name: str) -> str:
    """The name of an output where all of a set lie in one folder."""
    return name.replace("/", "-")


@contextmanager
def place(target: Directory, name: str, make: bool = False) -> Iterator[tuple[Directory, str]]:
    """The folder in which the output ``name`` stands, and its name there. Raises OSError."""
    folder, _, base = name.rpartition("/")
    if not folder:
        yield target, base
        return
    with target.folder(folder, make, private=is_private(name)) as inner:
        yield inner, base
