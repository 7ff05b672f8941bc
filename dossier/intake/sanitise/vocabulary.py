"""The names that the standard gives to values of what is drawn (ISO 32000-2, tables 34 to 129): any other in
their place says nothing to an engine, and may be anybody's."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Name, Object

_WORDS = """
    Font FontDescriptor XObject Pattern ExtGState Mask Halftone Group Encoding CMap OCG OCMD Function Shading
    Image Form Type0 Type1 MMType1 Type3 TrueType CIDFontType0 CIDFontType2 Type1C CIDFontType0C OpenType
    DeviceN NChannel Luminosity Alpha Transparency
    AbsoluteColorimetric RelativeColorimetric Saturation Perceptual View Design All Export Print
    Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight
    Difference Exclusion Hue Color
    Identity Default Round Diamond SimpleDot InvertedSimpleDot DoubleDot InvertedDoubleDot CosineDot Double
    InvertedDouble Line LineX LineY Ellipse EllipseA InvertedEllipseA EllipseB EllipseC InvertedEllipseC
    Square Cross Rhomboid
    DeviceGray DeviceRGB DeviceCMYK CalGray CalRGB Lab ICCBased Indexed Separation None G RGB CMYK I
    StandardEncoding MacRomanEncoding WinAnsiEncoding MacExpertEncoding PDFDocEncoding SymbolEncoding
    UltraCondensed ExtraCondensed Condensed SemiCondensed SemiExpanded Expanded ExtraExpanded UltraExpanded
    ON OFF Unchanged AllOn AnyOn AnyOff AllOff And Or Not Bold Medium
"""
_TERMS = frozenset(_WORDS.split())
# Resources that an image names its space by, and character maps that programs know (9.7.5.2).
_SPACE = re.compile(r"(?:Cs|CS|cs|C|R|Def)\d{1,4}")
_MAP = re.compile(r"[A-Z0-9][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-[HV]")


def knows(name: str) -> bool:
    """Whether the standard has ``name``, given with its solidus."""
    word = name[1:]
    return word in _TERMS or bool(_SPACE.fullmatch(word) or _MAP.fullmatch(word))


def text_of(value: object) -> str:
    """A name with its solidus, of any bytes; nothing where ``value`` is none."""
    return bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, Name) else ""


def key(name: str) -> Any:
    """What to ask a dictionary for its entry ``name``: pikepdf takes no text for names that are no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name[1:].encode("utf-8", "surrogateescape")
        return Object.parse(b"/" + b"".join(b"#%02x" % byte for byte in raw))
    return name
