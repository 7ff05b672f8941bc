"""A new dossier's folder: manifest, introduction and one source, which build as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import outputs, synthesis
from .compose.layout import render
from .compose.templates import SHIPPED, Templates
from .findings import DossierError, finding
from .manifest.schema import write_schema


def make(folder: Path) -> Path:
    """Make ``folder`` and fill it; returns it.

    Raises DossierError where it holds something already, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DossierError([finding("folder-exists", str(folder))])
        for part in ("sources", "templates"):
            (folder / part).mkdir(parents=True)
        starter = SHIPPED / "starter"
        shutil.copyfile(starter / "manifest.yaml", folder / "manifest.yaml")
        shutil.copyfile(starter / "introduction.md", folder / "templates" / "introduction.md")
        write_schema(folder / "manifest.schema.json")
        page = (starter / "source.html").read_text(encoding="utf-8")
        source = render(page, Templates.shipped(), {})
        (folder / "sources" / "01-exemple.pdf").write_bytes(source.pdf)
    except OSError as error:
        problem = error.strerror or str(error)
        raise DossierError([finding("output-unwritable", str(folder), problem=problem)]) from error
    return folder


def write_base(folder: Path, language: str) -> Path:
    """Write the first base of the note into ``folder``, in ``language``, ``fr`` or another that the recipe
    has; returns its path.

    Raises DossierError where another file is there already: it may have been restyled.
    """
    from .synthesis.base import make_base  # python-docx, which no other command needs so early

    made = make_base(Templates.shipped().read(synthesis.RECIPE), language)
    place = folder / synthesis.BASE
    if place.exists() and not (place.is_file() and place.read_bytes() == made):
        raise DossierError([finding("base-exists", str(place))])
    return outputs.write(folder, synthesis.BASE, made)
