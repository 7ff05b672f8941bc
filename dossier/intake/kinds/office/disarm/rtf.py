r"""RTF without what LibreOffice would fetch, run or ask the machine for.

Destinations that may be skipped (``\*``) stay where they are known to show something; of all others those go
that name files, people or programs, wherever in a group the word stands.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence

from . import fields, listed, media, symbols
from .rtf_tokens import Group, Item, Word, parse, written
from .tally import Tally

#: Destinations that may be skipped and that show: lists, shapes, notes, styles, bookmarks, formulas.
_STARRED = listed(
    "fldinst shppict shpinst listtable listoverridetable listpicture listname pn pnseclvl bkmkstart "
    "bkmkend colorschememapping latentstyles nesttableprops blipuid cs ts ds levelmarker panose falt "
    "fname do ud picprop defchp defpap hyphen footnote ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn tc "
    "xe moMath moMathPara mmath mmathPara formfield generator background dptxbxtext pgdsctbl pgdsc "
    "pgptbl pgp tblstart oldcprops oldpprops oldsprops oldtprops wgrffmtfilter rsidtbl revtbl shpgrp "
    "shprslt"
)
#: Destinations that name a file, a person or a program, whether they may be skipped or not.
_GONE = listed(
    "info userprops docvar template filetbl file nextfile hlinkbase private passwordhash mailmerge "
    "annotation atnid atnauthor atndate atntime atnref atnparent atnicn atrfstart atrfend hl hlloc "
    "hlsrc hlfr themedata datastore xmlnstbl xmlopen xmlclose fontemb fontfile ffentrymcr ffexitmcr "
    "protusertbl writereservation writereservhash factoidname datafield oleclsid xform"
)
#: Words, not destinations, that make an object or the day's date.
_DATES = ("chdate", "chdpl", "chdpa", "chtime")
_DROPPED = _GONE | listed("linkstyles objupdate chatn field fldinst fldrslt object objdata result")
#: Properties of shapes that name a file, an address or a packed copy of the shape.
_PROPERTIES = listed(
    "pibName pibPrintName pibPrint fillBlipName lineFillBlipName pihlShape metroBlob wzScript "
    "wzScriptId wzName wzDescription wzTooltip wzLidScript oleicon pictureId"
)
#: Those of them that lead to a file.
_NAMING = listed("template file hlinkbase nextfile mailmerge fontfile")
_MARKUP = (
    b"<",
    b"%!",
    b"\xc5\xd0\xd3\xc6",
    b"PK",
    b"\xd0\xcf\x11\xe0",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
)
_HEAD = 256
_DRAWN = ("pict", "shppict", "shp")
_LETTERS = ("u", "'", "emdash", "endash", "bullet", "lquote", "rquote", "ldblquote", "rdblquote", "~")


def disarm(data: bytes) -> tuple[bytes, Tally]:
    """The file written anew, and what was taken out. Raises rtf_tokens.BrokenError."""
    tally = Tally()
    root = parse(data)
    symbols.spell_rtf(root)
    tally.marks = frozenset((_text(g, 1) or "").strip().casefold() for g in _deep(root, "bkmkstart"))
    return written(Group(_items(root, tally, 1))), tally


def _group(group: Group, tally: Tally, skip: int) -> list[Item]:
    r"""What stays of a group; ``skip`` is how many characters stand behind a ``\u`` for older readers."""
    name = group.destination
    words = {word.name.lower() for word in group.words()}
    if (group.starred and name not in _STARRED) or words & _GONE:
        tally.links += bool(words & _NAMING)
        return []
    if "fldinst" in words:
        return []  # of no field
    if name == "upr":  # the same twice, of which LibreOffice prints both
        newer = [child for child in group.groups() if child.destination == "ud"]
        said = newer[-1].items if newer else group.items
        return _items(Group([item for item in said if not _names(item, ("*", "ud", "upr"))]), tally, skip)
    if "object" in words:
        return _object(group, tally, skip)
    if "objdata" in words:
        tally.objects += 1
        return []
    if "field" in words:
        return _field(group, tally, skip)
    if "sp" in words and any(_property(child) in _PROPERTIES for child in group.groups()):
        tally.links += any(_property(c) in ("pihlShape", "pibName", "fillBlipName") for c in group.groups())
        return []
    if "pict" in words and not _picture(group):
        tally.objects += 1
        return []
    if name == "revtbl":
        return [_numbered(group, tally)]
    return [Group(_items(group, tally, skip))]


def _items(group: Group, tally: Tally, skip: int) -> list[Item]:
    kept: list[Item] = []
    for item in group.items:
        if isinstance(item, Group):
            kept += _group(item, tally, skip)
        elif isinstance(item, Word) and item.name in _DATES:
            tally.count("date", shown=False)
        elif isinstance(item, Word) and item.name.lower() in _DROPPED:
            pass
        else:
            if isinstance(item, Word) and item.name == "uc":
                skip = item.value or 0
            kept.append(item)
    return kept


def _field(group: Group, tally: Tally, skip: int) -> list[Item]:
    """A field anew: its instruction in one piece and its result, or the result alone."""
    told = [child for child in group.groups() if "fldinst" in {w.name.lower() for w in child.words()}]
    text = _text(told[0], skip) if len(told) == 1 else None
    judged = fields.judge(text or "", tally.marks)
    kept = [_items(child, tally, skip) for child in group.groups() if child.destination.lower() == "fldrslt"]
    seen = judged.seen and any(map(_shows, map(Group, kept)))
    if judged.instruction is not None and text is not None and not seen:
        form = [item for child in _deep(told[0], "formfield") for item in _group(child, tally, skip)]
        instruction = Group([Word("*"), Word("fldinst"), *_escaped(judged.instruction), *form])
        return [Group([Word("field"), instruction, *(Group([Word("fldrslt"), *items]) for items in kept)])]
    others = [c for c in group.groups() if c not in told and c.destination.lower() != "fldrslt"]
    plain: list[Item] = [
        *map(Group, kept),
        *(item for child in others for item in _group(child, tally, skip)),
    ]
    shown = any(isinstance(each, Group) and _shows(each) for each in plain)
    tally.count("other" if judged.reason == "live" else judged.reason, shown=shown)
    return plain if shown or not judged.shows else [Group(_escaped(judged.shows))]


def _names(item: Item, names: Sequence[str]) -> bool:
    return isinstance(item, Word) and item.name in names


def _deep(group: Group, name: str) -> list[Group]:
    direct = [child for child in group.groups() if child.destination == name]
    return direct + [deep for child in group.groups() if child not in direct for deep in _deep(child, name)]


def _shows(group: Group) -> bool:
    for item in group.items:
        if isinstance(item, Group):
            if item.destination in _DRAWN or (not item.starred and _shows(item)):
                return True
        elif item.name in _LETTERS if isinstance(item, Word) else item.strip():
            return True
    return False


def _text(group: Group, skip: int) -> str | None:
    r"""The words of an instruction, ``\u`` and ``\'`` read; None where there is more in it than words."""
    out: list[str] = []
    left = 0
    for item in group.items:
        if isinstance(item, Group):
            if item.starred:
                continue
            inner = _text(item, skip)
            if inner is None or "field" in {w.name for w in item.words()}:
                return None
            out.append(inner)
            left = 0
        elif isinstance(item, bytes):
            out.append(item[left:].decode("cp1252", "replace"))
            left = max(0, left - len(item))
        elif item.name == "u":
            out.append(chr((item.value or 0) & 0xFFFF))
            left = skip
        elif item.name == "uc":
            skip = item.value or 0
        elif item.name == "'":
            if left:
                left -= 1
            else:
                out.append(bytes([item.value or 0]).decode("cp1252", "replace"))
        elif item.name in "\\{}":
            out.append(item.name)
        elif item.name in ("bin", "objdata", "field"):
            return None
        elif item.name in ("ldblquote", "rdblquote", "lquote", "rquote", "tab", "~", "_", "-"):
            out.append({"tab": " ", "~": "\xa0"}.get(item.name, ""))
    return "".join(out)


def _escaped(text: str) -> list[Item]:
    out: list[Item] = [Word("uc", 0)]
    for char in text:
        if char in "\\{}":
            out.append(Word(char))
        elif char.isascii():
            out.append(char.encode("ascii"))
        else:
            units = char.encode("utf-16-le")
            for at in range(0, len(units), 2):
                unit = int.from_bytes(units[at : at + 2], "little")
                out.append(Word("u", unit - 0x10000 if unit > 0x7FFF else unit))
    return out


def _object(group: Group, tally: Tally, skip: int) -> list[Item]:
    """The picture of an embedded object, which is its result."""
    tally.objects += 1
    linked = {"objlink", "objautlink", "objsub", "objhtml"} & {word.name for word in group.words()}
    tally.links += bool(linked)
    kept: list[Item] = []
    for child in group.groups():
        if child.destination == "result":
            kept.append(Group(_items(child, tally, skip)))
    return kept


def _property(group: Group) -> str:
    return (_text(group, 1) or "").strip() if "sn" in {word.name for word in group.words()} else ""


def _picture(group: Group) -> bool:
    """Whether a picture is none in markup or in a package; what it says of itself is not asked."""
    raw, held = _data(group)
    digits = bytes(c for c in raw[: 4 * _HEAD] if c in b"0123456789abcdefABCDEF")
    data = held or binascii.unhexlify(digits[: len(digits) & ~1])
    plain = data.lstrip(b" \t\r\n\0")
    return not plain.startswith(_MARKUP) and (data[:2] != b"\x1f\x8b" or media.picture(data))


def _data(group: Group) -> tuple[bytes, bytes]:
    r"""The digits and the bytes behind a ``\bin`` of a picture, its groups included."""
    raw, held = b"", b""
    for item in group.items:
        if isinstance(item, bytes):
            raw += item if len(raw) < 4 * _HEAD else b""
        elif isinstance(item, Word):
            held += item.data
        elif not item.starred:
            inner = _data(item)
            raw, held = raw + inner[0], held + inner[1]
    return raw, held


def _numbered(group: Group, tally: Tally) -> Group:
    """The authors of changes, as many as there were, as numbers."""
    names = [written(child).decode("latin-1") for child in group.groups()]
    rows: list[Item] = [Group([tally.author(name).encode() + b";"]) for name in names]
    return Group([Word("*"), Word("revtbl"), *rows])
