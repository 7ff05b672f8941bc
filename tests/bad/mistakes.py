"""Mistakes of an editor in a manifest: what is typed, and what must be said of it in each language.

``▶`` stands where the finding is expected. ``said`` and ``cure`` are words in French and in English.
"""

from __future__ import annotations

from dataclasses import dataclass

from .manifests import DOCUMENT, GOOD

Two = tuple[str, str]
TITLE = "  title: Essai\n"
ITEM = "      - id: archimag\n        title: L’e-administration séduit\n" + DOCUMENT
SECTIONS = GOOD[GOOD.index("sections:") :]
EXAM = GOOD[GOOD.index("  exam:") : GOOD.index("sections:")]
OTHER = "        title: Autre\n        file: sources/b.pdf\n"


@dataclass(frozen=True)
class Mistake:
    """``new`` is typed where ``old`` should stand in the good manifest."""

    code: str
    old: str
    new: str
    said: Two
    cure: Two

    @property
    def text(self) -> str:
        assert GOOD.count(self.old) == 1, self.old
        return GOOD.replace(self.old, self.new)


def title(code: str, typed: str, said: Two, cure: Two) -> Mistake:
    """``typed`` in the place of the dossier's title."""
    return Mistake(code, TITLE, f"  {typed}\n", said, cure)


def key(code: str, typed: str, said: Two, cure: Two) -> Mistake:
    """``typed`` as one more key of the document."""
    return Mistake(code, DOCUMENT, f"{DOCUMENT}        {typed}\n", said, cure)


SYNTAX = "manifest-syntax"
STRAIGHT = ("guillemets droits", "straight quotes")
SPACE = ("espace ordinaire", "ordinary space")
RETYPE = ("retapez une espace", "type a space")
ALIGN = ("commence à la colonne", "starts in column")
MEANT = ("Vouliez-vous dire", "Did you mean")

COMMENT = ("commence par #", "begins with #")
MISTAKES = {
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
    # Keys
    "key misspelt": key("key-unknown", "▶autor: A", ("autor",) * 2, ("author",) * 2),
    "key with a capital": key("key-unknown", "▶Author: A", ("Author",) * 2, ("author",) * 2),
    "key in French": key("key-unknown", "▶auteur: A", ("auteur",) * 2, ("author",) * 2),
    "key of elsewhere": key("key-misplaced", "▶session: 2027", ("session",) * 2, ("dossier.exam",) * 2),
    "key twice": key(
        "key-duplicate", "▶file: b.pdf", ("deux fois", "twice"), ("une seule", "one of the two")
    ),
    "merge key": key("key-unknown", "▶<<: {alt: x}", ("<<",) * 2, ("manifest.md",) * 2),
    "alias": key(SYNTAX, "alt: ▶*commun", ("« * »", "“*”"), STRAIGHT),
    "tag": key("manifest-tag", "alt: ▶!important x", ("!important",) * 2, ("étiquette", "tag")),
    "password": key("key-secret", "▶password: x", ("password",) * 2, ("DOSSIER_PASSWORD_",) * 2),
    # Values
    "id with capitals": Mistake(
        "value-form", "id: archimag", "id: ▶Archi Mag", ("Archi Mag",) * 2, ("archi-mag",) * 2
    ),
    "id with accents": Mistake(
        "value-form", "id: archimag", "id: ▶été_2011", ("été_2011",) * 2, ("ete-2011",) * 2
    ),
    "id twice": Mistake(
        "id-duplicate",
        DOCUMENT,
        f"{DOCUMENT}      - id: ▶archimag\n{OTHER}",
        ("manifest.yaml:11:13",) * 2,
        ("chacun", "each"),
    ),
    "date in words": key("value-form", "issued: ▶mai 2011", ("mai 2011",) * 2, ("05/2011",) * 2),
    "date of a day in words": key(
        "value-form", "issued: ▶1er mai 2011", ("1er mai 2011",) * 2, ("01/05/2011",) * 2
    ),
    "date with dots": key("value-form", "issued: ▶26.09.2011", ("26.09.2011",) * 2, ("26/09/2011",) * 2),
    "day that does not exist": key(
        "date-impossible", "issued: ▶31/02/2011", ("31/02/2011",) * 2, ("calendrier", "calendar")
    ),
    "pages with words": key("pages-malformed", "keep: ▶1 à 10", ("1 à 10",) * 2, ("« 1-10 »", "“1-10”")),
    "pages with a long dash": key("pages-malformed", "keep: ▶1–3 et 5", ("1–3",) * 2, ("1-3, 5",) * 2),
    "pages backwards": key("pages-malformed", "keep: ▶3-1", ("3-1",) * 2, ("1-3",) * 2),
    "page twice": key("pages-twice", "keep: ▶1-3, 2", ("page 2",) * 2, ("une seule fois", "once")),
    "oui": key("value-type", "extract: ▶oui", ("true ou false", "true or false"), MEANT),
    "choice in capitals": key("value-choice", "rights: ▶CFC", ("CFC",) * 2, ("cfc",) * 2),
    "non": title("value-choice", "title: Essai\n  introduction: ▶non", ("non",) * 2, ("none",) * 2),
    "extent with its unit": key(
        "value-type", "number-of-pages: ▶5 p.", ("nombre de pages", "number of pages"), ("« 5 »", "“5”")
    ),
    "points with a comma": Mistake(
        "value-type",
        "sections:\n",
        "synthesis:\n  marking:\n    - criterion: Plan\n      points: ▶0,5\nsections:\n",
        ("points",) * 2,
        ("0.5",) * 2,
    ),
    "quarter turn": key("value-choice", "rotate: ▶45", ("45",) * 2, ("90, 180, 270",) * 2),
    "address without its beginning": key(
        "url-malformed", "URL: ▶www.insee.fr/a", ("www.insee.fr/a",) * 2, ("https://www.insee.fr/a",) * 2
    ),
    "language by its name": title(
        "value-form", "title: Essai\n  language: ▶français", ("français",) * 2, ("« fr »", "“fr”")
    ),
    # Forms of their own, and what stands for a key
    "alts as a list": key("value-type", "alts: ▶[Une carte]", ("alts",) * 2, ("alts: {4.1:",) * 2),
    "alts as a text": key("value-type", "alts: ▶Une carte", ("alts",) * 2, ("pictures",) * 2),
    "accepted as a code": key(
        "value-type", "accepted: ▶text-small", ("trois lignes", "three lines"), ("build",) * 2
    ),
    "accepted as a list of codes": key(
        "value-type", "accepted: [▶text-small]", ("trois lignes", "three lines"), ("build",) * 2
    ),
    "accepted without its keys": key(
        "value-type",
        "accepted:\n          ▶code: text-small\n          seen: x",
        ("trois lignes", "three lines"),
        ("build",) * 2,
    ),
    "accepted without what was seen": key(
        "key-missing",
        "accepted:\n          - ▶code: text-small\n            because: vu",
        ("seen",) * 2,
        ("Collez", "Paste"),
    ),
    "accepted with a reason": key(
        "key-unknown",
        "accepted:\n          - code: text-small\n            ▶reason: vu\n            seen: 12ab",
        ("reason",) * 2,
        ("because",) * 2,
    ),
    "logo as a path": title(
        "value-type", "title: Essai\n  logo: ▶logo.png", ("logo",) * 2, ("logo: {file:",) * 2
    ),
    "turn in words": key("value-type", "rotate: ▶à droite", ("quart de tour", "quarter"), ("90",) * 2),
    "title in French": Mistake(
        "key-unknown", "        title: L’e", "        ▶titre: L’e", ("titre",) * 2, ("« title »", "“title”")
    ),
    "sections in French": Mistake(
        "key-unknown", "sections:\n", "▶rubriques:\n", ("rubriques",) * 2, ("« sections »", "“sections”")
    ),
    "exam in French": Mistake(
        "key-unknown", "  exam:\n", "  ▶examen:\n", ("examen",) * 2, ("« exam »", "“exam”")
    ),
    "id in French": Mistake(
        "key-unknown", "- id:", "- ▶identifiant:", ("identifiant",) * 2, ("« id »", "“id”")
    ),
    "issue of two months": key(
        "value-form", "issued: ▶septembre-octobre 2011", ("septembre",) * 2, ("09/2011",) * 2
    ),
    "issue of a season": key(
        "value-form", "issued: ▶printemps 2011", ("printemps",) * 2, ("« 2011 »", "“2011”")
    ),
    "year of two digits": key("value-form", "issued: ▶26/9/11", ("26/9/11",) * 2, ("26/09/2011",) * 2),
    "language as programs write it": title(
        "value-form", "title: Essai\n  language: ▶fr_FR", ("fr_FR",) * 2, ("fr-FR",) * 2
    ),
    "title forgotten": Mistake(
        "key-missing",
        "      - id: archimag\n        title: L’e-administration séduit\n",
        "      - ▶id: archimag\n",
        ("title",) * 2,
        ("Ajoutez", "Add"),
    ),
    "blank left": key("placeholder-left", "page: ▶XXX", ("XXX",) * 2, ("valeur", "value")),
}

#: What looks like a mistake and is none.
RIGHT = {
    "remark": title("", "title: Essai  # une remarque", ("", ""), ("", "")),
    "remark behind one space": title("", "title: Essai # une remarque", ("", ""), ("", "")),
    "remark behind a number": key("", "issue: 252 #vu", ("", ""), ("", "")),
    "remark behind a group": Mistake("", "  exam:\n", "  exam: # l’examen\n", ("", ""), ("", "")),
    "sharp": title("", "title: Le langage C# et l’administration", ("", ""), ("", "")),
    "guillemets": title("", "title: « Je suis Charlie »", ("", ""), ("", "")),
    "hashtag between quotes": title("", 'title: "Le mouvement #MeToo"', ("", ""), ("", "")),
    "hashtag in a block": title(
        "", "title: Essai\n  assignment: |\n    Voir #MeToo : ici\n    title:sans rien", ("", ""), ("", "")
    ),
    "text of two lines": title("", "title: Essai\n    de dossier", ("", ""), ("", "")),
    "quotes over two lines": title("", 'title: "Essai\n    de dossier : suite"', ("", ""), ("", "")),
    "yes": key("", "extract: yes", ("", ""), ("", "")),
    "zero first": key("", "issue: 08", ("", ""), ("", "")),
    "time": title("", "title: 1:30", ("", ""), ("", "")),
    "no": title("", "title: no", ("", ""), ("", "")),
}
