"""What drawn glyphs mean, where the map of codes to characters says it in a way that not every reader reads,
or does not say it, and the font's own names and tables do.

That map is what makes a text searchable and read aloud (ISO 19005-2, 6.2.11.7.2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Name, Object, Stream

from dossier.entries import data, get
from dossier.model import Treatment

from . import characters, meanings, walk

# The glyph for what has none, "mapped" to no character: some writers list it, and no map may (6.2.11.7.2).
_NOTHING = re.compile(rb"beginbfchar\s*<0000>\s*<0000>")


def suspected(file: bytes) -> bool:
    """Whether it is worth looking: there are fonts."""
    return b"/Font" in file


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Write maps as every reader reads them, and complete them by what fonts say of their glyphs; yields how
    many maps, and how many glyphs, it was in all."""
    repairs: Counter[str] = Counter()
    for font in walk.fonts(pdf):
        _mend(pdf, font, repairs)
    for kind, count in sorted(repairs.items()):
        yield Treatment(kind, {"count": count})


def _mend(pdf: pikepdf.Pdf, font: Object, repairs: Counter[str]) -> None:
    table = get(font, "/ToUnicode")
    text = data(table) if isinstance(table, Stream) else b""
    meant = characters.read(text)
    if meant is None or not (isinstance(table, Stream) or table is None or isinstance(table, Name)):
        return
    emptied = len(_NOTHING.findall(text))
    rewritten = bool(meant) and not emptied and not characters.plain(text)
    told = {code: said for code, said in meanings.of(font, bool(meant)).items() if code not in meant}
    if told:
        font.ToUnicode = pdf.make_stream(characters.write(meant | told))
    elif isinstance(table, Stream) and meant and (emptied or rewritten):
        table.write(characters.write(meant))
    else:
        return
    counts = {"characters-empty": emptied, "characters-named": len(told), "characters-rewritten": rewritten}
    repairs.update({kind: int(count) for kind, count in counts.items() if count})
