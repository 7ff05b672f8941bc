"""The stage: the exam's heading, the subject, the parts of the note to fill in, the table of documents."""

from __future__ import annotations

from typing import Any, BinaryIO

from docx import Document
from docx.shared import Mm

from dossier.model import Manifest, PartialDate, Plan
from dossier.typography import typeset

from . import package
from .styles import make_styles
from .table import add_table
from .text import line, paragraphs, shortened
from .wording import Wording, read_wording
from .writing import add_text, add_with_fields

_HEADER_LENGTH = 92
"""Characters of the header that fit on one line."""

_REGIONS = {"fr": "fr-FR"}
"""The region meant where a language is given alone: Word proofs by region."""

_SEPARATOR = " · "


def synthesise(
    manifest: Manifest, plan: Plan, wording: str, target: BinaryIO, assignment: str | None = None
) -> None:
    """Write to ``target`` the DOCX in which the synthesis note of this dossier is written.

    ``wording`` is the text of ``templates/synthesis.toml``. ``assignment`` is the order given to the
    candidate as plain text, its expressions rendered, with empty lines between paragraphs; without it none
    is printed.
    Folios and references are those of ``plan``. The same inputs give the same bytes.

    Raises DossierError (``template-error``) with all that is wrong in the wording.
    """
    words = read_wording(wording, plan.language)
    language = _region(plan.language)
    subject = line(plan.subject)
    document = Document()
    styles = make_styles(document, words, subject, language)
    _set_page(document.sections[0], words, styles, manifest.dossier.exam.paper, subject)
    _add_heading(document, manifest, plan.language, words, styles)
    add_text(document.add_paragraph(style=document.styles["Title"]), subject)
    for paragraph in paragraphs(assignment or ""):
        add_text(document.add_paragraph(style=styles["assignment"]), typeset(paragraph, plan.language))
    for part in words.note:
        add_text(document.add_paragraph(style=document.styles[f"Heading {part.level}"]), part.heading)
        if part.guidance:
            add_text(document.add_paragraph(style=styles["guidance"]), part.guidance)
    heading = document.add_paragraph(style=document.styles["Heading 1"])
    heading.paragraph_format.page_break_before = True
    add_text(heading, words["table.title"])
    add_text(document.add_paragraph(), words["table.note"])
    add_table(document, plan, words, styles, sections=manifest.dossier.sections == "shown")
    longest = package.LONGEST_PROPERTY
    package.clean(document, shortened(line(plan.title), longest), shortened(subject, longest), language)
    package.write(document, target)


def _region(language: str) -> str:
    tag, _, region = language.partition("-")
    if not region:
        return _REGIONS.get(tag, tag)
    return f"{tag}-{region.upper() if len(region) == 2 else region}"


def _set_page(section: Any, words: Wording, styles: dict[str, Any], paper: str, subject: str) -> None:
    """A4 with margins of 25 mm; the first page, which shows the subject itself, has no header."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    section.header_distance = section.footer_distance = Mm(12)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = styles["blank"]
    for footer in (section.footer, section.first_page_footer):
        add_with_fields(footer.paragraphs[0], words["page.footer"], {"{page}": "PAGE", "{pages}": "NUMPAGES"})
    header = words["page.header"].replace("{paper}", line(paper)).replace("{subject}", subject)
    add_text(section.header.paragraphs[0], shortened(header, _HEADER_LENGTH))


def _add_heading(
    document: Any, manifest: Manifest, language: str, words: Wording, styles: dict[str, Any]
) -> None:
    exam = manifest.dossier.exam

    def add(key: str, text: str) -> None:
        add_text(document.add_paragraph(style=styles[key]), text)

    def given(text: str | None) -> str:
        return line(typeset(text, language)) if text else ""

    add("organiser", given(exam.organiser))
    add("exam", given(exam.name))
    session = words["heading.session"].replace("{session}", given(exam.session)) if exam.session else ""
    circumstances = [given(exam.grade), given(exam.track), session, _numeric(exam.date)]
    if any(circumstances):
        add("session", _SEPARATOR.join(filter(None, circumstances)))
    facts = (("paper", exam.paper), ("duration", exam.duration), ("coefficient", exam.coefficient))
    for key, value in facts:
        if value:
            paragraph = document.add_paragraph(style=styles["facts"])
            add_text(paragraph, words[f"heading.{key}"], styles["label"])
            paragraph.add_run("\t")
            add_text(paragraph, given(value))


def _numeric(date: str | None) -> str:
    if not date:
        return ""
    try:
        return PartialDate.parse(date).numeric()
    except ValueError:  # said already, when the manifest was read
        return line(date)
