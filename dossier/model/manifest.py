"""What an editor writes. These dataclasses, with :class:`Document` and :class:`Synthesis`, are the one
definition of the manifest.

:mod:`dossier.manifest` validates YAML against them and derives the JSON Schema from them, metadata included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .date import DATE
from .described import CONFIG, about, default, optional
from .document import Accepted, Document
from .note import Synthesis

#: Most pages that may be announced for a document.
MOST_PAGES = 5000
#: The id of a document that stands in for one that is missing, while the rest of a faulty manifest is
#: looked at.
STAND_IN = "document-sans-identifiant"


@dataclass(frozen=True, kw_only=True)
class Exam:
    """The exam that the dossier belongs to; what is absent is not printed."""

    __pydantic_config__ = CONFIG

    organiser: str = field(metadata=about("Organisateur de l’examen ou du concours.", "Who holds the exam."))
    name: str = field(metadata=about("Nom du concours ou de l’examen.", "Name of the exam."))
    grade: str | None = optional("Grade ou cadre d’emplois.", "Grade.")
    track: str | None = optional(
        "Voie (externe, interne, troisième concours…).", "Track (*externe*, *interne*…)."
    )
    specialty: str | None = optional("Spécialité, par exemple Gestion du secteur sanitaire.", "Specialty.")
    option: str | None = optional("Option, dans la spécialité.", "Option, within the specialty.")
    session: str | None = optional("Session, par exemple 2012.", "Session: `2012`.")
    date: str | None = optional("Date de l’épreuve.", "Date of the paper.", pattern=DATE)
    paper: str = field(
        metadata=about(
            "Intitulé de l’épreuve, par exemple Note de synthèse.", "Name of the paper: *Note de synthèse*."
        )
    )
    duration: str | None = optional("Durée de l’épreuve, par exemple 4 heures.", "Duration: *4 heures*.")
    coefficient: str | None = optional("Coefficient de l’épreuve.", "Coefficient.")


@dataclass(frozen=True, kw_only=True)
class Logo:
    """The organiser's mark on the cover."""

    __pydantic_config__ = CONFIG

    file: str = field(
        metadata=about(
            "L’image, SVG, PNG ou JPEG, dans le dossier du manifeste : images/logo.svg.",
            "The picture, SVG, PNG or JPEG, inside the manifest's folder: `images/logo.svg`.",
        )
    )
    alt: str = field(
        metadata=about(
            "Ce qu’un lecteur d’écran en dit : Logo du Centre de gestion.",
            "What a screen reader says of it.",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What the dossier is, and how it is made up."""

    __pydantic_config__ = CONFIG

    title: str = field(
        metadata=about(
            "Titre du dossier, tel qu’il s’affiche dans la fenêtre du lecteur PDF.",
            "Title in the window of the PDF reader.",
        )
    )
    subject: str = field(
        metadata=about("Sujet, imprimé en grand sur la couverture.", "Subject, large on the cover.")
    )
    language: str = default(
        "fr",
        "Langue du dossier (code BCP 47) ; en `fr` et en `en`, ce qu’il imprime de lui-même aussi.",
        "Language of the dossier, a BCP 47 code (`fr`, `en`, `fr-CA`); in French or English, what it prints "
        "of its own, too.",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    )
    exam: Exam = field(metadata=about("L’examen ou le concours.", "The exam."))
    assignment: str | None = optional(
        "La commande passée au candidat (« Vous êtes… »), en Markdown, sur une page à elle.",
        "The order given to the candidate (*Vous êtes…*), Markdown, on a page of its own.",
    )
    assignment_title: str = default(
        "Sujet",
        "Titre de la page de la commande, aussi au sommaire et dans les signets (en anglais : Assignment).",
        "Heading of the assignment's page, in the contents and the bookmarks, too; where the dossier is in "
        "English, `Assignment`.",
    )
    notices: tuple[str, ...] | None = optional(
        "Avis imprimés sur la couverture ; {{ pages }} et {{ documents }} y sont comptés. "
        "Sans cette clé : les avis habituels.",
        "Sentences on the cover; `{{ pages }}` and `{{ documents }}` are counted. Without the key: the "
        "three usual French ones.",
    )
    introduction: Literal["shown", "none"] = default(
        "shown",
        "none : le dossier n’a pas d’introduction.",
        "`shown` or `none`; with `none` nothing about citations is checked.",
    )
    sections: Literal["shown", "hidden"] = default(
        "shown",
        "hidden : les titres de section ne sont pas imprimés.",
        "`shown` or `hidden`: whether the titles of sections are printed.",
    )
    contents: Literal["page", "cover"] = default(
        "page",
        "Où se lit la liste des documents : sur une page à elle, ou sur la couverture.",
        "The list of documents: `page`, of its own, or `cover`.",
    )
    logo: Logo | None = field(
        default=None,
        metadata=about(
            "Le logo de l’organisateur, en haut à gauche de la couverture.",
            "The organiser's logo, at the top left of the cover.",
        ),
    )
    neutral_leaf: bool = default(
        False,
        "true : une première feuille sans le sujet, pour que rien ne se lise avant l’heure.",
        "`true`: a first leaf without the subject, so that nothing shows through before time.",
    )
    recto: Literal["none", "sections", "documents"] = default(
        "none",
        "Ce qui commence sur une page de droite : rien, chaque section, chaque document.",
        "What starts on a right-hand page: `none`, `sections` or `documents`.",
    )
    opening: Literal["band", "page", "none"] = default(
        "band",
        "Ouverture d’un document : un bandeau, une page à elle, ou rien de plus que l’en-tête.",
        "How a document opens: a `band` above its first page, a `page` of its own, or `none`, the "
        "header alone.",
    )
    fit: Literal["text", "page"] = default(
        "text",
        "Ce que le cadre prend d’une page : text, ce qui est imprimé, sans les marges blanches, et le "
        "texte paraît plus grand ; page, toute la page.",
        "What the frame takes of a page: `text`, what is printed, without white margins, so that the "
        "text stands larger, or `page`, the whole page.",
    )
    links: Literal["live", "inert"] = default(
        "live",
        "inert : les adresses restent du texte, rien ne mène hors du dossier (épreuve sur écran).",
        "Addresses: `live`, or `inert`, text only in the whole dossier, so that nothing leads out of it.",
    )
    pdfa: Literal["2a", "none"] = default(
        "2a",
        "Format d’archivage visé : PDF/A-2a, annoncé s’il est atteint ; none : rien n’est annoncé.",
        "Archive format aimed at: `2a` claims PDF/A-2 at the highest level that holds (2a, 2u, 2b) and "
        "says what stands in the way; `none` claims nothing.",
    )
    twin: str | None = optional(
        "Dossier du sujet de secours, ou du sujet principal, par exemple ../secours : la commande series "
        "compare les deux.",
        "Folder of the back-up subject, or of the main one: `../secours`. The command `series` holds the two "
        "against each other.",
    )
    accepted: tuple[Accepted, ...] | None = optional(
        "Ce qui est dit du dossier lui-même, et que vous avez vu et acceptez.",
        "What is said of the dossier itself, and you have looked at and accept.",
    )


@dataclass(frozen=True, kw_only=True)
class Section:
    """A thematic group of documents."""

    __pydantic_config__ = CONFIG

    title: str = field(metadata=about("Titre de la section.", "Title of the section."))
    documents: tuple[Document, ...] = field(
        metadata=about(
            "Les documents de la section, dans l’ordre.",
            "Its documents, in order; at least one.",
            min_length=1,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The whole manifest as it was written."""

    __pydantic_config__ = CONFIG

    dossier: Dossier = field(metadata=about("Le dossier et son examen.", "The dossier and its exam."))
    sections: tuple[Section, ...] = field(
        metadata=about(
            "Les sections, dans l’ordre du dossier.", "The sections, in order; at least one.", min_length=1
        )
    )
    synthesis: Synthesis | None = field(
        default=None,
        metadata=about(
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
