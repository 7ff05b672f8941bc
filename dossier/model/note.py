"""What an editor writes of the note that candidates write: a part of the manifest, as :mod:`.manifest` is."""

from __future__ import annotations

from dataclasses import dataclass, field

from .described import CONFIG, about, default, optional


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the marking grid."""

    __pydantic_config__ = CONFIG

    criterion: str = field(metadata=about("Ce qui est apprécié.", "What is marked."))
    points: float = field(
        metadata=about(
            "Points que ce critère peut valoir.", "The points it may be worth: `4`, `0.5`.", ge=0.25, le=100
        )
    )


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """The note to be written from the dossier: the order given, and how ``synthesis.docx`` is made up."""

    __pydantic_config__ = CONFIG

    addressee: str | None = optional("À qui la note s’adresse.", "To whom the note is written.")
    capacity: str | None = optional(
        "En quelle qualité le candidat écrit, par exemple attaché territorial.",
        "In which capacity the candidate writes: *attaché territorial*.",
    )
    parts: int = default(2, "Nombre de parties de la note.", "Parts of the note, 1 to 9.", ge=1, le=9)
    max_pages: int | None = optional(
        "Longueur de la note, en pages au plus.", "Most pages of the note.", ge=1, le=100
    )
    max_words: int | None = optional(
        "Longueur de la note, en mots au plus.", "Most words of the note.", ge=1, le=100_000
    )
    margins: int | None = optional(
        "Marges de la page, en millimètres ; sans cette clé, celles de templates/synthesis.docx.",
        "Margins in millimetres, 10 to 50. Without it: those of `templates/synthesis.docx`.",
        ge=10,
        le=50,
    )
    marking: tuple[Criterion, ...] | None = optional(
        "La grille de notation, qui ne paraît que dans l’édition de l’équipe.",
        "The marking grid, for the team's edition only.",
    )
