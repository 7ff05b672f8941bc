"""The picture of the README: eight pages of the shipped dossier, as it is built now.

    python tests/picture.py [build]

Pages are chosen by what they are, not by number, so that the picture can be made again after any change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
PICTURE = PROJECT / "docs" / "pages.png"
CELL, GAP, ACROSS = (300, 424), 14, 4
TABLE, EDGE = "#dcdcdc", "#b4b4b4"
COLOURS = 64

#: Part, or document and rank in it.
CHOSEN: tuple[tuple[str, int], ...] = (
    ("cover", 1),
    ("contents", 1),
    ("introduction", 1),
    ("avant-propos", 2),
    ("pour-les-nuls", 1),
    ("usage-entreprises", 3),
    ("dix-freins", 1),
    ("bon-profil", 2),
)


def folios(record: dict[str, Any]) -> list[int]:
    """The folio of each chosen page. Raises ValueError where the dossier has no such page."""
    chosen: list[int] = []
    for name, rank in CHOSEN:
        pages = [p["folio"] for p in record["pages"] if name in (p["document"] or p["part"],)]
        if len(pages) < rank:
            raise ValueError(f"{name} has no page {rank}")
        chosen.append(pages[rank - 1])
    return chosen


def picture(build: Path) -> Image.Image:
    """The pages of the dossier in the folder ``build``, side by side."""
    record = json.loads((build / "dossier.json").read_text(encoding="utf-8"))
    chosen = folios(record)
    width, height = (n + GAP for n in CELL)
    rows = -(-len(chosen) // ACROSS)
    table = Image.new("RGB", (width * ACROSS + GAP, height * rows + GAP), TABLE)
    with pypdfium2.PdfDocument(build / "dossier.pdf") as pdf:
        for place, folio in enumerate(chosen):
            page = pdf[folio - 1]
            scale = min(side / length for side, length in zip(CELL, page.get_size(), strict=True))
            image = page.render(scale=2 * scale).to_pil().convert("RGB").reduce(2)
            sheet = Image.new("RGB", (image.width + 2, image.height + 2), EDGE)
            sheet.paste(image, (1, 1))
            x = GAP + place % ACROSS * width + (CELL[0] - image.width) // 2
            y = GAP + place // ACROSS * height + (CELL[1] - image.height) // 2
            table.paste(sheet, (x - 1, y - 1))
    return table.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Write the picture from the build in the folder given, or in ``build/``."""
    build = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "build"
    picture(build).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(PROJECT)}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
