"""What the codes that are shown lead to, where the checker sees less than veraPDF (ISO 19005-2, 6.2.11).

The checker follows a code to its glyph and says what is wrong with that; here stands what keeps it, or
others, from following at all: codes that are none, maps that readers read differently, widths that no table
gives.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pikepdf import Dictionary, Name, Object, Stream

from dossier import sfnt
from dossier.entries import array, data, dictionary, get, values, whole

from . import cmaps, encoded, programs, tounicode, widths
from .shown import Use

#: The rules that ask what a character means: none of PDF/A-2b.
MEANING = "UNICODE-"
_UNMAPPED = f"{MEANING}UNSEEN"
_SYMBOLIC = 1 << 2
_KINDS = (Name.Type1, Name.MMType1, Name.TrueType, Name.Type3)
_NAMED = (Name.WinAnsiEncoding, Name.MacRomanEncoding)
_IDENTITY = (Name("/Identity-H"), Name("/Identity-V"))


def faults(use: Use) -> Iterator[str]:
    """The rules that a font breaks by what is shown in it."""
    kind = get(use.font, "/Subtype")
    if (use.drawn or use.unseen) and get(use.font, "/Type") != Name.Font:
        yield "FONT-TYPE"
    table = get(use.font, "/ToUnicode")
    if use.drawn and isinstance(table, Stream) and not tounicode.sound(data(table)):
        yield f"{MEANING}COUNT"
    if kind == Name.Type0:
        yield from _composite(use)
    elif kind in _KINDS:
        yield from _simple(use, kind)
    elif use.drawn or use.unseen:
        yield "FONT-SUBTYPE"


def _composite(use: Use) -> Iterator[str]:
    below = array(use.font, "/DescendantFonts")
    if len(below) != 1 or not isinstance(below[0], Dictionary):
        yield "TYPE0-DESCENDANT"
        return
    if get(below[0], "/Type") != Name.Font:
        yield "FONT-TYPE"
    if get(below[0], "/Subtype") not in (Name.CIDFontType0, Name.CIDFontType2):
        yield "FONT-SUBTYPE"
    encoding = get(use.font, "/Encoding")
    try:
        if isinstance(encoding, Stream):
            table = cmaps.read(data(encoding))
            if "/UseCMap" in encoding:
                raise cmaps.CMapError("built on another map")
            if (table.vertical or 0) != whole(get(encoding, "/WMode") or 0):
                yield "CMAP-WMODE"
        elif encoding in _IDENTITY:
            table = cmaps.IDENTITY
        elif isinstance(encoding, Name):
            return  # one that is known; the checker asks which
        else:
            raise cmaps.CMapError("no map")
        drawn, unseen = (
            {character for shown in strings for character in table.characters(shown)}
            for strings in (use.drawn, use.unseen)
        )
    except cmaps.CMapError:
        yield "CMAP-CODES"
        return
    if drawn | unseen and not _glyphs(below[0], drawn | unseen):
        yield "NOTDEF-SHOWN"
    if not widths.agree(below[0], drawn):
        yield "CID-WIDTHS"
    codes = {shown[at : at + 2] for shown in use.unseen for at in range(0, len(shown), 2)}
    if codes and not tounicode.says(get(use.font, "/ToUnicode"), codes):
        yield _UNMAPPED


def _glyphs(font: Object, characters: set[int]) -> bool:
    """Whether each of the ``characters`` has a glyph that is one."""
    program = get(dictionary(font, "/FontDescriptor"), "/FontFile2")
    if not isinstance(program, Stream):
        return 0 not in characters
    glyphs = widths.glyph_numbers(font, characters)
    count = _count(data(program))
    return glyphs is not None and 0 not in glyphs and (count is None or max(glyphs) < count)


def _count(program: bytes) -> int | None:
    """How many glyphs a TrueType program has, by its own table (OpenType, maxp)."""
    for tag, start, _ in sfnt.tables(program):
        if tag == b"maxp":
            return int.from_bytes(program[start + 4 : start + 6])
    return None


def _simple(use: Use, kind: object) -> Iterator[str]:
    font = use.font
    drawn, unseen = (set[int]().union(*texts) for texts in (use.drawn, use.unseen))
    encoding = get(font, "/Encoding")
    carried = kind == Name.Type3 or any(
        key in dictionary(font, "/FontDescriptor") for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )
    if carried and drawn and not widths.given(font, encoding, drawn):
        yield "FONT-WIDTHS-SHOWN"
    if kind == Name.Type3:
        if not _are_drawn(font, encoding, drawn):
            yield "FONT-GLYPHS-TYPE3"
    elif carried and Name.MacExpertEncoding in (encoding, encoded.base(encoding)):
        yield "FONT-ENCODING-EXPERT"
    else:
        if _plain_truetype(font, kind) and encoding not in _NAMED and encoded.base(encoding) not in _NAMED:
            yield "TRUETYPE-ENCODING"
        names = programs.names(font)
        wanted = {name[1:] for code, name in encoded.differing(encoding).items() if code in drawn}
        if names is not None and not (wanted <= names and _lettered(encoding, drawn, names)):
            yield "FONT-GLYPHS-NAMED"
    if unseen and not _means(font, encoding, unseen):
        yield _UNMAPPED


def _lettered(encoding: object, drawn: set[int], names: frozenset[str]) -> bool:
    """Whether each letter that the encoding itself names has a glyph among ``names`` (ISO 32000-1, D.2): one
    that changes another may leave out what its program has under another name."""
    from fontTools import agl

    codec = encoded.codec(encoding)
    if codec is None:
        return True
    left = drawn - encoded.differing(encoding).keys()
    letters, there = bytes(left).decode(codec, "ignore"), "".join(map(agl.toUnicode, names))
    return _plain(letters) <= _plain(there)


def _plain(letters: str) -> set[str]:
    """The letters, of which the soft hyphen is a hyphen and the hard space a space (ISO 32000-1, D.2)."""
    return set(unicodedata.normalize("NFKC", letters.replace("\xad", "-")))


def _plain_truetype(font: Object, kind: object) -> bool:
    """Whether ``font`` is a TrueType font of letters that its encoding names (ISO 19005-2, 6.2.11.6)."""
    descriptor = dictionary(font, "/FontDescriptor")
    flags = get(descriptor, "/Flags")
    symbolic = isinstance(flags, int) and bool(flags & _SYMBOLIC)
    return kind == Name.TrueType and "/FontFile2" in descriptor and not symbolic


def _are_drawn(font: Object, encoding: object, codes: set[int]) -> bool:
    """Whether a Type 3 font has a drawing for each of the ``codes``."""
    named = encoded.differing(encoding)
    drawings = dictionary(font, "/CharProcs")
    return all(isinstance(one, Stream) for one in values(drawings)) and all(
        code in named and named[code] in drawings for code in codes
    )


def _means(font: Object, encoding: object, unseen: set[int]) -> bool:
    """Whether each code of a simple font is a character by a table, or by the name of its glyph."""
    if "/ToUnicode" in font:
        return tounicode.says(get(font, "/ToUnicode"), {bytes([code]) for code in unseen})
    base = encoding if isinstance(encoding, Name) else encoded.base(encoding)
    if base not in _NAMED:
        return False
    return all(code >= 0x20 for code in unseen) and not (
        isinstance(encoding, Dictionary) and _renamed(encoding) & unseen
    )


def _renamed(encoding: object) -> set[int]:
    """The codes whose glyphs have names that tell no character (ISO 32000-1, 9.10.2)."""
    from fontTools import agl

    return {code for code, name in encoded.differing(encoding).items() if name[1:] not in agl.AGL2UV}
