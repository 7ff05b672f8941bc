"""References: one macro in ``templates/reference.j2`` prints them all, as HTML and as plain text."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateError, TemplateNotFound

from dossier.findings import DossierError, finding
from dossier.typography import typeset

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
        return typeset(str(_call(self._plain.reference, document)).strip(), self._language)

    def citation(self, document: DocumentView) -> str:
        """The full parenthesis as HTML, a link to the document's first page."""
        return str(_call(self._html.citation, document)).strip()

    def mention(self, document: DocumentView) -> str:
        """ "document 5" as HTML, a link to the document's first page."""
        return str(_call(self._html.mention, document)).strip()


def _macros(templates: Templates, autoescape: bool) -> Any:
    try:
        return templates.environment(autoescape).get_template(_TEMPLATE).module
    except TemplateNotFound as error:
        raise DossierError([finding("template-missing", f"templates/{_TEMPLATE}")]) from error
    except TemplateError as error:
        raise template_fault(error, _TEMPLATE) from error


def _call(macro: Any, document: DocumentView) -> Any:
    try:
        return macro(document)
    except TemplateError as error:
        raise template_fault(error, _TEMPLATE) from error


def template_fault(error: Exception, name: str) -> DossierError:
    """The finding for an error of Jinja in the template ``name``, with its line where Jinja knows it."""
    line = getattr(error, "lineno", None) or _line_in(error, name)
    file = getattr(error, "name", None) or name
    place = f"templates/{file}:{line}" if line else f"templates/{file}"
    return DossierError([finding("template-error", place, problem=str(error).splitlines()[0])])


def _line_in(error: Exception, name: str) -> int | None:
    # Jinja rewrites tracebacks so that frames of a template carry its own file name and lines.
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
