"""The letters that are shown in each font with a program, and the widths that the font gives their glyphs."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

from dossier import advances
from dossier.entries import FAULTS, SHOWS, array, data, dictionary, get, number, spelt, whole
from dossier.odd import OddError

from . import characters, meanings, standard, walk

#: What two widths may differ by, in thousandths of an em (ISO 19005-2, 6.2.11.5).
SLACK = 1.0
# The width of a character of which none is said (ISO 32000-1, table 117).
_DEFAULT = 1000
_CHARACTERS = 0x10000
_ALL = range(_CHARACTERS)
_SYMBOLIC = 1 << 2
_IDENTITY = (Name("/Identity-H"), Name("/Identity-V"))
_UNICODE, _SYMBOL, _MAC = (3, 1), (3, 0), (1, 0)
# Where a symbol font's map has its codes (ISO 32000-1, 9.6.6.4).
_RANGES = (0, 0xF000, 0xF100, 0xF200)
#: A glyph in a program: by its number, or by its name.
Glyph = int | str


@dataclass(slots=True)
class Held:
    """A font that is measured (the one below a composite one), and the strings that are shown in it. What its
    codes lead to is not ``known`` where others than those of a byte or two tell; ``mapped`` are the
    characters of a composite one that are said to mean something, where any are."""

    font: Object
    composite: bool
    known: bool
    mapped: Set[int] | None = None
    shown: set[bytes] = field(default_factory=set)


def shown(pdf: pikepdf.Pdf) -> dict[tuple[int, int], Held]:
    """The fonts with a program that letters are shown in, by the numbers of their objects."""
    by_number: dict[tuple[int, int], Held] = {}
    for drawn in walk.drawn(pdf):
        resources = drawn.around if drawn.resources is None else drawn.resources
        fonts = dictionary(resources, "/Font") if resources is not None else Dictionary()
        held = {name: _held(font, by_number) for name, font in fonts.items()}
        if not any(held.values()):
            continue
        text = pdf.make_stream(b"\n".join(map(data, drawn.streams)))
        try:
            instructions = pikepdf.parse_content_stream(text, "Tf Tj TJ ' \" q Q")
        except FAULTS as error:
            raise OddError(str(error)) from error
        now: Held | None = None
        kept: list[Held | None] = []
        for instruction in instructions:
            operator, given = spelt(instruction.operator), list(instruction.operands)
            if operator == "q":
                kept.append(now)
            elif operator == "Q" and kept:
                now = kept.pop()
            elif operator == "Tf" and given and isinstance(given[0], Name):
                now = held.get(str(given[0]))
            elif operator in SHOWS and now and given:
                pieces = list(given[-1]) if isinstance(given[-1], pikepdf.Array) else [given[-1]]
                now.shown.update(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return by_number


def _held(font: object, by_number: dict[tuple[int, int], Held]) -> Held | None:
    if not isinstance(font, Dictionary):
        return None
    composite, known, mapped = get(font, "/Subtype") == Name.Type0, True, None
    if composite:
        table = get(font, "/ToUnicode")
        meant = characters.read(data(table)) if isinstance(table, Stream) else None
        mapped = frozenset(map(int.from_bytes, meant)) if meant else None
        below = array(font, "/DescendantFonts")
        if len(below) != 1 or not isinstance(below[0], Dictionary):
            return None
        known = get(font, "/Encoding") in _IDENTITY
        font = below[0]
    if not any(key in dictionary(font, "/FontDescriptor") for key in walk.PROGRAMS):
        return None
    number = font.objgen if font.is_indirect else (-len(by_number), 0)
    held = by_number.setdefault(number, Held(font, composite, known, mapped))
    held.known = held.known and known and composite == held.composite
    return held


def doubtful(pdf: pikepdf.Pdf) -> bool:
    """Whether a font gives any glyph of its program another width, shown or not: only then what is shown is
    worth reading."""
    by_number: dict[tuple[int, int], Held] = {}
    for font in walk.fonts(pdf):
        _held(font, by_number)
    return any(map(_differs, by_number.values()))


def _differs(held: Held) -> bool:
    embedded = walk.program(held.font)
    if embedded is None or not held.known:
        return False
    key, stream = embedded
    try:
        program = advances.opened(data(stream), key)
        if not held.composite:
            return advances.differ(program, _simple(held.font, program, frozenset(range(256))), SLACK)
        drawn = _drawn(held.font, program)
        used = drawn if held.mapped is None else held.mapped | (drawn & _listed(held.font, _ALL).keys())
        return advances.differ(program, _composite(held.font, used), SLACK)
    except OddError:
        return False


def _drawn(font: Object, program: advances.Program) -> Set[int]:
    """The characters whose glyphs have a drawing."""
    table, drawn = _numbers(font), program.drawn()
    if table is None:
        return drawn
    numbers = struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])
    return {character for character, glyph in enumerate(numbers) if glyph in drawn}


def wanted(held: Held, program: advances.Program) -> dict[Glyph, float]:
    """The widths that a font gives the glyphs of the letters that are shown. Raises OddError where it gives
    one glyph two."""
    widths: dict[Glyph, float] = {}
    if held.composite:
        characters = {
            int.from_bytes(text[at : at + 2]) for text in held.shown for at in range(0, len(text) - 1, 2)
        }
        pairs = _composite(held.font, characters)
    else:
        pairs = _simple(held.font, program, {code for text in held.shown for code in text})
    for glyph, width in pairs:
        if abs(widths.setdefault(glyph, width) - width) > SLACK:
            raise OddError("two widths of one glyph")
    return widths


def _composite(font: Object, characters: Set[int]) -> Iterator[tuple[Glyph, float]]:
    widths = _listed(font, characters)
    given = get(font, "/DW")
    otherwise = _DEFAULT if given is None else number(given)
    numbers = _numbers(font)
    for character in sorted(characters):
        glyph = character
        if numbers is not None:
            glyph = int.from_bytes(numbers[2 * character : 2 * character + 2])
        yield glyph, widths.get(character, otherwise)


def _numbers(font: Object) -> bytes | None:
    """The glyphs of all characters, two bytes each; None where they have the same numbers."""
    table = get(font, "/CIDToGIDMap")
    return data(table)[: 2 * _CHARACTERS] if isinstance(table, Stream) else None


def _listed(font: Object, characters: Set[int] | range) -> dict[int, float]:
    """What the table of widths says of ``characters`` (ISO 32000-1, 9.7.4.3)."""
    listed, at = array(font, "/W"), 0
    widths: dict[int, float] = {}
    while at + 1 < len(listed):
        first, second = whole(listed[at]), listed[at + 1]
        if isinstance(second, pikepdf.Array):
            widths |= {c: number(w) for c, w in enumerate(list(second), first) if c in characters}
            at += 2
        elif at + 2 < len(listed):
            span, width = range(first, min(whole(second) + 1, _CHARACTERS)), number(listed[at + 2])
            widths |= dict.fromkeys((one for one in span if one in characters), width)
            at += 3
        else:
            break
    return widths


def _simple(font: Object, program: advances.Program, shown: Set[int]) -> Iterator[tuple[Glyph, float]]:
    first = whole(get(font, "/FirstChar") or 0)
    given = {code: number(width) for code, width in enumerate(array(font, "/Widths"), first)}
    codes = shown & given.keys()
    if isinstance(program, advances.TrueType):
        glyphs: Mapping[int, Glyph] = _by_maps(font, program, codes)
    else:
        glyphs = meanings.glyph_names(font, codes)
    for code in sorted(codes & glyphs.keys()):
        yield glyphs[code], given[code]


def _by_maps(font: Object, program: advances.TrueType, codes: set[int]) -> dict[int, Glyph]:
    """The glyphs of a TrueType font's codes (ISO 32000-1, 9.6.6.4)."""
    flags = get(dictionary(font, "/FontDescriptor"), "/Flags")
    symbolic = isinstance(flags, int) and bool(flags & _SYMBOLIC)
    named = get(font, "/Encoding") is not None and not symbolic
    maps = program.maps()
    points = standard.meant_by(font) if named else {}
    glyphs: dict[int, Glyph] = {}
    for code in codes:
        if named and _UNICODE in maps and code in points:
            glyph = maps[_UNICODE].get(points[code])
        elif named and _MAC in maps and code in points:
            glyph = maps[_MAC].get(_mac(points[code]))
        elif _SYMBOL in maps:
            glyph = next(
                (maps[_SYMBOL][base + code] for base in _RANGES if base + code in maps[_SYMBOL]), None
            )
        else:
            glyph = maps.get(_MAC, {}).get(code)
        if glyph:
            glyphs[code] = glyph
    return glyphs


def _mac(point: int) -> int:
    coded = chr(point).encode("mac_roman", "ignore")
    return coded[0] if coded else -1
