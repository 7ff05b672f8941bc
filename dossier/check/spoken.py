"""What a screen reader would say of a tagged PDF: its structure tree read back, with the text of its marks.

The tree is read by another engine than wrote it, the text by a third; wording is :mod:`dossier.report`'s.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

import pikepdf
from pikepdf import Object

from dossier import odd, raster
from dossier.entries import FAULTS
from dossier.folder import Folder
from dossier.model import Said
from dossier.odd import OddError

from .runs import BLANKS, BREAKS, Run, Runs, apart

_INLINE = frozenset(
    ("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Lbl", "NonStruct", "Annot", "Ruby")
)
_CLOSING = ("", " ", "\u00a0", ".", ",", ")")
_NOTHING = pikepdf.Dictionary()
_LARGEST = 4 << 30


class Reading:
    """The tags of one file; a context manager. Raises OddError where it has none, or cannot be read."""

    def __init__(self, path: Path | bytes) -> None:
        data = path if isinstance(path, bytes) else Folder(path.parent).read(path.name, _LARGEST)
        with odd.reading("pikepdf", faults=FAULTS):
            self._pdf = pikepdf.open(io.BytesIO(data))
        self._engine = raster.Reader(data)
        self._runs = Runs(self._pdf, self._engine)
        root = self._pdf.Root.get("/StructTreeRoot")
        if root is None:
            raise OddError("StructTreeRoot")
        self._root = root
        self._roles: Mapping[str, Object] = dict(root.get("/RoleMap", _NOTHING))
        self._page = 0

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._engine.close()
        self._pdf.close()

    @property
    def language(self) -> str:
        """The language that it is said in (ISO 32000-2, 14.9.2)."""
        return str(self._pdf.Root.get("/Lang", ""))

    def said(self) -> Iterator[Said]:
        """All that is said, in reading order, a page named where it begins."""
        for kid in _kids(self._root):
            yield from self._block(kid, 0)

    def _block(self, element: Object, depth: int) -> Iterator[Said]:
        role = self._role(element)
        page = self._page_of(element)
        if page and page != self._page and role not in ("Document", "Sect", "Part", "Art"):
            self._page = page
            yield Said("page", 0, number=page)
        if role in ("Figure", "Formula") or (role == "Form" and "/Alt" in element):
            yield Said("picture" if role != "Form" else "field", depth, str(element.get("/Alt", "")))
        elif role[:1] == "H" and role[1:].isdigit():
            yield Said("heading", depth, self._inline(element), int(role[1:]))
        elif role in ("L", "TOC"):
            items = [kid for kid in _kids(element) if self._is(kid, ("LI", "TOCI"))]
            yield Said("list" if role == "L" else "contents", depth, number=len(items))
            yield from self._below(element, depth + 1)
        elif role in ("LI", "TOCI"):
            yield from self._item(element, depth)
        elif role == "Table":
            yield from self._table(element, depth)
        elif role in ("Sect", "Part", "Art") and "/T" in element:
            yield Said("section", depth, str(element.T))
            yield from self._below(element, depth)
        else:
            yield from self._mixed(element, depth)

    def _mixed(self, element: Object, depth: int) -> Iterator[Said]:
        """Text and the blocks that stand in it, each where it stands."""
        run: list[Object] = []
        for kid in [*_kids(element), None]:
            if kid is not None and not self._is_block(kid):
                run.append(kid)
                continue
            text = self._joined(run, element)
            if text:
                yield Said("text", depth, text)
            run = []
            if kid is not None:
                yield from self._block(kid, depth)

    def _below(self, element: Object, depth: int) -> Iterator[Said]:
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self._block(kid, depth)

    def _item(self, element: Object, depth: int) -> Iterator[Said]:
        flat = [kid for kid in _kids(element) if not self._is_block(kid) or self._flat(kid)]
        text = " ".join(filter(None, (self._inline(kid, element) for kid in flat)))
        yield Said("item", depth, text)
        for kid in _kids(element):
            if self._is_block(kid) and not self._flat(kid):
                yield from self._mixed(kid, depth + 1)

    def _flat(self, kid: Object) -> bool:
        return self._is(kid, ("LBody", "P", "Lbl")) and not any(map(self._is_block, _kids(kid)))

    def _table(self, element: Object, depth: int) -> Iterator[Said]:
        rows = list(self._rows(element))
        yield Said("table", depth, number=len(rows))
        for row in rows:
            cells = []
            for cell in _kids(row):
                if self._is(cell, ("TH", "TD")):
                    text = self._inline(cell)
                    cells.append(f"[{text}]" if self._role(cell) == "TH" else text)
            yield Said("row", depth + 1, " | ".join(cells))

    def _rows(self, element: Object) -> Iterator[Object]:
        for kid in _kids(element):
            if self._is(kid, ("TR",)):
                yield kid
            elif self._is(kid, ("THead", "TBody", "TFoot")):
                yield from self._rows(kid)

    # -- text -----------------------------------------------------------------------------------------------

    def _inline(self, kid: Object, element: Object | None = None) -> str:
        """The text of an element, or of a mark of ``element``, links with what is said of them."""
        if isinstance(kid, int):
            return self._text(element, None, int(kid))
        if "/S" not in kid:
            if "/MCID" in kid:
                return self._text(kid if "/Pg" in kid else element, kid.get("/Stm"), int(kid.MCID))
            return ""
        if "/ActualText" in kid and self._role(kid) != "Link":
            return str(kid.ActualText)
        if "/Alt" in kid and self._role(kid) in ("Figure", "Formula"):
            return f"({kid.Alt})"
        text = str(kid.get("/ActualText", "")) or self._joined(_kids(kid), kid)
        if self._role(kid) == "Link":
            said = [str(k.Obj.get("/Contents", "")) for k in _kids(kid) if _is_object(k)]
            told = dict.fromkeys(s for s in said if s and s != text)
            return f"{text} <{'; '.join(told)}>" if told else f"{text} <>"
        return text

    def _joined(self, kids: list[Object], element: Object) -> str:
        text = ""
        before: Run | None = None
        for kid in kids:
            piece = self._inline(kid, element)
            # What the dossier itself sets has its blanks in it; forms come from anywhere.
            run = self._runs.run(element, None, int(kid)) if isinstance(kid, int) else None
            beside = before is not None and run is not None and not apart(before.last, run.first)
            if text[-1:] and text[-1] in BREAKS:
                text = text[:-1]
            elif not (beside or not text or text[-1].isspace() or text[-1] == "(" or piece[:1] in _CLOSING):
                text += " "
            text, before = text + piece, run
        return BLANKS.sub(" ", text).strip()

    def _text(self, element: Object | None, stream: Object | None, mcid: int) -> str:
        run = self._runs.run(element, stream, mcid)
        return run.text if run else ""

    # -- elements -------------------------------------------------------------------------------------------

    def _role(self, element: Object) -> str:
        role = str(element.get("/S", "/NonStruct"))
        for _ in range(8):
            role = str(self._roles.get(role, role))
        return role[1:]

    def _is(self, kid: Object, roles: tuple[str, ...]) -> bool:
        return isinstance(kid, pikepdf.Dictionary) and "/S" in kid and self._role(kid) in roles

    def _is_block(self, kid: Object) -> bool:
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            return False
        return self._role(kid) not in _INLINE or any(map(self._is_block, _kids(kid)))

    def _page_of(self, element: Object) -> int:
        """The page of the first mark of an element."""
        for kid in _kids(element):
            if isinstance(kid, int):
                return self._runs.page(element)
            page = self._runs.page(kid) if "/S" not in kid else self._page_of(kid)
            if page:
                return page
        return 0


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _is_object(kid: Object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
