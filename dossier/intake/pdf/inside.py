"""A PDF whose documents are inside it, attached: what its pages show is a cover (ISO 32000-2, 7.11.6)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pikepdf
from pikepdf import Array, Dictionary

from dossier import entries, raster
from dossier.findings import Finding, finding
from dossier.intake.steps import PLACE
from dossier.odd import OddError

_DOCUMENTS = frozenset(
    (".pdf", ".doc", ".docx", ".docm", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp",
     ".eml", ".msg", ".zip", ".htm", ".html", ".txt", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
)  # fmt: skip
# What a cover says, in French or in English.
_COVER = re.compile(
    r"porte-?\s?documents|portfolio|pi[eè]ces?\s+jointes?|(?:document|fichier)s?\s+(?:ci-)?joints?|attach(?:ed|ment)"
    r"|(?:open|view|ouvr\w+|affich\w+|visualis\w+|consult\w+)\W.{0,90}(?:adobe|acrobat|reader|lecteur)",
    re.IGNORECASE | re.DOTALL,
)
# A cover has few pages, few words, and nothing else; one that says so may have more words.
_PAGES, _WORDS, _WORDS_THAT_SAY_SO = 2, 12, 100
_NAMED = 8


def documents_inside(pdf: pikepdf.Pdf, name: str) -> Finding | None:
    """A finding where the file ``name`` is a portfolio, or a cover over the documents attached to it."""
    names = list(dict.fromkeys(_attached(pdf)))
    if not names:
        return None
    portfolio = isinstance(pdf.Root.get("/Collection"), Dictionary)
    documents = [one for one in names if PurePosixPath(one.lower()).suffix in _DOCUMENTS]
    if not portfolio and not (documents and _is_cover(pdf)):
        return None
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return finding("source-portfolio", PLACE, file=name, count=len(names), inside=listed)


def _is_cover(pdf: pikepdf.Pdf) -> bool:
    if len(pdf.pages) > _PAGES:
        return False
    out = io.BytesIO()
    pdf.save(out, encryption=False)
    words, draws = "", False
    with raster.Reader(out.getvalue()) as reader:
        for number in range(1, len(reader) + 1):
            with reader.page(number) as page:
                words += " " + page.text()
                draws |= bool(page.images())
    count = len(words.split())
    return (count <= _WORDS and not draws) or (count <= _WORDS_THAT_SAY_SO and bool(_COVER.search(words)))


def _attached(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The names of what is attached: to the file (7.11.4), and to places on its pages (12.5.6.15)."""
    names: object = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
    for specification in entries.leaves(tree):
        yield from _named(specification)
    associated: object = pdf.Root.get("/AF")
    for specification in list(associated) if isinstance(associated, Array) else ():
        yield from _named(specification)
    for page in pdf.pages:
        annotations: object = page.obj.get("/Annots")
        for annotation in list(annotations) if isinstance(annotations, Array) else ():
            if isinstance(annotation, Dictionary) and annotation.get("/Subtype") == "/FileAttachment":
                yield from _named(annotation.get("/FS"))


def _named(specification: object) -> Iterator[str]:
    if not isinstance(specification, Dictionary) or not isinstance(specification.get("/EF"), Dictionary):
        return
    for key in ("/UF", "/F"):
        try:
            said = entries.text(specification.get(key))
        except OddError:
            continue
        if said:
            yield said
            return
    yield "?"
