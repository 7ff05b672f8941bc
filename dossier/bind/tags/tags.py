"""What stands in the place of each placeholder of a document: its author's tree, or an element a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pypdf import PdfWriter

from dossier import odd
from dossier.bind.bound import BoundPart
from dossier.bind.objects import FAULTS, get
from dossier.bugs import during
from dossier.entries import FAULTS as QPDF_FAULTS
from dossier.findings import Finding, finding

from .kept import Kept
from .merge import Merge
from .source import read_tree
from .tree import Element, Tree
from .untagged import write_untagged

TAGGED, TEXT, IMAGE = "tagged", "text", "image"


class Tags:
    """Who tagged what: what stands in the place of each placeholder of one document, and what was found on
    the way. Elements and values of the parent tree are in ``tree``.

    ``accessibility`` says whether it is tagged by its author, text in reading order only, or image only;
    ``pictures`` which pictures it has by page and rank, and ``unsaid`` of how many nobody says anything.
    ``alts`` are an editor's (:class:`~dossier.model.Plan`).
    """

    def __init__(
        self,
        writer: PdfWriter,
        parts: Sequence[BoundPart],
        language: str,
        alts: Mapping[tuple[int, int], str],
    ) -> None:
        self.findings: list[Finding] = []
        self.tree = Tree(writer)
        self._alts = alts
        self._language = language
        self._pages = {page.planned.folio: (part, page) for part in parts for page in part.pages}
        self._merges = {id(part): self._merge(part, rank) for rank, part in enumerate(parts, 1)}
        self._written: set[int] = set()
        self._stripped: set[int] = set()
        self.accessibility = self._accessibility(parts)
        self.pictures: list[tuple[int, int]] = []
        self.unsaid = 0
        self.tagged = False
        for part in parts:
            merge = self._merges[id(part)]
            if merge:
                self.tagged = True
                self.pictures += [(part.first + page, rank) for page, rank in merge.kept.said.numbered]
                self.unsaid += merge.kept.said.unsaid

    def write(self, folio: int, parent: Element, level: int) -> str:
        """Write what stands below ``parent``, whose heading has ``level``, for the page ``folio`` of the
        document; as what its drawing is marked, nothing where it has marks of its own."""
        part, page = self._pages[folio]
        merge = self._merges[id(part)]
        if merge is None or not merge.kept.stands_for(page):
            own = get(part.reader.root_object, "/Lang")
            language = str(own) if own and str(own).lower() != self._language.lower() else None
            return write_untagged(self.tree, parent, page, language, self._stripped)
        if id(part) not in self._written:
            # The whole tree stands where the first of its pages does.
            self._written.add(id(part))
            merge.write(parent, level, self._language)
        return ""

    def _merge(self, part: BoundPart, rank: int) -> Merge | None:
        """The tree of a tagged source; None where there is none, or it is of no use."""
        place, id = part.part.file, part.source.document
        try:
            with during("bind", id), odd.reading("pypdf", "pikepdf", faults=(*FAULTS, *QPDF_FAULTS)):
                source = read_tree(part.part.data)
                kept = Kept(self.tree, part, source, rank, self._said(part)) if source else None
                merge = Merge(self.tree, part, kept, rank) if kept else None
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
        return {(page - part.first, rank): text for (page, rank), text in self._alts.items()}

    def _accessibility(self, parts: Sequence[BoundPart]) -> str:
        if all(self._merges[id(part)] for part in parts):
            return TAGGED
        return TEXT if any(page.facts.has_text for part in parts for page in part.pages) else IMAGE
