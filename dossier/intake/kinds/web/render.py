"""A web page or a Markdown text laid out by WeasyPrint: with the files beside it, nothing else."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element

from dossier import addresses, fonts, libraries, odd
from dossier.folder import Folder, OutsideError
from dossier.intake.kinds.images import strict_decoders
from dossier.intake.words import Lost, lost, printed, surplus, words
from dossier.listening import heard

from .cascade import computed
from .encoding import decoded
from .fetching import DOSSIER, OWN, TEMPLATES, Fetched, fetcher_of
from .marking import CLOSE, MARK
from .page import Page
from .printing import plainly, print_as
from .sheets import sheets_of
from .shown import Seen, seen
from .typefaces import coming, replaced
from .unfold import unfolded, unframed

if TYPE_CHECKING:
    pass

# Words that print hides, to one that it shows, of a page that is not to be printed.
_LITTLE = 50
_STYLE, _COMPLETE = "styles/source.css", "styles/complete.css"
#: Who reads a page and draws it.
ENGINES = ("weasyprint", "tinyhtml5", "tinycss2", "cssselect2", "pydyf", "fontTools", "PIL", "email")


@dataclass(frozen=True, slots=True)
class Laid:
    """The tagged ``pdf`` of a page, what it ``fetched``, what is ``seen`` of it, the words that were ``lost``
    by laying it out, those that are there and no browser shows (``extra``), the families of fonts that others
    ``replaced``; ``plain``: without the page's own style, which would have lost words; ``forbidden``: as on a
    screen, since its style sheet for print hides the page."""

    pdf: bytes
    fetched: Fetched
    seen: Seen
    lost: tuple[Lost, ...]
    replaced: tuple[str, ...] = ()
    plain: bool = False
    extra: tuple[Lost, ...] = ()
    forbidden: bool = False

    @property
    def words(self) -> int:
        """How many words are seen."""
        return _counted(self.seen)


def render(page: Page, folder: Path) -> Laid:
    """The page as it prints, with nothing cut off, of the dossier in ``folder``.

    No script runs, nothing is fetched but files inside ``folder`` and parts of the page; links to other
    files, which would be dead, are text.
    """
    own = Folder(folder, OWN)
    brought: dict[str, bytes] = {}
    with suppress(OutsideError):  # compose says so
        brought = fonts.lying_in(own)
    fonts.use_only(brought)
    libraries.imported(_engine)
    from weasyprint import CSS, HTML  # after the fonts are chosen

    fetched = Fetched()
    fetcher = fetcher_of(None if page.base else Folder(folder), own, fetched, page.parts)
    base = page.base or DOSSIER + quote(os.fsencode(page.name))

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
        for forbidden in (False, True):
            document = HTML(string=page.html, base_url=base, url_fetcher=fetcher)
            document.base_url = base  # whatever a <base> says
            root = document.etree_element
            held = unfolded(root, base, opened, MARK)
            fetched.links = _tame(root, page.language)
            sheets = sheets_of(root, base, bytes_of)
            if forbidden:
                sheets.as_on_screen()
            page_text = seen(root, computed(root, sheets))
            if _counted(page_text) * _LITTLE >= page_text.unprinted:
                break
        unframed(root)
        written = [*sheets.contents(), *(image.get("alt", "") for image in root.iter("img"))]
        # An object's words are shown where its data are not.
        written += ["".join(element.itertext()) for element in root.iter("object")]
        style = [CSS(url=TEMPLATES + name, url_fetcher=fetcher) for name in (_STYLE, _COMPLETE)]

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
    return replace(best, replaced=tuple(replaced(page_text.families, there)), forbidden=forbidden)


def _counted(content: Seen) -> int:
    return sum(len(words(run.text)) for run in content.shown)


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
