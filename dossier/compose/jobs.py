"""What the process of the templates is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from markupsafe import Markup

from dossier.findings import Finding
from dossier.folder import Folder
from dossier.model import Dossier, Exam
from dossier.work import Job, Limits

from .views import DocumentView, LogoView, SectionView

#: Seconds of computing that one job may take; all templates of a dossier take some hundredths.
SECONDS = 3
#: After its seconds a job has some more to say where it is, then the system ends it, whatever it is in; so it
#: does after some seconds by the clock. The process starts with a tenth of these bytes.
LIMITS = Limits(seconds=60, cpu=SECONDS + 3, memory=1 << 30)
#: Characters that one job may make: thirty times those of the shipped dossier.
CHARACTERS = 8_000_000
#: Elements that the HTML of a dossier may have, for the layout's sake.
ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class ProseJob:
    """The prose ``text``, Jinja around Markdown, as HTML: as a line without paragraphs where ``inline``.

    ``name`` tells its notes from those of other texts, ``language`` is that of the dossier's own words;
    ``ids`` are the documents that can be cited, ``pages`` and ``documents`` what these variables print.
    """

    name: str
    language: str
    text: str
    inline: bool
    ids: frozenset[str]
    pages: str
    documents: int


@dataclass(frozen=True, slots=True)
class MacroJob:
    """What the macro ``name`` of the template ``file`` makes of each of the ``documents``, with the words of
    ``language``; the file is read once for all jobs with one ``run``."""

    run: int
    file: str
    name: str
    autoescape: bool
    language: str
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """Every variable that the templates are given; docs/templates.md lists the same names."""

    dossier: Dossier
    exam: Exam
    language: str
    sections: tuple[SectionView, ...]
    sections_shown: bool
    pages: Markup
    assignment: Markup | None
    introduction: Markup | None
    notices: tuple[Markup, ...] | None
    cfc: bool
    logo: LogoView | None
    cover: str
    recto: str
    opening: str
    draft: bool

    @property
    def names(self) -> dict[str, object]:
        """Each of them by its name in a template."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**given, "documents": tuple(d for section in self.sections for d in section.documents)}


@dataclass(frozen=True, slots=True)
class PageJob:
    """The template ``file`` with its ``variables``."""

    file: str
    variables: Variables


@dataclass(frozen=True, slots=True)
class Asked:
    """A job over the templates in ``folders``, the nearest first."""

    folders: tuple[Folder, ...]
    job: ProseJob | MacroJob | PageJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The ``texts`` that came out, one but of a macro, the ``calls`` of prose (kind, "cite" or "ref", and id,
    in order), its ``notes`` that lack their call or their text (:func:`~dossier.compose.notes.unmatched`),
    and what was ``read`` of the templates: SHA-256 by name.

    ``fault`` is why nothing came out, ``line`` that of the text which was handed over, where it was met
    there, ``column``, from 0, that of the expression in it, and ``inside`` whether it was met in a file that
    this text includes.
    """

    texts: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    fault: Finding | None = None
    line: int | None = None
    column: int = 0
    inside: bool = False

    @property
    def text(self) -> str:
        """The one text."""
        (text,) = self.texts
        return text


READY = Job("dossier.compose.rendering:ready", str, str)
JOB = Job("dossier.compose.rendering:rendered", Asked, Rendered)
