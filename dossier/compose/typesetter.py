"""The hold on the process that lays dossiers out: it imports the renderer while others read, and its memory
goes with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dossier.findings import DossierError
from dossier.folder import Folder
from dossier.store import Store
from dossier.work import Crew, DiedError, HeavyError, Job, wire

from . import laid
from .bounds import heavy, limits_for, seconds_for
from .laid import Laid
from .logo import LogoFile
from .templates import Templates


@dataclass(frozen=True, slots=True)
class Given:
    """Templates, as they pass between processes: see :class:`.templates.Templates`."""

    folders: tuple[Folder, ...]
    fonts: Mapping[str, bytes]
    logo: LogoFile | None
    used: Mapping[str, str]

    @classmethod
    def of(cls, templates: Templates) -> Given:
        """``templates``, with what was read of them so far."""
        return cls(templates.folders, templates.fonts, templates.logo, templates.used)

    @property
    def templates(self) -> Templates:
        """The same in this process."""
        templates = Templates(self.folders, self.fonts, self.logo)
        templates.note(self.used)
        return templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``html`` to be laid out, or of it the element with the id ``part`` alone.

    ``placeholders`` are the sizes in pixels of the images that stand for pages. Layouts are remembered in the
    folder of outputs ``target``, None where none are; they are ``written`` there or only read. ``name`` is
    that of this one.
    """

    given: Given
    html: str
    name: str = ""
    part: str = ""
    placeholders: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    target: Path | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """What came of it: a packed :class:`.laid.Laid`, or of a part the ``anchors`` on each of its pages; and
    what was read of the templates, SHA-256 by name."""

    used: Mapping[str, str]
    laid: bytes = b""
    anchors: tuple[frozenset[str], ...] = ()


_READY = Job("dossier.compose.typesetting:ready", str, str)
_SET = Job("dossier.compose.typesetting:typeset", Asked, Set)


class Typesetter:
    """One process that lays out, one job after the other; ``meanwhile`` is called when it begins."""

    def __init__(self, crew: Crew, meanwhile: Callable[[], object]) -> None:
        self._crew, self._meanwhile = crew.apart(), meanwhile
        #: Begins work in another thread: what may be done while this process lays out.
        self.beside = crew.beside
        self._ready = crew.beside(self._crew.do, _READY, "weasyprint")

    def rest(self) -> None:
        """End the process, whose memory others need; the next job starts it again."""
        self._crew.rest()

    def laid_out(
        self,
        html: str,
        templates: Templates,
        placeholders: Mapping[str, tuple[int, int]],
        store: Store | None,
    ) -> Laid:
        """``html`` laid out, or what ``store`` has of it; ``placeholders`` gives the size in pixels of each
        image URL that stands for a page.

        Raises DossierError with a finding for each line that the renderer logs, and where it takes too long
        or too much.
        """
        name = laid.name_of(html, templates, placeholders)
        known = laid.remembered(name, templates, store) if store else None
        if known is None:
            asked = Asked(given=Given.of(templates), html=html, name=name, placeholders=placeholders)
            if store:
                asked = replace(asked, target=store.target, written=store.written)
            done = self._done(asked, templates)
            known = wire.unpack(Laid, done.laid)
        templates.faces.update(known.faces)
        return known

    def cover_alone(self, html: str, templates: Templates, id: str) -> tuple[frozenset[str], ...]:
        """The anchors on each page that the element ``id`` takes without the others; none where it does not
        stand for itself."""
        return self._done(Asked(given=Given.of(templates), html=html, part=id), templates).anchors

    def _done(self, asked: Asked, templates: Templates) -> Set:
        self._ready.result()
        self._meanwhile()
        pages = len(asked.placeholders)
        try:
            done = self._crew.do(_SET, asked, limits_for(pages))
        except DiedError as error:
            if not error.out_of_time:
                raise
            raise DossierError([heavy(f"> {round(seconds_for(pages))} s")]) from error
        except HeavyError as error:
            raise DossierError([heavy(MemoryError.__name__)]) from error
        templates.note(done.used)
        return done
