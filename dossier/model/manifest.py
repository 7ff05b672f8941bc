"""What an editor writes. These dataclasses are the one definition of the manifest.

:mod:`dossier.manifest` validates YAML against them and derives the JSON Schema from them, metadata included.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

_NAMES = {"url": "URL"}

#: Most pages that may be announced for a document.
MOST_PAGES = 5000
#: The id of a document that stands in for one that is missing, while the rest of a faulty manifest is
#: looked at.
STAND_IN = "document-sans-identifiant"


def key_of(name: str) -> str:
    """The manifest's key for a field: CSL writes ``container-title`` and ``URL``."""
    return _NAMES.get(name, name.replace("_", "-"))


def _about(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


def _optional(description: str, **more: Any) -> Any:
    return field(default=None, metadata=_about(description, **more))


_CONFIG = {
    "extra": "forbid",
    "alias_generator": key_of,
    "str_strip_whitespace": True,
    "str_min_length": 1,
}

_DATE = r"^(\d{4}|\d{4}-\d{1,2}|\d{1,2}/\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})$"
_KEEP = r"^\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*$"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with the precision that was written: year, month and day counted from 1, or ``None``."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2011``, ``2011-05``, ``05/2011``, ``2011-09-26`` or ``26/09/2011``.

        Raises ValueError where no such day or month exists.
        """
        if not re.match(_DATE, text.strip()):
            raise ValueError(text)
        parts = [int(part) for part in re.split("[-/]", text.strip())]
        if "/" in text:
            parts.reverse()
        date = cls(*parts)
        datetime.date(*(1 if part is None else part for part in (date.year, date.month, date.day)))
        return date

    def numeric(self) -> str:
        """``2011``, ``05/2011`` or ``26/09/2011``."""
        parts = [f"{n:02}" for n in (self.day, self.month) if n is not None]
        return "/".join([*parts, f"{self.year:04}"])


@dataclass(frozen=True, kw_only=True)
class Exam:
    """The exam that the dossier belongs to; what is absent is not printed."""

    __pydantic_config__ = _CONFIG

    organiser: str = field(metadata=_about("Organisateur de l’examen ou du concours."))
    name: str = field(metadata=_about("Nom du concours ou de l’examen."))
    grade: str | None = _optional("Grade ou cadre d’emplois.")
    track: str | None = _optional("Voie ou spécialité (externe, interne, troisième concours…).")
    session: str | None = _optional("Session, par exemple 2012.")
    date: str | None = _optional("Date de l’épreuve.", pattern=_DATE)
    paper: str = field(metadata=_about("Intitulé de l’épreuve, par exemple Note de synthèse."))
    duration: str | None = _optional("Durée de l’épreuve, par exemple 4 heures.")
    coefficient: str | None = _optional("Coefficient de l’épreuve.")


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What the dossier is, and how it is made up."""

    __pydantic_config__ = _CONFIG

    title: str = field(
        metadata=_about("Titre du dossier, tel qu’il s’affiche dans la fenêtre du lecteur PDF.")
    )
    subject: str = field(metadata=_about("Sujet, imprimé en grand sur la couverture."))
    language: str = field(
        default="fr",
        metadata=_about("Langue du dossier (code BCP 47).", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    )
    exam: Exam = field(metadata=_about("L’examen ou le concours."))
    assignment: str | None = _optional(
        "La commande passée au candidat (« Vous êtes… »), en Markdown, sur une page à elle."
    )
    notices: tuple[str, ...] | None = _optional(
        "Avis imprimés sur la couverture ; {{ pages }} et {{ documents }} y sont comptés. "
        "Sans cette clé : les avis habituels."
    )
    introduction: Literal["shown", "none"] = field(
        default="shown", metadata=_about("none : le dossier n’a pas d’introduction.")
    )
    sections: Literal["shown", "hidden"] = field(
        default="shown", metadata=_about("hidden : les titres de section ne sont pas imprimés.")
    )
    contents: Literal["page", "cover"] = field(
        default="page",
        metadata=_about("Où se lit la liste des documents : sur une page à elle, ou sur la couverture."),
    )
    recto: Literal["none", "sections", "documents"] = field(
        default="none",
        metadata=_about("Ce qui commence sur une page de droite : rien, chaque section, chaque document."),
    )
    opening: Literal["band", "page", "none"] = field(
        default="band",
        metadata=_about(
            "Ouverture d’un document : un bandeau, une page à elle, ou rien de plus que l’en-tête."
        ),
    )
    links: Literal["live", "inert"] = field(
        default="live",
        metadata=_about(
            "inert : les adresses restent du texte, rien ne mène hors du dossier (épreuve sur écran)."
        ),
    )
    pdfa: Literal["2a", "none"] = field(
        default="2a",
        metadata=_about(
            "Format d’archivage visé : PDF/A-2a, annoncé s’il est atteint ; none : rien n’est annoncé."
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the dossier; its number is its rank and is never typed."""

    __pydantic_config__ = _CONFIG

    id: str = field(
        metadata=_about(
            "Identifiant stable, que l’introduction cite : minuscules, chiffres, tirets.",
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        )
    )
    title: str = field(metadata=_about("Titre exact ; [extrait] n’y est pas tapé."))
    title_short: str | None = _optional("Titre court pour l’en-tête des pages.")
    author: tuple[str, ...] | str | None = _optional("Auteur, ou liste d’auteurs, imprimés avant le titre.")
    genre: str | None = _optional("Genre, par exemple rapport, enquête.")
    container_title: str | None = _optional("Titre de la publication, imprimé « in : … ».")
    publisher: str | None = _optional("Éditeur.")
    published: str | None = _optional(
        "Où le document a paru, imprimé tel quel, quand aucun champ ne le dit (« source : www… »)."
    )
    issue: str | None = _optional("Numéro de la publication, imprimé « n° … ».")
    issued: str | None = _optional(
        "Date de parution : 2011, 2011-05, 05/2011, 2011-09-26 ou 26/09/2011.", pattern=_DATE
    )
    page: str | None = _optional("Page ou pages dans la publication : 4 ou 25-27.")
    number_of_pages: int | Literal["auto"] | None = _optional(
        "Nombre de pages annoncé ; auto : compté par le programme."
    )
    url: str | None = _optional("Adresse du document, qui ferme la référence.")
    extract: bool = field(default=False, metadata=_about("true : imprime [extrait] après le titre."))
    rights: Literal["cfc", "licence", "own", "public-domain"] | None = _optional(
        "cfc : reproduit avec l’autorisation du CFC, ce que la couverture dit alors."
    )
    file: tuple[str, ...] | str | None = _optional(
        "Fichier, relatif au manifeste, par exemple sources/05-archimag.pdf ; ou liste de fichiers, mis bout "
        "à bout."
    )
    keep: str | None = _optional(
        "Pages du fichier à relier, dans l’ordre voulu, par exemple 1-10, 14 ; toutes par défaut.",
        pattern=_KEEP,
    )
    rotate: Mapping[str, int] | int | None = _optional(
        "Pages numérisées de travers à tourner, dans le sens des aiguilles d’une montre : 90, 180 ou 270 "
        "pour toutes, ou page par page, par exemple {2: 90, 5-7: 180}."
    )
    crop: Literal["visible", "trim"] = field(
        default="visible",
        metadata=_about(
            "Ce qui est montré de chaque page : visible, ce que montre un lecteur PDF ; trim, le format "
            "rogné d’un fichier d’imprimeur, sans fonds perdus ni repères."
        ),
    )
    permission: Literal["granted"] | None = _optional(
        "granted : l’autorisation de relier un fichier qui l’interdit a été donnée."
    )
    annotations: Literal["print", "keep"] = field(
        default="print",
        metadata=_about(
            "Ce qui est posé sur les pages : print, les champs, tampons et dessins qui s’impriment ; keep, "
            "aussi les commentaires et surlignages qui s’impriment."
        ),
    )
    hidden: Literal["remove", "keep"] | None = _optional(
        "Ce que personne ne voit sur les pages (texte ou image sous un cache, blanc sur blanc…) : remove, "
        "l’enlever ; keep, le laisser dans le fichier."
    )
    flatten: bool = field(
        default=False,
        metadata=_about(
            "true : chaque page devient une image à 300 points par pouce ; rien de caché n’y reste, mais le "
            "texte, les liens et les balises se perdent (avec ocr: true, le texte est reconnu)."
        ),
    )
    alt: str | None = _optional("Texte de remplacement, pour un document sans texte (numérisé).")
    ocr: bool = field(
        default=False,
        metadata=_about(
            "true : une couche de texte invisible est ajoutée au document numérisé (reconnaissance optique)."
        ),
    )
    specimen: bool = field(
        default=False, metadata=_about("true : le document est un spécimen, pas l’original.")
    )


@dataclass(frozen=True, kw_only=True)
class Section:
    """A thematic group of documents."""

    __pydantic_config__ = _CONFIG

    title: str = field(metadata=_about("Titre de la section."))
    documents: tuple[Document, ...] = field(
        metadata=_about("Les documents de la section, dans l’ordre.", min_length=1)
    )


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the marking grid."""

    __pydantic_config__ = _CONFIG

    criterion: str = field(metadata=_about("Ce qui est apprécié."))
    points: float = field(metadata=_about("Points que ce critère peut valoir.", ge=0.25, le=100))


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """The note to be written from the dossier: the order given, and how ``synthesis.docx`` is made up."""

    __pydantic_config__ = _CONFIG

    addressee: str | None = _optional("À qui la note s’adresse.")
    capacity: str | None = _optional("En quelle qualité le candidat écrit, par exemple attaché territorial.")
    parts: int = field(default=2, metadata=_about("Nombre de parties de la note.", ge=1, le=9))
    max_pages: int | None = _optional("Longueur de la note, en pages au plus.", ge=1, le=100)
    max_words: int | None = _optional("Longueur de la note, en mots au plus.", ge=1, le=100_000)
    margins: int | None = _optional(
        "Marges de la page, en millimètres ; sans cette clé, celles de templates/synthesis.docx.",
        ge=10,
        le=50,
    )
    marking: tuple[Criterion, ...] | None = _optional(
        "La grille de notation, qui ne paraît que dans l’édition de l’équipe."
    )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The whole manifest as it was written."""

    __pydantic_config__ = _CONFIG

    dossier: Dossier = field(metadata=_about("Le dossier et son examen."))
    sections: tuple[Section, ...] = field(
        metadata=_about("Les sections, dans l’ordre du dossier.", min_length=1)
    )
    synthesis: Synthesis | None = field(
        default=None, metadata=_about("La note de synthèse à rédiger, et son modèle synthesis.docx.")
    )

    def numbered(self) -> Iterator[tuple[int, Section, Document]]:
        """Each document with its number (its rank, from 1) and its section."""
        number = 0
        for section in self.sections:
            for document in section.documents:
                number += 1
                yield number, section, document


@dataclass(frozen=True, slots=True)
class Located:
    """A manifest with the place of each of its values: ``places[path]`` is ``"manifest.yaml:41:7"``; and the
    SHA-256 of the bytes that it was read from."""

    manifest: Manifest
    places: dict[tuple[str | int, ...], str]
    sha256: str = ""

    def place(self, *path: str | int) -> str:
        """The place of the value at ``path``, or of its nearest parent that is written."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def of(self, document: Document, key: str = "id", *inside: str | int) -> str:
        """The place of ``key`` of ``document`` (or of what is ``inside`` its value), or of the document
        where the key is absent."""
        for s, section in enumerate(self.manifest.sections):
            for d, other in enumerate(section.documents):
                if other is document:
                    return self.place("sections", s, "documents", d, key, *inside)
        raise KeyError(document.id)
