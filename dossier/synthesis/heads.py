"""The headers of a document: a mark at the head of each page."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import _Header


def mark(document: Document, words: str) -> None:
    """Have each page of ``document`` begin with ``words``, in bold, whatever header its section has."""
    for header in _shown(document):
        paragraph = header.paragraphs[0].insert_paragraph_before()
        paragraph.style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(words).bold = True


def _shown(document: Document) -> Iterator[_Header]:
    """Each header that some page shows, once; where the first section has none, its own, made for it."""
    for number, section in enumerate(document.sections):
        headers: list[_Header] = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            if not number or not header.is_linked_to_previous:
                if not header.paragraphs:  # a table alone
                    header.add_paragraph()
                yield header
