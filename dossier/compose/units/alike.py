"""Sheets of one document that differ in their rank alone: one of them is laid out, the others are its copies.

A copy has its own rank, image and alternative text; its folio is written where units are joined, as all are.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pikepdf

from dossier.compose.laid_pages import xobject_name
from dossier.model import Mark, Tag

from .folios import ALL_DIGITS, ALL_PAIRS
from .split import NotApartError
from .unit import Unit, UnitPage

_SHEET = re.compile(r'<div class="sheet\b')
_END = re.compile(r"\s*</section>\s*</section>\s*\Z")
_ANCHOR = re.compile(r"<[^>]*\sid=")
_RANK = re.compile(r'(<span class="rank">)((\d+)/\d+)(</span>)')
_IMAGE = re.compile(r'(<img class="page[^>]*?\ssrc=")([^"]+)("[^>]*?\salt=")([^"]*)(")')
#: A page that shows how the digits of ranks are drawn.
ALL_RANKS = (
    f'<div class="sheet" style="break-before: auto; height: 0"><span class="rank">{ALL_DIGITS}</span></div>'
)
#: A page that shows how the digits of a document's number are drawn in the labels of its sheets.
ALL_LABELS = (
    f'<div class="sheet" style="break-before: auto; height: 0"><b>{ALL_PAIRS}</b>'
    f'<div class="opening"><h2><a class="label">{ALL_PAIRS}</a></h2></div></div>'
)
# As many sheets must be copies for the copying to be worth it.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its ``html``, the URL of its image, what is said of that, what it prints as its rank."""

    html: str
    url: str = ""
    alt: str = ""
    rank: str = ""

    @classmethod
    def of(cls, text: str) -> Sheet:
        """The sheet of ``text``; only where one that is like it may stand for it, it has a rank."""
        images, ranks = _IMAGE.findall(text), _RANK.findall(text)
        if len(images) != 1 or len(ranks) != 1 or _ANCHOR.search(text):
            return cls(text)
        return cls(text, html.unescape(images[0][1]), html.unescape(images[0][3]), ranks[0][1])

    @property
    def number(self) -> int:
        """The rank as a number."""
        return int(self.rank.partition("/")[0])

    @property
    def plain(self) -> str:
        """The sheet without what is its own."""
        text = _RANK.sub(lambda match: f"{match[1]}{'0' * len(match[3])}{match[4]}", self.html)
        return _IMAGE.sub(r"\1\3\5", text).strip()


@dataclass(frozen=True, slots=True)
class Alike:
    """The ``sheets`` of a document, each page one, and for each which one is laid out for it (``like``, from
    0), which these are (``made``); ``html`` is the document with these alone."""

    sheets: tuple[Sheet, ...]
    like: tuple[int, ...]
    made: tuple[int, ...]
    html: str

    @classmethod
    def of(cls, text: str, placeholders: Mapping[str, tuple[int, int]]) -> Alike | None:
        """The document ``text``; None where too few of its sheets are alike."""
        starts = [match.start() for match in _SHEET.finditer(text)]
        end = _END.search(text)
        if not starts or not end:
            return None
        ends = [*starts[1:], end.start()]
        sheets = tuple(Sheet.of(text[start:to]) for start, to in zip(starts, ends, strict=True))
        first: dict[object, int] = {}
        like = tuple(
            first.setdefault((sheet.plain, placeholders.get(sheet.url)), at) if sheet.rank else at
            for at, sheet in enumerate(sheets)
        )
        distinct = tuple(dict.fromkeys(like))
        if len(sheets) - len(distinct) < _LEAST:
            return None
        inside = "".join(sheets[at].html for at in distinct)
        return cls(sheets, like, distinct, f"{text[: starts[0]]}{inside}{text[end.start() :]}")

    @property
    def ranks(self) -> tuple[str, ...]:
        """What those print that others are copies of."""
        return tuple(self.sheets[at].rank if self.like.count(at) > 1 else "" for at in self.made)

    def expanded(self, unit: Unit) -> Unit:
        """``unit``, of the sheets that were laid out, with all others. Raises NotApartError where it is not
        what copies can be made of."""
        place = {at: page for page, at in enumerate(self.made)}
        if len(unit.pages) != len(place):
            raise NotApartError("more pages than sheets")
        pages = []
        with pikepdf.open(io.BytesIO(unit.pdf)) as pdf:
            del pdf.pages[unit.before + len(unit.pages) :]
            laid = list(pdf.pages)[unit.before :]
            del pdf.pages[unit.before :]
            for at, like in enumerate(self.like):
                page = unit.pages[place[like]]
                pdf.pages.append(laid[place[like]])
                if at != like:
                    page = self._copied(pdf, page, self.sheets[like], self.sheets[at])
                pages.append(replace(page, rank=None))
            out = io.BytesIO()
            pdf.save(out, static_id=True, fix_metadata_version=False)
        tags = self._tags(unit.tags)
        if not {sheet.url for sheet in self.sheets if sheet.rank} <= set(_frames(tags)):
            raise NotApartError("an image without a tag")
        return replace(unit, pdf=out.getvalue(), pages=tuple(pages), tags=tags)

    def _copied(self, pdf: pikepdf.Pdf, page: UnitPage, model: Sheet, sheet: Sheet) -> UnitPage:
        """The last page of ``pdf``, that of ``model``, made that of ``sheet``."""
        old, new = xobject_name(model.url), xobject_name(sheet.url)
        names = [drawn.name for drawn in page.laid.drawn if drawn.name.startswith(old)]
        if len(names) != 1 or page.rank is None or page.bookmarks:
            raise NotApartError("a sheet that is not copied")
        name = names[0].replace(old, new)
        held = pdf.pages[-1].obj
        data = held.Contents.read_bytes()
        for before, after in (
            (f"/{names[0]} Do".encode(), f"/{name} Do".encode()),
            (page.rank.operator, page.rank.written(sheet.number)),
        ):
            if data.count(before) != 1:
                raise NotApartError("a sheet that is not copied")
            data = data.replace(before, after)
        held.Contents = pdf.make_stream(data)
        images = held.Resources.XObject
        images[f"/{name}"] = _copy(pdf, images[f"/{names[0]}"])
        drawn = tuple(
            replace(one, name=name if one.name == names[0] else one.name) for one in page.laid.drawn
        )
        return replace(page, laid=replace(page.laid, drawn=drawn))

    def _tags(self, tag: Tag) -> Tag:
        """``tag`` with the images of all sheets, on the pages that these have."""
        kids: list[Tag | Mark] = []
        copies = {self.sheets[at].url: at for at in self.made if self.sheets[at].rank}
        images: list[Tag] = []
        for kid in tag.kids:
            if isinstance(kid, Tag) and kid.frame in copies:
                images.append(kid)
                continue
            if images:  # they follow one another, behind all else of their document
                raise NotApartError("an image within others")
            kids.append(self._tags(kid) if isinstance(kid, Tag) else self._mark(kid))
        made = {copies[image.frame or ""]: image for image in images}
        if any(image.alt != self.sheets[at].alt for at, image in made.items()):
            raise NotApartError("another text")
        for at, like in enumerate(self.like):
            if like in made:
                sheet, image = self.sheets[at], made[like]
                if not all(isinstance(kid, Mark) for kid in image.kids) or image.link:
                    raise NotApartError("an image with more in it")
                marks = tuple(Mark(at + 1, kid.mcid) for kid in image.kids if isinstance(kid, Mark))
                kids.append(replace(image, kids=marks, frame=sheet.url, alt=sheet.alt))
        link = tag.link
        if link:
            areas = tuple((self._folio(folio), boxes) for folio, boxes in link.areas)
            link = replace(link, areas=areas)
        return replace(tag, kids=tuple(kids), link=link)

    def _mark(self, mark: Mark) -> Mark:
        return Mark(self._folio(mark.folio), mark.mcid)

    def _folio(self, folio: int) -> int:
        return self.made[folio - 1] + 1 if 0 < folio <= len(self.made) else folio


def _frames(tag: Tag) -> Iterator[str | None]:
    yield tag.frame
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _frames(kid)


def _copy(pdf: pikepdf.Pdf, image: pikepdf.Object) -> pikepdf.Object:
    copy = pikepdf.Stream(pdf, image.read_raw_bytes())
    for key, value in image.items():
        if key != "/Length":
            copy[key] = value
    return pdf.make_indirect(copy)
