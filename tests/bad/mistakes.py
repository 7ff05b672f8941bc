"""Mistakes of an editor in a manifest, in its YAML, its keys and its values; and what only looks like one."""

from __future__ import annotations

from .manifests import DOCUMENT
from .mistake import (
    MEANT,
    OTHER,
    STRAIGHT,
    SYNTAX,
    Mistake,
    key,
    title,
)
from .shapes import MISTAKES as SHAPES
from .slips import SLIPS

MISTAKES = {
    **SLIPS,
    **SHAPES,
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
    "date with its weekday": key(
        "value-form", "issued: ▶vendredi 12 mars 2027", ("vendredi",) * 2, ("« 12/03/2027 »", "“12/03/2027”")
    ),
    "date with the month first": key(
        "value-form", "issued: ▶March 12, 2027", ("March 12",) * 2, ("« 12/03/2027 »", "“12/03/2027”")
    ),
    "date of another country": key(
        "date-impossible", "issued: ▶09/26/2011", ("09/26/2011",) * 2, ("« 26/09/2011 »", "“26/09/2011”")
    ),
    "Wednesday": key(
        "value-form", "issued: ▶mercredi 10 mars 2027", ("mercredi",) * 2, ("« 10/03/2027 »", "“10/03/2027”")
    ),
    "assignment in a file": title(
        "value-form",
        "title: Essai\n  assignment: ▶templates/consigne.md",
        ("texte lui-même", "text itself"),
        ("valeur", "value"),
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
