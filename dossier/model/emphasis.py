"""Plain text in which stands what is bold and what is italic: signs begin each run of it and end it.

They are of the private use area; what a person wrote is rid of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOLD, _ITALIC, _END = "\ue010", "\ue011", "\ue012"
_SIGNS = re.compile(f"([{_BOLD}{_ITALIC}{_END}])")
_GONE = dict.fromkeys(map(ord, (_BOLD, _ITALIC, _END)), "\ufffd")


def without_signs(text: str) -> str:
    """``text`` as a person wrote it, none of the signs in it."""
    return text.translate(_GONE)


def emphasised(text: str, bold: bool, italic: bool) -> str:
    """``text`` with its signs."""
    signs = _BOLD * bold + _ITALIC * italic
    return f"{signs}{text}{_END}" if signs and text else text


def emphases(text: str) -> Iterator[tuple[str, bool, bool]]:
    """The runs of ``text`` without the signs, each with whether it is bold, and italic."""
    bold = italic = False
    for piece in _SIGNS.split(text):
        if piece == _END:
            bold = italic = False
        elif piece == _BOLD:
            bold = True
        elif piece == _ITALIC:
            italic = True
        elif piece:
            yield piece, bold, italic
