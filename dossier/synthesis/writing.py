"""Words into paragraphs: runs by direction, and fields in place of their marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import oxml
from .text import directions


def add_text(paragraph: Any, text: str, style: Any = None) -> None:
    """Append ``text`` to ``paragraph``, a run for each direction, in the character style ``style``."""
    for run, right_to_left in directions(text):
        added = paragraph.add_run(run, style)
        if right_to_left:
            added.font.rtl = True


def add_with_fields(paragraph: Any, text: str, fields: Mapping[str, str]) -> None:
    """Append ``text`` to ``paragraph`` with each mark of ``fields`` replaced by the field that it names."""
    for piece in re.split(f"({'|'.join(map(re.escape, fields))})", text):
        if piece in fields:
            oxml.field(paragraph, fields[piece])
        elif piece:
            add_text(paragraph, piece)
