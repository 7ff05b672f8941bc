"""What can go wrong in a template that somebody wrote, as a finding with its file and line."""

from __future__ import annotations

from jinja2 import Environment, TemplateError, TemplateNotFound

from dossier.findings import DossierError, finding

#: What a template can raise when it is read and run: its own faults, and those of the expressions in it.
FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_FROM_STRING = "<template>"
_FOLDER = "templates/"


def template_fault(error: Exception, name: str) -> DossierError:
    """The finding for ``error``, met in the template ``name`` or in one that it includes."""
    if isinstance(error, TemplateNotFound):
        return DossierError([finding("template-missing", f"{_FOLDER}{error.name}")])
    file, line = where(error)
    file = file or f"{_FOLDER}{getattr(error, 'name', None) or name}"
    problem = (str(error) or type(error).__name__).splitlines()[0]
    return DossierError([finding("template-error", f"{file}:{line}" if line else file, problem=problem)])


def rewritten(environment: Environment) -> Exception:
    """The exception being handled, its traceback in the lines of the template; Jinja does so when it
    renders only."""
    try:
        environment.handle_exception()
    except FAULTS as error:
        return error


def where(error: Exception) -> tuple[str | None, int | None]:
    """The file (None for a text that is no file) and the line, from 1, where ``error`` was met.

    Jinja rewrites tracebacks so that the frames of a template carry its own name and lines.
    """
    file, line = None, getattr(error, "lineno", None)
    if line is not None:
        return getattr(error, "filename", None), line
    trace = error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name == _FROM_STRING or name.startswith(_FOLDER):
            file, line = (None if name == _FROM_STRING else name), trace.tb_lineno
        trace = trace.tb_next
    return file, line
