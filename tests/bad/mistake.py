"""A mistake of an editor in a manifest: what is typed, and what must be said of it in each language.

``▶`` stands where the finding is expected. ``said`` and ``cure`` are words in French and in English.
"""

from __future__ import annotations

from dataclasses import dataclass

from .manifests import DOCUMENT, GOOD

Two = tuple[str, str]
TITLE = "  title: Essai\n"
ITEM = "      - id: archimag\n        title: L’e-administration séduit\n" + DOCUMENT
SECTIONS = GOOD[GOOD.index("sections:") :]
EXAM = GOOD[GOOD.index("  exam:") : GOOD.index("sections:")]
OTHER = "        title: Autre\n        file: sources/b.pdf\n"


@dataclass(frozen=True)
class Mistake:
    """``new`` is typed where ``old`` should stand in the good manifest."""

    code: str
    old: str
    new: str
    said: Two
    cure: Two

    @property
    def text(self) -> str:
        assert GOOD.count(self.old) == 1, self.old
        return GOOD.replace(self.old, self.new)


def title(code: str, typed: str, said: Two, cure: Two) -> Mistake:
    """``typed`` in the place of the dossier's title."""
    return Mistake(code, TITLE, f"  {typed}\n", said, cure)


def key(code: str, typed: str, said: Two, cure: Two) -> Mistake:
    """``typed`` as one more key of the document."""
    return Mistake(code, DOCUMENT, f"{DOCUMENT}        {typed}\n", said, cure)


SYNTAX = "manifest-syntax"
STRAIGHT = ("guillemets droits", "straight quotes")
SPACE = ("espace ordinaire", "ordinary space")
RETYPE = ("retapez une espace", "type a space")
ALIGN = ("commence à la colonne", "starts in column")
MEANT = ("Vouliez-vous dire", "Did you mean")

COMMENT = ("commence par #", "begins with #")
