"""Tags to values: what the manifest and the plan say, as it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeAlias

from dossier.model import (
    Criterion,
    Document,
    Dossier,
    Exam,
    Manifest,
    PartialDate,
    Plan,
    PlannedDocument,
    Synthesis,
    key_of,
)
from dossier.typography import typeset

from .text import line, paragraphs

Values = Mapping[str, str]
"""The text of each tag; empty where the manifest does not say it. Empty lines part paragraphs."""

#: A table of the manifest.
_Table: TypeAlias = Dossier | Exam | Synthesis | Criterion | Document
_DATES = ("date", "issued")
_COUNT = re.compile(r"\{\{\s*(pages|documents)\s*\}\}")
_THIN = "\u202f"


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the dossier: its values, and those of its section where it is the section's first."""

    number: int
    values: Values
    section: Values | None


class Fields:
    """The values of one dossier."""

    def __init__(self, manifest: Manifest, plan: Plan, assignment: str | None) -> None:
        self.manifest, self.plan = manifest, plan
        self.synthesis = manifest.synthesis or Synthesis()
        self._assignment = assignment

    def general(self) -> dict[str, str]:
        """The values that are the same everywhere."""
        dossier, plan = self.manifest.dossier, self.plan
        values = {f"dossier.{key}": text for key, text in self._texts(dossier)}
        values |= {f"dossier.exam.{key}": text for key, text in self._texts(dossier.exam)}
        values |= {f"synthesis.{key}": text for key, text in self._texts(self.synthesis)}
        counts = {"pages": str(len(plan.pages)), "documents": str(len(plan.documents))}
        values["dossier.title"], values["dossier.subject"] = self._one(plan.title), self._one(plan.subject)
        values["dossier.assignment"] = self._many(self._assignment or "")
        for tag in ("dossier.notices", "dossier.assignment"):
            values[tag] = _COUNT.sub(lambda match: counts[match[1]], values.get(tag, ""))
        values |= {f"plan.{key}": text for key, text in counts.items()}
        total = sum(criterion.points for criterion in self.synthesis.marking or ())
        values["marking.total"] = self._shown(total) if total else ""
        return values

    def marking(self) -> list[Values]:
        """The lines of the marking grid."""
        criteria = self.synthesis.marking or ()
        return [{f"marking.{key}": text for key, text in self._texts(each)} for each in criteria]

    def rows(self, documents: tuple[PlannedDocument, ...] | None = None) -> list[Row]:
        """A row for each of ``documents``, or for all of the plan."""
        given = {number: (section, doc) for number, section, doc in self.manifest.numbered()}
        ranks = {id(section): n for n, section in enumerate(self.manifest.sections, 1)}
        rows, last = [], None
        for planned in self.plan.documents if documents is None else documents:
            section, document = given.get(planned.number, (None, None))
            title = planned.section
            heads: Values | None = None
            if title != last and self.manifest.dossier.sections == "shown" and line(title):
                rank = str(ranks[id(section)]) if section else ""
                heads = {"section.title": self._one(title), "section.number": rank}
            rows.append(Row(planned.number, self._row(planned, document), heads))
            last = title
        return rows

    def title(self, number: int) -> str:
        """The title of the document ``number``, as its reference prints it."""
        planned = next(d for d in self.plan.documents if d.number == number)
        return self._one(planned.title)

    def parts(self) -> list[tuple[Values, list[Row]]]:
        """For each part of the note its own values, and the documents proposed for it.

        The sections are dealt out in order, each whole, so that the longest part has as few documents as can
        be; where there are fewer sections than parts, each part is offered all documents.
        """
        sections = [tuple(held) for _, held in groupby(self.plan.documents, lambda d: d.section)]
        count = self.synthesis.parts
        shares = deal([len(held) for held in sections], count)
        dealt = (
            [tuple(d for held in sections[a:b] for d in held) for a, b in shares]
            if shares
            else [self.plan.documents] * count
        )
        return [({"part.number": str(n)}, self.rows(held)) for n, held in enumerate(dealt, 1)]

    def _row(self, planned: PlannedDocument, document: Document | None) -> Values:
        values = {f"document.{key}": text for key, text in self._texts(document)} if document else {}
        values |= {
            "document.number": str(planned.number),
            "document.title": self._one(planned.title),
            "document.reference": line(planned.reference),
            "document.section": self._one(planned.section),
            "document.page-count": str(planned.page_count),
            "document.first-page": str(planned.first_page),
            "document.last-page": str(planned.last_page),
        }
        if values.get("document.number-of-pages") == "auto":
            values["document.number-of-pages"] = str(planned.page_count)
        return values

    def _texts(self, table: _Table) -> Iterator[tuple[str, str]]:
        for name in type(table).__dataclass_fields__:
            value = getattr(table, name)
            if isinstance(value, tuple) and value and not isinstance(value[0], str):
                continue
            if name in _DATES and value:
                value = _numeric(value)
            yield key_of(name), self._shown(value)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else ""
        if isinstance(value, (int, float)):
            return self._number(value)
        if isinstance(value, tuple):
            return self._many("\n\n".join(map(str, value)))
        return self._one(str(value)) if isinstance(value, str) else ""

    def _number(self, value: float) -> str:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
        if not self.plan.language.startswith("fr"):
            return text
        return text.replace(",", _THIN).replace(".", ",")

    def _one(self, text: str) -> str:
        return line(typeset(line(text), self.plan.language))

    def _many(self, text: str) -> str:
        return "\n\n".join(self._one(paragraph) for paragraph in paragraphs(text))


def deal(counts: list[int], parts: int) -> list[tuple[int, int]]:
    """Where to cut ``counts`` into ``parts`` runs so that the largest sum is least: [(0, 3), (3, 6)].

    Of several such ways the one that fills the first runs most; nothing where there are fewer counts than
    parts.
    """
    if len(counts) < parts:
        return []
    most = max(counts)
    while (cuts := _cuts(counts, parts, most)) is None:
        most += 1
    return list(pairwise(cuts))


def _cuts(counts: list[int], parts: int, most: int) -> list[int] | None:
    """Run bounds with no sum above ``most``, filling each run while enough is left for those after it."""
    cuts, held = [0], 0
    for n, count in enumerate(counts):
        left = len(counts) - n
        if n and len(cuts) < parts and (held + count > most or left <= parts - len(cuts)):
            cuts.append(n)
            held = 0
        held += count
        if held > most:
            return None
    return [*cuts, len(counts)]


def _numeric(date: str) -> str:
    try:
        return PartialDate.parse(date).numeric()
    except ValueError:  # said already, when the manifest was read
        return line(date)
