"""References: one macro in ``templates/reference.j2`` prints them all, as HTML and as plain text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dossier.findings import DossierError
from dossier.typography import typeset

from .jobs import MacroJob
from .renderer import RENDERER, TemplateError
from .templates import Templates
from .views import DocumentView

_TEMPLATE = "reference.j2"
_RUNS = itertools.count()
# So many documents go to the process of the templates at once, which has some seconds for them: a reference
# takes less time than the way there and back.
_AT_ONCE = 32


class References:
    """The macros of the reference template, bound to one dossier's templates."""

    def __init__(self, templates: Templates, language: str) -> None:
        self._templates = templates
        self.language = language
        self._run = next(_RUNS)

    def plain(self, documents: Sequence[DocumentView]) -> dict[str, str]:
        """The references as plain text, typography included, by id."""
        made = self._made("reference", documents, autoescape=False)
        return {id: typeset(text, self.language) for id, text in made.items()}

    def citations(self, documents: Sequence[DocumentView]) -> dict[str, str]:
        """The full parentheses as HTML, each a link to the document's first page, by id."""
        return self._made("citation", documents, autoescape=True)

    def mentions(self, documents: Sequence[DocumentView]) -> dict[str, str]:
        """ "document 5" as HTML, each a link to the document's first page, by id."""
        return self._made("mention", documents, autoescape=True)

    def _made(self, name: str, documents: Sequence[DocumentView], autoescape: bool) -> dict[str, str]:
        made: dict[str, str] = {}
        for at in range(0, len(documents), _AT_ONCE):
            some = tuple(documents[at : at + _AT_ONCE])
            job = MacroJob(self._run, _TEMPLATE, name, autoescape, self.language, some)
            try:
                texts = RENDERER.render(self._templates, job).texts
            except TemplateError as fault:
                raise DossierError([fault.finding]) from fault
            made |= {document.id: text for document, text in zip(some, texts, strict=True)}
        return made
