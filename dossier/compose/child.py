"""The process in which a dossier's templates run, within seconds and memory of its own.

What stands in somebody's folder is data: a template may loop without end, and is then a finding with its
line. Requests (:class:`~dossier.compose.jobs.Asked`, pickled) come in on standard input, answers in JSON go
out on what was standard output, each with its length before it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import pickle
import resource
import signal
import struct
import sys
import time
from functools import lru_cache
from typing import Any, BinaryIO

from jinja2 import TemplateError
from markdown_it import MarkdownIt

from dossier import children
from dossier.findings import DossierError, Finding

from .faults import FAULTS, TooMuch, rewritten, template_fault, where
from .jobs import CHARACTERS, ELEMENTS, MEMORY, SECONDS, Asked, MacroJob, PageJob, ProseJob
from .sandbox import environment
from .templates import Templates

LENGTH = struct.Struct(">Q")
# After its seconds a job has some more to say where it is, then the system ends it, whatever it is in.
_GRACE = 3
_INTRODUCTION = "introduction.md"
# Private-use characters carry a citation unharmed through Markdown.
_TOKEN = "\ue000{} {}\ue001"


def main() -> None:
    """Answer requests until there are no more."""
    children.follow()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # What cannot be interrupted says at least which file it is in before the system ends it.
    faulthandler.register(signal.SIGXCPU, file=sys.stderr, all_threads=False, chain=True)
    _hold_memory()
    signal.signal(signal.SIGPROF, _out_of_time)
    while asked := _next(sys.stdin.buffer):
        answer = json.dumps(_answer(asked)).encode()
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _next(stream: BinaryIO) -> Asked | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    # The parent alone writes here.
    asked: Asked = pickle.loads(stream.read(LENGTH.unpack(head)[0]))
    return asked


def _hold_memory() -> None:
    """macOS accepts no limit on address space: there, the parent watches."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _out_of_time(*_: object) -> None:
    raise TooMuch(f"> {SECONDS} s")


def _answer(asked: Asked) -> dict[str, Any]:
    templates = Templates(asked.folders)
    calls: list[tuple[str, str]] = []
    try:
        try:
            _start_clock()
            text = _done(asked.job, templates, calls)
            return {"text": _bounded(text), "calls": calls, "read": templates.used}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except DossierError as error:
        return {"findings": [_plain(found) for found in error.findings], "read": templates.used}
    except (*FAULTS, TooMuch) as error:
        file, line = where(error)
        name = _INTRODUCTION if isinstance(asked.job, ProseJob) else asked.job.file
        return {
            "fault": _plain(template_fault(error, name)),
            "line": line if file is None else None,
            "inside": file is not None,
            "calls": calls,
            "read": templates.used,
        }


def _start_clock() -> None:
    used = int(time.process_time()) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = used + SECONDS + _GRACE
    # Where the machine gives less than that, it says so itself.
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS, 0.2)


def _done(job: ProseJob | MacroJob | PageJob, templates: Templates, calls: list[tuple[str, str]]) -> str:
    if isinstance(job, ProseJob):
        return _prose(job, templates, calls)
    if isinstance(job, PageJob):
        return environment(templates, autoescape=True).get_template(job.file).render(job.variables)
    jinja, module = _macros(job.run, templates, job.file, job.autoescape)
    try:
        if not hasattr(module, job.name):
            raise TemplateError(f"macro {job.name}")
        return str(getattr(module, job.name)(job.document)).strip()
    except FAULTS as error:
        raise rewritten(jinja) from error


@lru_cache(maxsize=4)
def _macros(_: int, templates: Templates, file: str, autoescape: bool) -> tuple[Any, Any]:
    jinja = environment(templates, autoescape)
    try:
        return jinja, jinja.get_template(file).module
    except FAULTS as error:
        raise rewritten(jinja) from error


def _prose(job: ProseJob, templates: Templates, calls: list[tuple[str, str]]) -> str:
    def called(kind: str, id: object) -> str:
        known = id in job.ids
        calls.append((kind, str(id)))
        return _TOKEN.format(kind, id) if known else ""

    names = {
        "cite": lambda *ids: " ".join([called("cite", one) for one in ids]),
        "ref": lambda one: called("ref", one),
        "pages": job.pages,
        "documents": job.documents,
    }
    source = _bounded(environment(templates, autoescape=False).from_string(job.text).render(names))
    # "typographer" stays off: the French typography filter does that work.
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    made: str = markdown.renderInline(source) if job.inline else markdown.render(source)
    return made


def _bounded(text: str) -> str:
    if len(text) > CHARACTERS:
        raise TooMuch(f"> {CHARACTERS} characters")
    if text.count("<") > ELEMENTS:
        raise TooMuch(f"> {ELEMENTS} <")
    return text


def _plain(found: Finding) -> list[Any]:
    return [found.code, found.place, dict(found.facts)]


if __name__ == "__main__":
    main()
