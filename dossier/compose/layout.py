"""The one call of the renderer: HTML in; skeleton PDF and what stands on each of its pages out.

Whatever WeasyPrint logs is a fault: an image that it cannot draw silently becomes its alternative text.
"""

from __future__ import annotations

import io
import mimetypes
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from dossier import fonts, libraries
from dossier.digest import digest
from dossier.findings import DossierError, Finding, finding
from dossier.geometry import PIXEL
from dossier.listening import heard
from dossier.model import Bookmark, Tag
from dossier.pictures import PictureError, bare

from . import engine
from .actual import Fonts, say
from .artifacts import mark_artifacts, recorded
from .bounds import limited
from .frames import drawn_on
from .laid_pages import BASE, LaidPage, Layout
from .lines import broken
from .structure import structure_of
from .templates import Templates

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.urls import URLFetcher, URLFetcherResponse

#: Label, page from 0 with a place on it, entries below, whether it is open.
_Entry: TypeAlias = "tuple[str, tuple[int, float, float], list[_Entry], str]"
UNUSED = ("/StructElem", "/Annot")


def render(html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]]) -> Layout:
    """What :func:`rendered` makes, within limits. Raises DossierError as both do."""
    with limited(len(placeholders)):
        return rendered(html, templates, placeholders)


def rendered(html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]]) -> Layout:
    """Lay out ``html``; ``placeholders`` gives the pixel size of each image URL that stands for a page.

    Raises DossierError with a finding for each line that the renderer logs.
    """
    fonts.use_only(templates.fonts)
    load_engine()
    from weasyprint import HTML  # after the fonts are chosen

    streams: list[list[object]] = []
    tags: list[Tag] = []
    refused: list[Finding] = []
    given = fetcher(templates, placeholders, refused)
    with heard("weasyprint") as said, fonts.fixed_clock():
        document = HTML(string=html, base_url=BASE, url_fetcher=given).render()
        tree = document.make_bookmark_tree(PIXEL, transform_pages=True)
        for page in document.pages:  # the binder writes the outline, with that of the sources in it
            page.bookmarks.clear()
        marks = [recorded(page) for page in document.pages]

        def finish(_: object, pdf: object) -> None:
            streams.extend(engine.page_streams(pdf))
            structure = structure_of(document.pages, marks)
            parts, faces = broken(document.pages), Fonts(engine.texts(document))
            for folio, (stream, drawn) in enumerate(zip(streams, marks, strict=True), 1):
                mark_artifacts(stream, folio, structure.artifacts)
                say(stream, drawn, parts, faces)
            engine.with_soft_hyphens(pdf, faces.softs)
            tags.append(structure.root)
            engine.without_links_and_tags(pdf, UNUSED)

        target = io.BytesIO()
        document.write_pdf(target, finisher=finish, pdf_variant="pdf/ua-1")
    told = [finding("layout-engine", "templates", problem=line) for line in said]
    if refused or told:
        raise DossierError(refused or told)
    for data, family in engine.font_files(document):
        templates.faces[digest(data)] = family
    pages = tuple(laid_page(page, stream) for page, stream in zip(document.pages, streams, strict=True))
    return Layout(target.getvalue(), pages, tuple(map(_bookmark, tree)), tags[0])


def cover_alone(html: str, templates: Templates, cover: str) -> tuple[frozenset[str], ...]:
    """The anchors on each page that the element with the id ``cover`` takes without the others; none where
    it does not stand for itself. What the renderer says of it is said when all is laid out."""
    fonts.use_only(templates.fonts)
    load_engine()
    from weasyprint import HTML

    with heard("weasyprint"), fonts.fixed_clock():
        source = HTML(string=html, base_url=BASE, url_fetcher=fetcher(templates, {}, []))
        body = source.etree_element.find("body")
        if body is None or cover not in [element.get("id") for element in body]:
            return ()
        for element in list(body):
            if element.get("id") != cover:
                body.remove(element)
        return tuple(frozenset(page.anchors) for page in source.render().pages)


def laid_page(page: Page, operators: Sequence[object]) -> LaidPage:
    """What is known of ``page``, which was drawn by ``operators``."""
    box = engine.box_of(page)
    height = page.height * PIXEL
    x, y = box.content_box_x() * PIXEL, box.content_box_y() * PIXEL
    inside = (x, height - y - box.height * PIXEL, x + box.width * PIXEL, height - y)
    return LaidPage(
        page.width * PIXEL,
        height,
        inside,
        box.page_type.blank,
        frozenset(page.anchors),
        tuple(drawn_on(operators)),
    )


def _bookmark(entry: _Entry) -> Bookmark:
    label, (page, _, top), children, _ = entry
    return Bookmark(label, page + 1, top, None, tuple(map(_bookmark, children)))


def fetcher(
    templates: Templates,
    placeholders: Mapping[str, tuple[int, int]],
    refused: list[Finding],
    read: set[str] | None = None,
) -> URLFetcher:
    """What gives the renderer its files; it only logs what it does not get: ``refused`` tells why. ``read``
    are the names of those that it got of the templates."""
    names = set() if read is None else read
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if url in placeholders:
                image = _placeholder(*placeholders[url])
                return URLFetcherResponse(url, image, {"Content-Type": "image/png"})
            if templates.logo and url == templates.logo.url:
                return URLFetcherResponse(url, templates.logo.data, {"Content-Type": templates.logo.kind})
            if url.startswith(BASE):
                name = unquote(url[len(BASE) :])
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                try:
                    body = templates.find(name)
                except DossierError as error:
                    refused.extend(one for one in error.findings if one not in refused)
                    raise
                names.add(name)
                return URLFetcherResponse(url, _bare(body), {"Content-Type": kind})
            raise ValueError(f"not under templates/: {url}")

    return Fetcher(allowed_protocols=["file", "page"])


def _bare(body: bytes) -> bytes:
    """A picture without metadata; all else as it is."""
    try:
        return bare(body)[0]
    except PictureError:
        return body


def _placeholder(width: int, height: int) -> bytes:
    """A one-bit white PNG; at one pixel a point it would cost a hundred times the time."""
    rows = (b"\0" + b"\xff" * ((width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def load_engine() -> None:
    """Import the renderer, which takes a third of a second, while another process works. Raises DossierError
    where what it needs of the machine is not there."""
    try:
        libraries.imported(engine.load)
    except OSError as error:
        raise DossierError([finding("dependency-missing", "Pango", name="Pango")]) from error
