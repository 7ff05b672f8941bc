"""The pictures of docs/look.md: pages as an office copier prints them, of sources made here or shipped.

    python tests/look.py [name of a picture]

Each picture is built through the command line from what this file says, then drawn in grey.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import yaml
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
CELL, GAP, ACROSS = (360, 509), 12, 4
TABLE, EDGE = 220, 150
GREYS = 16

EXAM = {
    "organiser": "Centre de gestion de la Vallée",
    "name": "Concours d’attaché territorial",
    "track": "Concours externe",
    "session": 2027,
    "paper": "Note de synthèse",
    "duration": "4 heures",
    "coefficient": 4,
}
LONG = (
    "La transformation numérique des collectivités territoriales et de leurs établissements publics : "
    "gouvernance, accessibilité, protection des données personnelles et participation des citoyens à la "
    "décision"
)
NOTICES = (
    "Aucun signe distinctif (nom, signature, initiales, numéro de convocation, collectivité même fictive) ne "
    "doit figurer sur votre copie, ni dans le corps du devoir ni sur les feuilles intercalaires.",
    "Une seule couleur d’encre, bleue ou noire, non effaçable, est admise pour écrire et souligner.",
    "L’usage d’une calculatrice, d’un téléphone ou de tout autre appareil est interdit.",
    "Les feuilles de brouillon ne sont en aucun cas prises en compte.",
    "Le non-respect de ces règles peut entraîner l’annulation de la copie par le jury.",
    "Ce sujet comprend {{ pages }} pages et {{ documents }} documents. Vérifiez qu’il est complet ; s’il ne "
    "l’est pas, signalez-le au surveillant.",
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="120" height="60" rx="6"'
    ' fill="#1f4e79"/><circle cx="34" cy="30" r="17" fill="#fff"/></svg>'
)
TITLES = (
    "Les communes à l’épreuve des réseaux",
    "L’e-administration, dix ans après",
    "Usagers et services publics : ce que change la relation numérique, de l’accueil physique au guichet "
    "distant",
    "Baromètre des usages",
    "Élus, citoyens et porte-parole : qui parle au nom de la commune ?",
    "Données ouvertes",
)
AUTHORS = (["Anne Durand"], [], ["Paul Mercier", "Institut des territoires"], [])
ASSIGNMENT = """Vous êtes **attaché territorial** à la direction générale d’Admiville, 80 000 habitants.
*Le directeur général* vous demande une note, à partir des seuls documents de ce dossier.

| Échéance | Ce qui est attendu | Qui | Coût (k€) |
|---|---|---|--:|
| 3 mars | Diagnostic des usages, avec les chiffres des deux dernières années | Communication | 12,5 |
| 15 avril | Charte d’utilisation | Ressources humaines | 3 |
| 30 juin | Bilan devant le conseil municipal | Cabinet | 1 204 |

1. Vous présenterez les enjeux ;
2. vous proposerez des solutions adaptées, en veillant à la protection des données.

> La note ne dépassera pas quatre pages.

Les textes sont sur https://www.admiville.exemple.fr/deliberations/2027/charte-des-reseaux-sociaux-de-la-commune.
"""


@dataclass(frozen=True)
class Case:
    """A dossier of ``count`` documents in ``groups`` sections, with more keys; without a count, the shipped
    one."""

    count: int = 0
    groups: int = 1
    keys: Mapping[str, Any] = field(default_factory=dict)


SHIPPED = Case()
CASES: Mapping[str, Case] = {
    "shipped": SHIPPED,
    "short": Case(5, keys={"subject": "Les réseaux sociaux"}),
    "six": Case(5, keys={"subject": LONG, "notices": NOTICES}),
    "logo": Case(
        5, 2, {"logo": {"file": "logo.svg", "alt": "Logo"}, "contents": "cover", "assignment": ASSIGNMENT}
    ),
    "leaf": Case(5, keys={"neutral-leaf": True, "recto": "sections"}),
    "forty": Case(40, 3),
    "mirrored": Case(19, 2, {"recto": "documents"}),
    "apart": Case(5, keys={"opening": "page"}),
}
#: Of each picture the pages: the case, then a part or a document, and which page of it, from 1.
PICTURES: Mapping[str, Sequence[tuple[str, str, int]]] = {
    "look-front.png": (
        ("short", "cover", 1),
        ("six", "cover", 1),
        ("logo", "cover", 1),
        ("leaf", "neutral-leaf", 1),
        ("shipped", "contents", 1),
        ("forty", "contents", 1),
        ("forty", "contents", 2),
        ("mirrored", "contents", 1),
    ),
    "look-texts.png": (
        ("shipped", "introduction", 1),
        ("shipped", "introduction", 2),
        ("logo", "assignment", 1),
        ("apart", "d2", 1),
    ),
    "look-sources.png": (
        ("shipped", "pour-les-nuls", 1),
        ("shipped", "pour-les-nuls", 2),
        ("shipped", "administration-electronique", 1),
        ("shipped", "administration-electronique", 2),
        ("shipped", "avant-propos", 1),
        ("shipped", "democratie-collaborative", 1),
        ("shipped", "dix-freins", 1),
        ("shipped", "dix-freins", 2),
        ("shipped", "usage-entreprises", 1),
        ("shipped", "usage-entreprises", 5),
        ("mirrored", "d12", 1),
        ("mirrored", "d12", 2),
    ),
}


def write(case: Case, folder: Path) -> Path:
    """The dossier of ``case`` in ``folder``, of sources made here; returns the folder."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    documents = []
    for n in range(case.count):
        title, authors = TITLES[n % len(TITLES)], AUTHORS[n % len(AUTHORS)]
        body = "\n\n".join(f"{title}, partie {part + 1} du texte {n + 1}. " * 24 for part in range(9))
        (sources / f"d{n + 1}.md").write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
        document = {"id": f"d{n + 1}", "title": title, "file": f"sources/d{n + 1}.md"}
        document |= {"container-title": "Revue des territoires", "issue": str(200 + n), "issued": "03/2026"}
        documents.append({**document, **({"author": authors} if authors else {})})
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    each = -(-case.count // case.groups)
    names = ("Comprendre : outils et usages", "Agir : les communes et leurs publics", "Mesurer")
    sections = [
        {"title": names[g], "documents": documents[g * each : (g + 1) * each]} for g in range(case.groups)
    ]
    head = {"title": "Essai", "subject": LONG, "exam": EXAM, "introduction": "none", **case.keys}
    manifest = yaml.safe_dump({"dossier": head, "sections": sections}, allow_unicode=True, sort_keys=False)
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder


def build(folder: Path, output: Path) -> Path:
    """The folder ``output`` with the dossier of ``folder`` built in it. Raises SystemExit with what is said
    where it does not build."""
    command = [sys.executable, "-P", "-m", "dossier", "build", str(folder), "--output", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)
    return output


def folio(record: Mapping[str, Any], name: str, rank: int) -> int:
    """The folio of a page of a part or document. Raises ValueError where the dossier has no such page."""
    pages = [page["folio"] for page in record["pages"] if name in (page["document"] or page["part"],)]
    if len(pages) < rank:
        raise ValueError(f"{name} has no page {rank}")
    return int(pages[rank - 1])


def drawn(output: Path, folio: int) -> Image.Image:
    """A page as it is printed in grey, within its paper's edge."""
    with pypdfium2.PdfDocument(output / "dossier.pdf") as pdf:
        page = pdf[folio - 1]
        scale = min(side / length for side, length in zip(CELL, page.get_size(), strict=True))
        image = page.render(scale=2 * scale).to_pil().convert("L").reduce(2)
    sheet = Image.new("L", (image.width + 2, image.height + 2), EDGE)
    sheet.paste(image, (1, 1))
    return sheet


def picture(sheets: Sequence[Image.Image]) -> Image.Image:
    """The ``sheets``, four to a row."""
    width, height = (n + GAP for n in CELL)
    rows = -(-len(sheets) // ACROSS)
    table = Image.new("L", (width * ACROSS + GAP, height * rows + GAP), TABLE)
    for place, sheet in enumerate(sheets):
        down, across = divmod(place, ACROSS)
        x = GAP + across * width + (CELL[0] - sheet.width) // 2
        table.paste(sheet, (x, GAP + down * height + (CELL[1] - sheet.height) // 2))
    # Greys at even steps: those of the most pixels would leave out thin rules.
    levels = table.point([round(level * (GREYS - 1) / 255) for level in range(256)])
    levels.putpalette([round(step * 255 / (GREYS - 1)) for step in range(GREYS) for _ in "RGB"])
    return levels


def main() -> None:
    """Write the pictures named, or all."""
    wanted = sys.argv[1:] or list(PICTURES)
    needed = {case for name in wanted for case, _, _ in PICTURES[name]}
    with tempfile.TemporaryDirectory(prefix="dossier-look-") as made:
        outputs: dict[str, Path] = {}
        for name, case in CASES.items():
            if name in needed:
                folder = write(case, Path(made) / name) if case.count else PROJECT
                outputs[name] = build(folder, Path(made) / f"{name}-built")
        records = {name: json.loads((path / "dossier.json").read_text()) for name, path in outputs.items()}
        for name in wanted:
            pages = [(outputs[case], folio(records[case], part, n)) for case, part, n in PICTURES[name]]
            path = DOCS / name
            picture([drawn(*page) for page in pages]).save(path, optimize=True)
            print(f"{path.relative_to(PROJECT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
