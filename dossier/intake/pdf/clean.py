"""What a source may not bring along: programs, attached files, forms that act, data about people and tools.

ISO 32000-2: actions 12.6, multimedia 13, XFA 12.7.8, embedded files 7.11.4, signatures 12.8. What an
annotation shows in print stays: it becomes a stamp that can only be looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import traces
from dossier.entries import array, leaves, values

# XMP may hang on any object, and private data of any program (14.3.2, 14.5).
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")
# Of a page: thumbnail, presentation, article threads. Of the catalog: portfolio, signatures' permissions...
_PAGE = ("/Thumb", "/PresSteps", "/Trans", "/Dur", "/B", "/AF", "/DPart")
_CATALOG = (
    "/Collection", "/Perms", "/DSS", "/Legal", "/Requirements", "/Threads", "/SpiderInfo", "/AF", "/URI",
    "/DPartRoot", "/Extensions",
)  # fmt: skip
_HARMLESS = ("/GoTo", "/URI")
_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit",
    "/ImportData": "import",
}
_ANNOTATIONS = {
    "/Screen": "media", "/Movie": "media", "/Sound": "media", "/RichMedia": "media", "/3D": "media",
    "/FileAttachment": "embedded-file",
}  # fmt: skip
# What is worth a walk in the text of an object.
_SUSPECT = re.compile(
    rb"/(?:AA|A|OpenAction|Next|Metadata|PieceInfo|LastModified|XFA|JavaScript|JS|EF|EmbeddedFiles|Annots"
    rb"|Subtype /(?:Screen|Movie|Sound|RichMedia|3D|FileAttachment)|FT /Sig"
    rb"|Thumb|PresSteps|Trans|Dur|B|AF|OPI|Lang)(?![A-Za-z0-9])"
)


def clean(pdf: pikepdf.Pdf) -> Counter[str]:
    """Take all that out of ``pdf``; returns what was removed, counted by kind.

    Metadata, thumbnails and settings of presentations are taken away without being counted.
    """
    removed: Counter[str] = Counter()
    _catalog(pdf.Root, removed)
    for item in pdf.objects:
        if isinstance(item, Stream):
            text = item.stream_dict.unparse()
        elif isinstance(item, (Dictionary, Array)):
            text = item.unparse(resolved=True)
        else:
            continue
        if _SUSPECT.search(text):
            for held in _direct(item):
                _dictionary(held, removed)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    return removed


def _direct(item: Object) -> Iterator[Object]:
    """The dictionaries in an indirect object that are not indirect themselves, it included."""
    todo = [item]
    while todo:
        here = todo.pop()
        if isinstance(here, Array):
            todo += [part for part in list(here) if _inner(part)]
        else:
            yield here
            todo += [part for part in values(here) if _inner(part)]


def _inner(part: object) -> bool:
    return isinstance(part, (Dictionary, Array)) and not part.is_indirect


def _catalog(root: Object, removed: Counter[str]) -> None:
    for key in _CATALOG:
        if key in root:
            del root[key]
    names: Any = root.get("/Names")
    if isinstance(names, Dictionary):
        for key, kind in (("/JavaScript", "javascript"), ("/EmbeddedFiles", "embedded-file")):
            if key in names:
                removed[kind] += max(1, sum(1 for _ in leaves(names[key])))
        dests = names.get("/Dests")
        if dests is None:
            del root["/Names"]
        else:
            root["/Names"] = Dictionary(Dests=dests)
    form: Any = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        if "/XFA" in form:
            removed["xfa"] += 1
        for key in ("/XFA", "/SigFlags", "/CO"):
            if key in form:
                del form[key]
    elif form is not None:
        del root["/AcroForm"]


def _dictionary(held: Object, removed: Counter[str]) -> None:
    for key in _PRIVATE:
        if key in held:
            del held[key]
    if "/Lang" in held and not traces.is_language(str(held["/Lang"])):
        del held["/Lang"]
    if held.get("/Type") == "/Page":
        for key in _PAGE:
            if key in held:
                del held[key]
    if "/AA" in held:
        triggers = held["/AA"]
        removed["trigger"] += max(1, len(triggers) if isinstance(triggers, Dictionary) else 1)
        del held["/AA"]
    for key in ("/A", "/OpenAction"):
        if key in held:
            _action(held, key, removed)
    if isinstance(held.get("/EF"), Dictionary):
        removed["embedded-file"] += 1
        del held["/EF"]
    for key in ("/AF", "/OPI"):
        if key in held:
            del held[key]
    if held.get("/FT") == "/Sig":
        removed["signature"] += 1
        for key in ("/FT", "/V", "/SV", "/Lock"):
            if key in held:
                del held[key]
        if held.get("/Subtype") == "/Widget":
            _only_looks(held)
        else:
            for kid in array(held, "/Kids"):
                _only_looks(kid)
    kind = _ANNOTATIONS.get(_word(held, "/Subtype"))
    if kind and "/Rect" in held:
        removed[kind] += 1
        _only_looks(held)


def _action(held: Any, key: str, removed: Counter[str]) -> None:
    action = held[key]
    if key == "/OpenAction" and not isinstance(action, Dictionary):
        del held[key]  # a place to open at: the dossier has its own
        return
    if not isinstance(action, Dictionary) or "/S" not in action:
        if key == "/OpenAction":
            del held[key]
        return  # /A of something that is no action: an attribute of the structure tree
    follow: Any = action.get("/Next")
    steps = [action, *(list(follow) if isinstance(follow, Array) else [follow] if follow is not None else [])]
    for step in steps:
        kind = _word(step, "/S") if isinstance(step, Dictionary) else ""
        if kind in _ACTIONS or kind not in _HARMLESS:
            removed[_ACTIONS.get(kind, "action")] += 1
    if "/Next" in action:
        del action["/Next"]
    if key == "/OpenAction" or _word(action, "/S") not in _HARMLESS:
        del held[key]


def _word(held: Object, key: str) -> str:
    """A name of the standard; nothing for anything else."""
    value = held.get(key)
    return bytes(value).decode("latin-1") if isinstance(value, Name) else ""


def _only_looks(annotation: object) -> None:
    """Make a stamp of an annotation: it shows what it showed and does nothing."""
    if not isinstance(annotation, Dictionary):
        return
    kept = ("/Type", "/Rect", "/AP", "/AS", "/F", "/P", "/OC", "/Contents", "/NM", "/StructParent")
    for key in list(annotation.keys()):
        if key not in kept:
            del annotation[key]
    annotation["/Subtype"] = Name.Stamp
