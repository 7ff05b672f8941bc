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
        self._plain = _Macros(templates, autoescape=False)
        self._html = _Macros(templates, autoescape=True)

    def plain(self, document: DocumentView) -> str:
        """The reference as plain text, typography included."""
        return typeset(self._plain("reference", document), self._language)

    def citation(self, document: DocumentView) -> str:
        """The full parenthesis as HTML, a link to the document's first page."""
        return self._html("citation", document)

    def mention(self, document: DocumentView) -> str:
        """ "document 5" as HTML, a link to the document's first page."""
        return self._html("mention", document)


class _Macros:
    """The macros of the template, as HTML or as plain text."""

    def __init__(self, templates: Templates, autoescape: bool) -> None:
        self._environment = templates.environment(autoescape)
        try:
            self._module: Any = self._environment.get_template(_TEMPLATE).module
        except FAULTS as error:
            raise template_fault(rewritten(self._environment), _TEMPLATE) from error

    def __call__(self, name: str, document: DocumentView) -> str:
        try:
            if not hasattr(self._module, name):
                raise TemplateError(f"macro {name}")
            return str(getattr(self._module, name)(document)).strip()
        except FAULTS as error:
            raise template_fault(rewritten(self._environment), _TEMPLATE) from error
