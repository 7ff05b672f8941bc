"""The stage: a base, a manifest and a plan become the document in which the note is written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from dossier.findings import Finding, finding, stop_on_error
from dossier.model import Manifest, Plan

from . import access, anonymous, computed, controls, heads, oxml, package, parts
from .contract import BLANKS, NEEDED, NEEDED_GRID, NEEDED_ROWS, NOTE, PLACE, STYLES, is_ours, tags
from .fields import Fields
from .fill import Filler
from .kept import Asked, Note
from .opening import missing, open_base
from .text import line, shortened

_REGIONS = {"fr": "fr-FR", "en": "en-GB"}
"""The region meant where a language is given alone: Word proofs by region."""
_PROPERTIES = ("title", "subject", "language")
_LONGEST_PROPERTY = 255
"""The longest property that python-docx takes, in characters."""
_A4 = (Mm(210), Mm(297))


def note(asked: Asked) -> Note:
    """What is asked of the process that writes notes. Raises as :func:`synthesise` does."""
    docx, findings = synthesise(
        asked.manifest, asked.plan, asked.base, asked.assignment, team=asked.team, mark=asked.mark
    )
    return Note(docx, findings)


def synthesise(
    manifest: Manifest,
    plan: Plan,
    base: bytes,
    assignment: str | None = None,
    *,
    team: bool = False,
    mark: str = "",
) -> tuple[bytes, tuple[Finding, ...]]:
    """The DOCX of this dossier made from the Word file ``base``, and what is to be said of the base.

    ``assignment`` is the order given to the candidate as plain text, with empty lines between paragraphs and
    the signs of :mod:`dossier.model.emphasis`.
    With ``team`` it is the edition of who writes the model answer and marks. ``mark`` is what each page says
    at its head, where it is not to be taken for a final one. Folios and references are those
    of ``plan``. The same inputs give the same bytes.

    Raises DossierError with all that keeps the base from being filled.
    """
    document = open_base(base)
    fields = Fields(manifest, plan, assignment)
    filler = Filler(document, fields, team=team)
    findings = [*anonymous.faults(document), *_of_controls(document, fields, team)]
    findings += missing(document, STYLES)
    language = _region(plan.language)
    properties = document.core_properties
    properties.title = shortened(line(plan.title), _LONGEST_PROPERTY)
    properties.subject = shortened(line(plan.subject), _LONGEST_PROPERTY)
    properties.language = language
    findings += anonymous.clean(document, _PROPERTIES)
    stop_on_error(findings)
    body = document.element
    others = [root for root in anonymous.roots(document) if root is not body and _holds_text(root)]
    filler.fill(others)
    stop_on_error((*findings, *_unfilled((filler.body, *others))))
    computed.compute(filler.body, others)
    _set_pages(document, fields.synthesis.margins)
    if mark:
        heads.mark(document, mark)
    parts.speak_all(document, language)
    anonymous.renumber(document)
    findings += access.look(document)
    return package.packed(document), tuple(findings)


def _holds_text(root: oxml.Element) -> bool:
    return root.tag in (qn("w:hdr"), qn("w:ftr"))


def _region(language: str) -> str:
    tag, _, region = language.partition("-")
    if not region:
        return _REGIONS.get(tag, tag)
    return f"{tag}-{region.upper() if len(region) == 2 else region}"


def _of_controls(document: Document, fields: Fields, team: bool) -> list[Finding]:
    """Tags that do not exist, and controls without which something of the exam would be lost."""
    held, untagged = set[str](), 0
    for root in anonymous.roots(document):
        for control, tag in controls.within(root):
            held.add(tag)
            untagged += not tag and controls.is_blank(control)
    known = set(tags())
    findings = []
    for tag in sorted(held - known):
        if tag and is_ours(tag):
            near = difflib.get_close_matches(tag, known, 1)
            findings.append(finding("base-tag", PLACE, tag=tag, near=near[0] if near else ""))
    values = fields.general()
    needed = [tag for tag in NEEDED if values[tag]] + list(NEEDED_ROWS)
    if team and fields.marking():
        needed += NEEDED_GRID
    lost = [tag for tag in NOTE if tag not in held]
    if len(lost) > untagged:
        needed += lost
    findings += [finding("base-control", PLACE, tag=tag) for tag in needed if tag not in held]
    return findings


def _unfilled(roots: Iterable[oxml.Element]) -> list[Finding]:
    """Controls left that are no blank: their words would be printed as they are."""
    known = set(tags()) - set(BLANKS)
    left = sorted({tag for root in roots for _, tag in controls.within(root)} & known)
    return [finding("base-misplaced", PLACE, tag=tag) for tag in left]


def _set_pages(document: Document, margin: int | None) -> None:
    """A4 whichever way each section lies, and the margins that the manifest asks for."""
    for section in document.sections:
        lies = section.orientation == WD_ORIENT.LANDSCAPE or (section.page_width or 0) > (
            section.page_height or 0
        )
        section.page_width, section.page_height = reversed(_A4) if lies else _A4
        if margin is not None:
            for side in ("left", "right", "top", "bottom"):
                setattr(section, f"{side}_margin", Mm(margin))
