"""What of a page's annotations print shows, by their kind and flags (ISO 32000-2, 12.5.3 and table 171)."""

from __future__ import annotations

_HIDDEN, _PRINT, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5

#: Part of what the page says: form fields, stamps, what was drawn or typed on it.
_PRINTED = frozenset(
    ("Widget", "Stamp", "FreeText", "Ink", "Line", "Square", "Circle", "Polygon", "PolyLine", "Watermark")
)
#: What a reader of the source added about it: with ``annotations: keep`` only.
_COMMENTS = frozenset(
    ("Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "FileAttachment", "Redact")
)
#: Comments that are drawn over what they are about.
_DRAWN_COMMENTS = frozenset(("Highlight", "Underline", "Squiggly", "StrikeOut"))


def prints(kind: str, flags: int, comments: bool = False) -> bool:
    """Whether an annotation of ``kind`` (``Stamp``, ``Highlight``…) with its /F ``flags`` is on paper.

    ``comments``: those too, where their flags say that they print. Everything else (links, pop-ups, sounds…)
    is never drawn.
    """
    if flags & _HIDDEN or not flags & _PRINT:
        return False
    return kind in _PRINTED or (comments and kind in _COMMENTS)


def veils(kind: str, flags: int, comments: bool = False) -> bool:
    """Whether an annotation of ``kind`` with its /F ``flags`` is drawn on a screen and is not on paper, so
    that what it covers there can be read here. Icons of comments and redactions are none of these."""
    if flags & (_HIDDEN | _NO_VIEW) or prints(kind, flags, comments):
        return False
    return kind in _PRINTED or kind in _DRAWN_COMMENTS


def offered(flags: int) -> bool:
    """Whether a reader of the source can follow a link with its /F ``flags``: one that is hidden, or is not
    shown on a screen, is nobody's to follow."""
    return not flags & (_HIDDEN | _NO_VIEW)
