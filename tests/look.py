"""The pictures of docs/look.md: pages as an office copier prints them, of sources made here or shipped.

    python tests/look.py [name of a picture] [--before FOLDER]

Each picture is built through the command line from what this file says, then drawn in grey. Those that
compare need a checkout of the version before (``git worktree add FOLDER a24078d``), of the same inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import pypdfium2
import yaml
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
CELL, GAP, ACROSS = (360, 509), 12, 4
TABLE, EDGE = 220, 150
GREYS = 16
#: The folder that was built into, and its record.
Built: TypeAlias = "tuple[Path, Mapping[str, Any]]"

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
MARK = {"file": "logo.svg", "alt": "Logo"}
#: Keys that the version before did not know.
NEW = {"logo"}
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
    "six": Case(5, keys={"subject": LONG, "notices": NOTICES, "logo": MARK}),
    "logo": Case(5, 2, {"logo": MARK, "contents": "cover", "assignment": ASSIGNMENT}),
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


#: Of each picture that compares: the same pages, made by the version before and by this one, in rows that
#: take turns, the one before above.
COMPARED: Mapping[str, Sequence[tuple[str, str, int]]] = {
    "before-front.png": (
        ("short", "cover", 1),
        ("six", "cover", 1),
        ("shipped", "contents", 1),
        ("forty", "contents", 1),
    ),
    "before-sources.png": (
        ("shipped", "introduction", 1),
        ("shipped", "pour-les-nuls", 1),
        ("shipped", "pour-les-nuls", 2),
        ("shipped", "relation-numerique", 2),
        ("shipped", "democratie-collaborative", 1),
        ("shipped", "dix-freins", 1),
        ("shipped", "dix-freins", 2),
        ("shipped", "usage-entreprises", 4),
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


def shipped(folder: Path) -> Path:
    """What the shipped dossier is made of, without the templates of this version, in ``folder``."""
    shutil.copytree(PROJECT / "sources", folder / "sources")
    (folder / "templates").mkdir()
    for name in ("manifest.yaml", "templates/introduction.md"):
        shutil.copyfile(PROJECT / name, folder / name)
    return folder


def build(folder: Path, output: Path, before: Path | None = None) -> Path:
    """The folder ``output`` with the dossier of ``folder`` built in it, by the checkout ``before``, where
    there is one. Raises SystemExit with what is said where it does not build."""
    words = ["invoke", "build", "--manifest"] if before else ["dossier", "build"]
    place = folder / "manifest.yaml" if before else folder
    command = [sys.executable, "-P", "-m", *words, str(place), "--output", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(before or PROJECT)}
    run = subprocess.run(command, cwd=before, env=environment, capture_output=True, text=True, check=False)
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


def builds(names: Collection[str], folder: Path, before: Path | None = None) -> Mapping[str, Built]:
    """The cases of ``names``, each built in ``folder``, which is made."""
    folder.mkdir()
    made: dict[str, Built] = {}
    for name, case in CASES.items():
        if name in names:
            given = folder / name
            known = {key: value for key, value in case.keys.items() if not before or key not in NEW}
            given = (
                write(replace(case, keys=known), given)
                if case.count
                else shipped(given)
                if before
                else PROJECT
            )
            output = build(given, folder / f"{name}-built", before)
            made[name] = output, json.loads((output / "dossier.json").read_text(encoding="utf-8"))
    return made


def sheets(pages: Sequence[tuple[str, str, int]], made: Mapping[str, Built]) -> list[Image.Image]:
    """The ``pages`` of what was ``made``, drawn."""
    return [drawn(made[case][0], folio(made[case][1], part, n)) for case, part, n in pages]


def compared(before: Sequence[Image.Image], after: Sequence[Image.Image]) -> list[Image.Image]:
    """Both, a row of the one above a row of the other."""
    starts = range(0, len(after), ACROSS)
    return [sheet for at in starts for row in (before, after) for sheet in row[at : at + ACROSS]]


def main() -> None:
    """Write the pictures named, or all that can be made."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--before", type=Path)
    asked = parser.parse_args()
    every = {**PICTURES, **(COMPARED if asked.before else {})}
    wanted = {name: every[name] for name in asked.names or every}
    needed = {case for pages in wanted.values() for case, _, _ in pages}
    earlier = {case for name in wanted if name in COMPARED for case, _, _ in wanted[name]}
    with tempfile.TemporaryDirectory(prefix="dossier-look-") as folder:
        made = builds(needed, Path(folder) / "after")
        old = builds(earlier, Path(folder) / "before", asked.before) if earlier else {}
        for name, pages in wanted.items():
            after = sheets(pages, made)
            path = DOCS / name
            picture(compared(sheets(pages, old), after) if name in COMPARED else after).save(
                path, optimize=True
            )
            print(f"{path.relative_to(PROJECT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
