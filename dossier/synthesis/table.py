"""The table of the documents: number, title and reference, pages, folio, under their sections."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from docx.shared import Mm

from dossier.model import Plan, PlannedDocument
from dossier.typography import typeset

from . import oxml
from .text import line
from .wording import Wording
from .writing import add_text

_WIDTHS = {"number": 12, "document": 116, "pages": 15, "folio": 17}
"""Columns in order, in millimetres; together the width of the text."""
_RIGHT = ("number", "pages", "folio")


def add_table(document: Any, plan: Plan, words: Wording, styles: dict[str, Any], *, sections: bool) -> None:
    """Append the table of the documents of ``plan``; with ``sections``, each under the title of its own."""
    table = document.add_table(rows=1, cols=len(_WIDTHS), style=styles["table"])
    table.autofit = False
    oxml.describe_table(table, words["table.title"], words["table.description"])
    head = table.rows[0]
    for column, cell, key in zip(table.columns, head.cells, _WIDTHS, strict=True):
        column.width = cell.width = Mm(_WIDTHS[key])
        cell.paragraphs[0].style = styles["column"]
        if key in _RIGHT:
            cell.paragraphs[0].alignment = styles["number"].paragraph_format.alignment
        add_text(cell.paragraphs[0], words[f"table.{key}"])
    oxml.keep_whole(head, header=True)
    for title, documents in groupby(plan.documents, lambda planned: planned.section):
        if sections and line(title):
            _add_section(table, line(title), styles)
        for planned in documents:
            _add_document(table, planned, plan.language, styles)


def _add_section(table: Any, title: str, styles: dict[str, Any]) -> None:
    row = table.add_row()
    oxml.keep_whole(row)
    cells = row.cells
    paragraph = cells[0].merge(cells[-1]).paragraphs[0]
    paragraph.style = styles["section"]
    add_text(paragraph, title)


def _add_document(table: Any, planned: PlannedDocument, language: str, styles: dict[str, Any]) -> None:
    row = table.add_row()
    oxml.keep_whole(row)
    number, document, pages, folio = row.cells
    for cell, count in (
        (number, planned.number),
        (pages, planned.page_count),
        (folio, planned.first_page),
    ):
        cell.paragraphs[0].style = styles["number"]
        add_text(cell.paragraphs[0], str(count))
    _add_reference(document, planned, language, styles)


def _add_reference(cell: Any, planned: PlannedDocument, language: str, styles: dict[str, Any]) -> None:
    """The whole reference, its title set off; a reference that does not hold the title stands under it."""
    reference = line(planned.reference)
    titles = (line(typeset(planned.title, language)), line(planned.title))
    title = next((title for title in titles if title and title in reference), "")
    paragraph = cell.paragraphs[0]
    paragraph.style = styles["cell"]
    if not title and titles[0]:
        paragraph.paragraph_format.keep_with_next = True
        add_text(paragraph, titles[0], styles["document"])
        paragraph = cell.add_paragraph(style=styles["cell"])
    before, _, after = reference.partition(title) if title else (reference, "", "")
    add_text(paragraph, before)
    add_text(paragraph, title, styles["document"])
    add_text(paragraph, after)
