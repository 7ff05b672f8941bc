"""The stage itself: skeleton, plan and sources become one PDF.

Each document is bound by itself, with pypdf, into a :class:`~.unit.Unit` that knows nothing of the others;
what an earlier build bound is taken as it is. ``joining`` brings them together.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject

from dossier import garbage, geometry, sample, scratch
from dossier.bugs import during
from dossier.findings import DossierError, Finding, finding
from dossier.listening import muted
from dossier.model import Bookmark, Part, Plan, PlannedPage, Skeleton, Source, SourcePage, page_url
from dossier.odd import OddError
from dossier.trial import blaming

from . import objects
from .annotations import flattened
from .bound import BoundPage, BoundPart, onto_page
from .destinations import Destinations
from .document_level import smooth_no_images
from .forms import Patterns, blend, page_form
from .joining import Joining
from .kept import Kept
from .layers import keep_layers
from .links import links_of
from .making import Drawn, packed_unit
from .outline import source_outline
from .packing import pack
from .raw_names import keep_names
from .raw_texts import quicken_texts
from .tags import Element, Tags
from .unit import Asked, Told, Unit

_LOG = logging.getLogger(__name__)
# The bound file before it is packed.
_PLAIN = "plain.pdf"
# What it says on the terminal, of links that lead nowhere for one, is counted here.
muted("pypdf")


@dataclass(frozen=True)
class Bound:
    """What binding found; ``accessibility`` says of each document, by its id, whether it is "tagged" by its
    author, "text" in reading order only, or "image" only; ``pictures`` which pictures a tagged one has, by
    page as ``keep`` counts it and rank on it, and ``unsaid`` of how many bound ones nobody says anything."""

    findings: tuple[Finding, ...]
    accessibility: Mapping[str, str]
    pictures: Mapping[str, Sequence[tuple[int, int]]]
    unsaid: Mapping[str, int]


def bind(
    skeleton: Skeleton,
    plan: Plan,
    sources: Mapping[str, Source],
    target: Path,
    progress: Callable[[str], None],
    kept: Kept | None = None,
) -> Bound:
    """Write the bound dossier to ``target``, in a folder of this run, the same bytes for the same inputs,
    whatever of it was ``kept``.

    Raises DossierError where a source cannot be bound.
    """

    def good() -> None:
        held = {id: _good(source) for id, source in sources.items()}
        with scratch.folder() as folder:
            _bind(skeleton, plan, held, folder / target.name, lambda _: None, _bind_document)

    with blaming(good):
        bind_one = partial(kept.bound, bind=_bind_document) if kept else _bind_document
        bound = _bind(skeleton, plan, sources, target, progress, bind_one)
    if kept:
        kept.tidy()
    return bound


def _good(source: Source) -> Source:
    """As many parts and pages as ``source`` has, of files that are as they should be."""
    parts = tuple(replace(part, pdf=sample.pdf()) if part.pdf else part for part in source.parts)
    box = (0.0, 0.0, sample.WIDTH, sample.HEIGHT)
    return replace(
        source,
        parts=parts,
        pages=tuple(SourcePage(1, box, 0, *box[2:], has_text=True, part=page.part) for page in source.pages),
    )


def _bind(
    skeleton: Skeleton,
    plan: Plan,
    sources: Mapping[str, Source],
    target: Path,
    progress: Callable[[str], None],
    bind_one: Callable[[Asked], Unit],
) -> Bound:
    keep_names()
    quicken_texts()
    joining = Joining(skeleton, plan)
    told: dict[str, Told] = {}
    faults: list[Finding] = []
    framed: dict[str, list[PlannedPage]] = {}
    for page in plan.pages:
        if page.document and page.frame:
            framed.setdefault(page.document, []).append(page)
    for document in plan.documents:
        progress(document.id)
        source = sources[document.id]
        pages = [page for page in framed.get(document.id, ()) if _part(source, page).pdf]
        if not pages:
            continue
        asked = Asked(
            source=source,
            pages=tuple(replace(page, folio=folio) for folio, page in enumerate(pages, 1)),
            levels=tuple(joining.level(page_url(document.id, page.rank or 1)) for page in pages),
            language=plan.language,
            spoken=skeleton.spoken,
            alts=plan.alts.get(document.id, {}),
            commented=document.id in plan.commented,
            inert=plan.inert,
        )
        try:
            unit = bind_one(asked)
        except DossierError as error:
            faults += error.findings
            continue
        joining.add(unit, source, pages)
        told[document.id] = unit.told
    if faults:
        raise DossierError(faults)
    plain = target.with_name(_PLAIN)
    with plain.open("xb") as out:
        joining.finish(out, sources)
    garbage.give_back()
    pack(plain, target)
    plain.unlink()
    return Bound(
        tuple(one for said in told.values() for one in said.findings),
        {id: said.accessibility for id, said in told.items()},
        {id: said.pictures for id, said in told.items() if said.pictures is not None},
        {id: said.unsaid for id, said in told.items() if said.pictures is not None},
    )


def _bind_document(asked: Asked) -> Unit:
    """Bind one document by itself. Raises DossierError where a file of it cannot be bound."""
    source = asked.source
    writer = PdfWriter()
    targets = [PageObject() for _ in asked.pages]
    places = [objects.add(writer, place) for place in (*targets, *(DictionaryObject() for _ in targets))]
    bound: list[BoundPart] = []
    findings: list[Finding] = []
    faults: list[Finding] = []
    outline: list[Bookmark] = []
    for part, pages in _by_part(asked):
        try:
            # What pypdf cannot read, other engines may accept: each is a finding that names the file.
            with during("bind", source.document), objects.reading():
                reader = PdfReader(io.BytesIO(part.data))
                destinations = Destinations(reader, source, pages, places)
                of_part, met = _bind_part(writer, reader, asked, part, pages, targets, destinations)
                bound.append(of_part)
                findings += met
                keep_layers(writer, reader)
                outline += source_outline(reader, destinations)
        except OddError as error:
            _LOG.warning("%s: %s", part.file, str(error).partition(":")[0])
            faults.append(finding("source-unbound", part.file, id=source.document, problem="unreadable"))
    if faults:
        raise DossierError(faults)
    tags = Tags(writer, bound, asked.language, asked.alts)
    elements = [Element(DictionaryObject(), place, ArrayObject()) for place in places[len(targets) :]]
    roles = [
        tags.write(page.folio, element, level)
        for page, element, level in zip(asked.pages, elements, asked.levels, strict=True)
    ]
    smooth_no_images(writer)
    told = Told(
        (*findings, *tags.findings),
        tags.accessibility,
        tuple(tags.pictures) if tags.tagged else None,
        tags.unsaid,
    )
    forms = {page.planned.folio: page for part in bound for page in part.pages}
    drawn = [
        Drawn(forms[page.folio], role, element)
        for page, role, element in zip(asked.pages, roles, elements, strict=True)
    ]
    return packed_unit(writer, places, drawn, tags.tree, outline, told)


def _by_part(asked: Asked) -> Iterator[tuple[Part, list[PlannedPage]]]:
    """Each file of a source with the planned pages that show one of its pages: names, outline and tags of one
    file never meet those of another."""
    for part in asked.source.parts:
        pages = [page for page in asked.pages if _part(asked.source, page) is part]
        if pages:
            yield part, pages


def _part(source: Source, page: PlannedPage) -> Part:
    return source.parts[source.pages[(page.rank or 1) - 1].part]


def _bind_part(
    writer: PdfWriter,
    reader: PdfReader,
    asked: Asked,
    part: Part,
    pages: list[PlannedPage],
    targets: Sequence[PageObject],
    destinations: Destinations,
) -> tuple[BoundPart, list[Finding]]:
    source = asked.source
    bound = []
    patterns = Patterns()
    counted = {"field-undrawn": Counter[int](), "link-dropped": Counter[int]()}
    for planned in pages:
        facts = source.pages[(planned.rank or 1) - 1]
        with during(page=facts.number):
            page = reader.pages[facts.number - 1]
            target = targets[planned.folio - 1]
            upright = geometry.upright(facts.box, facts.rotation, facts.width, facts.height)
            fields, undrawn = flattened(page, asked.commented)
            counted["field-undrawn"][facts.number] += undrawn
            matrix = onto_page(planned, facts)
            form = page_form(writer, page, facts.box, upright, fields, patterns.laid(matrix))
            objects.add(writer, form.drawn)
            blend(page, target)
            links, dropped = links_of(page, matrix, planned, destinations, asked.spoken, asked.inert)
            bound.append(BoundPage(planned, facts, page, target, form, links, tuple(fields)))
            counted["link-dropped"][facts.number] += dropped
    findings = [
        finding(code, _on_pages(part.file, pages_), id=source.document, count=pages_.total())
        for code, pages_ in counted.items()
        if pages_.total()
    ]
    before = source.parts[: next(n for n, one in enumerate(source.parts) if one is part)]
    first = sum(one.page_count for one in before)
    return BoundPart(source, part, reader, tuple(bound), first), findings


def _on_pages(file: str, counted: Counter[int]) -> str:
    """The pages of ``file`` on which something was counted, as a place."""
    numbers = sorted(number for number, count in counted.items() if count)
    return f"{file} page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
