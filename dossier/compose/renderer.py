"""The hold on the process in which templates run; started again where a template ended it."""

from __future__ import annotations

import re
import signal
import weakref

from dossier import bugs
from dossier.findings import Finding, finding
from dossier.work import Crew, DiedError, HeavyError

from .jobs import JOB, LIMITS, READY, Asked, MacroJob, PageJob, ProseJob, Rendered
from .templates import Templates

# What faulthandler writes of each frame, the innermost first.
_FRAME = re.compile(r'File "(templates/[^"]+|<template>)"')


class TemplateError(Exception):
    """A template could not be run: ``finding`` says why; see :class:`~dossier.compose.jobs.Rendered`."""

    def __init__(self, fault: Finding, rendered: Rendered) -> None:
        super().__init__(str(fault))
        self.finding, self.line, self.inside = fault, rendered.line, rendered.inside
        self.column = rendered.column
        self.calls = rendered.calls


class Renderer:
    """One process that runs templates, one job after the other."""

    def __init__(self) -> None:
        self._crew = Crew("dossier.compose.rendering", size=1)
        weakref.finalize(self, self._crew.rest)

    def start(self) -> None:
        """Start the process, so that it loads its engine while this one does something else. What is wrong
        with that is said where something is rendered."""
        self._crew.beside(self._crew.do, READY, "jinja2", LIMITS)

    def rest(self) -> None:
        """End the process, whose memory others need; the next job starts it again."""
        self._crew.rest()

    def render(self, templates: Templates, job: ProseJob | MacroJob | PageJob) -> Rendered:
        """What the process makes of ``job`` with ``templates``, which are told what it read of them.

        Raises TemplateError with what is wrong with a template, DossierError where one is missing or leads
        out, or where the machine lacks something.
        """
        try:
            with bugs.during(stage="templates"):
                rendered = self._crew.do(JOB, Asked(templates.folders, job), LIMITS)
        except DiedError as error:
            if not error.signal:
                raise
            file = _FRAME.search(error.words)
            problem = signal.Signals(error.signal).name
            heavy = finding("template-heavy", file[1] if file else _name(job), problem=problem)
            raise TemplateError(heavy, Rendered()) from error
        except HeavyError as error:
            heavy = finding("template-heavy", _name(job), problem=MemoryError.__name__)
            raise TemplateError(heavy, Rendered()) from error
        templates.note(rendered.read)
        if rendered.fault:
            raise TemplateError(rendered.fault, rendered)
        return rendered


def _name(job: ProseJob | MacroJob | PageJob) -> str:
    return "<template>" if isinstance(job, ProseJob) else f"templates/{job.file}"


#: The one of this process: all its dossiers use it.
RENDERER = Renderer()
