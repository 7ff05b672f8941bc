"""The marks of a skeleton's page: which box each is of, and which are artifacts (ISO 14289-1, 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dossier.model import Mark

from . import engine


def recorded(page: Any) -> dict[Any, int]:
    """The MCID of each box of ``page``, known once it is painted; the renderer forgets them afterwards."""
    marks: dict[Any, int] = {}
    paint = page.paint

    def painted(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        marks.update(engine.marks_of(stream))

    page.paint = painted
    return marks


def mark_artifacts(operators: list[Any], folio: int, artifacts: Mapping[Mark, str]) -> None:
    """Turn the marks of ``artifacts`` into artifacts, of pagination, in the operators of page ``folio``.

    ``artifacts`` gives the subtype of each ("Header", "Footer" or ""). An artifact within content, such as
    the line under a word, loses its mark: it may not stand there.
    """
    kept: list[Any] = []
    content: list[bool | None] = []
    for operator in operators:
        if operator == b"BDC":
            mark = Mark(folio, kept[-1].get("MCID"))
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
