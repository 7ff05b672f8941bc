"""The pages of the skeleton, and what is drawn in the frame of each."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from dossier.model import SOURCE, PlannedPage, Skeleton, SourcePage

from . import objects
from .tags import remarked
from .unit import UnitPage


def own_resources(pages: Sequence[PageObject], skeleton: Skeleton) -> None:
    """Give each page its own /Resources: the renderer shares one, so that a page taken alone weighs the
    whole."""
    for page, drawn in zip(pages, skeleton.drawn, strict=True):
        shared = objects.dictionary(page, "/Resources")
        own = DictionaryObject(shared)
        images = objects.dictionary(shared, "/XObject")
        own[NameObject("/XObject")] = DictionaryObject(
            {NameObject(f"/{name}"): images.raw_get(f"/{name}") for name in dict.fromkeys(drawn)}
        )
        page[NameObject("/Resources")] = own


def draw(
    target: PageObject,
    planned: PlannedPage,
    facts: SourcePage,
    page: UnitPage,
    own: Sequence[IndirectObject],
) -> None:
    """Draw on ``target``, as it is ``planned``, the ``page`` of a bound document, whose objects are its
    ``own``."""
    resources = objects.dictionary(target, "/Resources")
    if page.inks is not None:
        # pdfium asks the page what plain CMYK means; what the page itself draws is never CMYK.
        spaces = DictionaryObject({NameObject("/DefaultCMYK"): own[page.inks]})
        resources[NameObject("/ColorSpace")] = spaces
    if page.blends:
        target[NameObject("/Group")] = DictionaryObject(
            {NameObject(key): NameObject(name) for key, name in page.blends.items()}
        )
    contents = target["/Contents"]
    data = objects.decoded(contents) if isinstance(contents, StreamObject) else None
    if not isinstance(contents, StreamObject) or data is None:
        raise TypeError("the renderer writes one stream a page")
    objects.encode(contents, remarked(_placed(data, planned, facts), page.role))
    # The renderer's name is made of the document's id.
    drawings = objects.dictionary(resources, "/XObject")
    del drawings[f"/{planned.placeholder}"]
    drawings[NameObject(f"/{SOURCE}")] = own[page.form]
    if page.annotations:
        present = objects.items(target.get("/Annots"))
        links = (own[rank] for rank in page.annotations)
        target[NameObject("/Annots")] = ArrayObject((*present, *links))


def _placed(data: bytes, planned: PlannedPage, facts: SourcePage) -> bytes:
    """What draws a page, with the form drawn in points where the placeholder drew a unit square.

    A form of the size of a unit square would look the same, but pdfium takes texts that lie within a fraction
    of a point for one text drawn twice, and readers built on it would not find the words.
    """
    if planned.frame is None or planned.drawn is None:
        return data
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
    if data.count(draw) != 1:
        raise ValueError(f"placeholder drawn {data.count(draw)} times")
    return data.replace(draw, cm + f" cm /{SOURCE} Do".encode())
