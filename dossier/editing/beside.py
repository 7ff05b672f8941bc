"""What a saved page brings along: the folder beside it, in which a browser puts what the page shows."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from dossier.findings import DossierError, finding
from dossier.intake.limits import FILE

_PAGES = (".html", ".htm", ".xhtml")
# "Page_files", "Page_fichiers", "Page-Dateien", "Page.files": each browser and language has its own.
_NAMED = re.compile(r"[ _.-]\w+")
_MOST = 5_000


def beside(page: Path) -> tuple[str, ...]:
    """The files in the folders that belong to ``page``, by their paths from where it lies; nothing where it
    is no page, or brings nothing. Links are not followed.

    Raises OSError, and DossierError where they are more than a document may have.
    """
    if page.suffix.lower() not in _PAGES or page.is_symlink():
        return ()
    text = page.read_bytes().decode("latin-1")
    paths_beside: list[str] = []
    size = 0
    for folder in _folders(page, text):
        for top, folders, names in os.walk(folder):
            folders.sort()
            paths = [Path(top, name) for name in sorted(names)]
            files = [path for path in paths if path.is_file() and not path.is_symlink()]
            paths_beside += [path.relative_to(page.parent).as_posix() for path in files]
            size += sum(path.stat().st_size for path in files)
            if len(paths_beside) > _MOST or size > FILE:
                raise DossierError([finding("source-heavy", str(folder), file=folder.name)])
    return tuple(paths_beside)


def _folders(page: Path, text: str) -> Iterator[Path]:
    with os.scandir(page.parent) as entries:
        there = sorted(one.name for one in entries if one.is_dir(follow_symlinks=False))
    for name in there:
        own = name.startswith(page.stem) and _NAMED.fullmatch(name[len(page.stem) :])
        # In bytes, as the page is read: its encoding is nobody's business here.
        ways = (name, html.escape(name), quote(name))
        if own and any(way.encode("utf-8", "surrogateescape").decode("latin-1") in text for way in ways):
            yield page.parent / name
