"""The whole tree: the skeleton's, and in the place of each placeholder what is bound there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pypdf import PdfWriter
from pypdf.generic import TextStringObject

from dossier import odd
from dossier.bind.bound import BoundPage, BoundPart
from dossier.bind.objects import FAULTS, get
from dossier.bugs import during
from dossier.entries import FAULTS as QPDF_FAULTS
from dossier.findings import Finding, finding
from dossier.model import Tag, page_url

from .kept import Kept
from .merge import Merge
from .skeleton import write_skeleton
from .source import read_tree
from .tree import Element, Tree
from .untagged import write_untagged

TAGGED, TEXT, IMAGE = "tagged", "text", "image"


class Tags:
    """Who tagged what: the structure tree of the dossier, written, and what was found on the way.

    ``accessibility`` says of each document whether it is tagged by its author, text in reading order only, or
    image only; ``pictures`` which pictures each has by page and rank, and ``unsaid`` of how many nobody says
    anything. ``alts`` are an editor's (:class:`~dossier.model.Plan`).
    """

    def __init__(
        self,
        writer: PdfWriter,
        parts: Sequence[BoundPart],
        language: str,
        alts: Mapping[str, Mapping[tuple[int, int], str]],
    ) -> None:
        self.findings: list[Finding] = []
        self._alts = alts
        self._tree = Tree(writer)
        self._language = language
        self._pages = {_url(part, page): (part, page) for part in parts for page in part.pages}
        self._merges = {id(part): self._merge(part, rank) for rank, part in enumerate(parts, 1)}
        self._alternatives: dict[int, str] = {}
        self._written: set[int] = set()
        self._stripped: set[int] = set()
        self.accessibility = self._accessibility(parts)
        self.pictures: dict[str, list[tuple[int, int]]] = {}
        self.unsaid: dict[str, int] = {}
        for part in parts:
            merge = self._merges[id(part)]
            if merge:
                name = part.source.document
                pictures = self.pictures.setdefault(name, [])
                pictures += [(part.first + page, rank) for page, rank in merge.kept.said.numbered]
                self.unsaid[name] = self.unsaid.get(name, 0) + merge.kept.said.unsaid

    def write(self, tags: Tag, anchors: Mapping[str, TextStringObject]) -> None:
        """Write the tree; ``tags`` are the skeleton's, ``anchors`` the names to which its links lead."""
        frames = {url: id(page) for url, (_, page) in self._pages.items()}
        self._alternatives = {frames[url]: alt for url, alt in _alternatives(tags) if url in frames}
        write_skeleton(self._tree, tags, anchors, self._bound)
        self._tree.finish()

    def _bound(self, parent: Element, tag: Tag, level: int) -> None:
        part, page = self._pages[tag.frame or ""]
        merge = self._merges[id(part)]
        if merge is None or not merge.kept.stands_for(page):
            own = get(part.reader.root_object, "/Lang")
            language = str(own) if own and str(own).lower() != self._language.lower() else None
            write_untagged(self._tree, parent, tag, page, language, self._stripped)
        elif id(part) not in self._written:
            # The whole tree stands where the first of its pages does.
            self._written.add(id(part))
            merge.write(parent, level, self._language, self._alternative)

    def _alternative(self, page: BoundPage) -> str:
        """What the dossier says of a page: never nothing, where its author said what must not be told."""
        return self._alternatives.get(id(page), "")

    def _merge(self, part: BoundPart, rank: int) -> Merge | None:
        """The tree of a tagged source; None where there is none, or it is of no use."""
        place, id = part.part.file, part.source.document
        try:
            with during("bind", id), odd.reading("pypdf", "pikepdf", faults=(*FAULTS, *QPDF_FAULTS)):
                source = read_tree(part.part.data)
                kept = Kept(self._tree, part, source, rank, self._said(part)) if source else None
                merge = Merge(self._tree, part, kept, rank) if kept else None
        except odd.OddError:  # its document is bound as one without tags
            self.findings.append(finding("tags-lost", place, id=id))
            return None
        if kept is None or not kept.holds:
            if kept is not None and kept.marked:
                self.findings.append(finding("tags-lost", place, id=id))
            return None
        if kept.faults:
            self.findings.append(finding("tags-broken", place, id=id, count=kept.faults))
        return merge

    def _said(self, part: BoundPart) -> dict[tuple[int, int], str]:
        """What the editor says of the pictures of ``part``, whose pages are counted by themselves here."""
        said = self._alts.get(part.source.document, {})
        return {(page - part.first, rank): text for (page, rank), text in said.items()}

    def _accessibility(self, parts: Sequence[BoundPart]) -> dict[str, str]:
        access: dict[str, str] = {}
        for document in dict.fromkeys(part.source.document for part in parts):
            own = [part for part in parts if part.source.document == document]
            if all(self._merges[id(part)] for part in own):
                access[document] = TAGGED
            else:
                texts = any(page.facts.has_text for part in own for page in part.pages)
                access[document] = TEXT if texts else IMAGE
        return access


def _alternatives(tag: Tag) -> Iterator[tuple[str, str]]:
    """The image URL of each placeholder, and what is said of it."""
    if tag.frame:
        yield tag.frame, tag.alt or ""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _alternatives(kid)


def _url(part: BoundPart, page: BoundPage) -> str:
    """The image URL of the placeholder of ``page``."""
    return page_url(part.source.document, page.planned.rank or 1)
