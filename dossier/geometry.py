"""Pure box and matrix arithmetic. Matrices are PDF's (a, b, c, d, e, f): x' = ax + cy + e, y' = bx + dy
+ f."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Box

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

#: Points of a CSS pixel (CSS Values and Units 4, 6.2).
PIXEL = 0.75
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
UNIT: Box = (0.0, 0.0, 1.0, 1.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies ``first``, then ``then``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def inverse(matrix: Matrix) -> Matrix:
    """The matrix that takes ``matrix`` back; raises ZeroDivisionError where that one flattens."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return (
        d / area,
        -b / area,
        -c / area,
        a / area,
        (c * f - d * e) / area,
        (b * e - a * f) / area,
    )


def apply(matrix: Matrix, point: Point) -> Point:
    """``point`` moved by ``matrix``."""
    a, b, c, d, e, f = matrix
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def bounds(points: Iterable[Point]) -> Box:
    """The smallest box that holds all ``points``."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def transform(matrix: Matrix, box: Box) -> Box:
    """The bounding box of ``box`` moved by ``matrix``."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    ax0, ax1, bx0, bx1 = a * x0, a * x1, b * x0, b * x1
    cy0, cy1, dy0, dy1 = c * y0, c * y1, d * y0, d * y1
    # Each thing on each page comes by: min and max take three times as long.
    return (
        (ax1 if ax1 < ax0 else ax0) + (cy1 if cy1 < cy0 else cy0) + e,
        (bx1 if bx1 < bx0 else bx0) + (dy1 if dy1 < dy0 else dy0) + f,
        (ax1 if ax1 > ax0 else ax0) + (cy1 if cy1 > cy0 else cy0) + e,
        (bx1 if bx1 > bx0 else bx0) + (dy1 if dy1 > dy0 else dy0) + f,
    )


def intersect(one: Box, other: Box) -> Box | None:
    """The box common to both, or None where they do not overlap."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def apart(one: Box, other: Box, slack: float = 0.0) -> bool:
    """Whether more than ``slack`` lies between two boxes; lines, boxes of no area, are boxes too."""
    return (
        one[2] < other[0] - slack
        or one[0] > other[2] + slack
        or one[3] < other[1] - slack
        or one[1] > other[3] + slack
    )


def contains(outer: Box, inner: Box, slack: float = 0.05) -> bool:
    """Whether ``inner`` lies in ``outer``, give or take ``slack`` points."""
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def normalised(numbers: Sequence[float]) -> Box:
    """A rectangle whose corners may be given in any order (ISO 32000-2, 7.9.5)."""
    x0, y0, x1, y1 = numbers
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def visible_box(media: Sequence[float], crop: Sequence[float] | None) -> Box:
    """The CropBox within the MediaBox; the MediaBox where the two do not meet (ISO 32000-2, 14.11.2.1)."""
    whole = normalised(media)
    return (intersect(whole, normalised(crop)) if crop else None) or whole


def shown_size(box: Box, rotation: int, unit: float) -> tuple[float, float]:
    """Width and height in points of a page as a viewer shows it."""
    width, height = (box[2] - box[0]) * unit, (box[3] - box[1]) * unit
    return (height, width) if rotation % 180 else (width, height)


def onto_rectangle(box: Box, own: Matrix, rect: Box) -> Matrix | None:
    """The matrix that lays what draws in ``box``, moved by its ``own`` matrix, onto ``rect`` (ISO 32000-2,
    12.5.5); None where either has no area: nothing is drawn then, and words would be left to read."""
    x0, y0, x1, y1 = transform(own, box)
    if x1 <= x0 or y1 <= y0 or rect[2] <= rect[0] or rect[3] <= rect[1]:
        return None
    sx, sy = (rect[2] - rect[0]) / (x1 - x0), (rect[3] - rect[1]) / (y1 - y0)
    return (sx, 0, 0, sy, rect[0] - x0 * sx, rect[1] - y0 * sy)


def onto_unit_square(box: Box, rotation: int) -> Matrix:
    """The matrix that lays ``box``, shown upright, onto the square (0, 0)-(1, 1) that an image fills.

    ``rotation`` is clockwise, in degrees, as /Rotate has it (ISO 32000-2, table 31; 8.9.5 for the square).
    """
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    turned: dict[int, Matrix] = {
        0: (1 / w, 0, 0, 1 / h, -x0 / w, -y0 / h),
        90: (0, -1 / w, 1 / h, 0, -y0 / h, 1 + x0 / w),
        180: (-1 / w, 0, 0, -1 / h, x1 / w, y1 / h),
        270: (0, 1 / w, -1 / h, 0, y1 / h, -x0 / w),
    }
    return turned[rotation]


def upright(box: Box, rotation: int, width: float, height: float) -> Matrix:
    """The matrix that lays ``box``, shown upright, onto (0, 0)-(``width``, ``height``), in points."""
    return multiply(onto_unit_square(box, rotation), (width, 0, 0, height, 0, 0))


def from_unit_square(frame: Box) -> Matrix:
    """The matrix that lays the unit square onto ``frame``."""
    x0, y0, x1, y1 = frame
    return (x1 - x0, 0, 0, y1 - y0, x0, y0)
