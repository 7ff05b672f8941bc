"""References: one macro in ``templates/reference.j2`` prints them all, as HTML and as plain text."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateError

from dossier.typography import typeset

from .faults import FAULTS, rewritten, template_fault
from .templates import Templates
from .views import DocumentView

_TEMPLATE = "reference.j2"


class References:
    """The macros of the reference template, bound to one dossier's templates."""

    def __init__(self, templates: Templates, language: str) -> None:
        self._language = language
        self._plain = _macros(templates, autoescape=False)
        self._html = _macros(templates, autoescape=True)

    def plain(self, document: DocumentView) -> str:
        """The reference as plain text, typography included."""
        return typeset(str(_call(self._plain, "reference", document)).strip(), self._language)

    def citation(self, document: DocumentView) -> str:
        """The full parenthesis as HTML, a link to the document's first page."""
        return str(_call(self._html, "citation", document)).strip()

    def mention(self, document: DocumentView) -> str:
        """ "document 5" as HTML, a link to the document's first page."""
        return str(_call(self._html, "mention", document)).strip()


def _macros(templates: Templates, autoescape: bool) -> Any:
    environment = templates.environment(autoescape)
    try:
        return environment.get_template(_TEMPLATE).module
    except FAULTS as error:
        raise template_fault(rewritten(environment), _TEMPLATE) from error


def _call(macros: Any, name: str, document: DocumentView) -> Any:
    try:
        if not hasattr(macros, name):
            raise TemplateError(f"macro {name}")
        return getattr(macros, name)(document)
    except FAULTS as error:
        raise template_fault(error, _TEMPLATE) from error
