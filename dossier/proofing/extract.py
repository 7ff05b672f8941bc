"""Some pages of a bound dossier as a file of their own, with their tags and nothing of the other pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence, Set

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from dossier.odd import reading

# Structure trees nest no deeper where people made them.
_DEEPEST = 200
# What leads to other pages, or opens on one.
_OF_ALL = ("/Outlines", "/OpenAction", "/Names", "/Dests", "/Threads")


def extracted(pdf: bytes, folios: Sequence[int], labels: Sequence[str]) -> bytes:
    """The pages ``folios`` (from 1) of ``pdf``, in that order, called ``labels``; 0 is an empty page as large
    as the one before it, or behind it.

    Links inside the dossier are text: the pages that they lead to may not be there. Raises OddError where the
    file cannot be read.
    """
    with reading("pikepdf", faults=(pikepdf.PdfError,)), pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = [page.obj for page in opened.pages]
        wanted = [pages[folio - 1] if folio else None for folio in folios]
        kept = {page.objgen for page in wanted if page is not None}
        gone = {page.objgen for page in pages if page.objgen not in kept}
        for page in wanted:
            if page is not None:
                gone |= _without_links(page)
        _prune(opened, gone, [page for page in wanted if page is not None])
        _put(opened, wanted)
        for key in _OF_ALL:
            if key in opened.Root:
                del opened.Root[key]
        opened.Root.PageMode = Name.UseNone
        numbers: list[int | pikepdf.Object] = []
        for at, label in enumerate(labels):
            numbers += [at, Dictionary(P=String(label))]
        opened.Root.PageLabels = Dictionary(Nums=Array(numbers))
        out = io.BytesIO()
        opened.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False
        )
    return out.getvalue()


def _put(opened: pikepdf.Pdf, wanted: Sequence[pikepdf.Object | None]) -> None:
    """Have ``wanted`` as the pages of the file."""
    first = next(page for page in wanted if page is not None)
    size, made = first.MediaBox, []
    for page in wanted:
        if page is not None:
            size = page.MediaBox
            made.append(page)
            continue
        empty = Dictionary(Type=Name.Page, MediaBox=size, Resources=Dictionary(), Tabs=Name.S)
        empty.Contents = opened.make_stream(b"")
        made.append(opened.make_indirect(empty))
    root = opened.Root.Pages
    for page in made:
        page.Parent = root
    root.Kids, root.Count = Array(made), len(made)


def _without_links(page: pikepdf.Object) -> set[tuple[int, int]]:
    """Take the links inside the dossier off ``page``; returns what they were."""
    gone, left = set(), []
    for annotation in page.get("/Annots", ()):
        action = annotation.get("/A")
        inside = "/Dest" in annotation or (isinstance(action, Dictionary) and action.get("/S") != Name.URI)
        if annotation.get("/Subtype") == Name.Link and inside:
            gone.add(annotation.objgen)
        else:
            left.append(annotation)
    if gone and left:
        page.Annots = Array(left)
    elif gone:
        del page["/Annots"]
    return gone


def _prune(opened: pikepdf.Pdf, gone: Set[tuple[int, int]], pages: Sequence[pikepdf.Object]) -> None:
    """Leave in the structure tree what is on ``pages`` (ISO 32000-1, 14.7): elements, owners, names."""
    tree = opened.Root.get("/StructTreeRoot")
    if not isinstance(tree, Dictionary):
        return
    _left(tree, None, gone, _DEEPEST)
    kept = {number for page in pages for number in _owned(page)}
    owners = pikepdf.NumberTree(tree.ParentTree)
    made = pikepdf.NumberTree.new(opened)
    for number in sorted(kept):
        if number in owners:
            made[number] = owners[number]
    tree.ParentTree = made.obj
    if "/IDTree" in tree:
        reached = {bytes(element["/ID"]) for element in _elements(tree, _DEEPEST) if "/ID" in element}
        names = pikepdf.NameTree.new(opened)
        for name, element in pikepdf.NameTree(tree.IDTree).items():
            if bytes(element.get("/ID", String(""))) in reached:
                names[name] = element
        tree.IDTree = names.obj


def _left(element: object, page: pikepdf.Object | None, gone: Set[tuple[int, int]], deepest: int) -> bool:
    """Take out of ``element`` what is ``gone``, pages or annotations; whether anything is left of it.
    ``page`` is the one that it is on where it does not say (ISO 32000-1, 14.7.2)."""
    if not isinstance(element, Dictionary):  # the number of a mark
        return page is None or page.objgen not in gone
    page = element.get("/Pg", page)
    here = page is None or page.objgen not in gone
    kind = element.get("/Type")
    if kind == Name.OBJR:
        return here and element.Obj.objgen not in gone
    held = element.get("/K")
    if kind == Name.MCR or held is None or not deepest:
        return here
    kids = list(held) if isinstance(held, Array) else [held]
    left = [kid for kid in kids if _left(kid, page, gone, deepest - 1)]
    if len(left) != len(kids):
        element.K = Array(left)
        if element.get("/S") == Name.Link and not any(_refers(kid) for kid in left):
            element.S = Name.Span
    if not here and "/Pg" in element:
        del element["/Pg"]
    return bool(left)


def _refers(kid: object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def _elements(element: pikepdf.Object, deepest: int) -> Iterator[pikepdf.Object]:
    held = element.get("/K")
    for kid in (held if isinstance(held, Array) else [held]) if held is not None and deepest else ():
        if isinstance(kid, Dictionary) and kid.get("/Type") not in (Name.MCR, Name.OBJR):
            yield kid
            yield from _elements(kid, deepest - 1)


def _owned(page: pikepdf.Object) -> Iterator[int]:
    """The numbers under which the marks on ``page``, its forms and its annotations have their owners."""
    if "/StructParents" in page:
        yield int(page.StructParents)
    for annotation in page.get("/Annots", ()):
        if "/StructParent" in annotation:
            yield int(annotation.StructParent)
    yield from _in_forms(page.get("/Resources"), set())


def _in_forms(resources: pikepdf.Object | None, seen: set[tuple[int, int]]) -> Iterator[int]:
    forms = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    for form in forms.values() if isinstance(forms, Dictionary) else ():
        if not isinstance(form, Stream) or form.objgen in seen:
            continue
        seen.add(form.objgen)
        for key in ("/StructParents", "/StructParent"):
            if key in form:
                yield int(form[key])
        yield from _in_forms(form.get("/Resources"), seen)
