"""What an editor writes. These dataclasses are the one definition of the manifest.

:mod:`dossier.manifest` validates YAML against them and derives the JSON Schema from them, metadata included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .date import DATE

_NAMES = {"url": "URL"}

# Of a page's number, or a picture's.
_DIGITS = 6
#: Most pages that may be announced for a document.
MOST_PAGES = 5000
#: The id of a document that stands in for one that is missing, while the rest of a faulty manifest is
#: looked at.
STAND_IN = "document-sans-identifiant"


def picture_named(written: str) -> tuple[int, int] | None:
    """Page and rank of the picture that a key of ``alts`` names: "4.2", or "4" for the first of page 4."""
    page, dot, rank = written.strip().partition(".")
    numbers = (page, rank if dot else "1")
    if not all(n.isascii() and n.isdigit() and len(n) <= _DIGITS for n in numbers):
        return None
    return int(numbers[0]), int(numbers[1])


def picture_key(page: int, rank: int) -> str:
    """The key of ``alts`` that names the ``rank``-th picture of a page."""
    return f"{page}.{rank}"


def key_of(name: str) -> str:
    """The manifest's key for a field: CSL writes ``container-title`` and ``URL``."""
    return _NAMES.get(name, name.replace("_", "-"))


class Described(str):
    """What a key is for: in French, as an editor reads it while typing, with the same ``in_english``."""

    in_english: str

    def __new__(cls, french: str, english: str = "") -> Described:  # noqa: D102
        made = super().__new__(cls, french)
        made.in_english = english
        return made


def _about(french: str, english: str = "", **more: object) -> dict[str, object]:
    return {"description": Described(french, english), **more}


def _optional(french: str, english: str = "", **more: object) -> Any:
    return field(default=None, metadata=_about(french, english, **more))


_CONFIG = {
    "extra": "forbid",
    "alias_generator": key_of,
    "str_strip_whitespace": True,
    "str_min_length": 1,
}

_KEEP = r"^\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*$"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that an editor has looked at and accepts."""

    __pydantic_config__ = _CONFIG

    code: str = field(
        metadata=_about("Code du message, par exemple image-only.", "Code of the finding: `image-only`.")
    )
    because: str = field(
        metadata=_about(
            "Pourquoi il est accepté, en une phrase, que garde dossier.json.",
            "Why it is accepted, in a sentence, which `dossier.json` keeps.",
        )
    )
    seen: str = field(
        metadata=_about(
            "Ce qui a été vu, tel que le programme l’écrit : si le message ou le fichier change, il revient.",
            "What was seen, as the program writes it: where the finding or the file changes, it comes back.",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Exam:
    """The exam that the dossier belongs to; what is absent is not printed."""

    __pydantic_config__ = _CONFIG

    organiser: str = field(metadata=_about("Organisateur de l’examen ou du concours.", "Who holds the exam."))
    name: str = field(metadata=_about("Nom du concours ou de l’examen.", "Name of the exam."))
    grade: str | None = _optional("Grade ou cadre d’emplois.", "Grade.")
    track: str | None = _optional(
        "Voie (externe, interne, troisième concours…).", "Track (*externe*, *interne*…)."
    )
    specialty: str | None = _optional("Spécialité, par exemple Gestion du secteur sanitaire.", "Specialty.")
    option: str | None = _optional("Option, dans la spécialité.", "Option, within the specialty.")
    session: str | None = _optional("Session, par exemple 2012.", "Session: `2012`.")
    date: str | None = _optional("Date de l’épreuve.", "Date of the paper.", pattern=DATE)
    paper: str = field(
        metadata=_about(
            "Intitulé de l’épreuve, par exemple Note de synthèse.", "Name of the paper: *Note de synthèse*."
        )
    )
    duration: str | None = _optional("Durée de l’épreuve, par exemple 4 heures.", "Duration: *4 heures*.")
    coefficient: str | None = _optional("Coefficient de l’épreuve.", "Coefficient.")


@dataclass(frozen=True, kw_only=True)
class Logo:
    """The organiser's mark on the cover."""

    __pydantic_config__ = _CONFIG

    file: str = field(
        metadata=_about(
            "L’image, SVG, PNG ou JPEG, dans le dossier du manifeste : images/logo.svg.",
            "The picture, SVG, PNG or JPEG, inside the manifest's folder: `images/logo.svg`.",
        )
    )
    alt: str = field(
        metadata=_about(
            "Ce qu’un lecteur d’écran en dit : Logo du Centre de gestion.",
            "What a screen reader says of it.",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What the dossier is, and how it is made up."""

    __pydantic_config__ = _CONFIG

    title: str = field(
        metadata=_about(
            "Titre du dossier, tel qu’il s’affiche dans la fenêtre du lecteur PDF.",
            "Title in the window of the PDF reader.",
        )
    )
    subject: str = field(
        metadata=_about("Sujet, imprimé en grand sur la couverture.", "Subject, large on the cover.")
    )
    language: str = field(
        default="fr",
        metadata=_about(
            "Langue du dossier (code BCP 47).",
            "Language of the dossier, a BCP 47 code (`fr`, `en`, `fr-CA`).",
            pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        ),
    )
    exam: Exam = field(metadata=_about("L’examen ou le concours.", "The exam."))
    assignment: str | None = _optional(
        "La commande passée au candidat (« Vous êtes… »), en Markdown, sur une page à elle.",
        "The order given to the candidate (*Vous êtes…*), Markdown, on a page of its own.",
    )
    assignment_title: str = field(
        default="Sujet",
        metadata=_about(
            "Titre de la page de la commande, aussi au sommaire et dans les signets.",
            "Heading of the assignment's page, in the contents and the bookmarks, too.",
        ),
    )
    notices: tuple[str, ...] | None = _optional(
        "Avis imprimés sur la couverture ; {{ pages }} et {{ documents }} y sont comptés. "
        "Sans cette clé : les avis habituels.",
        "Sentences on the cover; `{{ pages }}` and `{{ documents }}` are counted. Without the key: the "
        "three usual French ones.",
    )
    introduction: Literal["shown", "none"] = field(
        default="shown",
        metadata=_about(
            "none : le dossier n’a pas d’introduction.",
            "`shown` or `none`; with `none` nothing about citations is checked.",
        ),
    )
    sections: Literal["shown", "hidden"] = field(
        default="shown",
        metadata=_about(
            "hidden : les titres de section ne sont pas imprimés.",
            "`shown` or `hidden`: whether the titles of sections are printed.",
        ),
    )
    contents: Literal["page", "cover"] = field(
        default="page",
        metadata=_about(
            "Où se lit la liste des documents : sur une page à elle, ou sur la couverture.",
            "The list of documents: `page`, of its own, or `cover`.",
        ),
    )
    logo: Logo | None = field(
        default=None,
        metadata=_about(
            "Le logo de l’organisateur, en haut à gauche de la couverture.",
            "The organiser's logo, at the top left of the cover.",
        ),
    )
    neutral_leaf: bool = field(
        default=False,
        metadata=_about(
            "true : une première feuille sans le sujet, pour que rien ne se lise avant l’heure.",
            "`true`: a first leaf without the subject, so that nothing shows through before time.",
        ),
    )
    recto: Literal["none", "sections", "documents"] = field(
        default="none",
        metadata=_about(
            "Ce qui commence sur une page de droite : rien, chaque section, chaque document.",
            "What starts on a right-hand page: `none`, `sections` or `documents`.",
        ),
    )
    opening: Literal["band", "page", "none"] = field(
        default="band",
        metadata=_about(
            "Ouverture d’un document : un bandeau, une page à elle, ou rien de plus que l’en-tête.",
            "How a document opens: a `band` above its first page, a `page` of its own, or `none`, the "
            "header alone.",
        ),
    )
    fit: Literal["text", "page"] = field(
        default="text",
        metadata=_about(
            "Ce que le cadre prend d’une page : text, ce qui est imprimé, sans les marges blanches, et le "
            "texte paraît plus grand ; page, toute la page.",
            "What the frame takes of a page: `text`, what is printed, without white margins, so that the "
            "text stands larger, or `page`, the whole page.",
        ),
    )
    links: Literal["live", "inert"] = field(
        default="live",
        metadata=_about(
            "inert : les adresses restent du texte, rien ne mène hors du dossier (épreuve sur écran).",
            "Addresses: `live`, or `inert`, text only in the whole dossier, so that nothing leads out of it.",
        ),
    )
    pdfa: Literal["2a", "none"] = field(
        default="2a",
        metadata=_about(
            "Format d’archivage visé : PDF/A-2a, annoncé s’il est atteint ; none : rien n’est annoncé.",
            "Archive format aimed at: `2a` claims PDF/A-2 at the highest level that holds (2a, 2u, 2b) and "
            "says what stands in the way; `none` claims nothing.",
        ),
    )
    twin: str | None = _optional(
        "Dossier du sujet de secours, ou du sujet principal, par exemple ../secours : la commande series "
        "compare les deux.",
        "Folder of the back-up subject, or of the main one: `../secours`. The command `series` holds the two "
        "against each other.",
    )
    accepted: tuple[Accepted, ...] | None = _optional(
        "Ce qui est dit du dossier lui-même, et que vous avez vu et acceptez.",
        "What is said of the dossier itself, and you have looked at and accept.",
    )


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the dossier; its number is its rank and is never typed."""

    __pydantic_config__ = _CONFIG

    id: str = field(
        metadata=_about(
            "Identifiant stable, que l’introduction cite : minuscules, chiffres, tirets.",
            "Stable name that the introduction cites: lower-case letters, digits, hyphens.",
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        )
    )
    title: str = field(
        metadata=_about("Titre exact ; [extrait] n’y est pas tapé.", "Exact title; *[extrait]* is not typed.")
    )
    title_short: str | None = _optional(
        "Titre court pour l’en-tête des pages.", "Short title for the headers and bookmarks."
    )
    author: tuple[str, ...] | str | None = _optional(
        "Auteur, ou liste d’auteurs, imprimés avant le titre.",
        "Author, or a list of authors, before the title.",
    )
    genre: str | None = _optional("Genre, par exemple rapport, enquête.", "Genre: *rapport*, *enquête*.")
    container_title: str | None = _optional(
        "Titre de la publication, imprimé « in : … ».", "What it appeared in, printed *in : …*"
    )
    publisher: str | None = _optional("Éditeur.", "Publisher.")
    published: str | None = _optional(
        "Où le document a paru, imprimé tel quel, quand aucun champ ne le dit (« source : www… »).",
        "Where it appeared, printed as typed, where no other key says it.",
    )
    issue: str | None = _optional("Numéro de la publication, imprimé « n° … ».", "Issue, printed *n° …*")
    issued: str | None = _optional(
        "Date de parution : 2011, 2011-05, 05/2011, 2011-09-26 ou 26/09/2011.",
        "Date: `2011`, `2011-05`, `05/2011`, `2011-09-26` or `26/09/2011`; printed as precisely as written.",
        pattern=DATE,
    )
    page: str | None = _optional(
        "Page ou pages dans la publication : 4 ou 25-27.",
        "Pages in the publication: `4`, `25-27`; compared with the pages bound.",
    )
    number_of_pages: int | Literal["auto"] | None = _optional(
        "Nombre de pages annoncé ; auto : compté par le programme.",
        "Extent announced: a number, compared with the pages bound, or `auto`, counted.",
    )
    url: str | None = _optional(
        "Adresse du document, qui ferme la référence.", "Address; it closes the reference."
    )
    extract: bool = field(
        default=False,
        metadata=_about(
            "true : imprime [extrait] après le titre.", "`true` prints *[extrait]* behind the title."
        ),
    )
    rights: Literal["cfc", "licence", "own", "public-domain"] | None = _optional(
        "cfc : reproduit avec l’autorisation du CFC, ce que la couverture dit alors.",
        "`cfc`, `licence`, `own` or `public-domain`; with `cfc` the cover says that the CFC authorised it.",
    )
    file: tuple[str, ...] | str | None = _optional(
        "Fichier, relatif au manifeste et dans son dossier, par exemple sources/05-archimag.pdf ; un "
        "dossier, dont les fichiers sont reliés dans l’ordre de leurs noms ; ou une liste de fichiers, mis "
        "bout à bout.",
        "The file, relative to the manifest and inside its folder: `sources/05.pdf`; a folder, whose files "
        "are bound in the order of their names; or a list of them. Needed but for a draft.",
    )
    keep: str | None = _optional(
        "Pages à relier, dans l’ordre voulu, par exemple 1-10, 14 ; toutes par défaut. Elles se comptent à "
        "partir de 1, sur tous les fichiers du document.",
        "Pages to bind, in the order written: `14, 1-10`. Without it: all. Pages are counted from 1, over "
        "all files of the document.",
        pattern=_KEEP,
    )
    rotate: Mapping[str, int] | int | None = _optional(
        "Pages numérisées de travers à tourner, dans le sens des aiguilles d’une montre : 90, 180 ou 270 "
        "pour toutes, ou page par page, par exemple {2: 90, 5-7: 180}.",
        "Turns pages that were scanned sideways, clockwise: `90`, `180` or `270` for all, or by page as "
        "`keep` counts them: `{2: 90, 5-7: 180}`.",
    )
    crop: Literal["visible", "trim"] = field(
        default="visible",
        metadata=_about(
            "Ce qui est montré de chaque page : visible, ce que montre un lecteur PDF ; trim, le format "
            "rogné d’un fichier d’imprimeur, sans fonds perdus ni repères.",
            "What is shown of a page: `visible`, what a reader shows, or `trim`, the trimmed size of a "
            "printer's file, without bleed and marks.",
        ),
    )
    permission: Literal["granted"] | None = _optional(
        "granted : l’autorisation de relier un fichier qui l’interdit a été donnée.",
        "`granted`: who may give it has permitted to bind a file that forbids being assembled.",
    )
    fit: Literal["text", "page"] | None = _optional(
        "Comme fit du dossier, pour ce document seul.", "As the dossier's `fit`, for this document alone."
    )
    annotations: Literal["print", "keep"] = field(
        default="print",
        metadata=_about(
            "Ce qui est posé sur les pages : print, les champs, tampons et dessins qui s’impriment ; keep, "
            "aussi les commentaires et surlignages qui s’impriment.",
            "What lies on the pages: `print`, fields, stamps and drawings that print; `keep`, comments and "
            "highlights that print too.",
        ),
    )
    hidden: Literal["remove", "keep"] | None = _optional(
        "Ce que personne ne voit sur les pages (texte ou image sous un cache, blanc sur blanc…) : remove, "
        "l’enlever ; keep, le laisser dans le fichier.",
        "What no reader sees on the pages (text or a picture under a box, white on white…): `remove`, taken "
        "out; `keep`, left in the file. Without it, such a thing is an error.",
    )
    flatten: bool = field(
        default=False,
        metadata=_about(
            "true : chaque page devient une image à 300 points par pouce ; rien de caché n’y reste, mais le "
            "texte, les liens et les balises se perdent (avec ocr: true, le texte est reconnu).",
            "`true`: each page becomes a picture at 300 dots an inch (without loss, or a JPEG of quality 92 "
            "where that has less than half the bytes): nothing hidden is left, and neither are text, links "
            "and tags; give an `alt`, or `ocr: true`.",
        ),
    )
    alt: str | None = _optional(
        "Texte de remplacement, pour un document sans texte (numérisé).",
        "Text alternative, for a document that is images only.",
    )
    alts: Mapping[str, str] | None = _optional(
        "Textes de remplacement des images d’un document balisé, image par image : page et rang sur la page, "
        "par exemple {4.1: Carte de la région, 4.2: none} ; none : l’image est un ornement. La commande "
        "pictures les montre.",
        "Text alternatives of the pictures of a tagged document, one by one: page, as `keep` counts it, and "
        "rank on it, `{4.1: Map of the region, 4.2: none}`; with `none` a picture is decoration. The command "
        "`pictures` shows them.",
    )
    ocr: bool = field(
        default=False,
        metadata=_about(
            "true : une couche de texte invisible est ajoutée au document numérisé (reconnaissance optique).",
            "`true`: scans get an invisible layer of text, their pictures untouched; needs OCRmyPDF (extra "
            "`ocr`) and Tesseract with the language.",
        ),
    )
    specimen: bool = field(
        default=False,
        metadata=_about(
            "true : le document est un spécimen, pas l’original.",
            "`true`: a stand-in, not the original; the build says how many there are.",
        ),
    )
    accepted: tuple[Accepted, ...] | None = _optional(
        "Messages sur ce document, vus et acceptés : le programme donne les lignes à coller.",
        "Findings about this document that you have looked at and accept: the program prints the lines to "
        "paste.",
    )

    @property
    def files(self) -> tuple[str, ...]:
        """What ``file`` names, as a list; nothing where it names nothing."""
        return (self.file,) if isinstance(self.file, str) else self.file or ()

    def said_of(self) -> Iterator[tuple[tuple[int, int], str]]:
        """What ``alts`` says, by page and rank of the picture; what names none is left out."""
        for written, text in (self.alts or {}).items():
            named = picture_named(written)
            if named:
                yield named, text


@dataclass(frozen=True, kw_only=True)
class Section:
    """A thematic group of documents."""

    __pydantic_config__ = _CONFIG

    title: str = field(metadata=_about("Titre de la section.", "Title of the section."))
    documents: tuple[Document, ...] = field(
        metadata=_about(
            "Les documents de la section, dans l’ordre.",
            "Its documents, in order; at least one.",
            min_length=1,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the marking grid."""

    __pydantic_config__ = _CONFIG

    criterion: str = field(metadata=_about("Ce qui est apprécié.", "What is marked."))
    points: float = field(
        metadata=_about(
            "Points que ce critère peut valoir.", "The points it may be worth: `4`, `0.5`.", ge=0.25, le=100
        )
    )


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """The note to be written from the dossier: the order given, and how ``synthesis.docx`` is made up."""

    __pydantic_config__ = _CONFIG

    addressee: str | None = _optional("À qui la note s’adresse.", "To whom the note is written.")
    capacity: str | None = _optional(
        "En quelle qualité le candidat écrit, par exemple attaché territorial.",
        "In which capacity the candidate writes: *attaché territorial*.",
    )
    parts: int = field(
        default=2, metadata=_about("Nombre de parties de la note.", "Parts of the note, 1 to 9.", ge=1, le=9)
    )
    max_pages: int | None = _optional(
        "Longueur de la note, en pages au plus.", "Most pages of the note.", ge=1, le=100
    )
    max_words: int | None = _optional(
        "Longueur de la note, en mots au plus.", "Most words of the note.", ge=1, le=100_000
    )
    margins: int | None = _optional(
        "Marges de la page, en millimètres ; sans cette clé, celles de templates/synthesis.docx.",
        "Margins in millimetres, 10 to 50. Without it: those of `templates/synthesis.docx`.",
        ge=10,
        le=50,
    )
    marking: tuple[Criterion, ...] | None = _optional(
        "La grille de notation, qui ne paraît que dans l’édition de l’équipe.",
        "The marking grid, for the team's edition only.",
    )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The whole manifest as it was written."""

    __pydantic_config__ = _CONFIG

    dossier: Dossier = field(metadata=_about("Le dossier et son examen.", "The dossier and its exam."))
    sections: tuple[Section, ...] = field(
        metadata=_about(
            "Les sections, dans l’ordre du dossier.", "The sections, in order; at least one.", min_length=1
        )
    )
    synthesis: Synthesis | None = field(
        default=None,
        metadata=_about(
            "La note de synthèse à rédiger, et son modèle synthesis.docx.",
            "The note to be written, and how `synthesis.docx` is made up.",
        ),
    )

    @property
    def tabs(self) -> int:
        """For how many documents there are tabs."""
        return sum(len(section.documents) for section in self.sections)

    def numbered(self) -> Iterator[tuple[int, Section, Document]]:
        """Each document with its number (its rank, from 1) and its section."""
        number = 0
        for section in self.sections:
            for document in section.documents:
                number += 1
                yield number, section, document

    def versos(self, id: str) -> Sequence[bool] | None:
        """Of each page of a document whether it is on the left; None where that follows from their order."""
        return None
