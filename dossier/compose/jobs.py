"""What the process of the templates is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.folder import Folder

from .views import DocumentView

#: Seconds of computing that one job may take; all templates of a dossier take some hundredths.
SECONDS = 3
#: Bytes of address space of the process; it starts with a tenth of them.
MEMORY = 1 << 30
#: Characters that one job may make: thirty times those of the shipped dossier.
CHARACTERS = 8_000_000
#: Elements that the HTML of a dossier may have, for the layout's sake.
ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class ProseJob:
    """The prose ``text``, Jinja around Markdown, as HTML: as a line without paragraphs where ``inline``.

    ``ids`` are the documents that can be cited, ``pages`` and ``documents`` what these variables print.
    """

    text: str
    inline: bool
    ids: frozenset[str]
    pages: str
    documents: int


@dataclass(frozen=True, slots=True)
class MacroJob:
    """What the macro ``name`` of the template ``file`` makes of ``document``; the file is read once for all
    jobs with one ``run``."""

    run: int
    file: str
    name: str
    autoescape: bool
    document: DocumentView


@dataclass(frozen=True, slots=True)
class PageJob:
    """The template ``file`` with its ``variables``."""

    file: str
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """A job over the templates in ``folders``, the nearest first."""

    folders: tuple[Folder, ...]
    job: ProseJob | MacroJob | PageJob
