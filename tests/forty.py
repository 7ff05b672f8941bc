"""Forty files that people made, as four dossiers an editor would make of them: title, date and place of each.

Thirteen are public documents of France, eight come from the tests of other projects, nineteen are the
specimens of the demonstration, which are not marked as such here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from conftest import EXAM, PROJECT

CORPUS = PROJECT.parent / "shared" / "corpus"

#: What an editor writes of each file of the corpus, besides its name.
_WRITTEN: dict[str, dict[str, Any]] = {
    "real/03-declaration-a4.pdf": {"title": "Exemple de déclaration d’accessibilité RGAA 4", "issued": 2019},
    "real/07-lettre-information-8p.pdf": {
        "title": "Lettre d’information de la délégation ministérielle à l’accessibilité",
        "issued": "12/2023",
    },
    "real/09-diapos-960x540-type3.pdf": {
        "title": "NeTEx, profil France : accessibilité",
        "issued": "04/2024",
    },
    "real/10-diapos-google-pagelabels.pdf": {
        "title": "Outils numériques pour diagnostiquer l’accessibilité",
        "issued": "01/2025",
    },
    "real/12-poster-a1-1684x2381.pdf": {
        "title": "Test du projet CNIG Paysage dans le Morbihan",
        "issued": "09/02/2024",
    },
    "real/16-fiche-acroform-14p.pdf": {
        "title": "Concilier le développement économique et la préservation de la biodiversité",
        "issued": "07/2024",
        "hidden": "keep",
    },
    "real/18-note-synthese-cci.pdf": {
        "title": "Note de synthèse : la base de données des pôles économiques",
        "issued": "05/2025",
    },
    "real/20-scan-copieur-konica.pdf": {
        "title": "Plan de prévention des risques de la basse vallée de la Scie",
        "alt": "Note de présentation d’un plan de prévention des risques, numérisée",
    },
    "real/23-calques-ocg.pdf": {"title": "Base de données enjeux"},
    "real/25-formulaire-justificatif.pdf": {
        "title": "Justificatif de déplacement professionnel",
        "issued": "03/2020",
    },
    "real/28-diapos-4x3-2018.pdf": {
        "title": "Expériences de modernisation du service public",
        "author": ["Sandra Chakroun", "Bastien Guerry"],
        "issued": "12/12/2018",
    },
    "real/33-attestation-reportlab.pdf": {"title": "Attestation de vigilance", "publisher": "URSSAF"},
    "real/39-cadrage-1422x800-image.pdf": {
        "title": "Cadrer un défi d’intérêt général",
        "alt": "Diapositives sur le cadrage d’un défi, en images",
    },
    "difficult/016-camelot-diesel_engines.pdf": {"title": "Diesel engines", "keep": "1-6"},
    "difficult/088-py-pdf-sample-files-GeoTopo-komprimiert.pdf": {
        "title": "Introduction à la géométrie et à la topologie",
        "author": "Martin Thoma",
        "issued": "31/12/2016",
        "keep": "1-8",
    },
    "difficult/010-pdfjs-issue18823.pdf": {"title": "Un formulaire à cocher"},
    "difficult/068-pdfjs-XiaoBiaoSong.pdf": {"title": "Règles d’un jeu"},
    "difficult/078-pdfium-bug_680376.pdf": {"title": "Une page d’essai", "alt": "Une page d’essai"},
    "difficult/066-qpdf-name-pound-images.pdf": {"title": "Deux images", "alt": "Deux images"},
    "difficult/070-pdfjs-issue11144_reduced.pdf": {"title": "Une image", "alt": "Une image"},
    "difficult/086-fpdf2-named_destinations.pdf": {"title": "Destinations nommées"},
}


def write(folder: Path) -> list[Path]:
    """The four dossiers, ten documents each, in ``folder``; returns their manifests."""
    documents = [(CORPUS / name, given) for name, given in _WRITTEN.items()]
    shipped = yaml.safe_load((PROJECT / "manifest.yaml").read_text("utf-8"))
    for section in shipped["sections"]:
        for given in section["documents"]:
            told = {key: value for key, value in given.items() if key not in ("id", "file", "specimen")}
            documents.append((PROJECT / given["file"], told))
    manifests = []
    for rank, held in enumerate(_tens(_dealt(documents)), 1):
        manifests.append(_dossier(folder / f"dossier-{rank}", held))
    return manifests


def _dealt(documents: list[Any]) -> list[Any]:
    return [one for first in range(4) for one in documents[first::4]]


def _dossier(folder: Path, held: Any) -> Path:
    (folder / "sources").mkdir(parents=True)
    listed = []
    for number, (file, given) in enumerate(held, 1):
        name = f"sources/{number:02}.pdf"
        (folder / name).write_bytes(file.read_bytes())
        listed.append({"id": f"document-{number}", "file": name, **given})
    head = {"title": "Essai", "subject": "Un sujet", "exam": EXAM, "introduction": "none"}
    manifest = folder / "manifest.yaml"
    told = {"dossier": head, "sections": [{"title": "Documents", "documents": listed}]}
    manifest.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return manifest


def _tens(documents: list[Any]) -> list[list[Any]]:
    return [documents[n : n + 10] for n in range(0, len(documents), 10)]
