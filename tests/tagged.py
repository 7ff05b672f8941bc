"""Tagged PDFs made for the tests, sound and broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

A4 = (0, 0, 595.28, 841.89)


@dataclass
class Mark:
    """A line of text that an element owns, on a page (from 0)."""

    text: str
    page: int = 0


@dataclass
class Art:
    """Something drawn that an element owns, on a page (from 0)."""

    draw: str = "0.2 0.5 0.7 rg 60 {y} 80 15 re f"
    page: int = 0


@dataclass
class Tag:
    """An element to make: its role, its kids, more entries."""

    role: str
    kids: Sequence[Any] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Tagged:
    """A tagged file; ``roles`` is its role map, ``orphans`` are lines that no element owns."""

    top: Sequence[Tag]
    pages: int = 1
    roles: Mapping[str, str] = field(default_factory=dict)
    orphans: Sequence[str] = ()
    language: str | None = "fr"
    spoil: Any = None

    def write(self, path: Path) -> Path:
        """Write the file; returns its path."""
        pdf = pikepdf.new()
        for _ in range(self.pages):
            pdf.add_blank_page(page_size=A4[2:])
        self._pdf, self._lines = pdf, [[] for _ in range(self.pages)]
        self._owners: list[list[Any]] = [[] for _ in range(self.pages)]
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = Array([self._element(tag, root) for tag in self.top])
        for text in self.orphans:
            self._line(0, "P", Mark(text))
        if self.roles:
            root.RoleMap = Dictionary({f"/{k}": Name(f"/{v}") for k, v in self.roles.items()})
        numbers = Array()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.Encoding = Name.WinAnsiEncoding
        for number, page in enumerate(pdf.pages):
            page.obj.Contents = pdf.make_stream("\n".join(self._lines[number]).encode("cp1252"))
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
            page.obj.StructParents = number
            numbers.extend([number, Array(self._owners[number])])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        if self.language:
            pdf.Root.Lang = String(self.language)
        if self.spoil:
            self.spoil(pdf)
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(path)
        return path

    def _element(self, tag: Tag, parent: Any) -> Any:
        made = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{tag.role}"), P=parent))
        for key, value in tag.more.items():
            made[f"/{key}"] = value
        kids = Array()
        for kid in tag.kids:
            if isinstance(kid, (Mark, Art)):
                page = self._pdf.pages[kid.page].obj
                mcid = self._line(kid.page, tag.role, kid, made)
                if "/Pg" not in made:
                    made.Pg = page
                if made.Pg.objgen == page.objgen:
                    kids.append(mcid)
                else:
                    kids.append(Dictionary(Type=Name.MCR, Pg=page, MCID=mcid))
            elif isinstance(kid, Tag):
                kids.append(self._element(kid, made))
            else:
                kids.append(kid)
        if len(kids):
            made.K = kids
        return made

    def _line(self, page: int, role: str, kid: Mark | Art, owner: Any = None) -> int:
        mcid = len(self._owners[page])
        y = 780 - 20 * mcid
        if isinstance(kid, Art):
            draw = kid.draw.format(y=y)
        else:
            draw = f"BT /F1 12 Tf 60 {y} Td <{kid.text.encode('cp1252').hex()}> Tj ET"
        self._lines[page].append(f"/{role} <</MCID {mcid}>> BDC {draw} EMC")
        self._owners[page].append(owner)
        return mcid
