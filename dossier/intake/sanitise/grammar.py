"""The entries that drawing needs, kind by kind: whatever else an object holds is taken from it.

The tables are those of ISO 32000-2: 57 and 128 (graphics state), 61 to 69 (colour), 74 to 79 (patterns and
shadings), 87 (images), 93 (forms), 94 (groups), 98 and 99 (layers), 109 to 122 (fonts), 38 to 41 (functions).
Not among them, though the standard names them: metadata, private data of programs, what stands elsewhere
(reference XObjects, OPI, alternates), measures, times, authors.
"""

from __future__ import annotations

import re
from collections import Counter

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from . import inks, tails
from .vocabulary import key, knows, text_of

#: Numbers, names and what holds them: neither text nor streams.
VALUE = "value"
#: Names that a file gives: of its fonts, glyphs, inks.
NAMES = "names"
#: Text that drawing or reading needs.
TEXT = "text"
#: What stands as it is here, and is looked after by whoever asks.
ELSEWHERE = "elsewhere"
_STREAM = {"/Length": ELSEWHERE, "/Filter": ELSEWHERE, "/DecodeParms": "decoding"}
_FUNCTION = dict.fromkeys(
    ("/FunctionType", "/Domain", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode", "/Decode", "/C0",
     "/C1", "/N", "/Bounds"), VALUE) | {"/Functions": "function"}  # fmt: skip


def _values(*keys: str, **others: str) -> dict[str, str]:
    return dict.fromkeys((f"/{key}" for key in keys), VALUE) | {f"/{k}": kind for k, kind in others.items()}


#: For each kind, the entries that it may have and the kind of each; "*" is any other.
KINDS: dict[str, dict[str, str]] = {
    "decoding": _values(
        "K", "Columns", "Rows", "BlackIs1", "EncodedByteAlign", "EndOfLine", "EndOfBlock",
        "DamagedRowsBeforeError", "Predictor", "Colors", "BitsPerComponent", "EarlyChange", "ColorTransform",
        JBIG2Globals="plain stream",
    ),
    "plain stream": _STREAM,
    "function": _FUNCTION | _STREAM,
    "group": _values("Type", "S", "I", "K", CS="space"),
    "image": _STREAM | _values(
        "Type", "Subtype", "Width", "Height", "BitsPerComponent", "Intent", "ImageMask", "Decode",
        "Interpolate", "SMaskInData", "Matte", "StructParent",
        ColorSpace="space", SMask="image", Mask="image", OC="layer",
    ),
    "form": _STREAM | _values(
        "Type", "Subtype", "FormType", "BBox", "Matrix", "StructParent", "StructParents",
        Group="group", Resources=ELSEWHERE, OC="layer",
    ),
    "tiling": _STREAM | _values(
        "Type", "PatternType", "PaintType", "TilingType", "BBox", "XStep", "YStep", "Matrix",
        Resources=ELSEWHERE,
    ),
    "pattern": _values("Type", "PatternType", "Matrix", Shading="shading", ExtGState="state"),
    "shading": _STREAM | _values(
        "ShadingType", "Background", "BBox", "AntiAlias", "Domain", "Matrix", "Coords", "Extend",
        "BitsPerCoordinate", "BitsPerComponent", "BitsPerFlag", "Decode", "VerticesPerRow",
        ColorSpace="space", Function="function",
    ),
    "state": _values(
        "Type", "LW", "LC", "LJ", "ML", "D", "RI", "OP", "op", "OPM", "FL", "SM", "SA", "BM", "CA", "ca",
        "AIS", "TK", "UseBlackPtComp", "HTP", "HTO",
        Font="font", BG="function", BG2="function", UCR="function", UCR2="function", TR="function",
        TR2="function", HT="halftone", SMask="mask",
    ),
    "mask": _values("Type", "S", "BC", G="form", TR="function"),
    "halftone": _STREAM | _values(
        "Type", "HalftoneType", "Frequency", "Angle", "AccurateScreens", "Width", "Height", "Width2",
        "Height2", "Xsquare", "Ysquare",
        SpotFunction="function", TransferFunction="function", **{"*": "halftone"},
    ),
    "profile": _STREAM | _values("N", "Range", Alternate="space"),
    "calibrated": _values("WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range"),
    "inks": _values("Subtype", Colorants="spaces", Process="process", MixingHints="mixing"),
    "process": _values(Components=NAMES, ColorSpace="space"),
    "mixing": _values(Solidities=NAMES, PrintingOrder=NAMES, DotGain="functions"),
    "spaces": {"*": "space"},
    "functions": {"*": "function"},
    "font": _values(
        "Type", "Subtype", "FirstChar", "LastChar", "Widths", "DW", "W", "DW2", "W2", "FontBBox",
        "FontMatrix",
        BaseFont=NAMES, FontDescriptor="descriptor", Encoding="encoding", ToUnicode="characters",
        DescendantFonts="font", CIDSystemInfo="collection", CIDToGIDMap="plain stream", CharProcs="glyphs",
        Resources=ELSEWHERE,
    ),
    "descriptor": _values(
        "Type", "FontStretch", "FontWeight", "Flags", "FontBBox", "ItalicAngle", "Ascent",
        "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH", "AvgWidth", "MaxWidth",
        "MissingWidth",
        FontName=NAMES, FontFile="program", FontFile2="program", FontFile3="program", CIDSet="plain stream",
        CharSet=TEXT, Lang=TEXT, Style="style", FD="descriptors",
    ),
    "descriptors": {"*": "descriptor"},
    "style": {"/Panose": TEXT},
    "program": _STREAM | _values("Length1", "Length2", "Length3", "Subtype"),
    "encoding": _STREAM | _values(
        "Type", "BaseEncoding", "WMode",
        Differences=NAMES, CMapName=NAMES, CIDSystemInfo="collection", UseCMap="characters",
    ),
    "collection": {"/Registry": TEXT, "/Ordering": TEXT, "/Supplement": VALUE},
    "glyphs": {"*": "glyph"},
    "glyph": _STREAM,
    "layer": _values("Type", "Intent", "P", Name=TEXT, OCGs="layer", Usage="usage", VE="layer"),
    "usage": {
        "/Print": "print state", "/View": "view state", "/Export": "export state",
    },
    "print state": {"/PrintState": VALUE, "/Subtype": VALUE},
    "view state": {"/ViewState": VALUE},
    "export state": {"/ExportState": VALUE},
    "property list": _values("Type", "Subtype", "MCID", "Attached", "BBox", Lang=TEXT, ActualText=TEXT,
                             Alt=TEXT, E=TEXT),
}  # fmt: skip
KINDS["characters"] = KINDS["encoding"]
# A colour space is a name or an array: one that is anything else is none, and keeps nothing.
KINDS["space"] = _STREAM
# What an array of each kind holds; where nothing is said, more of the same.
_SPACES = {"/ICCBased": "profile", "/CalRGB": "calibrated", "/CalGray": "calibrated", "/Lab": "calibrated"}
_AS_IT_IS = (ELSEWHERE, VALUE, TEXT, NAMES)
_DEEPEST = 60
# A string, a dictionary or a reference in the text of an array.
_SUSPECT = re.compile(rb"[(<]| R")


class Pruner:
    """Takes from objects what drawing does not need.

    ``removed`` counts the entries; ``fonts`` are fonts and their descriptors; ``seen`` are the numbers of the
    indirect objects that were looked at, each with the kind that it was taken for.
    """

    def __init__(self) -> None:
        self.removed: Counter[str] = Counter()
        self.fonts: list[Object] = []
        self.seen: dict[tuple[tuple[int, int], str], object] = {}

    def prune(self, value: object, kind: str, depth: int = 0) -> None:
        """Leave in ``value``, an object of ``kind`` (a key of :data:`KINDS`), what that kind may have."""
        if kind == ELSEWHERE or depth > _DEEPEST or not isinstance(value, (Dictionary, Stream, Array)):
            return
        if value.is_indirect:
            if (value.objgen, kind) in self.seen:
                return
            self.seen[value.objgen, kind] = value
        if isinstance(value, Array):
            self._array(value, kind, depth)
        else:
            if kind in ("font", "descriptor"):
                self.fonts.append(value)
            own = _STREAM if isinstance(value, Stream) else {}  # whatever it should be
            self._entries(value, KINDS[kind] | own, depth)

    def _entries(self, held: Object, allowed: dict[str, str], depth: int) -> None:
        other = allowed.get("*")
        for name, value in list(held.items()):
            kind = allowed.get(name, other)
            if kind is None or (kind in (VALUE, NAMES) and not _is_plain(value)) or _is_odd(value, kind):
                del held[key(name)]
                self.removed["entry"] += 1
            elif kind not in _AS_IT_IS:
                self.prune(value, kind, depth + 1)

    def _array(self, items: Object, kind: str, depth: int) -> None:
        if kind == "space":
            self._space(items, depth)
        elif kind != "image":  # a mask of colours is numbers
            for item in list(items):
                self.prune(item, kind, depth + 1)

    def _space(self, items: Object, depth: int) -> None:
        """A colour space (8.6): its family, then what that family has."""
        given = list(items)
        family = text_of(given[0]) if given else ""
        for item in given[1:2] if family in _SPACES else ():
            self.prune(item, _SPACES[family], depth + 1)
        if family in ("/Separation", "/DeviceN"):
            self.removed["name"] += inks.unnamed(items)
            for item, kind in zip(given[2:5], ("space", "function", "inks"), strict=False):
                self.prune(item, kind, depth + 1)
        elif family in ("/Indexed", "/Pattern"):
            self.removed["entry"] += tails.lookup(items) if family == "/Indexed" else 0
            for item in given[1:2]:
                self.prune(item, "space", depth + 1)
            for item in given[3:4]:
                self.prune(item, "plain stream", depth + 1)


def kind_of(value: object, category: str) -> str | None:
    """The kind of the resource ``value`` of ``category``; None for what draws nothing (PostScript)."""
    if category == "/XObject":
        kinds = {"/Image": "image", "/Form": "form"}
        return kinds.get(text_of(value.get("/Subtype"))) if isinstance(value, Stream) else None
    if category == "/Pattern":
        return "tiling" if isinstance(value, Stream) else "pattern"
    if category == "/Properties":
        layer = isinstance(value, Dictionary) and value.get("/Type") in ("/OCG", "/OCMD")
        return "layer" if layer else "property list"
    return {"/Font": "font", "/ExtGState": "state", "/ColorSpace": "space", "/Shading": "shading"}.get(
        category
    )


def _is_odd(value: object, kind: str) -> bool:
    """Whether a name stands there that the standard does not have."""
    if isinstance(value, Name):
        return kind not in (NAMES, TEXT, ELSEWHERE) and not knows(text_of(value))
    if kind == VALUE and isinstance(value, Array):
        return any(isinstance(item, Name) and not knows(text_of(item)) for item in value)
    return False


def _is_plain(value: object, depth: int = 0) -> bool:
    """Whether ``value`` is made of numbers and names alone."""
    if not isinstance(value, Object) or isinstance(value, Name):
        return True
    if isinstance(value, (String, Stream)) or depth > _DEEPEST:
        return False
    if isinstance(value, Array) and not _SUSPECT.search(value.unparse(resolved=True)):
        return True
    inside = value.values() if isinstance(value, Dictionary) else value
    return all(_is_plain(item, depth + 1) for item in inside)
