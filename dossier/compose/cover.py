"""A cover that runs over is set tighter, in steps; only then is anything laid out again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from dossier.findings import Finding, finding
from dossier.model import Located

from .laid_pages import Layout

#: The classes that the cover wears, the first that fits.
_STEPS = ("", "tight", "tighter")
_APART = "list-apart"
COVER, _CONTENTS = "cover", "contents"
_PAGES = '<span class="count-pages"></span>'
# Characters of a text that is quoted in a finding.
_SHOWN = 60
#: The anchors on each of the pages that the cover takes when it is laid out alone.
_Pages: TypeAlias = "tuple[frozenset[str], ...]"


def runs_over(layout: Layout, starts: Collection[str]) -> bool:
    """Whether another page than one of those that begin a part (``starts``, anchors) follows the cover."""
    pages = layout.pages
    at = next((n for n, page in enumerate(pages) if COVER in page.anchors), len(pages))
    return at + 1 < len(pages) and not pages[at + 1].blank and pages[at + 1].anchors.isdisjoint(starts)


def with_count(html: str, pages: int) -> str:
    """``html`` with the count of all ``pages`` in it, for a layout that has a few of them."""
    return html.replace(_PAGES, str(pages))


def setting(alone: Callable[[str], _Pages], listed: bool) -> tuple[str, bool]:
    """The classes of the cover, and whether it then takes one page; ``alone`` lays it out with some.

    Where the list of the documents stands on it (``listed``), that stays whole: there, or behind it.
    """
    for step in _STEPS:
        if len(alone(step)) <= 1:
            return step, True
    best = None
    for step in _STEPS if listed else ():
        classes = f"{_APART} {step}".strip()
        pages = alone(classes)
        if len(pages) > 1 and _CONTENTS in pages[1]:
            if len(pages) == 2:
                return classes, True
            best = best or classes
    if best:  # a list longer than a page starts one
        return best, True
    return f"{_APART} {_STEPS[-1]}" if listed else _STEPS[-1], False


def too_long(located: Located) -> Finding:
    """Which of the texts that people wrote on the cover is the longest."""
    dossier = located.manifest.dossier
    texts = [(dossier.subject, located.place("dossier", "subject"))]
    texts += [(text, located.place("dossier", "notices", n)) for n, text in enumerate(dossier.notices or ())]
    text, place = max(texts, key=lambda one: len(one[0]))
    words = " ".join(text.split())
    words = words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + "…"
    return finding("cover-long", place, words=words, count=len(text))
