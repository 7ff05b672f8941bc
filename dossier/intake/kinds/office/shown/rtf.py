r"""What an RTF file prints: its letters, group by group (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace

from dossier.intake.kinds.office.disarm import listed
from dossier.intake.kinds.office.disarm.rtf_tokens import Group, Word, parse

from .reading import Piece, Reading
from .word import LIVE

#: Destinations that hold no text of a page, or another form of what is shown already.
_GONE = listed(
    "fonttbl colortbl stylesheet info generator listtable listoverridetable rsidtbl latentstyles pict "
    "fldinst themedata colorschememapping datastore xmlnstbl mmathPr mmath moMath moMathPara nonshppict "
    "sp picprop bkmkstart bkmkend revtbl filetbl userprops docvar pnseclvl pn tc xe formfield listpicture "
    "annotation atnid atnauthor defchp defpap pgptbl ftnsep ftnsepc aftnsep aftnsepc ftncn aftncn template "
    "wgrffmtfilter background object objdata nonesttables shprslt panose falt levelmarker"
)
_NOTES = ("footnote",)
_HEADS = listed("header headerl headerr headerf footer footerl footerr footerf")
_SURE = ("header", "footer", "headerf", "footerf")
_LETTERS = {
    "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "~": "\u00a0", "_": "-", "tab": " ", "line": " ", "emspace": " ", "enspace": " ",
    "qmspace": " ", "page": " ", "column": " ", "softline": " ", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_CELLS = listed("trowd cellx clvmrg")
_ENDS = listed("par sect cell nestcell row nestrow")
#: Windows' sets of characters by the number of a font's (\fcharset).
_SETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    where: str
    font: int
    hidden: bool = False
    deleted: bool = False
    changed: bool = False
    live: bool = False
    skip: int = 1


@dataclass(slots=True)
class _Row:
    """A row of a table: which of its cells continue another one, where each began, where the row did."""

    merged: list[bool] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    begun: int | None = None
    marked: bool = False


@dataclass(slots=True)
class _Walk:
    faces: dict[int, tuple[str, str]]
    set: str
    pieces: list[Piece] = field(default_factory=list)
    beside: list[tuple[Group, _Look]] = field(default_factory=list)
    changes: bool = False
    waiting: bytes = b""
    row: _Row = field(default_factory=_Row)

    def group(self, group: Group, look: _Look) -> None:
        """The letters of a group; what it says of letters ends with it."""
        left = 0
        for item in group.items:
            if not (isinstance(item, Word) and item.name == "'"):
                self.bytes(look)
            if isinstance(item, Group):
                self.inner(item, look)
                left = 0
            elif isinstance(item, bytes):
                self.waiting, left = item[left:], max(0, left - len(item))
            elif item.name == "'":
                if left:
                    left -= 1
                else:
                    self.waiting += bytes([(item.value or 0) & 0xFF])
            elif item.name == "u":
                self.say(chr((item.value or 0) & 0xFFFF), look)
                left = look.skip
            elif item.name in _ENDS:
                self.end(look)
                self.celled(item.name)
            elif item.name in _CELLS:
                self.defined(item.name)
            elif item.name in _LETTERS:
                self.say(_LETTERS[item.name], look)
            else:
                look = self.told(item, look)
        self.bytes(look)

    def defined(self, word: str) -> None:
        """What the definition of a row says of its cells."""
        row = self.row
        if word == "trowd":
            row.merged, row.marked = [], False
            row.begun = len(self.pieces) if row.begun is None and not row.ends else row.begun
        elif word == "cellx":
            row.merged.append(row.marked)
            row.marked = False
        else:
            row.marked = True

    def celled(self, word: str) -> None:
        """A cell, a row or a paragraph ended: nobody shows what stands in a cell that continues another."""
        row = self.row
        if word == "cell":
            row.ends.append(len(self.pieces))
        elif word == "row":
            start = row.begun or 0
            for end, merged in zip(row.ends, row.merged, strict=False):
                if merged:
                    kept = [one for one in self.pieces[start:end] if one.where != "body" or one.text == "\n"]
                    gone = end - start - len(kept)
                    self.pieces[start:end] = [*kept, *[Piece("", "body")] * gone]
                start = end
            self.row = _Row(begun=len(self.pieces))
        elif row.begun is None or (not row.ends and not row.merged):
            row.begun = len(self.pieces)  # text between tables

    def told(self, word: Word, look: _Look) -> _Look:
        on = word.value != 0
        if word.name == "uc":
            return replace(look, skip=word.value or 0)
        if word.name == "f":
            return replace(look, font=word.value or 0)
        if word.name == "v":
            return replace(look, hidden=on)
        if word.name == "deleted":
            return replace(look, deleted=on)
        if word.name == "revised":
            return replace(look, changed=on)
        if word.name == "plain":
            return replace(look, hidden=False, deleted=False, changed=False)
        return look

    def inner(self, group: Group, look: _Look) -> None:
        name = group.destination
        if name in _NOTES:
            self.beside.append((group, replace(look, where="note", hidden=False)))
        elif name in ("shptxt", "dptxbxtext"):
            self.beside.append((group, replace(look, where="box")))
        elif name in _HEADS:
            if name in _SURE and look.where == "body":
                self.beside.append((group, replace(look, where=name)))
        elif name in ("shp", "shpgrp", "shpinst", "do"):
            for child in group.groups():
                self.inner(child, look)
        elif name == "sp":
            named = [_letters(child).strip() for child in group.groups() if child.destination == "sn"]
            for child in group.groups() if named == ["gtextUNICODE"] else ():
                if child.destination == "sv":
                    self.beside.append((child, replace(look, where="letters")))
        elif name == "field":
            told = [c for c in group.groups() if c.destination == "fldinst"]
            words = b"".join(i for c in told for i in c.items if isinstance(i, bytes)).split()
            live = look.live or not words or words[0].decode("latin-1").upper() in LIVE
            self.group(group, replace(look, live=live))
        elif name in ("listtext", "pntext"):
            self.group(group, replace(look, where="number", live=look.live or self.changes))
            self.pieces.append(Piece("\n", "number"))
        elif not (name in _GONE or (group.starred and name not in ("shppict", "cs", "ud"))):
            self.group(group, look)

    def bytes(self, look: _Look) -> None:
        data, self.waiting = self.waiting, b""
        if data:
            charset = self.faces.get(look.font, ("", self.set))[1]
            self.say(data.decode(charset, "replace"), look)

    def say(self, text: str, look: _Look) -> None:
        self.changes |= (look.deleted or look.changed) and bool(text.strip())
        if not (look.hidden or look.deleted):
            face = self.faces.get(look.font, ("", ""))[0]
            self.pieces.append(Piece(text, look.where, face, not look.live))

    def end(self, look: _Look) -> None:
        self.pieces.append(Piece("\n", look.where))
        while self.beside:
            inner, of = self.beside.pop(0)
            self.group(inner, of)
            self.pieces.append(Piece("\n", of.where))


def shown(data: bytes) -> Reading:
    """What the RTF file ``data`` prints. Raises rtf_tokens.BrokenError."""
    root = parse(data)
    values = {
        word.name: word.value
        for word in root.words()
        if word.name in ("ansicpg", "deff", "titlepg", "facingp")
    }
    page = f"cp{values.get('ansicpg') or 1252}"
    walk = _Walk(_faces(root, page), page if _known(page) else "cp1252")
    look = _Look("body", values.get("deff") or 0)
    walk.group(root, look)
    walk.end(look)
    # A document of several sections, or with a first page of its own, may never show one.
    words = {word.name for word in root.words()}
    sure = () if words & {"sect", "facingp"} else _SURE[2:] if "titlepg" in words else _SURE[:2]
    kept = [p for p in walk.pieces if p.where not in _SURE or p.where in sure]
    heads = [replace(p, where="header") if p.where in _SURE else p for p in kept]
    return Reading(heads, changes=walk.changes)


def _faces(root: Group, page: str) -> dict[int, tuple[str, str]]:
    """The names of the fonts and their sets of characters, by number."""
    faces: dict[int, tuple[str, str]] = {}
    for table in (g for g in root.groups() if g.destination == "fonttbl"):
        for row in table.groups():
            words = {word.name: word.value for word in row.words()}
            charset = _SETS.get(words.get("fcharset") or 0, page)
            charset = page if not words.get("fcharset") else charset
            name = _letters(row)
            faces[words.get("f") or 0] = name.strip("; "), charset if _known(charset) else "cp1252"
    return faces


def _letters(row: Group) -> str:
    out, skip = "", 0
    for item in row.items:
        if isinstance(item, bytes):
            out, skip = out + item[skip:].decode("cp1252", "replace"), 0
        elif isinstance(item, Word) and item.name == "u":
            out, skip = out + chr((item.value or 0) & 0xFFFF), 1
        elif isinstance(item, Word) and item.name == "'":
            out, skip = (
                (out, 0) if skip else (out + bytes([(item.value or 0) & 0xFF]).decode("cp1252", "replace"), 0)
            )
    return out


def _known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
