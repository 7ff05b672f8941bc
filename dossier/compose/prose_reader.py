"""One prose after the other as HTML: what its calls mean, what it cites, and what is wrong in it."""

from __future__ import annotations

import difflib
import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dossier import addresses, blanks
from dossier.findings import Finding, finding
from dossier.wording import bullets, garbled, placeholders, typed_counts, typed_numbers

from .calls import mended
from .jobs import ProseJob
from .reference import References
from .renderer import RENDERER, TemplateError
from .templates import Templates
from .views import DocumentView

# Characters of a call that is quoted in a finding.
_SHOWN = 60
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
# What stands in quotation marks, of either kind; one mark may end a word and begin the next.
_QUOTED = re.compile("(?=[\"']([^\"']+)[\"'])")
# As the process of the templates writes a citation.
_TOKEN = re.compile("\ue000([a-z]+) ([a-z0-9-]+)\ue001")
_HREF = re.compile(r"""<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# A tag, or an address that stands in the text: it is one word, and has no hyphen but its own.
_ADDRESS = re.compile(r"<[^>]*>|(?:https?://|www\.)[^\s<>«»]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_RESERVED = dict.fromkeys((0xE000, 0xE001, 0xE002), "\ufffd")
_PAGES = "\ue000pages -\ue001"
_PAGES_HTML = '<span class="count-pages"></span>'


def _bare(name: str) -> str:
    """A title as it may be typed again: other apostrophes, spaces and capitals are the same."""
    return " ".join(name.replace("’", "'").casefold().split())


def _one_word(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == "<" else f'<span class="address" data-tag="Span">{match[0]}</span>'


def _named(text: str) -> dict[str, list[int]]:
    """Where the calls of ``text`` name each thing that they name."""
    places: dict[str, list[int]] = {}
    for inside in _JINJA.finditer(text):
        for match in _QUOTED.finditer(inside[0]):
            places.setdefault(match[1], []).append(inside.start() + match.start())
    return places


@dataclass
class Reader:
    """Renders one prose after the other and keeps what was cited, in order."""

    templates: Templates
    references: References
    documents: dict[str, DocumentView]
    cited: list[tuple[str, str]]
    mentioned: list[tuple[str, str]]
    findings: list[Finding]
    live: bool = True
    whole: bool = True
    calls: Counter[object] = field(default_factory=Counter)

    def render(
        self, name: str, text: str, place: Callable[[int], str], inline: bool = False, in_file: bool = False
    ) -> str:
        """``text``, which is the ``name``, as HTML; ``place`` gives the place of an offset in it."""
        text, place = self._meant(text.translate(_RESERVED), place)
        self._check(text, place, inline, in_file)
        ids, language = frozenset(self.documents), self.references.language
        job = ProseJob(name, language, text, inline, ids, _PAGES, len(self.documents))
        try:
            rendered = RENDERER.render(self.templates, job)
        except TemplateError as fault:
            self._called(fault.calls, text, place)
            line, problem = fault.line, fault.finding
            offset = len("\n".join(text.split("\n")[: line - 1])) + 1 if line and line > 1 else 0
            offset += fault.column
            where = problem.place if fault.inside else place(offset)
            self.findings.append(Finding(problem.code, where, problem.facts))
            self.whole = False
            return ""
        self._called(rendered.calls, text, place)
        self._links(rendered.text, text, place)
        for note, slip in dict.fromkeys(rendered.notes):
            called = f"[^{note}]"
            at = max(0, text.find(called) if slip == "absent" else text.rfind(f"{called}:"))
            facts = {"name": called, "slip": f"note-{slip}"}
            self.findings.append(Finding("note-unmatched", place(at), facts))
        done = self._with_citations(_ADDRESS.sub(_one_word, rendered.text))
        if "\ue000" in done:  # a filter got at a citation
            at = next((m.start() for m in _JINJA.finditer(text) if "|" in m[0]), 0)
            self.findings.append(finding("template-error", place(at), problem="cite(), ref() | …"))
        return done

    def _meant(self, text: str, place: Callable[[int], str]) -> tuple[str, Callable[[int], str]]:
        """``text`` with its calls as they were meant, and where an offset of it was written."""
        numbers = {str(document.number): id for id, document in self.documents.items()}
        titles = {" ".join(d.title.replace("’", "-").split()): id for id, d in self.documents.items()}
        meant = mended(text, {**titles, **numbers, **{id: id for id in self.documents}})
        for slip in meant.slips:
            written = " ".join(text[slip.start : slip.end].split())[:_SHOWN]
            facts = {"slip": slip.slip, "written": written, "example": slip.meant}
            self.findings.append(Finding("call-malformed", place(slip.start), facts))
        return meant.text, lambda offset: place(meant.written(offset))

    def _links(self, rendered: str, text: str, place: Callable[[int], str]) -> None:
        """Say which links of the prose are text only, and why."""
        for written in _HREF.findall(rendered) if self.live else ():
            target = html.unescape("".join(written))
            if not target.startswith("#") and not addresses.live(target):
                at = max(0, text.find(target))
                self.findings.append(finding("link-unsafe", place(at), address=target[:80]))

    def _called(self, calls: Sequence[tuple[str, str]], text: str, place: Callable[[int], str]) -> None:
        named = _named(text)
        for kind, id in calls:
            where = place(self._offset(id, named))
            if id in self.documents:
                (self.cited if kind == "cite" else self.mentioned).append((id, where))
            else:
                self.findings.append(finding("cite-unknown", where, id=id, near=self._near(id)))

    def _near(self, written: str) -> str:
        """The id that is meant: one that looks alike, or that of a document by its number or its title."""
        near = difflib.get_close_matches(written, list(self.documents), 1, 0.7)
        named = {
            _bare(name): id
            for id, d in self.documents.items()
            for name in (d.title, str(d.number), f"document {d.number}", f"doc. {d.number}")
        }
        return near[0] if near else named.get(_bare(written), "")

    def _offset(self, id: str, named: Mapping[str, Sequence[int]]) -> int:
        """Where this call stands in a text, whose calls have ``named`` things at these places: the n-th that
        names ``id`` is the n-th place that does."""
        spots = named.get(id, (0,))
        turn = self.calls[id]
        self.calls[id] += 1
        return spots[min(turn, len(spots) - 1)]

    def _with_citations(self, rendered: str) -> str:
        """``rendered`` with what its tokens stand for; one that a filter got at stays as it is."""
        tokens = dict.fromkeys(_TOKEN.findall(rendered))
        made = {("pages", id): _PAGES_HTML for kind, id in tokens if kind == "pages"}
        for kind, all_of in (("cite", self.references.citations), ("ref", self.references.mentions)):
            named = [self.documents[id] for which, id in tokens if which == kind and id in self.documents]
            made |= {(kind, id): html for id, html in all_of(named).items()}
        return _TOKEN.sub(lambda token: made.get((token[1], token[2]), token[0]), rendered)

    def _check(self, text: str, place: Callable[[int], str], inline: bool, in_file: bool) -> None:
        prose = _JINJA.sub(lambda match: re.sub(r"[^\n]", "\ue002", match[0]), text)
        for offset, words in typed_numbers(prose):
            self.findings.append(finding("number-typed", place(offset), words=words))
        # An assignment may well ask for a note of 4 pages; a notice counts the subject's own.
        for offset, words in typed_counts(prose) if inline else ():
            self.findings.append(finding("count-typed", place(offset), words=words))
        # Those of a manifest's values are found when it is read.
        for offset, words in placeholders(prose) if in_file else ():
            self.findings.append(finding("placeholder-prose", place(offset), words=words))
        for offset, words, better in list(garbled(prose))[:1] if in_file else ():
            self.findings.append(finding("prose-garbled", place(offset), words=words, better=better))
        for offset, words in () if inline else bullets(prose):
            self.findings.append(finding("prose-bullets", place(offset), words=words))
        for offset, words in blanks.left(prose) if in_file else ():
            self.findings.append(finding("blank-left", place(offset), words=words))
