"""Slips of an editor in YAML: signs, quotes, colons, dashes, the start of a line."""

from __future__ import annotations

from .manifests import DOCUMENT
from .mistake import (
    ALIGN,
    COMMENT,
    EXAM,
    ITEM,
    OTHER,
    RETYPE,
    SPACE,
    STRAIGHT,
    SYNTAX,
    Mistake,
    key,
    title,
)

SLIPS = {
    # Comments and signs of other languages
    "comment of a web page": key(
        SYNTAX, "▶<!-- à revoir -->", ("ne commence pas un commentaire", "begins no comment"), COMMENT
    ),
    "comment of a program": key(
        SYNTAX, "▶// à revoir : le titre", ("ne commence pas un commentaire", "begins no comment"), COMMENT
    ),
    "arrow for the colon": title(
        SYNTAX,
        "title ▶=> Essai",
        ("« => » tient la place", "“=>” stands where"),
        ("title: Essai", "title: Essai"),
    ),
    # Quotes
    "quote that is never closed": title(
        SYNTAX, 'title: ▶"Essai', ("ne se ferme pas", "not closed"), ('title: "Essai"', 'title: "Essai"')
    ),
    "apostrophe between quotes": title(
        SYNTAX,
        "title: 'L▶'accès aux soins'",
        ("apostrophe de « L'accès »", "apostrophe of “L'accès”"),
        ('"L\'accès aux soins"', '"L\'accès aux soins"'),
    ),
    "apostrophe and quote not closed": title(
        SYNTAX, "title: 'Aujourd▶'hui", ("Aujourd'hui", "Aujourd'hui"), ('"Aujourd\'hui"',) * 2
    ),
    "quotes within quotes": title(
        SYNTAX, 'title: "Le ▶"grand" débat"', ("au milieu", "inside"), (r"\"grand\"",) * 2
    ),
    "text behind the quotes": title(
        SYNTAX, 'title: "Le grand"▶ débat', ("guillemet fermant", "closing quote"), ('"Le grand débat"',) * 2
    ),
    "curly quotes": title(
        SYNTAX, "title: ▶“Essai : un bilan”", ("typographique", "typographic"), ('"Essai : un bilan"',) * 2
    ),
    "guillemets": title(
        SYNTAX, "title: ▶« Essai : un bilan »", ("typographique", "typographic"), ('"Essai : un bilan"',) * 2
    ),
    "guillemets round a part": title(
        SYNTAX, "title: ▶« Essai » : un bilan", ("«", "«"), ('"« Essai » : un bilan"',) * 2
    ),
    "comma of JSON": title(
        SYNTAX, 'title: "Essai"▶,', ("guillemet fermant", "closing quote"), ('"Essai"',) * 2
    ),
    # Colons
    "colon in a title": title(
        SYNTAX, "title: Essai ▶: un bilan", ("coupent ce texte", "cuts this text"), STRAIGHT
    ),
    "colon in a notice": Mistake(
        "value-type",
        "  exam:\n",
        "  notices:\n    - ▶Attention : pas de calculatrice\n  exam:\n",
        ("deux-points", "colon"),
        ('- "Attention : pas de calculatrice"',) * 2,
    ),
    "two colons in a notice": Mistake(
        SYNTAX,
        "  exam:\n",
        "  notices:\n    - Attention ▶: durée : 4 heures\n  exam:\n",
        ("deux-points", "colon"),
        STRAIGHT,
    ),
    "no space behind a colon": title(
        SYNTAX,
        "title:▶Essai",
        ("l’espace après les deux-points", "space after the colon"),
        ("title: Essai",) * 2,
    ),
    "no space behind a last colon": key(
        SYNTAX, "page:▶4-6", ("l’espace après les deux-points", "space after the colon"), ("page: 4-6",) * 2
    ),
    "no-break space behind a colon": title(
        SYNTAX, "title:▶\u00a0Essai", ("insécable (U+00A0)", "no-break space (U+00A0)"), RETYPE
    ),
    "narrow no-break space before a colon": title(
        "key-unknown", "title▶\u202f: Essai", ("fine insécable", "narrow no-break"), RETYPE
    ),
    "no-break space that sets in": title("key-unknown", "▶\u00a0title: Essai", SPACE, RETYPE),
    "equals sign": title(SYNTAX, "title ▶= Essai", ("« = »", "“=”"), ("title: Essai",) * 2),
    "semicolon": key(SYNTAX, "page▶; 4", ("« ; »", "“;”"), ("page: 4",) * 2),
    "no colon": title(
        SYNTAX,
        "title▶ Essai",
        ("manque les deux-points", "colon after “title” is missing"),
        ("title: Essai",) * 2,
    ),
    "no colon behind a group": Mistake(
        SYNTAX, "  exam:\n", "  exam▶\n", ("manque les deux-points", "is missing"), ("exam:",) * 2
    ),
    # Where a line starts
    "key set in too far": Mistake(
        SYNTAX, "  subject:", "    ▶subject:", ("trop en retrait", "too far"), ALIGN
    ),
    "key of the exam set in too far": Mistake(
        SYNTAX, "    name:", "      ▶name:", ("trop en retrait", "too far"), ALIGN
    ),
    "key not set in far enough": Mistake(
        SYNTAX, "    name:", "   ▶name:", ("pas assez", "not set in far enough"), ALIGN
    ),
    "sections set in": Mistake(
        "key-misplaced",
        "sections:\n",
        "  ▶sections:\n",
        ("« sections » est en retrait", "“sections” is set in"),
        ("à la marge", "at the margin"),
    ),
    "synthesis set in": Mistake(
        "key-misplaced",
        "  exam:\n",
        "  ▶synthesis:\n    parts: 3\n  exam:\n",
        ("synthesis", "synthesis"),
        ("à la marge", "at the margin"),
    ),
    "exam at the margin": Mistake(
        "key-misplaced",
        EXAM,
        "▶" + EXAM.replace("\n  ", "\n").lstrip(),
        ("exam", "exam"),
        ("dossier", "dossier"),
    ),
    "tab": Mistake(
        SYNTAX, "  subject:", "▶\tsubject:", ("tabulation", "tab"), ("par des espaces", "by spaces")
    ),
    "tab before a dash": Mistake(
        SYNTAX, "      - id:", "▶\t- id:", ("tabulation", "tab"), ("par des espaces", "by spaces")
    ),
    "colon in a second line": title(
        SYNTAX,
        "title: Essai\n    sous-titre▶: autre",
        ("coupent ce texte", "cuts this text"),
        ('"Essai sous-titre: autre"',) * 2,
    ),
    "second line at the margin": title(
        SYNTAX, "title: Essai\n▶de dossier", ("ligne 2", "line 2"), ("Joignez-la", "Join it")
    ),
    # Dashes
    "dash missing": Mistake(
        "key-duplicate",
        DOCUMENT,
        f"{DOCUMENT}        ▶id: autre\n{OTHER}",
        ("manque un tiret", "dash is missing"),
        ("- id: autre",) * 2,
    ),
    "dash missing where it would stand": Mistake(
        SYNTAX,
        DOCUMENT,
        f"{DOCUMENT}      ▶id: autre\n{OTHER}",
        ("manque un tiret", "dash is missing"),
        ("- id: autre",) * 2,
    ),
    "dash of the first missing": Mistake(
        "value-type",
        "      - id:",
        "        ▶id:",
        ("« documents » est une liste", "“documents” is a list"),
        ("- id: archimag",) * 2,
    ),
    "dash of a section missing": Mistake(
        "key-duplicate",
        DOCUMENT,
        f"{DOCUMENT}    ▶title: Deux\n    documents: [{{id: b, title: B, file: b.pdf}}]\n",
        ("manque un tiret", "dash is missing"),
        ("- title: Deux",) * 2,
    ),
    "dash without a space": Mistake(
        SYNTAX, "- id:", "-▶id:", ("l’espace après le tiret", "space after the dash"), ("- id: archimag",) * 2
    ),
    "long dash": Mistake(
        SYNTAX, "- id:", "▶– id:", ("tiret d’une liste", "dash of a list"), ("- id: archimag",) * 2
    ),
    "bullets": Mistake(
        "value-type",
        "  exam:\n",
        "  notices:\n    ▶• Un avis\n    • Un autre\n  exam:\n",
        ("« • »", "“•”"),
        ("- Un avis",) * 2,
    ),
    "no-break space behind a dash": Mistake(SYNTAX, "- id:", "-▶\u00a0id:", SPACE, RETYPE),
    # Signs of YAML at the start of a text, or in it
    "hashtag": title(
        "value-cut", "title: Le mouvement ▶#MeToo dans le monde", ("#MeToo dans le monde",) * 2, STRAIGHT
    ),
    "hashtag first": title("value-cut", "title: ▶#MeToo", ("#MeToo",) * 2, STRAIGHT),
    "number sign in a notice": Mistake(
        "value-cut",
        "  exam:\n",
        "  notices:\n    - Voir ▶#3 du barème\n  exam:\n",
        ("#3 du barème",) * 2,
        STRAIGHT,
    ),
    "bracket first": title(SYNTAX, "title: ▶[Extrait] Essai", ("« [ »", "“[”"), STRAIGHT),
    "bracket not closed": key(SYNTAX, "author: ▶[A, B", ("« ] »", "“]”"), ("author: [A, B]",) * 2),
    "braces first": key("value-type", "alt: ▶{{ pages }}", ("accolade", "brace"), STRAIGHT),
    "star first": title(SYNTAX, "title: ▶*Essai* et bilan", ("« * »", "“*”"), STRAIGHT),
    "at sign first": key(SYNTAX, "publisher: ▶@gouv", ("« @ »", "“@”"), STRAIGHT),
    "ampersand first": title("value-cut", "title: ▶&co et le numérique", ("« & »", "“&”"), STRAIGHT),
    "exclamation mark first": title(
        "manifest-tag", "title: ▶!Attention au texte", ("« !Attention »", "“!Attention”"), STRAIGHT
    ),
    "date of a document": key(
        "key-unknown", "▶date: 2011", ("clé inconnue : « date »", "unknown key"), ("« issued »", "“issued”")
    ),
    "key in French with an accent": key(
        "key-unknown",
        "▶éditeur: La Gazette",
        ("clé inconnue", "unknown key"),
        ("« publisher »", "“publisher”"),
    ),
    "two hyphens": Mistake(
        SYNTAX,
        ITEM,
        ITEM.replace("      - id", "      -▶- id"),
        ("tiret", "dash"),
        ("- id: archimag", "- id: archimag"),
    ),
    "per cent first": title(SYNTAX, "title: ▶%5 de plus", ("« % »", "“%”"), STRAIGHT),
    "backslash": Mistake(
        SYNTAX, "sources/a.pdf", '"sources▶\\x.pdf"', ("oblique inverse", "backslash"), ("sources/x.pdf",) * 2
    ),
    "backslash that is a sign": Mistake(
        "value-form",
        "sources/a.pdf",
        '"sources▶\\archi.pdf"',
        ("oblique inverse", "backslash"),
        ("sources/archi.pdf",) * 2,
    ),
    "second manifest": key(
        SYNTAX, "alt: x\n▶---\na: b", ("second manifeste", "second manifest"), ("Supprimez", "Remove")
    ),
    "conflict of git": title(
        SYNTAX,
        "title: Essai\n▶<<<<<<< HEAD\n  recto: none\n=======\n  recto: documents\n>>>>>>> autre",
        ("deux versions", "two versions"),
        ("Gardez la bonne", "Keep the right one"),
    ),
}
