"""The stage itself: skeleton, plan and sources become one PDF."""

from __future__ import annotations

import hashlib
import io
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from dossier import geometry, sample
from dossier.bugs import during
from dossier.findings import DossierError, Finding, finding
from dossier.listening import muted
from dossier.model import SOURCE, Bookmark, Part, Plan, PlannedPage, Skeleton, Source, SourcePage, Spoken
from dossier.odd import OddError
from dossier.trial import blaming

from . import document_level, objects
from .annotations import flattened, links_of
from .bound import BoundPage, BoundPart, onto_page
from .destinations import Destinations
from .forms import Patterns, blend, page_form
from .layers import keep_layers
from .names import number_anchors
from .outline import source_outline, write_outline
from .packing import write_packed
from .raw_names import keep_names
from .shared import share
from .tags import Tags

_LOG = logging.getLogger(__name__)
# What it says on the terminal, of links that lead nowhere for one, is counted here.
muted("pypdf")
# PDF/UA-1 and PDF/A-2 both build on it.
_VERSION = "%PDF-1.7"


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
    target: BinaryIO,
    progress: Callable[[str], None],
) -> Bound:
    """Write the bound dossier to ``target``, the same bytes for the same inputs.

    Raises DossierError where a source cannot be bound.
    """

    def good() -> None:
        held = {id: _good(source) for id, source in sources.items()}
        _bind(skeleton, plan, held, io.BytesIO(), lambda _: None)

    with blaming(good):
        return _bind(skeleton, plan, sources, target, progress)


def _good(source: Source) -> Source:
    """As many parts and pages as ``source`` has, of files that are as they should be."""
    parts = tuple(replace(part, data=sample.pdf()) if part.data else part for part in source.parts)
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
    target: BinaryIO,
    progress: Callable[[str], None],
) -> Bound:
    keep_names()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(skeleton.pdf)))
    writer.pdf_header = _VERSION
    _own_resources(writer, skeleton)
    anchors = number_anchors(writer)
    first = len(objects.objects(writer)) + 1
    folios = [page.indirect_reference for page in writer.pages]
    findings: list[Finding] = []
    faults: list[Finding] = []
    outlines: dict[str, tuple[Bookmark, ...]] = {}
    bound: list[BoundPart] = []
    for document in plan.documents:
        progress(document.id)
        source = sources[document.id]
        for part, pages in _by_part(source, plan):
            try:
                # What pypdf cannot read, other engines may accept: each is a finding that names the file.
                with during("bind", document.id), objects.reading():
                    reader = PdfReader(io.BytesIO(part.data))
                    destinations = Destinations(reader, source, pages, folios)
                    of_part, met = _bind_part(
                        writer, reader, plan, source, part, pages, destinations, skeleton.spoken
                    )
                    bound.append(of_part)
                    findings += met
                    keep_layers(writer, reader)
                    outlines[document.id] = (
                        *outlines.get(document.id, ()),
                        *source_outline(reader, destinations),
                    )
            except OddError as error:
                _LOG.warning("%s: %s", part.file, str(error).partition(":")[0])
                faults.append(finding("source-unbound", part.file, id=source.document, problem="unreadable"))
    if faults:
        raise DossierError(faults)
    references = (page.form.drawn.indirect_reference for part in bound for page in part.pages)
    share(writer, first, {reference.idnum for reference in references if reference})
    tags = Tags(writer, bound, plan.language, plan.alts)
    tags.write(skeleton.tags, anchors)
    write_outline(writer, plan.bookmarks, outlines)
    document_level.finish(writer, plan, _fingerprint(skeleton, sources))
    write_packed(writer, target)
    return Bound((*findings, *tags.findings), tags.accessibility, tags.pictures, tags.unsaid)


def _by_part(source: Source, plan: Plan) -> Iterator[tuple[Part, list[PlannedPage]]]:
    """Each file of ``source`` with the planned pages that show one of its pages: names, outline and tags
    of one file never meet those of another."""
    planned = [p for p in plan.pages if p.document == source.document and p.frame]
    for rank, part in enumerate(source.parts):
        pages = [p for p in planned if source.pages[(p.rank or 1) - 1].part == rank]
        if pages and part.data:
            yield part, pages


def _own_resources(writer: PdfWriter, skeleton: Skeleton) -> None:
    """Give each page its own /Resources: the renderer shares one, so that a page taken alone weighs the
    whole."""
    for page, drawn in zip(writer.pages, skeleton.drawn, strict=True):
        shared = objects.dictionary(page, "/Resources")
        own = DictionaryObject(shared)
        images = objects.dictionary(shared, "/XObject")
        own[NameObject("/XObject")] = DictionaryObject(
            {NameObject(f"/{name}"): images.raw_get(f"/{name}") for name in dict.fromkeys(drawn)}
        )
        page[NameObject("/Resources")] = own


def _bind_part(
    writer: PdfWriter,
    reader: PdfReader,
    plan: Plan,
    source: Source,
    part: Part,
    pages: list[PlannedPage],
    destinations: Destinations,
    spoken: Spoken,
) -> tuple[BoundPart, list[Finding]]:
    findings = []
    bound = []
    patterns = Patterns()
    counted = {"field-undrawn": Counter[int](), "link-dropped": Counter[int]()}
    for planned in pages:
        facts = source.pages[(planned.rank or 1) - 1]
        with during(page=facts.number):
            page = reader.pages[facts.number - 1]
            target = writer.pages[planned.folio - 1]
            upright = geometry.upright(facts.box, facts.rotation, facts.width, facts.height)
            resources = objects.dictionary(target, "/Resources")
            placeholder = objects.dictionary(resources, "/XObject").raw_get(f"/{planned.placeholder}")
            fields, undrawn = flattened(page, source.document in plan.commented)
            counted["field-undrawn"][facts.number] += undrawn
            matrix = onto_page(planned, facts)
            form = page_form(writer, page, facts.box, upright, fields, patterns.laid(matrix))
            objects.replace(writer, placeholder, form.drawn)
            _inks(resources, form.content)
            blend(page, target)
            _place(target, planned, facts)
            links, dropped = links_of(page, matrix, planned, destinations, spoken, plan.inert)
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


def _inks(resources: DictionaryObject, form: DictionaryObject) -> None:
    """Let plain CMYK mean on the page what it means in ``form``: pdfium asks the page, of forms in forms too,
    where others ask the form alone (ISO 32000-2, 8.6.5.6). What the page itself draws is never CMYK."""
    held = objects.dictionary(objects.dictionary(form, "/Resources"), "/ColorSpace")
    if "/DefaultCMYK" in held:
        spaces = DictionaryObject({NameObject("/DefaultCMYK"): held.raw_get("/DefaultCMYK")})
        resources[NameObject("/ColorSpace")] = spaces


def _place(page: PageObject, planned: PlannedPage, facts: SourcePage) -> None:
    """Draw the form in points, where the placeholder drew a unit square.

    A form of the size of a unit square would look the same, but pdfium takes texts that lie within a fraction
    of a point for one text drawn twice, and readers built on it would not find the words.
    """
    if planned.frame is None or planned.drawn is None:
        return
    frame, drawn = planned.frame, planned.drawn
    width, height = drawn[2] - drawn[0], drawn[3] - drawn[1]
    numbers = (
        (frame[2] - frame[0]) / width / facts.width,
        0,
        0,
        (frame[3] - frame[1]) / height / facts.height,
        (frame[0] - drawn[0]) / width,
        (frame[1] - drawn[1]) / height,
    )
    draw = f"/{planned.placeholder} Do".encode()
    cm = " ".join(f"{number:.12f}".rstrip("0").rstrip(".") for number in numbers).encode()
    contents = page["/Contents"]
    if not isinstance(contents, StreamObject):
        raise TypeError("the renderer writes one stream a page")
    data = contents.get_data()
    if data.count(draw) != 1:
        raise ValueError(f"placeholder drawn {data.count(draw)} times")
    contents.set_data(data.replace(draw, cm + f" cm /{SOURCE} Do".encode()))
    # The renderer's name is made of the document's id.
    drawings = objects.dictionary(objects.dictionary(page, "/Resources"), "/XObject")
    drawings[NameObject(f"/{SOURCE}")] = drawings.raw_get(f"/{planned.placeholder}")
    del drawings[f"/{planned.placeholder}"]


def _fingerprint(skeleton: Skeleton, sources: Mapping[str, Source]) -> bytes:
    digest = hashlib.sha256(skeleton.pdf)
    for id, source in sorted(sources.items()):
        digest.update(f"{id} {[part.sha256 for part in source.parts]}".encode())
        shown = [(page.part, page.number, page.rotation, page.box) for page in source.pages]
        digest.update(str(shown).encode())
    return digest.digest()[:16]
