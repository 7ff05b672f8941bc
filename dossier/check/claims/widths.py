"""Widths that a font gives what is shown in it, against its program (ISO 19005-2, 6.2.11.5), where the
checker asks less than veraPDF: those that go without saying, and those of compact programs."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Name, Object, Stream

from dossier import advances
from dossier.entries import array, data, dictionary, get, number, whole
from dossier.odd import OddError

from . import encoded, programs

# The width where none is said (ISO 32000-1, table 117), and how far two may lie apart.
_DEFAULT, _SLACK = 1000, 1.0


def agree(font: Object, drawn: set[int]) -> bool:
    """Whether each of the characters that are ``drawn`` in ``font``, the one below a composite one, has a
    width that is its glyph's."""
    measured = _measured(font, drawn)
    if measured is None or not _default(font, drawn - measured.keys()):
        return False
    return _compact(font, [(one, measured.get(one, _said(font))) for one in drawn])


def given(font: Object, encoding: object, drawn: set[int]) -> bool:
    """Whether each of the codes that are ``drawn`` in a simple font has a width; that of its glyph where the
    checker does not ask: in a program within OpenType, and in a TrueType one whose encoding changes another.
    """
    if not _has_widths(font, drawn):
        return False
    if _is_opentype(font):
        return _compact(font, _advances(font, encoding, drawn))
    return not encoded.differing(encoding) or _truetype(font, _advances(font, encoding, drawn))


def _measured(font: Object, characters: set[int]) -> dict[int, float] | None:
    """The widths that the table of a composite font gives to ``characters`` (ISO 32000-1, 9.7.4.3); None
    where it is no table as it should be."""
    held = array(font, "/W")
    given: dict[int, float] = {}
    at = 0
    try:
        while at < len(held):
            first, second = whole(held[at]), held[at + 1]
            if isinstance(second, Array):
                widths = dict(enumerate(map(number, list(second)), first))
                at += 2
            else:
                span = range(first, whole(second) + 1)
                width = number(held[at + 2])
                widths = dict.fromkeys(filter(span.__contains__, characters), width)
                at += 3
            used = {one: width for one, width in widths.items() if one in characters}
            if first < 0 or any(given.get(one, width) != width for one, width in used.items()):
                return None
            given |= used
    except (IndexError, OddError):
        return None
    return given


def _default(font: Object, characters: set[int]) -> bool:
    """Whether the one width of a TrueType font for those ``characters`` that no table gives one is theirs in
    its program (ISO 19005-2, 6.2.11.5). Of a table the checker asks it."""
    program = get(dictionary(font, "/FontDescriptor"), "/FontFile2")
    if not isinstance(program, Stream):
        return True
    width, glyphs = _said(font), glyph_numbers(font, characters) or set()
    measured = programs.advances(data(program)) if glyphs else None
    if not measured:
        return True
    widths, units = measured
    return all(abs(widths[min(g, len(widths) - 1)] * 1000 / units - width) <= _SLACK for g in glyphs)


def _said(font: Object) -> float:
    """The width of characters for which the table of a composite font has none (table 117)."""
    given = get(font, "/DW")
    return _DEFAULT if given is None else number(given)


def _compact(font: Object, wanted: Sequence[tuple[int | str, float]]) -> bool:
    """Whether a compact program's glyphs, where there is one, are as wide as ``wanted`` (6.2.11.5)."""
    program = get(dictionary(font, "/FontDescriptor"), "/FontFile3")
    if not isinstance(program, Stream):
        return True
    try:
        return not advances.differ(advances.opened(data(program), "/FontFile3"), wanted, _SLACK)
    except OddError:
        return False


def _has_widths(font: Object, drawn: set[int]) -> bool:
    first, widths = get(font, "/FirstChar"), get(font, "/Widths")
    if not isinstance(first, int) or not isinstance(widths, Array):
        return False
    try:
        given = {whole(first) + place: number(width) for place, width in enumerate(list(widths))}
    except OddError:
        return False
    return drawn <= given.keys()


def _is_opentype(font: Object) -> bool:
    """Whether a font's program is one within OpenType: of these the checker asks no widths."""
    program = get(dictionary(font, "/FontDescriptor"), "/FontFile3")
    return isinstance(program, Stream) and get(program, "/Subtype") == Name.OpenType


def _truetype(font: Object, wanted: Sequence[tuple[int | str, float]]) -> bool:
    """Whether a TrueType program's glyphs, found as their names say (9.6.6.4), are as wide as ``wanted``."""
    from fontTools import agl

    program = get(dictionary(font, "/FontDescriptor"), "/FontFile2")
    if not isinstance(program, Stream):
        return True
    try:
        opened = advances.TrueType(data(program))
        maps = opened.maps()
    except OddError:
        return False
    known, mac = maps.get((3, 1), {}), maps.get((1, 0), {})
    glyphs: list[tuple[int | str, float]] = []
    for name, width in wanted:
        meant = agl.toUnicode(str(name))
        coded = meant.encode("mac_roman", "ignore")
        glyph = known.get(ord(meant)) if len(meant) == 1 else None
        glyph = glyph or (mac.get(coded[0]) if len(coded) == 1 and not known else None)
        if glyph:
            glyphs.append((glyph, width))
    return not advances.differ(opened, glyphs, _SLACK)


def _advances(font: Object, encoding: object, drawn: set[int]) -> list[tuple[int | str, float]]:
    """The widths of a simple font by the names of its glyphs; of what has no name of the list, by none."""
    from fontTools import agl

    codec = encoded.codec(encoding) or "cp1252"
    named = encoded.differing(encoding)
    first = whole(get(font, "/FirstChar") or 0)
    wanted: list[tuple[int | str, float]] = []
    for code, width in enumerate(array(font, "/Widths"), first):
        if code in drawn:
            letter = bytes([code]).decode(codec, "replace")
            name = named[code][1:] if code in named else agl.UV2AGL.get(ord(letter), "")
            wanted.append((name, number(width)))
    return wanted


def glyph_numbers(font: Object, characters: set[int]) -> set[int] | None:
    """The glyphs of the ``characters``; None where the table of them is too short."""
    table = get(font, "/CIDToGIDMap")
    if not isinstance(table, Stream):
        return characters
    numbers = data(table)
    if characters and len(numbers) < 2 * (max(characters) + 1):
        return None
    return {int.from_bytes(numbers[2 * one : 2 * one + 2]) for one in characters}
