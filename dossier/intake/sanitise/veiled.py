"""Words that a screen does not show and paper does: marks that do not print lie over them.

ISO 32000-2, 12.5.3 and table 171. Who sees the file on a screen takes what lies below them for gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from dossier import printing
from dossier.intake.steps import Taken

from . import appearances
from .looking import Looked, looked_at


def veiled(data: bytes, taken: Taken, looked: Sequence[Looked]) -> tuple[bytes, list[Looked]]:
    """``data``, whose pages are as ``looked`` at, with such marks as content where they cover words; and the
    pages where they do, with no words but those. Raises pikepdf.PdfError."""
    chosen = partial(printing.veils, comments=taken.selection.comments)
    drawn = appearances.drawn(data, [page.shown for page in looked], chosen, viewed=True)
    if drawn is None:
        return data, []
    hidden = {page.shown.number: _letters(page) for page in looked}
    covered = [
        _with(page, hidden[page.shown.number])
        for page in looked_at(drawn[0], taken, drawn[1])
        if _letters(page) - hidden[page.shown.number]
    ]
    drawn = appearances.drawn(data, [page.shown for page in covered], chosen, viewed=True)
    return (drawn[0], covered) if drawn else (data, [])


def _letters(page: Looked) -> set[object]:
    return {letter.origin for word in page.unseen.words for letter in word}


def _with(page: Looked, hidden: set[object]) -> Looked:
    words = tuple(word for word in page.unseen.words if any(c.origin not in hidden for c in word))
    return replace(page, unseen=replace(page.unseen, words=words, pictures=()), areas=(), under=(), within=())
