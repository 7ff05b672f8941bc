"""What ties a base to the build: the tags of its controls and the names of its styles. Tested against
docs/templates.md."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from dossier import model
from dossier.model import key_of

BASE = "synthesis.docx"
PLACE = f"templates/{BASE}"
RECIPE = "synthesis.toml"
#: The shipped bases of other languages.
BASES = {"en": "synthesis.en.docx"}

#: Blanks that stay for who writes.
NOTE = ("note.introduction", "part.title", "part.text", "note.conclusion")
BLANKS = (*NOTE, "part.subtitle", "team.ideas", "team.mark")
#: What a base must print, where the manifest says it, or something of the exam is lost.
NEEDED = (
    "dossier.exam.organiser", "dossier.exam.name", "dossier.exam.grade", "dossier.exam.track",
    "dossier.exam.specialty", "dossier.exam.option",
    "dossier.exam.session", "dossier.exam.date", "dossier.exam.paper", "dossier.exam.duration",
    "dossier.exam.coefficient", "dossier.subject", "dossier.assignment", "synthesis.addressee",
    "synthesis.capacity", "synthesis.max-pages", "synthesis.max-words",
)  # fmt: skip
#: What the table of the documents must hold.
NEEDED_ROWS = ("document.number", "document.reference", "document.page-count", "document.first-page")
#: What the marking grid must hold, in the team's edition of a dossier that has one.
NEEDED_GRID = ("marking.criterion", "marking.points")

#: All that wears a style of such a name is the team's, and is left out of what candidates receive.
TEAM_STYLES = "Équipe"
#: Where a part of the note starts, in a base whose control has lost its tag.
PART = "Dossier – partie"
DOCUMENT_TITLE = "Dossier – titre de document"
LONG_SUBJECT = "Dossier – sujet long"
STYLES = (
    "Normal", "Title", "heading 1", "heading 2", "header", "footer", "caption", "Placeholder Text",
    PART, DOCUMENT_TITLE, LONG_SUBJECT,
)  # fmt: skip

#: Tags whose values the build counts or derives.
COUNTED = ("plan.pages", "plan.documents", "part.number", "section.number", "marking.total")
#: Tags of a document that the plan counts or words; others are keys of the manifest.
OF_PLAN = ("number", "reference", "section", "page-count", "first-page", "last-page")
_TABLES: Mapping[str, tuple[type, frozenset[str]]] = {
    "dossier.": (model.Dossier, frozenset(["exam"])),
    "dossier.exam.": (model.Exam, frozenset()),
    "synthesis.": (model.Synthesis, frozenset(["marking"])),
    "section.": (model.Section, frozenset(["documents"])),
    "document.": (model.Document, frozenset()),
    "marking.": (model.Criterion, frozenset()),
}

PREFIXES = tuple(_TABLES)
"""What a tag that is a key of the manifest starts with."""


def base_of(language: str) -> str:
    """The name of the shipped base for a dossier in ``language`` (BCP 47): a French one, where it has no
    other."""
    return BASES.get(language.partition("-")[0].casefold(), BASE)


def tags() -> Iterator[str]:
    """Every tag that a control may bear."""
    for prefix, (table, apart) in _TABLES.items():
        yield from (prefix + key for f in dataclasses.fields(table) if (key := key_of(f.name)) not in apart)
    yield from (f"document.{key}" for key in OF_PLAN)
    yield from COUNTED
    yield from BLANKS


def shown_tag(tag: str) -> str:
    """What the control of a value shows in a base: LibreOffice before 7.5 keeps that, and loses the tag."""
    return f"[{tag}]"


def tag_shown(text: str) -> str:
    """The tag that a control without one shows, or nothing."""
    inner = text.strip()[1:-1]
    return inner if text.strip() == shown_tag(inner) and is_ours(inner) else ""


def is_ours(tag: str) -> bool:
    """Whether ``tag`` means the build, so that a wrong one is a fault and not somebody else's control."""
    return tag.partition(".")[0] in {known.partition(".")[0] for known in tags()} and "." in tag
