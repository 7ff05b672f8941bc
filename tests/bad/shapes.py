"""Values of another shape than their key has, and words for which there is no key."""

from __future__ import annotations

from .manifests import DOCUMENT
from .mistake import EXAM, SECTIONS, Mistake, key, title

WRITE = ("Écrivez : ", "Write: ")
PIECE = ("d’un seul tenant", "in one piece")
TEXT = ("un texte, sans clés", "a text, without keys")
LIST = ("est une liste", "is a list")
NO_KEY = ("n’est pas une clé", "is no key")
OUT = ("Ôtez la ligne", "Take the line")


def write(example: str) -> tuple[str, str]:
    return f"{WRITE[0]}{example}", f"{WRITE[1]}{example}"


MISTAKES = {
    "pages in brackets": key("value-type", "keep: ▶[1, 2]", PIECE, write("keep: 1, 2")),
    "pages behind dashes": key(
        "value-type", "keep:\n          ▶- 1-2\n          - 4", PIECE, write("keep: 1-2, 4")
    ),
    "text in brackets": key("value-type", "alt: ▶[Une carte]", PIECE, write("alt: Une carte")),
    "text of two in brackets": key("value-type", 'alt: ▶["a: b", c]', PIECE, write('alt: "a: b, c"')),
    "date in brackets": key("value-type", "issued: ▶[2026, 3]", PIECE, write("issued: 2026-03")),
    "date as a table": key("value-type", "issued: ▶{year: 2026, month: 5}", TEXT, write("issued: 2026-05")),
    "title by language": title("value-type", "title: ▶{fr: Essai}", TEXT, write("title: Essai")),
    "author as a table": key(
        "value-type", "author: ▶{family: Durand, given: Marie}", TEXT, write("author: Marie Durand")
    ),
    "authors as tables": key(
        "value-type", "author: [▶{family: Durand, given: Marie}]", TEXT, write("- Marie Durand")
    ),
    "file as a table": Mistake(
        "value-type", DOCUMENT, DOCUMENT.replace("file: ", "file: ▶{path: ").rstrip("\n") + "}\n", TEXT,
        write("file: sources/a.pdf"),
    ),
    "notices as a text": title(
        "value-type", "title: Essai\n  notices: ▶Sans calculatrice", LIST, ("- Sans", "- Sans")
    ),
    "notices as keys": title(
        "value-type", "title: Essai\n  notices: ▶{machine: interdite}", LIST, write('- "machine : interdite"')
    ),
    "sections as keys": Mistake(
        "value-type", SECTIONS, "sections:\n  ▶Une section:\n    documents: []\n", LIST,
        write("- title: Une section"),
    ),
    "exam as a text": Mistake(
        "value-type", EXAM, "  exam: ▶Concours\n", ("fait de clés", "made of keys"), ("organiser: …",) * 2
    ),
    "pages counted": key(
        "value-type", "number-of-pages: ▶automatique", ("auto", "auto"), ("« auto »", "“auto”")
    ),
    "a thousand pages": key(
        "value-type", "number-of-pages: ▶1.200", ("auto", "auto"), ("« 1200 »", "“1200”")
    ),
    "a thousand and a space": key(
        "value-type", "number-of-pages: ▶1 200", ("auto", "auto"), ("« 1200 »", "“1200”")
    ),
    "time of a day": key(
        "value-form", "issued: ▶2026-03-14T00:00:00", ("date", "date"), ("« 2026-03-14 »", "“2026-03-14”")
    ),
    "no date": key("value-form", "issued: ▶s. d.", ("pas une date", "no date"), OUT),
    "introduction as a file": title(
        "value-choice", "title: Essai\n  introduction: ▶templates/a.md", ("pas de fichier", "no file"), OUT
    ),
    "number of a document": key("key-unknown", "▶number: 4", NO_KEY, OUT),
    "folio of a document": key("key-unknown", "▶folio: 12", NO_KEY, OUT),
    "remark as a key": key("key-unknown", "▶note: à relire", NO_KEY, ("« # »", "“#”")),
    "remark of the dossier": title(
        "key-unknown", "title: Essai\n  ▶commentaire: x", NO_KEY, ("« # »", "“#”")
    ),
    "ISBN of a document": key("key-unknown", "▶ISBN: 2-07-036822-X", NO_KEY, ("published:", "published:")),
    "year of a document": key(
        "key-unknown", "▶year: 2011", ("inconnue", "unknown"), ("« issued »", "“issued”")
    ),
    "file of a section": Mistake(
        "key-misplaced", SECTIONS, SECTIONS.replace("    documents:", "    ▶file: a.pdf\n    documents:", 1),
        ("n’est pas à sa place", "in the wrong place"), ("« documents »", "“documents”"),
    ),
}  # fmt: skip
