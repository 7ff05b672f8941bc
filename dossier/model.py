"""The frozen types that flow from stage to stage. Imports nothing of the project.

The dataclasses of the manifest are its one definition: :mod:`dossier.manifest` validates YAML against
them and derives the JSON Schema from them, metadata included.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Box = tuple[float, float, float, float]
"""A rectangle [x0, y0, x1, y1] in points from the page's lower left, x0 < x1 and y0 < y1."""

_NAMES = {"url": "URL"}

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
    """A manifest with the place of each of its values: ``places[path]`` is ``"manifest.yaml:41:7"``."""

    manifest: Manifest
    places: dict[tuple[str | int, ...], str]

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


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a source that is kept.

    ``number`` is its page in the file, from 1, and ``part`` the rank of that file in the source, from 0;
    ``box`` is the box that is shown (CropBox within MediaBox, or what the editor chose) in user space
    units; ``width`` and ``height`` are points as shown, ``rotation`` (0, 90, 180 or 270 degrees clockwise,
    the editor's own turn included) and UserUnit applied (ISO 32000-2, 7.7.3.3 and 14.11.2). ``trim`` is the
    TrimBox within the visible box, where the page has one.
    """

    number: int
    box: Box
    rotation: int
    width: float
    height: float
    has_text: bool
    part: int = 0
    trim: Box | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """One thing that was done to a source before it was bound: ``code`` and ``facts``, for the record."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a source: its name relative to the manifest, the SHA-256 of its bytes, its kind.

    ``data`` is a PDF that the binder can read, with destinations, outline and tags of its own; it is empty
    where a draft stands in for the file. ``removed`` counts what was taken out.
    """

    file: str
    sha256: str
    kind: str
    data: bytes
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """The file or files behind a document, opened and understood.

    ``pages`` are those kept, in order, of all ``parts``. A missing source of a draft has pages whose
    ``number`` is 0.
    """

    document: str
    parts: tuple[Part, ...]
    pages: tuple[SourcePage, ...]

    @property
    def missing(self) -> bool:
        """Whether a draft stands in for the file."""
        return not any(part.data for part in self.parts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its files, each once, in order."""
        return tuple(dict.fromkeys(part.kind for part in self.parts))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One outline entry: ``page`` is counted from 1, ``top`` in points from the page's lower edge."""

    label: str
    page: int
    top: float
    document: str | None
    children: tuple[Bookmark, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One physical page. ``folio`` counts from 1; ``rank`` is n of "page n / m" inside the document.

    ``part`` is one of cover, contents, assignment, introduction, document, blank. ``source_page`` is the
    page of the
    source's file, from 1. ``placeholder`` names the image XObject that the source page replaces, and
    ``drawn`` is the box that it covers: the frame, but for the rounding of its proportions.
    """

    folio: int
    part: str
    width: float
    height: float
    document: str | None = None
    rank: int | None = None
    source_page: int | None = None
    frame: Box | None = None
    placeholder: str | None = None
    drawn: Box | None = None


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One document with the numbers that the dossier prints for it; pages are folios."""

    number: int
    id: str
    title: str
    section: str
    reference: str
    first_page: int
    last_page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Which page holds what, known before anything is bound.

    ``contents`` is the folio of the page where the list of the documents starts; ``cited`` are the ids of the
    documents to which the prose links, ``commented`` of those whose comments are kept. ``inert``: no link
    leads out of the dossier.
    """

    title: str
    subject: str
    language: str
    pages: tuple[PlannedPage, ...]
    documents: tuple[PlannedDocument, ...]
    bookmarks: tuple[Bookmark, ...]
    contents: int | None = None
    cited: tuple[str, ...] = ()
    commented: tuple[str, ...] = ()
    inert: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked-content sequence of the skeleton: ``mcid`` on page ``folio``, from 1 (ISO 32000-2, 14.6)."""

    folio: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the skeleton, however many lines and pages it runs over.

    ``target`` is an anchor where ``internal``, an address else; ``contents`` is what a person is told of it;
    ``areas`` gives its boxes by folio.
    """

    target: str
    internal: bool
    contents: str
    areas: tuple[tuple[int, tuple[Box, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element of the skeleton (ISO 32000-1, 14.7.2 and 14.8.4).

    ``role`` is a standard structure type; ``anchor`` the id of the HTML element; ``frame`` the image URL
    where it stands for a source page, and ``box`` what an image covers, on the page of its mark. ``span`` are
    rows and columns.
    """

    role: str
    kids: tuple[Tag | Mark, ...] = ()
    title: str | None = None
    language: str | None = None
    alt: str | None = None
    anchor: str | None = None
    frame: str | None = None
    box: Box | None = None
    scope: str | None = None
    span: tuple[int, int] = (1, 1)
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a link of a source: patterns with ``{address}`` and ``{page}``."""

    address: str = "{address}"
    page: str = "{page}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says of itself: its level of PDF/A-2 (``2a``, ``2u``, ``2b``) and its part of PDF/UA
    (``1``); None is no claim."""

    pdfa: str | None = None
    pdfua: str | None = None


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The rendered PDF with placeholders, and what it drew on each page (XObject names, in page order).

    ``tags`` is its structure; what no tag owns is marked as artifact already.
    """

    pdf: bytes
    drawn: tuple[tuple[str, ...], ...]
    tags: Tag
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a screen reader says: its ``kind`` ("heading", "text", "list"…), ``depth`` of nesting,
    the ``text``.

    ``number`` is the level of a heading, the rows of a table, the items of a list, a page's folio.
    """

    kind: str
    depth: int
    text: str = ""
    number: int = 0
