"""One document of the dossier, as an editor writes it, and what it may say of its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .date import DATE
from .described import CONFIG, about, default, optional

# Of a page's number, or a picture's.
_DIGITS = 6
_KEEP = r"^\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*$"


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


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that an editor has looked at and accepts."""

    __pydantic_config__ = CONFIG

    code: str = field(
        metadata=about("Code du message, par exemple image-only.", "Code of the finding: `image-only`.")
    )
    because: str = field(
        metadata=about(
            "Pourquoi il est accepté, en une phrase, que garde dossier.json.",
            "Why it is accepted, in a sentence, which `dossier.json` keeps.",
        )
    )
    seen: str = field(
        metadata=about(
            "Ce qui a été vu, tel que le programme l’écrit : si le message ou le fichier change, il revient.",
            "What was seen, as the program writes it: where the finding or the file changes, it comes back.",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the dossier; its number is its rank and is never typed."""

    __pydantic_config__ = CONFIG

    id: str = field(
        metadata=about(
            "Identifiant stable, que l’introduction cite : minuscules, chiffres, tirets.",
            "Stable name that the introduction cites: lower-case letters, digits, hyphens.",
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        )
    )
    title: str = field(
        metadata=about("Titre exact ; [extrait] n’y est pas tapé.", "Exact title; *[extrait]* is not typed.")
    )
    title_short: str | None = optional(
        "Titre court pour l’en-tête des pages.", "Short title for the headers and bookmarks."
    )
    author: tuple[str, ...] | str | None = optional(
        "Auteur, ou liste d’auteurs, imprimés avant le titre.",
        "Author, or a list of authors, before the title.",
    )
    genre: str | None = optional("Genre, par exemple rapport, enquête.", "Genre: *rapport*, *enquête*.")
    container_title: str | None = optional(
        "Titre de la publication, imprimé « in : … ».", "What it appeared in, printed *in : …*"
    )
    publisher: str | None = optional("Éditeur.", "Publisher.")
    published: str | None = optional(
        "Où le document a paru, imprimé tel quel, quand aucun champ ne le dit (« source : www… »).",
        "Where it appeared, printed as typed, where no other key says it.",
    )
    issue: str | None = optional("Numéro de la publication, imprimé « n° … ».", "Issue, printed *n° …*")
    issued: str | None = optional(
        "Date de parution : 2011, 2011-05, 05/2011, 2011-09-26 ou 26/09/2011.",
        "Date: `2011`, `2011-05`, `05/2011`, `2011-09-26` or `26/09/2011`; printed as precisely as written.",
        pattern=DATE,
    )
    page: str | None = optional(
        "Page ou pages dans la publication : 4 ou 25-27.",
        "Pages in the publication: `4`, `25-27`; compared with the pages bound.",
    )
    number_of_pages: int | Literal["auto"] | None = optional(
        "Nombre de pages annoncé ; auto : compté par le programme.",
        "Extent announced: a number, compared with the pages bound, or `auto`, counted.",
    )
    url: str | None = optional(
        "Adresse du document, qui ferme la référence.", "Address; it closes the reference."
    )
    extract: bool = default(
        False, "true : imprime [extrait] après le titre.", "`true` prints *[extrait]* behind the title."
    )
    rights: Literal["cfc", "licence", "own", "public-domain"] | None = optional(
        "cfc : reproduit avec l’autorisation du CFC, ce que la couverture dit alors.",
        "`cfc`, `licence`, `own` or `public-domain`; with `cfc` the cover says that the CFC authorised it.",
    )
    file: tuple[str, ...] | str | None = optional(
        "Fichier, relatif au manifeste et dans son dossier, par exemple sources/05-archimag.pdf ; un "
        "dossier, dont les fichiers sont reliés dans l’ordre de leurs noms ; ou une liste de fichiers, mis "
        "bout à bout.",
        "The file, relative to the manifest and inside its folder: `sources/05.pdf`; a folder, whose files "
        "are bound in the order of their names; or a list of them. Needed but for a draft.",
    )
    keep: str | None = optional(
        "Pages à relier, dans l’ordre voulu, par exemple 1-10, 14 ; toutes par défaut. Elles se comptent à "
        "partir de 1, sur tous les fichiers du document.",
        "Pages to bind, in the order written: `14, 1-10`. Without it: all. Pages are counted from 1, over "
        "all files of the document.",
        pattern=_KEEP,
    )
    rotate: Mapping[str, int] | int | None = optional(
        "Pages numérisées de travers à tourner, dans le sens des aiguilles d’une montre : 90, 180 ou 270 "
        "pour toutes, ou page par page, par exemple {2: 90, 5-7: 180}.",
        "Turns pages that were scanned sideways, clockwise: `90`, `180` or `270` for all, or by page as "
        "`keep` counts them: `{2: 90, 5-7: 180}`.",
    )
    crop: Literal["visible", "trim"] = default(
        "visible",
        "Ce qui est montré de chaque page : visible, ce que montre un lecteur PDF ; trim, le format "
        "rogné d’un fichier d’imprimeur, sans fonds perdus ni repères.",
        "What is shown of a page: `visible`, what a reader shows, or `trim`, the trimmed size of a "
        "printer's file, without bleed and marks.",
    )
    permission: Literal["granted"] | None = optional(
        "granted : l’autorisation de relier un fichier qui l’interdit a été donnée.",
        "`granted`: who may give it has permitted to bind a file that forbids being assembled.",
    )
    fit: Literal["text", "page"] | None = optional(
        "Comme fit du dossier, pour ce document seul.", "As the dossier's `fit`, for this document alone."
    )
    annotations: Literal["print", "keep"] = default(
        "print",
        "Ce qui est posé sur les pages : print, les champs, tampons et dessins qui s’impriment ; keep, "
        "aussi les commentaires et surlignages qui s’impriment.",
        "What lies on the pages: `print`, fields, stamps and drawings that print; `keep`, comments and "
        "highlights that print too.",
    )
    hidden: Literal["remove", "keep"] | None = optional(
        "Ce que personne ne voit sur les pages (texte ou image sous un cache, blanc sur blanc…) : remove, "
        "l’enlever ; keep, le laisser dans le fichier.",
        "What no reader sees on the pages (text or a picture under a box, white on white…): `remove`, taken "
        "out; `keep`, left in the file. Without it, such a thing is an error.",
    )
    flatten: bool = default(
        False,
        "true : chaque page devient une image à 300 points par pouce ; rien de caché n’y reste, mais le "
        "texte, les liens et les balises se perdent (avec ocr: true, le texte est reconnu).",
        "`true`: each page becomes a picture at 300 dots an inch (without loss, or a JPEG of quality 92 "
        "where that has less than half the bytes): nothing hidden is left, and neither are text, links "
        "and tags; give an `alt`, or `ocr: true`.",
    )
    alt: str | None = optional(
        "Texte de remplacement, pour un document sans texte (numérisé).",
        "Text alternative, for a document that is images only.",
    )
    alts: Mapping[str, str] | None = optional(
        "Textes de remplacement des images d’un document balisé, image par image : page et rang sur la page, "
        "par exemple {4.1: Carte de la région, 4.2: none} ; none : l’image est un ornement. La commande "
        "pictures les montre.",
        "Text alternatives of the pictures of a tagged document, one by one: page, as `keep` counts it, and "
        "rank on it, `{4.1: Map of the region, 4.2: none}`; with `none` a picture is decoration. The command "
        "`pictures` shows them.",
    )
    ocr: bool = default(
        False,
        "true : une couche de texte invisible est ajoutée au document numérisé (reconnaissance optique).",
        "`true`: scans get an invisible layer of text, their pictures untouched; needs OCRmyPDF (extra "
        "`ocr`) and Tesseract with the language.",
    )
    specimen: bool = default(
        False,
        "true : le document est un spécimen, pas l’original.",
        "`true`: a stand-in, not the original; the build says how many there are.",
    )
    accepted: tuple[Accepted, ...] | None = optional(
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
