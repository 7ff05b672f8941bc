"""What can go wrong in a template that somebody wrote, as a finding with its file and line."""

from __future__ import annotations

import re
from types import FrameType

from jinja2 import Environment, TemplateError, TemplateNotFound

from dossier import calls
from dossier.findings import Finding, finding

#: What a template can raise when it is read and run: its own faults, and those of the expressions in it.
FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    SyntaxError,  # Python's own, of what Jinja made: blocks nested too deeply
    TypeError,
    ValueError,
)


class TooMuch(BaseException):
    """The template takes or makes more than it may; says which. No ``except`` of a library stops it."""


#: What the templates may be at fault for though no line of one was reached.
_ANYWHERE = (TemplateError, TooMuch, MemoryError, RecursionError, SyntaxError)
# What Jinja says most often, in its English.
_SAID = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"^'(?P<word>[^']*)' is undefined", "undefined"),
        (r"has no (?:attribute|element) (?P<word>\S+)", "attribute"),
        (r"^unexpected char (?P<word>\S+) at", "character"),
        (r"^unexpected (?P<word>'[}\])]')", "character"),
        (r"^unexpected '?(?P<word>end of template)|^Expected an expression, got", "cut"),
        (r"^[Uu]nexpected end of template|^Missing end of|^unexpected end", "cut"),
        (r"^expected token .*, got '?(?P<word>[^']*)", "token"),
        (r"unknown tag '(?P<word>[^']*)'", "tag"),
        (r"^No (?:filter|test) named '(?P<word>[^']*)'", "filter"),
        (r"division by zero|modulo by zero", "division"),
        (r"is unsafe|unsafely", "unsafe"),
        (r"positional argument|unexpected keyword argument|argument", "arguments"),
        (
            r"unsupported operand|can only concatenate|must be str|not supported between|is not iterable",
            "kinds",
        ),
    )
)
_OWN = __name__.partition(".")[0]
_FROM_STRING = "<template>"
_FOLDER = "templates/"


def template_fault(error: BaseException, name: str) -> Finding:
    """The finding for ``error``, met in the template ``name`` or in one that it includes.

    Raises ``error`` itself where no template had a part in it, or code of ours that one called met it: the
    fault is this program's.
    """
    if where(error) == (None, None) and not isinstance(error, _ANYWHERE):
        raise error
    if calls.package(calls.trail(error)[-1]) == _OWN and not isinstance(error, (*_ANYWHERE, OverflowError)):
        raise error
    if isinstance(error, TemplateNotFound):
        return finding("template-missing", f"{_FOLDER}{error.name}")
    file, line = where(error)
    file = file or f"{_FOLDER}{getattr(error, 'name', None) or name}"
    place = f"{file}:{line}" if line else file
    problem = (str(error) or type(error).__name__).splitlines()[0]
    if isinstance(error, RecursionError):  # a template that includes itself, a macro that calls itself
        if calls.nests(error, _OWN):
            raise error
        return finding("template-heavy", place, problem=type(error).__name__)
    if isinstance(error, (TooMuch, MemoryError)):
        return finding("template-heavy", place, problem=problem)
    return finding("template-error", place, **_worded(problem))


def _worded(problem: str) -> dict[str, str | int]:
    """What is wrong, as a key of the catalogues with what its words name; Jinja's own words where there is
    none."""
    for pattern, key in _SAID:
        match = pattern.search(problem)
        if match:
            return {"problem": key, "word": (match.groupdict().get("word") or "").strip("'\" ")}
    return {"problem": problem}


def rewritten(environment: Environment) -> Exception:
    """The exception being handled, its traceback in the lines of the template; Jinja does so when it
    renders only."""
    try:
        environment.handle_exception()
    except FAULTS as error:
        return error


def where(error: BaseException) -> tuple[str | None, int | None]:
    """The file (None for a text that is no file) and the line, from 1, where ``error`` was met.

    Jinja rewrites tracebacks so that the frames of a template carry its own name and lines; of those that it
    lets pass, the template tells.
    """
    if isinstance(error, TemplateError) and getattr(error, "lineno", None) is not None:
        return getattr(error, "filename", None), getattr(error, "lineno", None)
    file, line = None, None
    trace = error.__traceback__
    while trace:
        place = _template_line(trace.tb_frame, trace.tb_lineno)
        if place:
            file, line = place
        trace = trace.tb_next
    return file, line


def _template_line(frame: FrameType, line: int) -> tuple[str | None, int] | None:
    name = frame.f_code.co_filename
    if name != _FROM_STRING and not name.startswith(_FOLDER):
        return None
    compiled = frame.f_globals.get("__jinja_template__")
    if compiled is not None:
        line = compiled.get_corresponding_lineno(line)
    return (None if name == _FROM_STRING else name), line
