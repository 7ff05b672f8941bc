"""Where something lies."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""A rectangle [x0, y0, x1, y1] in points from the page's lower left, x0 < x1 and y0 < y1."""
