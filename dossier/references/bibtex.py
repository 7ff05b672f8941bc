"""BibTeX, as Zotero exports and imports it (with the names of BibLaTeX that it knows, too)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping

from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.model import Entry, Field
from pylatexenc.latex2text import LatexNodes2Text

from dossier.odd import OddError, reading

from . import dates, extended
from .item import Item, Name, extent, first, resolved, untold

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "techreport": "report",
    "report": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
    "misc": "document",
}
_BACK = {"article-journal": "article", "book": "book", "report": "techreport"}
_PUBLISHERS = ("publisher", "institution", "school", "organization")
# Zotero reads the pages of these as their number (BibTeX.js).
_COUNTED = ("book", "thesis", "phdthesis", "mastersthesis")
# What LaTeX takes for its own in a text, as Zotero writes it. All else stays as it is, in UTF-8.
_ESCAPED = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "{}$&#_%"},
        "\\": "{\\textbackslash}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
    }
)
# An address is no text: a sign of LaTeX means itself in it, and some programs escape it all the same.
_PLAIN = ("url", "doi", "date", "year", "day", "pagetotal")
# One that is not escaped hides what follows it to LaTeX alone.
_COMMENT = re.compile(r"(?<!\\)%")
# Signs of French, addresses with words, and small figures that LaTeX sets as mathematics.
_READ = (
    (re.compile(r"\{?\\og\b\s*(?:\{\})?\}?\s*"), "« "),
    (re.compile(r"\s*\{?\\fg\b(?:\s*\{\})?\}?"), " »"),
    (re.compile(r"\\href\{[^{}]*\}"), ""),
    (re.compile(r"\\url\{([^{}]*)\}"), r"\1"),
    (re.compile(r"(?<!\\)\$\s*[_^]\s*\{?([^${}]*)\}?\s*\$"), r"\1"),
)
_MATHS = re.compile(r"(?<!\\)\$")
_NEXT = re.compile(r"""[}"]\s*[A-Za-z][\w-]*\s*=\s*[{"\d]""")
_BRACES = re.compile(r"\\.|[{}]")
_BACKSLASH = re.compile(r"\\(?=[%&_#~$^{}])")


def items(text: str) -> list[Item]:
    """The references in ``text``. Raises OddError where one of them cannot be read."""
    stack = [
        middlewares.NormalizeFieldKeys(),
        middlewares.SeparateCoAuthors(),
    ]
    for library in ("bibtexparser", "pylatexenc"):  # what they cannot read is told below
        logging.getLogger(library).setLevel(logging.CRITICAL)
    with reading("bibtexparser", faults=(ValueError,)):
        parsed = parse_string(text, append_middleware=stack)
    if parsed.failed_blocks:
        raise OddError(_at(parsed.failed_blocks[0].start_line))
    strings = {one.key.lower(): str(one.value) for one in parsed.strings}
    return [_item(entry, strings) for entry in parsed.entries]


def _at(line: int | None) -> str:
    return f"BibTeX:{line + 1}" if line is not None else "BibTeX"


def _whole(text: str) -> bool:
    """Whether ``text`` is one field: where a comma is missing behind it, it has the next one in it."""
    depth = 0
    for sign in _BRACES.findall(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0 and not _NEXT.search(text)


def _joined(text: str, strings: Mapping[str, str]) -> str:
    """``text``, or what BibTeX makes of ``name # " more"``."""
    parts = [part.strip() for part in re.split(r"\s#\s", text)]
    quoted = any(part[:1] == '"' or part[-1:] == '"' for part in parts)
    if len(parts) == 1 or not (quoted or all(part.lower() in strings for part in parts)):
        return text
    return "".join(strings.get(part.lower(), part.strip('"')) for part in parts)


def _item(entry: Entry, strings: Mapping[str, str]) -> Item:
    for field in entry.fields:
        if isinstance(field.value, str) and not _whole(field.value):
            raise OddError(_at(field.start_line))
    values = {
        field.key: _joined(field.value, strings) for field in entry.fields if isinstance(field.value, str)
    }
    told = {key: _address(text) if key in _PLAIN else _plain(text) for key, text in values.items()}
    names = {field.key: field for field in entry.fields if isinstance(field.value, list)}
    kind = entry.entry_type.lower()

    def text(*keys: str) -> str:
        return first(*(told.get(key, "") for key in keys))

    said = text("date") or " ".join(filter(None, (text("day"), text("month"), text("year"))))
    issued = (
        dates.read(text("date"))
        if text("date")
        else dates.in_fields(text("year"), text("month"), text("day"))
    )
    page, count = extent(text("pages")), text("pagetotal")
    if kind in _COUNTED and page.isdecimal():
        page, count = "", count or page
    count = count.removesuffix("p.").strip()
    return Item(
        key=entry.key,
        type=_TYPES.get(kind, "document"),
        title=": ".join(filter(None, (text("title"), text("subtitle")))),
        title_short=text("shorttitle"),
        authors=_names(names.get("author") or names.get("editor")),
        genre=text("type"),
        container=text("journal", "journaltitle", "booktitle", "maintitle"),
        publisher=text(*_PUBLISHERS),
        published="" if _is_address(text("howpublished")) else text("howpublished"),
        volume=text("volume"),
        issue=text("number", "issue"),
        issued=issued.known,
        page=page,
        pages=count if count.isdecimal() else "",
        url=resolved(
            text("url") or (text("howpublished") if _is_address(text("howpublished")) else ""), text("doi")
        ),
        isbn=text("isbn"),
        issn=text("issn"),
        left=(
            *untold("title", text("title"), "" if _MATHS.search(_meant(values.get("title", ""))) else "-"),
            *issued.left("date", said),
            *untold("pagetotal", count, count if count.isdecimal() else ""),
        ),
    )


def _plain(text: str) -> str:
    """What LaTeX prints of ``text``."""
    with reading("pylatexenc", faults=(ValueError,)):
        # Its circumflex would be the accent (U+02C6).
        text = _meant(text.replace("\\textasciicircum", "^"))
        return str(LatexNodes2Text(math_mode="verbatim").latex_to_text(text))


def _meant(text: str) -> str:
    text = _COMMENT.sub(r"\\%", text)
    for sign, meant in _READ:
        text = sign.sub(meant, text)
    return text


def _address(text: str) -> str:
    return _BACKSLASH.sub("", text.replace("{\\textasciitilde}", "~"))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _names(field: Field | None) -> tuple[Name, ...]:
    try:
        return tuple(map(_name, field.value)) if field else ()
    except OddError as error:
        raise OddError(_at(field.start_line if field else None)) from error


def _name(text: str) -> Name:
    if extended.is_extended(text):
        return extended.parsed(text, _plain)
    with reading("bibtexparser", faults=(ValueError,)):
        parts = parse_single_name_into_parts(text)
    given, particle, family, suffix = (
        _plain(" ".join(words)) for words in (parts.first, parts.von, parts.last, parts.jr)
    )
    if not given and not particle:
        return Name(literal="et al." if family == "others" else family)
    return Name(family=family, given=given, particle=particle, suffix=suffix)


def written(references: Iterable[Item]) -> str:
    """``references`` as BibTeX, in UTF-8."""
    return write_string(Library([_entry(one) for one in references]))


def _entry(one: Item) -> Entry:
    kind = _BACK.get(one.type, "misc")
    texts = {
        "title": one.title,
        "shorttitle": one.title_short,
        "type": one.genre,
        "journal": one.container,
        "institution" if kind == "techreport" else "publisher": one.publisher,
        "howpublished": one.published,
        "volume": one.volume,
        "number": one.issue,
        "pages": (one.page or (one.pages if kind in _COUNTED else "")).replace("-", "--"),
    }
    told = {
        **{key: text.translate(_ESCAPED) for key, text in texts.items()},
        "author": " and ".join(map(_written_name, one.authors)),
        "date": one.issued,  # Zotero takes it with its day; older programs know the year alone
        "year": one.issued[:4],
        "pagetotal": one.pages,
        "url": one.url,
    }
    return Entry(kind, one.key, [Field(key, value) for key, value in told.items() if value])


def _written_name(name: Name) -> str:
    def braced(text: str) -> str:
        return f"{{{text}}}" if " " in text or "," in text else text

    if name.literal:
        return f"{{{name.literal.translate(_ESCAPED)}}}"
    family, given, suffix = (text.translate(_ESCAPED) for text in (name.family, name.given, name.suffix))
    last = " ".join(filter(None, (name.particle, braced(family))))
    return ", ".join(filter(None, (last, braced(suffix) if "," in suffix else suffix, given)))
