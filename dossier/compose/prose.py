"""The prose that people write, Markdown with citations, and what can be wrong in it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from dossier.findings import DossierError, Finding, finding
from dossier.model import STAND_IN, Located, Source
from dossier.typography import typeset_html
from dossier.wording import form, line_and_column

from .plain import plain
from .prose_reader import Reader
from .reference import References
from .templates import Templates
from .views import sections_of

INTRODUCTION = "introduction.md"
# Other names under which it may be found.
_ASTRAY = ("introduction.md", "intro.md", "introduction.txt", "introduction.docx", "introduction.odt")


@dataclass(frozen=True)
class Prose:
    """The prose as HTML: introduction and assignment (None where the dossier has none), and the notices."""

    introduction: str | None
    assignment: str | None
    notices: tuple[Markup, ...] | None
    language: str = "fr"
    cited: tuple[str, ...] = ()

    @property
    def assignment_text(self) -> str | None:
        """The assignment as plain text, a blank line between paragraphs, bold and italics in it."""
        return None if self.assignment is None else plain(typeset_html(self.assignment, self.language))


def read_prose(
    located: Located, sources: dict[str, Source], templates: Templates
) -> tuple[Prose, tuple[Finding, ...]]:
    """Render the introduction, the assignment and the notices; find what is wrong in their citations."""
    dossier = located.manifest.dossier
    views = (d for s in sections_of(located, sources) for d in s.documents)
    documents = {d.id: d for d in views if d.id != STAND_IN}
    reader = Reader(templates, References(templates, dossier.language), documents, [], [], [])
    reader.live = dossier.links == "live"
    introduction = assignment = notices = None
    if dossier.introduction == "shown":
        introduction = _introduction(reader, located)
        # Of a text that could not be read whole, nobody knows what it cites.
        reader.findings += _order(reader) if reader.whole else []
    if dossier.assignment:
        order = dossier.assignment
        assignment = reader.render(
            "assignment", order, lambda at: located.inside(order, at, "dossier", "assignment")
        )
    if dossier.notices is not None:
        rendered = []
        for index, notice in enumerate(dossier.notices):
            where = located.place("dossier", "notices", index)
            rendered.append(Markup(reader.render("notice", notice, _constant(where), inline=True)))
        notices = tuple(rendered)
    cited = tuple(dict.fromkeys(id for id, _ in (*reader.cited, *reader.mentioned)))
    prose = Prose(introduction, assignment, notices, dossier.language, cited)
    return prose, tuple(reader.findings)


def _constant(place: str) -> Callable[[int], str]:
    return lambda _: place


def _introduction(reader: Reader, located: Located) -> str | None:
    here = reader.templates.own_names()
    if INTRODUCTION not in here:
        where = located.place("dossier", "introduction")
        # "Introduction.md", "introduction.txt": what was meant to be it.
        other = difflib.get_close_matches(INTRODUCTION, here, 1, 0.8)
        other = other or [name for name in here if name.casefold() in _ASTRAY]
        facts = {"slip": "introduction-name", "file": other[0]} if other else {}
        if not other and (astray := reader.templates.astray(_ASTRAY)):
            facts = {"slip": "introduction-astray", "file": astray}
        reader.findings.append(Finding("introduction-missing", where, facts))
        reader.whole = False
        return None
    try:
        text = reader.templates.read(INTRODUCTION)
    except DossierError as error:
        reader.findings += error.findings
        reader.whole = False
        return None

    if (written := form(text.encode())) and written != "page":
        file = f"templates/{INTRODUCTION}"
        reader.findings.append(Finding("template-error", file, {"slip": f"text-{written}", "file": file}))
        reader.whole = False
        return None

    def place(offset: int) -> str:
        line, column = line_and_column(text, offset)
        return f"templates/{INTRODUCTION}:{line}:{column}"

    return reader.render("introduction", text, place, in_file=True)


def _order(reader: Reader) -> list[Finding]:
    findings: list[Finding] = []
    seen: set[str] = set()
    last = 0
    for id, place in reader.cited:
        number = reader.documents[id].number
        if id in seen:
            findings.append(finding("cite-twice", place, id=id, number=number))
            continue
        if number < last:
            findings.append(Finding("cite-order", place, {"id": id, "number": number, "after": last}))
        seen.add(id)
        last = max(last, number)
    named = {id for id, _ in (*reader.cited, *reader.mentioned)}
    for id, document in reader.documents.items():
        if id not in named:
            findings.append(finding("cite-never", f"templates/{INTRODUCTION}", id=id, number=document.number))
    return findings
