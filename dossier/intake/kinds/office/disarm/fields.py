"""Field instructions of DOCX and RTF: which of them may be worked out anew (ECMA-376-1, 17.16.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from . import equations, listed

#: Worked out from the document's own pages, text and marks.
_LIVE = listed(
    "PAGE NUMPAGES SECTION SECTIONPAGES REF PAGEREF NOTEREF FTNREF STYLEREF SEQ TOC TC XE INDEX "
    "SYMBOL FORMTEXT FORMCHECKBOX FORMDROPDOWN LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT BIBLIOGRAPHY "
    "CITATION"
)
#: Of these, what refers to a bookmark; and what LibreOffice counts otherwise than Word (chapters, ``\\s``) or
#: writes twice, so that the result which its author saw stands, where there is one.
_REFERRING = listed("REF PAGEREF NOTEREF FTNREF")
_COUNTED = listed("SEQ SYMBOL")
_FILES = listed(
    "INCLUDEPICTURE INCLUDETEXT INCLUDE IMPORT LINK DDE DDEAUTO RD DATABASE AUTOTEXT AUTOTEXTLIST "
    "GLOSSARY EMBED HTMLCONTROL CONTROL"
)
_DATES = listed("DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME")
_NAMES = listed(
    "FILENAME TEMPLATE AUTHOR LASTSAVEDBY DOCPROPERTY FILESIZE REVNUM INFO ADDRESSBLOCK GREETINGLINE"
)
#: Empty where nobody has a name; nothing is missing then.
_USER = listed("DOCVARIABLE USERNAME USERINITIALS USERADDRESS")
#: What these show is written behind their first argument.
_BUTTONS = frozenset(("MACROBUTTON", "GOTOBUTTON"))
_KEYWORD = re.compile(r'[ \t\r\n]*([A-Za-z]+)(?=[ \t\r\n"\\]|$)')
# Small letters above others, which are read as what they are.
_RUBY = re.compile(r"\\o\s*\\ad\s*\(\s*\\s\s*\\up", re.IGNORECASE)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|(\\[^\s"])|([^\s"\\](?:[^\s"]*))|\\')
_ESCAPE = re.compile(r"\\(.)")
#: Where a link of the text may lead.
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x20]", re.IGNORECASE)
#: Characters of an address that stay as they are (RFC 3986, 2.2 and 2.3); letters of any script do, too.
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Field:
    """The ``instruction`` to hand on, None where the field is to be frozen to its result.

    The ``reason`` of that is ``live``, ``file``, ``link``, ``date``, ``name``, ``user`` or ``other``;
    ``shows`` is what it shows without a result; ``seen``: a result that stands is to be kept all the same.
    """

    instruction: str | None
    reason: str
    shows: str = ""
    seen: bool = False


def judge(text: str, marks: frozenset[str]) -> Field:
    """What is to be made of the field whose whole instruction is ``text``, in a document that has the
    bookmarks ``marks`` (folded): of one that is not there, LibreOffice prints an error in English."""
    match = _KEYWORD.match(text)
    if match is None:
        return Field(None, "other")
    word, rest = match[1].upper(), text[match.end() :]
    if word in _LIVE:
        lost = word in _REFERRING and _argument(rest).casefold() not in marks
        return Field(f" {word}{rest}", "live", seen=lost or word in _COUNTED)
    if word == "EQ" and not _RUBY.search(rest):
        return Field(None, "other", equations.spelt(rest), seen=True)
    if word == "EQ":
        return Field(f" {word}{rest}", "live")
    if word == "HYPERLINK":
        return _hyperlink(rest)
    if word in _BUTTONS:
        return Field(None, "other", (rest.split(None, 1) + [""] * 2)[1].strip().strip('"'))
    kinds = {"file": _FILES, "date": _DATES, "name": _NAMES, "user": _USER}
    reason = next((reason for reason, words in kinds.items() if word in words), "other")
    return Field(None, reason)


def _argument(rest: str) -> str:
    match = _TOKEN.search(rest)
    return "" if match is None else match[1] or match[3] or ""


def address(text: str) -> str | None:
    """``text`` as an address that a reader may follow, spaces and quotes encoded; None for others."""
    text = text.strip()
    if not _ADDRESS.match(text):
        return None
    return "".join(c if c in _SAFE or (c.isalnum()) else quote(c) for c in text)


def _hyperlink(rest: str) -> Field:
    """The field anew, of its address and its bookmark alone; what a frame or a tip is called goes."""
    target, bookmark, switch = "", "", ""
    for match in _TOKEN.finditer(rest):
        quoted, flag, plain = match.groups()
        if flag:
            switch = flag.lower()
            if switch in ("\\h", "\\n", "\\m", "\\*"):
                switch = "" if switch != "\\*" else switch
            continue
        value = _ESCAPE.sub(r"\1", quoted) if quoted is not None else plain
        if value is None:
            continue
        if switch == "\\l":
            bookmark = value
        elif not switch and not target:
            target = value
        switch = ""
    if target.startswith("#"):
        target, bookmark = "", target[1:]
    link = address(target) if target else ""
    if link is None or not (link or bookmark):
        return Field(None, "link")
    mark = bookmark.replace('"', "").replace("\\", "")
    parts = [f'"{link}"'] * bool(link) + [f'\\l "{mark}"'] * bool(mark)
    return Field(f" HYPERLINK {' '.join(parts)} ", "live")
