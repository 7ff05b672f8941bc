"""What earlier builds looked at and found right is not looked at again.

A bound page is known by what its form draws, where it is framed, the source page that it was held against,
and the tags that own what it draws: its folio has no part in that. Where most pages are known, what looks at
the whole file is given a copy in which their forms draw nothing, and in which of their tags is left what
rules across documents need: all that is the dossier's own (folios, contents, links, its tags, metadata) is
looked at in every build, and so is every page that is new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from dossier import garbage
from dossier.model import SOURCE, Document, Manifest, Plan, PlannedPage, Source
from dossier.odd import OddError
from dossier.store import Store, makers

from .grouped import Group, groups
from .pictures.comparison import hashes_of
from .pictures.identity import Bound, engine
from .thinned import without
from .tree import Tree

_NAME = "pages.json"
# The part of the pages that must be known for the copy to be worth its making.
_MOST = 0.5
_CHECKER = "page-validation"


@dataclass(frozen=True, slots=True)
class Look:
    """The ``file`` to be looked at, and the folios of those pages in it of which only the frame is left.

    By folio, ``hashes`` are of a page with all that it is held against, ``drawn`` of what its frame shows."""

    file: Path
    known: frozenset[int] = frozenset()
    hashes: Mapping[int, str] = field(default_factory=dict)
    drawn: Mapping[int, str] = field(default_factory=dict)


class Known:
    """The pages that were found right, in ``store``; each under the ``claim`` that was sought with it."""

    def __init__(self, store: Store, claim: str) -> None:
        self._store = store
        self._by = f"{engine()} {makers(_CHECKER)} {claim}"
        packed = store.find(_NAME)
        told = json.loads(packed) if packed else {}
        self._pages: frozenset[str] = frozenset(told["pages"] if told.get("by") == self._by else ())

    def look(
        self, pdf: Path, plan: Plan, sources: Mapping[str, Source], manifest: Manifest, copy: Path
    ) -> Look:
        """What of ``pdf`` is to be looked at; ``copy`` is where the copy goes, where that is worth it."""
        look = self._look(pdf, plan, sources, manifest, copy)
        garbage.give_back()  # what was made of all that the file holds
        return look

    def _look(
        self, pdf: Path, plan: Plan, sources: Mapping[str, Source], manifest: Manifest, copy: Path
    ) -> Look:
        documents = {document.id: document for _, _, document in manifest.numbered()}
        originals = {id: _originals(source, documents[id]) for id, source in sources.items()}
        with pikepdf.open(pdf) as file:
            if len(file.pages) != len(plan.pages):
                return Look(pdf)
            bound = Bound(file)
            drawn: dict[int, str] = {}
            hashes: dict[int, str] = {}
            for page in plan.pages:
                if page.document and page.frame:
                    drawn[page.folio] = here = bound.page(page.folio, page.frame)
                    hashes[page.folio] = _shown(here, page, originals[page.document])
            try:
                tree = Tree(file, pdf.read_bytes())
                pages = {file.pages[n - 1].obj.objgen[0]: (n, hash) for n, hash in hashes.items()}
                tagged = groups(file, tree, pages, bound.form)
            except OddError:
                return Look(pdf, drawn=drawn)
            hashes = dict(_tagged(hashes, tagged))
            known = frozenset(folio for folio, shown in hashes.items() if shown in self._pages)
            if len(known) <= _MOST * len(drawn):
                return Look(pdf, hashes=hashes, drawn=drawn)
            without(file, tree, [one for one in tagged if one.folios <= known and not one.whole])
            _empty(file, known, copy)
        return Look(copy, known, hashes, drawn)

    def keep(self, look: Look) -> None:
        """Remember all pages of a file in which nothing was found wrong, and none else."""
        told = {"by": self._by, "pages": sorted(set(look.hashes.values()))}
        self._store.keep(_NAME, json.dumps(told, indent=0).encode())
        self._store.sweep()


def _originals(source: Source, document: Document) -> list[str]:
    """The hashes of the pages of a source: of what is bound of it, and of what that is compared with."""
    data = [part.data_sha256 for part in source.parts]
    compared = hashes_of(source, document)
    return [f"{data[page.part]} {hash}" for page, hash in zip(source.pages, compared, strict=True)]


def _shown(bound: str, page: PlannedPage, originals: Sequence[str]) -> str:
    told = f"{bound} {originals[(page.rank or 1) - 1]} {page.frame} {page.width} {page.height}"
    return hashlib.sha256(told.encode()).hexdigest()


def _tagged(hashes: Mapping[int, str], tagged: Sequence[Group]) -> Iterator[tuple[int, str]]:
    """The hashes of pages, with those of the groups of tags that own what they show; without the pages of
    which nothing can be said."""
    owners: dict[int, list[str]] = {}
    for group in tagged:
        for folio in group.folios:
            owners.setdefault(folio, []).append(group.hash)
    for folio, shown in hashes.items():
        theirs = owners.get(folio, [])
        if all(theirs):
            yield folio, hashlib.sha256(" ".join((shown, *theirs)).encode()).hexdigest()


def _empty(file: pikepdf.Pdf, folios: frozenset[int], copy: Path) -> None:
    """Write to ``copy`` the ``file`` where the pages ``folios`` draw a form with nothing in it; what nothing
    else needs is gone."""
    for folio in folios:
        form = file.pages[folio - 1].obj.Resources.XObject[f"/{SOURCE}"]
        form.write(b"")
        form.Resources = pikepdf.Dictionary()
        if "/Group" in form:
            del form.Group
    file.save(
        copy,
        compress_streams=False,
        # As in the file itself; the checker takes a third more memory for objects that stand by themselves.
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
