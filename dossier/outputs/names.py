"""What a build writes, and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dossier.directory import Directory

PDF, DOCX, RECORD = "dossier.pdf", "synthesis.docx", "dossier.json"
#: Written on demand, of what a build wrote.
PROOF = "proof.html"
#: In a folder of its own: what candidates receive is never beside it.
TEAM = "team"
TEAM_DOCX = f"{TEAM}/{DOCX}"
#: All of them, in the order in which they are replaced: the record last.
OUTPUTS = (PDF, DOCX, TEAM_DOCX, RECORD)


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
