"""References: one macro in ``templates/reference.j2`` prints them all, as HTML and as plain text."""

from __future__ import annotations

import itertools

from dossier.findings import DossierError
from dossier.typography import typeset

from .jobs import MacroJob
from .renderer import RENDERER, TemplateError
from .templates import Templates
from .views import DocumentView

_TEMPLATE = "reference.j2"
_RUNS = itertools.count()


class References:
    """The macros of the reference template, bound to one dossier's templates."""

    def __init__(self, templates: Templates, language: str) -> None:
        self._templates = templates
        self.language = language
        self._run = next(_RUNS)

    def plain(self, document: DocumentView) -> str:
        """The reference as plain text, typography included."""
        return typeset(self._made("reference", document, autoescape=False), self.language)

    def citation(self, document: DocumentView) -> str:
        """The full parenthesis as HTML, a link to the document's first page."""
        return self._made("citation", document, autoescape=True)

    def mention(self, document: DocumentView) -> str:
        """ "document 5" as HTML, a link to the document's first page."""
        return self._made("mention", document, autoescape=True)

    def _made(self, name: str, document: DocumentView, autoescape: bool) -> str:
        job = MacroJob(self._run, _TEMPLATE, name, autoescape, self.language, document)
        try:
            return RENDERER.render(self._templates, job).text
        except TemplateError as fault:
            raise DossierError([fault.finding]) from fault
