"""Words that were taken out of a page, where the file says them besides.

In its outline, its tags, the addresses of links, what fields ask for, maps of characters, names of fonts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from dossier import entries
from dossier.intake.archive import characters
from dossier.intake.archive.walk import PROGRAMS
from dossier.intake.saving import saved
from dossier.model import Box, SourcePage
from dossier.odd import OddError
from dossier.raster import Reader

from .streams import decoded

# Less letters are a word of any language.
_LEAST = 4
_WORD = re.compile(r"[^\W_]+")
_TEXTS = ("/Title", "/Alt", "/ActualText", "/E", "/TU", "/Contents")
_ADDRESS = "/URI"
_NAMES = ("/BaseFont", "/FontName")
_INSTEAD = "…"


def hushed(data: bytes, pages: Sequence[SourcePage], words: Iterable[str]) -> bytes:
    """``data`` without those of ``words`` that none of ``pages``, all that are printed, shows any more.
    Raises pikepdf.PdfError."""
    gone = {token for word in words for token in _tokens(word) if len(token) >= _LEAST}
    if gone:
        with Reader(data) as reader:
            for shown in pages:
                with reader.page(shown.number) as page:
                    gone -= set(_tokens(page.text()))
    if not gone:
        return data
    said = re.compile(
        rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, sorted(gone)))})(?![^\W\d_])", re.IGNORECASE
    )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = sum([_silence(held, said) for held in _dictionaries(pdf.objects)])
        return saved(pdf) if changed else data


def without_links(page: Any, boxes: Sequence[Box]) -> None:
    """Take from the page object ``page`` the links that lie over any of ``boxes``: their addresses tell what
    stood there."""
    annotations: object = page.get("/Annots")
    if isinstance(annotations, Array):
        page["/Annots"] = Array([one for one in list(annotations) if not _is_over(one, boxes)])


def _is_over(annotation: object, boxes: Sequence[Box]) -> bool:
    if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") != Name.Link:
        return False
    try:
        x0, y0, x1, y1 = entries.box(annotation.get("/Rect"))
    except OddError:
        return False
    middles = (((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes)
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x, y in middles)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _dictionaries(objects: Iterable[object]) -> Iterator[Object]:
    todo = [one for one in objects if isinstance(one, (Dictionary, Array, Stream))]
    while todo:
        held = todo.pop()
        try:
            parts = list(held) if isinstance(held, Array) else entries.values(held)
        except OddError:
            continue
        if not isinstance(held, Array):
            yield held
        todo += [one for one in parts if isinstance(one, (Dictionary, Array)) and not one.is_indirect]


def _silence(held: Any, said: re.Pattern[str]) -> int:
    """Take what is ``said`` out of a dictionary; how often it was there."""
    count = 0
    for key in _TEXTS:
        value = held.get(key)
        if isinstance(value, String) and said.search(text := _text(value)):
            held[key] = String(said.sub(_INSTEAD, text))
            count += 1
    address = held.get(_ADDRESS)
    if isinstance(address, String) and said.search(unquote(_text(address))):
        held[_ADDRESS] = String("")  # which leads nowhere: the link is told as one that is dropped
        count += 1
    for key in _NAMES:
        name = held.get(key)
        if isinstance(name, Name) and said.search(text := _text(name)[1:]) and _is_embedded(held):
            held[key] = Name("/" + said.sub("Font", text))
            count += 1
    table = held.get("/ToUnicode")
    if isinstance(table, Stream):
        data, _ = decoded(table)
        meant = characters.read(data or b"") or {}
        kept = {code: text for code, text in meant.items() if not said.search(text)}
        if len(kept) != len(meant):
            table.write(characters.write(kept))
            count += 1
    return count


def _text(value: object) -> str:
    """A name or a string as text; nothing where it is none."""
    try:
        return entries.text(value)
    except OddError:
        return ""


def _is_embedded(font: Any) -> bool:
    """Whether a font, or its descriptor, brings its program: any name does then. Others are found by it."""
    inner: Any = font.get("/DescendantFonts")
    font = inner[0] if isinstance(inner, Array) and len(inner) else font
    told = font.get("/FontDescriptor", font) if isinstance(font, Dictionary) else None
    return isinstance(told, Dictionary) and any(key in told for key in PROGRAMS)
