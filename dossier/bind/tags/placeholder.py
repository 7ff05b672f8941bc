"""The mark that the renderer put around a placeholder: renamed to what is bound there, or taken away."""

from __future__ import annotations

import re

from dossier.model import SOURCE

_FIGURE = "Figure"
_AROUND = re.compile(
    rb"/Figure(\s*<<[^>]*>>\s*BDC)((?:(?!BDC|EMC).)*?/" + SOURCE.encode() + rb"\s+Do\b.*?)EMC", re.DOTALL
)


def remarked(data: bytes, role: str) -> bytes:
    """What draws a page, with the drawing of what is bound there marked as ``role``; with none not at all,
    since it has marks of its own."""
    if role == _FIGURE:
        return data
    marks = _AROUND.findall(data)
    if len(marks) != 1:
        raise ValueError(f"placeholder marked {len(marks)} times")
    return _AROUND.sub(rb"\2" if not role else b"/" + role.encode() + rb"\1\2EMC", data)
