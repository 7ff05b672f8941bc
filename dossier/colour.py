"""Colour profiles, computed: sRGB for the output intent, and inks for colours that are typed as plain CMYK.

Nothing is fetched, and the same bytes come out on any day. Formats: ICC.1:2001-04 (version 2 of the profile
format, which ISO 19005-2, 6.2.4.2 accepts).
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator, Sequence
from functools import cache

from . import icc

Colour = tuple[float, float, float]

#: What the output intent calls its colours (IEC 61966-2-1).
SRGB = "sRGB IEC61966-2.1"

_VERSION = 0x02100000
_CREATED = (2012, 1, 1, 0, 0, 0)
_D50: Colour = (0.9642, 1.0, 0.8249)
_D65: Colour = (0.9505, 1.0, 1.0891)
# The primaries of sRGB, adapted to D50 by the Bradford transform.
_PRIMARIES: tuple[Colour, Colour, Colour] = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
# The way back: from XYZ under D50 to linear sRGB.
_TO_SRGB: tuple[Colour, Colour, Colour] = (
    (3.13386, -1.61687, -0.49062),
    (-0.97880, 1.91614, 0.03345),
    (0.07194, -0.22899, 1.40541),
)
_CURVE_POINTS = 1024
# Solid overprints of offset inks on coated paper as sRGB shows them, by (cyan, magenta, yellow, black); what
# lies between follows Neugebauer's equations: each overprint counts by the paper that it covers.
_OVERPRINTS: dict[tuple[int, int, int, int], Colour] = {
    (0, 0, 0, 0): (1.0, 1.0, 1.0),
    (0, 0, 0, 1): (0.137, 0.122, 0.125),
    (0, 0, 1, 0): (1.0, 0.949, 0.0),
    (0, 0, 1, 1): (0.11, 0.102, 0.0),
    (0, 1, 0, 0): (0.925, 0.0, 0.549),
    (0, 1, 0, 1): (0.141, 0.0, 0.0),
    (0, 1, 1, 0): (0.929, 0.11, 0.141),
    (0, 1, 1, 1): (0.133, 0.0, 0.0),
    (1, 0, 0, 0): (0.0, 0.678, 0.937),
    (1, 0, 0, 1): (0.0, 0.059, 0.141),
    (1, 0, 1, 0): (0.0, 0.651, 0.314),
    (1, 0, 1, 1): (0.0, 0.075, 0.0),
    (1, 1, 0, 0): (0.18, 0.192, 0.573),
    (1, 1, 0, 1): (0.0, 0.0, 0.008),
    (1, 1, 1, 0): (0.212, 0.212, 0.224),
    (1, 1, 1, 1): (0.0, 0.0, 0.0),
}
_GRID = 7
# Nodes of the way back on each axis of CIELAB: odd, so that greys lie on nodes.
_BACK = 11
_STEPS, _CLOSE = 5, 1e-3
# Overprints of the three inks, each without and with black.
_BITS = tuple(itertools.product((0, 1), repeat=3))
_SOLIDS = tuple((_OVERPRINTS[c, m, y, 0], _OVERPRINTS[c, m, y, 1]) for c, m, y in _BITS)


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """The contrast ratio of two colours of sRGB, each part of 255 (WCAG 2.2)."""
    lights = sorted(map(_luminance, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: Sequence[int]) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def srgb() -> bytes:
    """The profile of sRGB: a display with three primaries and one curve."""
    curve = b"curv" + struct.pack(">2I", 0, _CURVE_POINTS)
    steps = (_linear(n / (_CURVE_POINTS - 1)) for n in range(_CURVE_POINTS))
    curve += b"".join(struct.pack(">H", round(step * 0xFFFF)) for step in steps)
    tags = {b"desc": icc.description(SRGB), b"cprt": icc.text("No copyright"), b"wtpt": _xyz(_D65)}
    for name, primary in zip((b"r", b"g", b"b"), _PRIMARIES, strict=True):
        tags[name + b"XYZ"] = _xyz(primary)
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


@cache
def cmyk(blending: bool = False) -> bytes:
    """A profile of offset inks: where a file says no more than "CMYK", viewers show about these colours.

    ``blending``: with the way back, too, from a colour to inks, without which nothing can be blended in it
    (ISO 32000-1, 11.3.4; Ghostscript draws nothing then). It takes most of a second to compute.
    """
    table = b"mft2" + struct.pack(">I4B", 0, 4, 3, _GRID, 0)
    table += struct.pack(">9i", *(round(n * 65536) for n in (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table += struct.pack(">2H", 2, 2) + struct.pack(">2H", 0, 0xFFFF) * 4
    inks = (step / (_GRID - 1) for step in range(_GRID))
    for amounts in itertools.product(tuple(inks), repeat=4):
        table += struct.pack(">3H", *_lab16(_neugebauer(amounts)))
    table += struct.pack(">2H", 0, 0xFFFF) * 3
    tags = {
        b"desc": icc.description("CMYK"),
        b"cprt": icc.text("No copyright"),
        b"wtpt": _xyz(_D50),
        b"A2B0": table,
    }
    if not blending:
        return _profile(b"scnr", b"CMYK", b"Lab ", tags)
    tags |= dict.fromkeys((b"A2B1", b"A2B2"), table)
    tags |= dict.fromkeys((b"B2A0", b"B2A1", b"B2A2"), _back())
    tags[b"gamt"] = _gamut()
    return _profile(b"prtr", b"CMYK", b"Lab ", tags)


def _back() -> bytes:
    """The table from CIELAB to inks."""
    table = b"mft2" + struct.pack(">I4B", 0, 3, 4, _BACK, 0)
    table += struct.pack(">9i", *(round(n * 65536) for n in (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table += struct.pack(">2H", 2, 2) + struct.pack(">2H", 0, 0xFFFF) * 3
    nodes = [step / (_BACK - 1) * 0xFFFF for step in range(_BACK)]
    for lightness, a, b in itertools.product(nodes, repeat=3):
        inks = _inks(_shown(lightness / 652.8, a / 256 - 128, b / 256 - 128))
        table += struct.pack(">4H", *(round(ink * 0xFFFF) for ink in inks))
    return table + struct.pack(">2H", 0, 0xFFFF) * 4


def _gamut() -> bytes:
    """A table that calls every colour printable: what is not is the nearest that is."""
    table = b"mft1" + struct.pack(">I4B", 0, 3, 1, 2, 0)
    table += struct.pack(">9i", *(round(n * 65536) for n in (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    return table + bytes(range(256)) * 3 + bytes(8) + bytes(256)


def _shown(lightness: float, a: float, b: float) -> Colour:
    """A colour of CIELAB (D50) as sRGB shows it; what it cannot show is cut off."""
    y = (lightness + 16) / 116
    xyz = [white * _cube(part) for white, part in zip(_D50, (y + a / 500, y, y - b / 200), strict=True)]
    red, green, blue = (_curved(sum(row[n] * xyz[n] for n in range(3))) for row in _TO_SRGB)
    return red, green, blue


def _inks(colour: Colour) -> tuple[float, float, float, float]:
    """The amounts of ink that show ``colour``, or nearly: black for what all three have in common, the others
    by Newton's steps, kept between none and all."""
    black = (1 - max(colour)) ** 2
    solids = [[light + black * (dark - light) for light, dark in zip(*pair, strict=True)] for pair in _SOLIDS]
    cyan, magenta, yellow = (1 - part for part in colour)
    for _ in range(_STEPS):
        c, m, y = (1 - cyan, cyan), (1 - magenta, magenta), (1 - yellow, yellow)
        missing, slopes = list(colour), [[0.0] * 3 for _ in colour]
        for (i, j, k), solid in zip(_BITS, solids, strict=True):
            ways = (m[j] * y[k] * (2 * i - 1), c[i] * y[k] * (2 * j - 1), c[i] * m[j] * (2 * k - 1))
            share = c[i] * m[j] * y[k]
            for part, value in enumerate(solid):
                missing[part] -= share * value
                for ink, way in enumerate(ways):
                    slopes[part][ink] += way * value
        if max(map(abs, missing)) < _CLOSE:
            break
        steps = zip((cyan, magenta, yellow), _solved(slopes, missing), strict=True)
        cyan, magenta, yellow = (min(max(amount + step, 0.0), 1.0) for amount, step in steps)
    return cyan, magenta, yellow, black


def _solved(rows: Sequence[Sequence[float]], values: Sequence[float]) -> Iterator[float]:
    """The solution of three equations (Cramer's rule); no step where there is none."""
    (a, b, c), (d, e, f), (g, h, i) = rows
    p, q, r = values
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(whole) < _CLOSE:
        return iter((0.0, 0.0, 0.0))
    one = p * (e * i - f * h) - b * (q * i - f * r) + c * (q * h - e * r)
    two = a * (q * i - f * r) - p * (d * i - f * g) + c * (d * r - q * g)
    three = a * (e * r - q * h) - b * (d * r - q * g) + p * (d * h - e * g)
    return iter((one / whole, two / whole, three / whole))


def _neugebauer(amounts: Sequence[float]) -> Colour:
    red = green = blue = 0.0
    for solid, colour in _OVERPRINTS.items():
        share = 1.0
        for ink, amount in zip(solid, amounts, strict=True):
            share *= amount if ink else 1 - amount
        red, green, blue = red + share * colour[0], green + share * colour[1], blue + share * colour[2]
    return red, green, blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _cube(value: float) -> float:
    return float(value**3 if value > 6 / 29 else (value - 4 / 29) * 3 * (6 / 29) ** 2)


def _curved(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return float(value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055)


def _lab16(colour: Colour) -> Iterator[int]:
    """CIELAB under D50 as version 2 packs it: L* by 652.8, a* and b* by 256 from -128."""
    linear = [_linear(part) for part in colour]
    seen = (sum(linear[n] * _PRIMARIES[n][axis] for n in range(3)) for axis in range(3))
    x, y, z = (_cube_root(part / white) for part, white in zip(seen, _D50, strict=True))
    yield round(min(max(116 * y - 16, 0), 100) * 652.8)
    for difference in (500 * (x - y), 200 * (y - z)):
        yield round(min(max(difference + 128, 0), 255) * 256)


def _cube_root(value: float) -> float:
    return float(value ** (1 / 3) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29)


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    table = icc.table(tags)
    header = (
        struct.pack(">2I", icc.HEADER + len(table), 0)
        + struct.pack(">I", _VERSION)
        + kind
        + space
        + connection
    )
    header += struct.pack(">6H", *_CREATED) + b"acsp" + bytes(28) + _fixed(_D50)
    return header + bytes(icc.HEADER - len(header)) + table


def _xyz(colour: Colour) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(colour)


def _fixed(colour: Colour) -> bytes:
    return struct.pack(">3i", *(round(part * 65536) for part in colour))
