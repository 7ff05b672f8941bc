"""The findings of a record, each beside the page or the document that it concerns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.findings import Severity
from dossier.ranges import parse_pages

from .edition import Edition

_ON_PAGE = re.compile(r"(?:(?P<file>.+), )?page (?P<pages>\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)")


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding as the record has it; ``because`` is why it was accepted."""

    severity: str
    code: str
    place: str
    message: str
    cure: str
    because: str = ""


class Remarks:
    """Those of one edition. ``whole`` are those that concern no page and no document."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._pages: dict[int, list[Remark]] = defaultdict(list)
        self._documents: dict[str, list[Remark]] = defaultdict(list)
        self.whole: list[Remark] = []
        self.counts: dict[str, int] = {str(severity): 0 for severity in Severity}
        for told in (*edition.record.get("findings", ()), *edition.record.get("accepted", ())):
            self._put(told)

    def on(self, folio: int) -> Sequence[Remark]:
        """Those of a page; those of a whole document stand at its first one, too."""
        first = [one.id for one in self._edition.documents if one.first == folio]
        return [*self._pages[folio], *(remark for id in first for remark in self._documents[id])]

    def of(self, id: str) -> int:
        """How many concern a document or its pages."""
        on_pages = {
            remark
            for page in self._edition.pages
            if page.document == id
            for remark in self._pages[page.folio]
        }
        return len(self._documents[id]) + len(on_pages)

    def _put(self, told: Mapping[str, object]) -> None:
        names = ("severity", "code", "place", "message", "cure", "because")
        remark = Remark(*(str(told.get(name) or "") for name in names))
        self.counts[remark.severity] = self.counts.get(remark.severity, 0) + 1
        document = str(told.get("document") or "")
        folios = self._folios(remark.place)
        for folio in folios:
            self._pages[folio].append(remark)
        if folios:
            return
        id = document if self._edition.document(document) else self._by_file(remark.place)
        (self._documents[id] if id else self.whole).append(remark)

    def _folios(self, place: str) -> list[int]:
        """The pages of the dossier that ``place`` names, itself or as pages of a source."""
        match = _ON_PAGE.fullmatch(place)
        if not match:
            return []
        try:
            asked = parse_pages(match["pages"])
        except ValueError:
            return []

        def named(number: int) -> bool:
            return any(first <= number <= last for first, last in asked)

        file = match["file"]
        if file is None:
            return [page.folio for page in self._edition.pages if named(page.folio)]
        return [
            page.folio
            for page in self._edition.pages
            if page.source and page.source[0] == file and named(page.source[1])
        ]

    def _by_file(self, place: str) -> str:
        for document in self._edition.documents:
            files = document.told.get("file")
            for file in files if isinstance(files, list) else [files]:
                if isinstance(file, str) and (place == file or place.startswith((f"{file},", f"{file}:"))):
                    return document.id
        return ""
