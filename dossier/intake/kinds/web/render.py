"""A web page or a Markdown text laid out by WeasyPrint: with the files beside it, nothing else."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from dossier import addresses, fonts, libraries, odd
from dossier.folder import Folder, OutsideError
from dossier.intake.kinds.images import MOST_PIXELS, strict_decoders
from dossier.intake.limits import STREAM
from dossier.intake.words import Lost, lost, printed, surplus, words
from dossier.listening import heard
from dossier.shipped import place

from .cascade import computed
from .encoding import decoded
from .page import Page
from .printing import plainly, print_as
from .sheets import sheets_of
from .shown import CLOSE, MARK, Seen, seen
from .typefaces import coming, replaced
from .unfold import unfolded

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

SHIPPED = place("templates")
_OWN = "templates"
_STYLE, _COMPLETE = "styles/source.css", "styles/complete.css"
#: Virtual addresses: no path of the machine is in the PDF.
_DOSSIER, _TEMPLATES = "file:///dossier/", "file:///templates/"
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
#: Who reads a page and draws it.
ENGINES = ("weasyprint", "tinyhtml5", "tinycss2", "cssselect2", "pydyf", "fontTools", "PIL", "email")


@dataclass
class Fetched:
    """What a page asked for: ``reads`` are the files looked for, with the SHA-256 of what was read, empty
    where there is none; ``missing`` names those that cannot be drawn; ``remote`` are the addresses elsewhere;
    ``said`` is what the engine tells; ``links`` counts those that are text now."""

    reads: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    remote: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    links: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """The tagged ``pdf`` of a page, what it ``fetched``, what is ``seen`` of it, the words that were ``lost``
    by laying it out, those that are there and no browser shows (``extra``), the families of fonts that others
    ``replaced``; ``plain``: without the page's own style, which would have lost words."""

    pdf: bytes
    fetched: Fetched
    seen: Seen
    lost: tuple[Lost, ...]
    replaced: tuple[str, ...] = ()
    plain: bool = False
    extra: tuple[Lost, ...] = ()

    @property
    def words(self) -> int:
        """How many words are seen."""
        return sum(len(words(run.text)) for run in self.seen.shown)


def render(page: Page, folder: Path) -> Laid:
    """The page as it prints, with nothing cut off, of the dossier in ``folder``.

    No script runs, nothing is fetched but files inside ``folder`` and parts of the page; links to other
    files, which would be dead, are text.
    """
    own = Folder(folder, _OWN)
    brought: dict[str, bytes] = {}
    with suppress(OutsideError):  # compose says so
        brought = fonts.lying_in(own)
    fonts.use_only(brought)
    libraries.imported(_engine)
    from weasyprint import CSS, HTML  # after the fonts are chosen

    fetched = Fetched()
    fetcher = _fetcher(None if page.base else Folder(folder), own, fetched, page.parts)
    base = page.base or _DOSSIER + quote(os.fsencode(page.name))

    def bytes_of(url: str) -> bytes | None:
        try:
            body: bytes = fetcher.fetch(url).read()
        except ValueError:
            return None
        return body

    def opened(address: str) -> Element | None:
        text = address.removeprefix("srcdoc:")
        if text == address:
            data = bytes_of(address)
            if data is None:
                return None
            text = decoded(data)[0]
        inner: Element = HTML(string=text or " ", base_url=base, url_fetcher=fetcher).etree_element
        return inner

    with heard("weasyprint") as fetched.said, strict_decoders(), fonts.fixed_clock():
        document = HTML(string=page.html, base_url=base, url_fetcher=fetcher)
        document.base_url = base  # whatever a <base> says
        root = document.etree_element
        held = unfolded(root, base, opened, MARK)
        fetched.links = _tame(root, page.language)
        sheets = sheets_of(root, base, bytes_of)
        page_text = seen(root, computed(root, sheets))
        written = [*sheets.contents(), *(image.get("alt", "") for image in root.iter("img"))]
        # An object's words are shown where its data are not.
        written += ["".join(element.itertext()) for element in root.iter("object")]
        style = [CSS(url=_TEMPLATES + name, url_fetcher=fetcher) for name in (_STYLE, _COMPLETE)]

        def drawn() -> tuple[bytes, list[Lost], list[Lost]]:
            fetched.said.clear()
            pdf: bytes = document.write_pdf(
                stylesheets=style, pdf_variant="pdf/ua-1", presentational_hints=True
            )
            text = printed(pdf)
            extra = surplus([*held, *page_text.hidden], page_text.shown, written, text)
            return pdf, lost(page_text.shown, text), extra

        # As it is, then with its tables made narrow, then without its style.
        ways = (lambda: print_as(root, sheets), lambda: root.set(CLOSE, ""), lambda: plainly(root))
        best: Laid | None = None
        for way in ways:
            way()
            try:
                with odd.reading(*ENGINES):
                    pdf, gone, extra = drawn()
            except odd.OddError:  # some style is too much for the engine
                if best is None and way is ways[-1]:
                    raise
                continue
            if best is None or len(gone) + len(extra) < len(best.lost) + len(best.extra):
                best = Laid(pdf, fetched, page_text, tuple(gone), (), way is ways[-1], tuple(extra))
            if not gone and not extra:
                break
    assert best
    there = coming(sheets, fetched.said, brought.values())
    return replace(best, replaced=tuple(replaced(page_text.families, there)))


def _engine() -> None:
    import weasyprint  # noqa: F401


def _tame(root: Element, language: str) -> int:
    """Let links lead to the web or to mail; returns how many led elsewhere, but for those to files beside,
    which are dead in any dossier."""
    count = 0
    if not root.get("lang"):
        root.set("lang", language)
    for link in [*root.iter("a"), *root.iter("area")]:
        target = (link.get("href") or "").strip()
        if target.startswith("#"):
            continue
        address = addresses.live(target)
        if address:
            link.set("href", address)
        elif link.attrib.pop("href", None):
            count += ":" in target.split("/")[0]
    return count


def _fetcher(
    dossier: Folder | None, own: Folder, fetched: Fetched, parts: Mapping[str, tuple[str, bytes]]
) -> URLFetcher:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    shipped = Folder(SHIPPED)
    read: dict[tuple[str, str], bytes] = {}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            address = url.split("#")[0].split("?")[0]
            if url.startswith("data:"):
                response = super().fetch(url, headers)
                kind = response.headers.get("Content-Type", "")
                return URLFetcherResponse(
                    url, self._sound(response.read(), kind, "data:"), {"Content-Type": kind}
                )
            part = parts.get(url.split("#")[0]) or parts.get(address)
            if part:
                return URLFetcherResponse(
                    url, self._sound(part[1], part[0], address), {"Content-Type": part[0]}
                )
            if address.startswith(_TEMPLATES):
                name = unquote(address[len(_TEMPLATES) :])
                body = self._read_once(name, {f"{_OWN}/": own, f"{SHIPPED}/": shipped})
            elif dossier and address.startswith(_DOSSIER):
                name = unquote(address[len(_DOSSIER) :])
                body = self._read_once(name, {"": dossier})
            else:
                fetched.remote.add(url)
                raise ValueError(f"not in the dossier: {url}")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = self._sound(body, kind, PurePosixPath(name).name)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

        def _read_once(self, name: str, roots: dict[str, Folder]) -> bytes:
            """The bytes of ``name`` in the first of ``roots`` that has it, read once for the whole page."""
            for prefix, root in roots.items():
                if (prefix, name) not in read:
                    try:
                        read[prefix, name] = root.read(name, STREAM)
                    except OutsideError:
                        continue
                    except OSError:
                        fetched.reads[prefix + name] = ""
                        continue
                body = read[prefix, name]
                fetched.reads[prefix + name] = hashlib.sha256(body).hexdigest()
                return body
            fetched.missing.append(name)
            raise ValueError(f"missing: {name}")

        def _sound(self, body: bytes, kind: str, name: str) -> bytes:
            """``body`` where an engine may draw it: whole, of bounded size, without entities."""
            if _drawable(body, kind):
                return body
            fetched.missing.append(name)
            raise ValueError(f"cannot be drawn: {name}")

    return Fetcher(allowed_protocols=["file", "data"])


def _drawable(body: bytes, kind: str) -> bool:
    from PIL import Image, UnidentifiedImageError

    if "svg" in kind or "xml" in kind:
        return not _ENTITY.search(body.replace(b"\0", b""))
    if not kind.startswith("image/"):
        return True
    try:
        with odd.reading("PIL"), Image.open(io.BytesIO(body)) as image:
            if image.size[0] * image.size[1] > MOST_PIXELS:
                return False
            image.load()
    except odd.OddError as error:
        unknown = isinstance(error.__cause__, UnidentifiedImageError)
        return unknown and b"<svg" in body[:4096] and not _ENTITY.search(body)
    return True
