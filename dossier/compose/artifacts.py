"""The marks of a skeleton's page: which box each is of, and which are artifacts (ISO 14289-1, 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dossier.model import Mark

from . import engine

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.pdf.stream import Stream


def recorded(page: Page) -> dict[Box, int]:
    """The MCID of each box of ``page``, known once it is painted; the renderer forgets them afterwards."""
    marks: dict[Box, int] = {}
    paint = page.paint

    def painted(stream: Stream, scale: float = 1) -> None:
        paint(stream, scale)
        engine.plain_hyphens(stream)
        marks.update(engine.marks_of(stream))

    page.paint = painted
    return marks


def mark_artifacts(operators: list[object], folio: int, artifacts: Mapping[Mark, str]) -> None:
    """Turn the marks of ``artifacts`` into artifacts, of pagination, in the operators of page ``folio``.

    ``artifacts`` gives the subtype of each ("Header", "Footer" or ""). An artifact within content, such as
    the line under a word, loses its mark: it may not stand there.
    """
    kept: list[object] = []
    content: list[bool | None] = []
    for operator in operators:
        if operator == b"BDC":
            properties = kept[-1]
            assert isinstance(properties, dict)
            mark = Mark(folio, properties.get("MCID", -1))
            content.append(mark not in artifacts)
            if mark in artifacts:
                kind = f"/Subtype/{artifacts[mark]}" if artifacts[mark] else ""
                kept[-2:] = ["/Artifact", f"<</Type/Pagination{kind}>>"]
        elif operator == b"BMC":
            within = True in content
            content.append(None if within else False)
            if within:
                kept.pop()
                continue
        elif operator == b"EMC" and content.pop() is None:
            continue
        kept.append(operator)
    operators[:] = kept
