"""Where a dossier's templates run: in a process of their own, within its seconds and memory.

What stands in somebody's folder is data: a template may loop without end, and is then a finding with its
line.
"""

from __future__ import annotations

import faulthandler
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePath

from jinja2 import Environment, TemplateError
from jinja2.environment import TemplateModule
from markdown_it import MarkdownIt
from markdown_it.utils import EnvType

from dossier.notes import MARK, unmatched, with_notes

from .faults import FAULTS, TooMuch, rewritten, template_fault, where
from .jobs import CHARACTERS, ELEMENTS, SECONDS, Asked, MacroJob, PageJob, ProseJob, Rendered
from .sandbox import environment
from .templates import Templates
from .words import words_of

_INTRODUCTION = "introduction.md"
# Private-use characters carry a citation unharmed through Markdown.
_TOKEN = "\ue000{} {}\ue001"
_EXPRESSION = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
# What is counted, behind its count: "{{ documents }} documents".
_OF_MANY = re.compile(r"(\{\{-?\s*documents\s*-?\}\}(?:\s|&nbsp;)+document)s\b")
# By the suffix of a template, whether what it prints is escaped: macros are called for both.
_ESCAPING = {".html": (True,), ".j2": (False, True)}
_ENDS = (signal.SIGXCPU, signal.SIGALRM)


def ready(name: str) -> str:
    """Compile the shipped templates: nearly every dossier is set by them."""
    templates = Templates.shipped()
    for file in templates.own_names():
        for autoescape in _ESCAPING.get(PurePath(file).suffix, ()):
            environment(templates, autoescape).get_template(file)
    return name


def rendered(asked: Asked) -> Rendered:
    """What a job makes. Raises DossierError where a template is missing or leads out."""
    templates = Templates(asked.folders)
    calls: list[tuple[str, str]] = []
    notes: list[tuple[str, str]] = []
    try:
        with _clock():
            texts = tuple(map(_bounded, _done(asked.job, templates, calls, notes)))
        return Rendered(texts=texts, calls=tuple(calls), notes=tuple(notes), read=templates.used)
    except (*FAULTS, TooMuch) as error:
        file, line = where(error)
        name = _INTRODUCTION if isinstance(asked.job, ProseJob) else asked.job.file
        fault = template_fault(error, name)
        read = fault.code == "template-error" and file is None
        column = _column(asked.job, line) if read else 0
        return Rendered(
            calls=tuple(calls),
            read=templates.used,
            fault=fault,
            line=line if file is None else None,
            column=column,
            inside=file is not None,
        )


def _column(job: ProseJob | MacroJob | PageJob, line: int | None) -> int:
    """Where in its line the expression stands that Jinja cannot read, else the first one; from 0."""
    lines = job.text.split("\n") if isinstance(job, ProseJob) else []
    expressions = list(_EXPRESSION.finditer(lines[line - 1])) if line and line <= len(lines) else []
    for one in expressions:
        try:
            environment(Templates(()), autoescape=False).parse(one[0])
        except TemplateError:
            return one.start()
    return expressions[0].start() if len(expressions) == 1 else 0


@contextmanager
def _clock() -> Iterator[None]:
    """Raise TooMuch after some seconds of computing; what cannot be interrupted says at least which file it
    is in before the system ends it."""
    for number in _ENDS:
        faulthandler.register(number, file=sys.stderr, all_threads=False, chain=True)
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        for number in _ENDS:
            faulthandler.unregister(number)


def _out_of_time(*_: object) -> None:
    raise TooMuch(f"> {SECONDS} s")


def _done(
    job: ProseJob | MacroJob | PageJob,
    templates: Templates,
    calls: list[tuple[str, str]],
    notes: list[tuple[str, str]],
) -> Iterator[str]:
    if isinstance(job, ProseJob):
        yield _prose(job, templates, calls, notes)
        return
    if isinstance(job, PageJob):
        page = environment(templates, True, words_of(templates, job.variables.language))
        yield page.get_template(job.file).render(job.variables.names)
        return
    jinja, module = _macros(job.run, templates, job.file, job.autoescape, job.language)
    try:
        if not hasattr(module, job.name):
            raise TemplateError(f"macro {job.name}")
        for document in job.documents:
            yield str(getattr(module, job.name)(document)).strip()
    except FAULTS as error:
        raise rewritten(jinja) from error


@lru_cache(maxsize=4)
def _macros(
    _: int, templates: Templates, file: str, autoescape: bool, language: str
) -> tuple[Environment, TemplateModule]:
    jinja = environment(templates, autoescape, words_of(templates, language))
    try:
        return jinja, jinja.get_template(file).module
    except FAULTS as error:
        raise rewritten(jinja) from error


def _prose(
    job: ProseJob, templates: Templates, calls: list[tuple[str, str]], notes: list[tuple[str, str]]
) -> str:
    def called(kind: str, id: object) -> str:
        known = isinstance(id, str) and id in job.ids
        calls.append((kind, str(id)))
        return _TOKEN.format(kind, id) if known else ""

    names = {
        "cite": lambda *ids: " ".join([called("cite", one) for one in ids]),
        "ref": lambda one: called("ref", one),
        "pages": job.pages,
        "documents": job.documents,
    }
    text = _OF_MANY.sub(r"\1", job.text) if job.documents == 1 else job.text
    source = _bounded(environment(templates, autoescape=False).from_string(text).render(names))
    # "typographer" stays off: the French typography filter does that work.
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    env: EnvType = {}
    if MARK in source and not job.inline:
        with_notes(markdown, job.name, words_of(templates, job.language)["note"])
    tokens = markdown.parseInline(source, env) if job.inline else markdown.parse(source, env)
    notes.extend(unmatched(tokens, env))
    made: str = markdown.renderer.render(tokens, markdown.options, env)
    return made


def _bounded(text: str) -> str:
    if len(text) > CHARACTERS:
        raise TooMuch(f"> {CHARACTERS} characters")
    if text.count("<") > ELEMENTS:
        raise TooMuch(f"> {ELEMENTS} <")
    return text
