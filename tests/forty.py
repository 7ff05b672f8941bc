"""All real files of the corpus that can be bound, and files of other kinds made here, dealt by a seed into
four dossiers: what an editor would write of each.

Thirteen are public documents of France, twenty-six come from the tests of other projects; eleven are office
files, web pages, texts and pictures made here.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import difficult
import offices
import yaml
from conftest import EXAM, PROJECT
from office_files import ODT, RTF, p, table
from PIL import Image, ImageDraw
from saved import cards, page, paragraphs
from test_images import picture
from test_images import saved as saved_as
from test_office import slides
from test_office_found import odp
from test_web_whole import archive

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
    "difficult/000-pdfium-bug_481363.pdf": {"title": "Une feuille réservée"},
    "difficult/004-pdfium-bad_annots_entry.pdf": {"title": "Test form"},
    "difficult/006-pdfium-trailer_as_hexstring.pdf": {"title": "Une feuille laissée vide"},
    "difficult/008-fpdf2-encryption_goto_named_destination.pdf": {"title": "Page 1 et page 2"},
    "difficult/018-pdfium-bug_452455.pdf": {"title": "Une feuille sans rien"},
    "difficult/030-qpdf-pages-loop.pdf": {"title": "Potato, un"},
    "difficult/038-qpdf-bad40.pdf": {"title": "Potato, deux"},
    "difficult/042-qpdf-filter-abbreviation.pdf": {"title": "Potato, trois"},
    "difficult/046-pdf-differences-UnknownFilter-Linearized.pdf": {"title": "Hello"},
    "difficult/050-qpdf-bad24.pdf": {"title": "Potato, quatre"},
    "difficult/054-qpdf-stream-line-enders.pdf": {"title": "Potato, cinq"},
    "difficult/058-qpdf-bad23.pdf": {"title": "Potato, six"},
    "difficult/060-openpreserve-T02-05-01_015_invalid-stream-length-in-dictionary.pdf": {
        "title": "Hello PDF-world"
    },
    "difficult/072-pdfium-cropped_no_overlap.pdf": {"title": "Une feuille rognée"},
    "difficult/074-pdfium-unsupported_feature.pdf": {"title": "Une autre feuille vide"},
    "difficult/076-pdfium-named_dests_old_style.pdf": {"title": "Page1"},
    "difficult/084-qpdf-shared-unnamed-field.pdf": {"title": "Un champ sans nom"},
    "difficult/090-pdfjs-bug1978317.pdf": {"title": "aaaa, longues lignes"},
}


def _scan(kind: str, **options: Any) -> bytes:
    """Two pages of A4 at 150 dpi, as a copier makes them."""
    sheets = []
    for number in (1, 2):
        sheet = Image.new("L", (1240, 1754), 255)
        pen = ImageDraw.Draw(sheet)
        for row in range(30):
            pen.text((120, 140 + 48 * row), f"Page {number}, ligne {row} de la copie", fill=20, font_size=30)
        sheets.append(sheet)
    held = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if kind == "TIFF" else {}
    sheets[0].save(held, kind, dpi=(150, 150), **more, **options)
    return held.getvalue()


#: What is made here: the name of the file, what makes it, and what an editor writes of it.
_OWN: dict[str, tuple[Callable[[], bytes], dict[str, Any]]] = {
    "rapport.docx": (
        lambda: offices.word(
            "".join(p(f"Point {n} du rapport annuel") for n in range(60))
            + table(p("Recettes"), p("12 500 €"))
        ),
        {"title": "Rapport annuel", "issued": 2026},
    ),
    "note.odt": (lambda: offices.odt(ODT["note"][0] + ODT["table"][0]), {"title": "Bonjour, et un appel"}),
    "courrier.rtf": (
        lambda: (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}" + RTF["plain"][0] + "}").encode(),
        {"title": "Délibération municipale"},
    ),
    "diapos.pptx": (lambda: slides(3), {"title": "Trois diapositives : diapositive 1"}),
    "diapos.odp": (lambda: odp("Été", "Hiver"), {"title": "Été comme hiver"}),
    "article.html": (
        lambda: page(
            "html,body{height:100%}main{height:50vh;overflow:auto}", f"<main>{paragraphs(12)}</main>"
        ).encode(),
        {"title": "Le conseil municipal en séance", "URL": "https://www.example.org/article"},
    ),
    "fiches.mhtml": (lambda: archive(page("", cards(12))), {"title": "Fiche0 et suivantes"}),
    "texte.md": (
        lambda: b"# Un relev\xc3\xa9\n\nTrois *points* :\n\n1. un\n2. deux\n3. trois\n",
        {"title": "Un relevé"},
    ),
    "photo.jpg": (
        lambda: saved_as(picture(size=(1200, 800)), "JPEG", quality=90),
        {"title": "Une photo", "alt": "Une photo de la place"},
    ),
    "copie.tiff": (
        lambda: _scan("TIFF", compression="tiff_lzw"),
        {"title": "Une copie", "alt": "Une copie numérisée"},
    ),
    "page.png": (lambda: _scan("PNG"), {"title": "Une page", "alt": "Une page numérisée"}),
}
#: By it the files are dealt.
SEED = 2027


def write(folder: Path, **told: str) -> list[Path]:
    """The four dossiers, twelve or thirteen documents each, in ``folder``, with what is ``told`` of each;
    returns their manifests."""
    documents = [
        (name.partition("/")[2], difficult.read(CORPUS / name), given) for name, given in _WRITTEN.items()
    ]
    documents += [(name, make(), given) for name, (make, given) in _OWN.items()]
    random.Random(SEED).shuffle(documents)
    return [_dossier(folder / f"dossier-{first + 1}", documents[first::4], told) for first in range(4)]


def _dossier(folder: Path, held: list[tuple[str, bytes, dict[str, Any]]], more: dict[str, str]) -> Path:
    (folder / "sources").mkdir(parents=True)
    listed = []
    for number, (own, data, given) in enumerate(held, 1):
        name = f"sources/{number:02}{Path(own).suffix}"
        (folder / name).write_bytes(data)
        listed.append({"id": f"document-{number}", "file": name, **given})
    head = {"title": "Essai", "subject": "Un sujet", "exam": EXAM, "introduction": "none", **more}
    manifest = folder / "manifest.yaml"
    told = {"dossier": head, "sections": [{"title": "Documents", "documents": listed}]}
    manifest.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return manifest
