"""Small values of a source, as qpdf reads them, copied whole for pypdf: nothing in them refers to the file
that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, String
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
    create_string_object,
)

from dossier import geometry, traces
from dossier.geometry import Matrix

from .source import entries_of, text_of

_DEEPEST = 8
#: The entries of a structure element that are text for somebody (ISO 32000-1, table 323): a title is not.
TEXTS = ("/Lang", "/Alt", "/E", "/ActualText")
# Those that do not say once more what is drawn.
_UNSEEN = ("/Alt",)
# Attributes that say how what is drawn is read or laid; others are private, or any text (14.8.5, 14.7.6).
_OWNERS_NAMES = ("Layout", "List", "PrintField", "Table")
_OWNERS = tuple(f"/{name}" for name in _OWNERS_NAMES)
_ATTRIBUTES = frozenset(
    (
        *("/O", "/Placement", "/WritingMode", "/BackgroundColor", "/BorderColor", "/BorderStyle"),
        *("/BorderThickness", "/Padding", "/Color", "/SpaceBefore", "/SpaceAfter", "/StartIndent"),
        *("/EndIndent", "/TextIndent", "/TextAlign", "/BBox", "/Width", "/Height", "/BlockAlign"),
        *("/InlineAlign", "/TBorderStyle", "/TPadding", "/BaselineShift", "/LineHeight"),
        *("/TextDecorationColor", "/TextDecorationThickness", "/TextDecorationType", "/RubyAlign"),
        *("/RubyPosition", "/GlyphOrientationVertical", "/ColumnCount", "/ColumnGap", "/ColumnWidths"),
        *("/ListNumbering", "/Role", "/checked", "/Checked", "/Desc", "/RowSpan", "/ColSpan", "/Headers"),
        *("/Scope", "/Summary", "/Short"),
    )
)
# Of these attributes the values are text; those of all others numbers, and names that the standard has.
_WORDED = frozenset(("/Desc", "/Summary", "/Short", "/Headers"))
_NAMES = frozenset(
    f"/{name}"
    for name in (
        *_OWNERS_NAMES, "Block", "Inline", "Before", "Start", "End", "After", "Center", "Justify", "Middle",
        "Left", "Right", "LrTb", "RlTb", "TbRl", "TbLr", "LrBt", "RlBt", "BtRl", "BtLr", "None", "Hidden",
        "Dotted", "Dashed", "Solid", "Double", "Groove", "Ridge", "Inset", "Outset", "Auto", "Normal",
        "Underline", "Overline", "LineThrough", "Distribute", "Warichu", "Disc", "Circle", "Square",
        "Decimal", "UpperRoman", "LowerRoman", "UpperAlpha", "LowerAlpha", "Ordered", "Unordered",
        "Description", "Row", "Column", "Both", "rb", "cb", "pb", "tv", "lb", "on", "off", "neutral",
    )
)  # fmt: skip


def plain(value: object, depth: int = 0) -> Any:
    """A copy of ``value`` without references; what is deeper than attributes nest, and streams, are null."""
    if depth > _DEEPEST:
        return NullObject()
    match value:
        case bool():
            return BooleanObject(value)
        case int():
            return NumberObject(value)
        case Decimal():
            return FloatObject(value)
        case Name():
            return NameObject(text_of(value))
        case String():
            return create_string_object(bytes(value))
        case Array():
            return ArrayObject(plain(item, depth + 1) for item in value)
        case Dictionary():
            return DictionaryObject({NameObject(k): plain(v, depth + 1) for k, v in entries_of(value)})
        case _:
            return NullObject()


def texts(held: Object) -> dict[str, Any]:
    """The entries of an element that are text, but for empty ones, and those that name a file."""
    given = ((key, held.get(key)) for key in TEXTS if key in held)
    said = {key: _text(value) for key, value in given if isinstance(value, String)}
    told = {key: text for key, text in said.items() if key not in _UNSEEN or not traces.tells(text)}
    return {key: TextStringObject(text) for key, text in told.items() if text}


def _text(value: String) -> str:
    text = create_string_object(bytes(value))
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def identifier(value: object) -> bytes:
    """An element's /ID, as bytes."""
    return bytes(value) if isinstance(value, (String, Name)) else str(value).encode()


def attributes(value: object, names: Mapping[bytes, PdfObject], matrix: Matrix | None = None) -> Any:
    """A copy of the /A of an element, or of a class: of the standard's owners what the standard knows. Cells
    named in /Headers get their ``names``, ``matrix`` moves boxes. None where nothing is left."""
    listed = [one for one in (value if isinstance(value, Array) else [value]) if isinstance(one, Dictionary)]
    # Revision numbers stand between them in an array, and are obsolete.
    kept = [_attributes(one, names, matrix) for one in listed if _owner(one) in _OWNERS]
    return (ArrayObject(kept) if len(kept) > 1 else kept[0]) if kept else None


def scoped(kept: Any, scope: str) -> Any:
    """The attributes ``kept`` of a header cell, or none, with what it is the header of."""
    listed = list(kept) if isinstance(kept, ArrayObject) else [kept] if kept is not None else []
    table = next((one for one in listed if one.get("/O") == "/Table"), None)
    if table is None:
        table = DictionaryObject({NameObject("/O"): NameObject("/Table")})
        listed.append(table)
    table[NameObject("/Scope")] = NameObject(f"/{scope}")
    return ArrayObject(listed) if len(listed) > 1 else listed[0]


def _owner(held: Any) -> str:
    owner = held.get("/O")
    return text_of(owner) if isinstance(owner, Name) else ""


def _is_known(key: str, value: PdfObject) -> bool:
    if isinstance(value, ArrayObject):
        return all(_is_known(key, item) for item in value)
    if isinstance(value, NameObject):
        return value in _NAMES
    return isinstance(value, (NumberObject, FloatObject, BooleanObject, NullObject)) or key in _WORDED


def _attributes(given: Any, names: Mapping[bytes, PdfObject], matrix: Matrix | None) -> DictionaryObject:
    held: DictionaryObject = plain(given)
    for key in [key for key in held if key not in _ATTRIBUTES or not _is_known(key, held[key])]:
        del held[key]
    headers, box = given.get("/Headers"), held.get("/BBox")
    if isinstance(headers, Array):
        named = (names.get(identifier(name)) for name in headers)
        held[NameObject("/Headers")] = ArrayObject(name for name in named if name)
    corners = list(box) if isinstance(box, ArrayObject) else []
    if matrix and len(corners) == 4 and all(isinstance(n, (int, float)) for n in corners):
        moved = geometry.transform(matrix, geometry.normalised([float(n) for n in corners]))
        held[NameObject("/BBox")] = ArrayObject(FloatObject(round(n, 2)) for n in moved)
    return held
