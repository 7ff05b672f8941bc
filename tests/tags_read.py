"""The tags of a dossier, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf

from dossier.check.spoken import Reading
from dossier.model import Said


def said(pdf: Path) -> list[Said]:
    with Reading(pdf) as reading:
        return list(reading.said())


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """All structure elements, in reading order."""
    all_elements = []

    def walk(element: Any) -> None:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                all_elements.append(kid)
                walk(kid)

    walk(pdf.Root.StructTreeRoot)
    return all_elements
