"""Manifests with one fault each; ``▶`` stands before the character at whose place it is expected."""

from __future__ import annotations

from dataclasses import dataclass

GOOD = """\
dossier:
  title: Essai
  subject: Un sujet
  exam:
    organiser: Centre de gestion
    name: Concours
    paper: Note de synthèse
sections:
  - title: Une section
    documents:
      - id: archimag
        title: L’e-administration séduit
        file: sources/a.pdf
"""
DOCUMENT = "        file: sources/a.pdf\n"
EXAM = GOOD[GOOD.index("  exam:") : GOOD.index("sections:")]
SECTIONS = GOOD[GOOD.index("sections:") :]
DOCUMENTS = GOOD[GOOD.index("      - id") :]
#: Stands before the character at whose place a finding is expected; taken out before the text is read.
HERE = "▶"


def places(marked: str) -> tuple[str, list[str]]:
    """The text without its marks, and the places that they marked."""
    positions = []
    while HERE in marked:
        before, _, after = marked.partition(HERE)
        line, column = before.count(chr(10)) + 1, len(before.rpartition(chr(10))[2]) + 1
        positions.append(f"manifest.yaml:{line}:{column}")
        marked = before + after
    return marked, positions


@dataclass(frozen=True)
class Fault:
    """``new`` stands for ``old`` in the good manifest; ``says`` and ``cure`` are words of the report."""

    code: str
    new: str
    old: str = DOCUMENT
    says: str = ""
    cure: str = ""

    def text(self) -> str:
        assert GOOD.count(self.old) == 1
        return GOOD.replace(self.old, self.new)


def document(code: str, line: str, says: str = "", cure: str = "") -> Fault:
    return Fault(code, f"{DOCUMENT}        {line}\n", says=says, cure=cure)


FAULTS = {
    "unknown key": document("key-unknown", "▶fiel: x", "“fiel”", "Did you mean “file”?"),
    "key of another case": document("key-unknown", "▶url: http://a.fr", "“url”", "Did you mean “URL”?"),
    "key with an underscore": document("key-unknown", "▶container_title: x", cure="“container-title”?"),
    "key like no other": document("key-unknown", "▶zzzzz: 4", "“zzzzz”", "manifest.md"),
    "number typed": document("key-unknown", "▶number: 4", "“number”", "Take the line out"),
    "key that is a list": document("key-unknown", "? ▶[a, b]\n        : x"),
    "merge key": document("key-unknown", "▶<<: {alt: x}", "“<<”"),
    "unknown key of the dossier": Fault(
        "key-unknown", "  ▶titel: x\n  exam:\n", "  exam:\n", cure="“title”?"
    ),
    "unknown key of the exam": Fault(
        "key-unknown",
        "    name: Concours\n    ▶coeficient: 4\n",
        "    name: Concours\n",
        cure="“coefficient”?",
    ),
    "unknown key at the top": Fault(
        "key-unknown", "▶section: x\nsections:\n", "sections:\n", cure="“sections”?"
    ),
    "unknown key of a section": Fault(
        "key-unknown", "    ▶documets: x\n    documents:\n", "    documents:\n", cure="“documents”?"
    ),
    "key of the exam in a document": document("key-misplaced", "▶coefficient: 4", cure="“dossier.exam”"),
    "key of a document in the dossier": Fault(
        "key-misplaced", "  ▶keep: 1\n  exam:\n", "  exam:\n", cure="“documents”"
    ),
    "key of the dossier at the top": Fault(
        "key-misplaced", "▶language: fr\nsections:\n", "sections:\n", cure="“dossier”"
    ),
    "no part": Fault("value-range", "synthesis:\n  parts: ▶0\nsections:\n", "sections:\n", "between 1 and 9"),
    "too many words": Fault(
        "value-range", "synthesis:\n  max-words: ▶100001\nsections:\n", "sections:\n", "“100001”"
    ),
    "margins in words": Fault(
        "value-type", "synthesis:\n  margins: ▶larges\nsections:\n", "sections:\n", "“margins”"
    ),
    "points below nothing": Fault(
        "value-range",
        "synthesis:\n  marking:\n    - criterion: Plan\n      points: ▶-1\nsections:\n",
        "sections:\n",
        "“points”",
    ),
    "points with a comma": Fault(
        "value-type",
        "synthesis:\n  marking:\n    - criterion: Plan\n      points: ▶4,5\nsections:\n",
        "sections:\n",
        "“points”",
    ),
    "unknown key of the grid": Fault(
        "key-unknown",
        "synthesis:\n  marking:\n    - criterion: Plan\n      points: 4\n      ▶point: 4\nsections:\n",
        "sections:\n",
        cure="“points”?",
    ),
    "key twice": document("key-duplicate", "▶title: x", "first: manifest.yaml:12:9", "Keep one"),
    "exam twice": Fault("key-duplicate", f"{EXAM}  ▶exam: {{}}\n", EXAM, "first: manifest.yaml:4:3"),
    "title missing": Fault(
        "key-missing", DOCUMENT, "        title: L’e-administration séduit\n" + DOCUMENT, "“title”"
    ),
    "paper missing": Fault("key-missing", "", "    paper: Note de synthèse\n", "“paper”", "Add this key"),
    "exam missing": Fault("key-missing", "", EXAM, "“exam”"),
    "exam empty": Fault("value-empty", "  ▶exam:\n", EXAM, "“exam”"),
    "sections missing": Fault("key-missing", "", SECTIONS, "“sections”"),
    "documents missing": Fault("key-missing", "", "    documents:\n" + DOCUMENTS, "“documents”"),
    "id missing": Fault("key-missing", "      - ▶title", "      - id: archimag\n        title", "“id”"),
    "exam is a text": Fault("value-type", "  exam: ▶Concours\n", EXAM, "“exam”", "organiser: …"),
    "dossier is a list": Fault("value-type", "dossier: ▶[a]\n", GOOD[: GOOD.index("sections:")], "“dossier”"),
    "sections are keys": Fault(
        "value-type",
        "sections:\n  ▶title: x\n  documents: [{id: a, title: b, file: c}]\n",
        SECTIONS,
        "“sections”",
        "- title",
    ),
    "documents are a text": Fault("value-type", "       ▶x\n", DOCUMENTS, "“documents”"),
    "a document is a text": Fault("value-type", "      - ▶x\n", DOCUMENTS, "“documents”"),
    "title is a list": Fault(
        "value-type", "title: ▶[Essai]", "title: Essai", "“title”", "Write: title: Essai"
    ),
    "extract is no boolean": document("value-type", "extract: ▶oui", "true or false"),
    "pages in letters": document("value-type", "number-of-pages: ▶cinq", "or auto"),
    "half a page": document("value-type", "number-of-pages: ▶5.5", "“number-of-pages”"),
    "no page": document("value-type", "number-of-pages: ▶0", "“number-of-pages”"),
    "fewer than no page": document("value-type", "number-of-pages: ▶-2", "“number-of-pages”"),
    "author of keys": document("value-type", "author: ▶{a: b}", "“author”"),
    "author with a colon": document("value-type", "author:\n          - a\n          - ▶b: c", "“author”"),
    "braces without quotes": document("value-type", "alt: ▶{{ pages }}", "“alt”"),
    "a notice with a colon": Fault(
        "value-type", "  notices:\n    - Un avis\n    - ▶Avis : ici\n  exam:\n", "  exam:\n", "“notices”"
    ),
    "notices are a text": Fault(
        "value-type", "  notices: ▶x\n  exam:\n", "  exam:\n", "one dash an item", "- x"
    ),
    "rights of no kind": document(
        "value-choice", "rights: ▶CFC", "“CFC”", "cfc, licence, own, public-domain"
    ),
    "recto of no kind": Fault(
        "value-choice", "  recto: ▶non\n  exam:\n", "  exam:\n", "“non”", "sections, documents"
    ),
    "id with a space": Fault("value-form", "id: ▶Archi Mag", "id: archimag", "“Archi Mag”"),
    "language as a word": Fault("value-form", "  language: ▶français\n  exam:\n", "  exam:\n", "“français”"),
    "date in words": document("value-form", "issued: ▶hier", "“hier”"),
    "date of the exam in words": Fault("value-form", "    date: ▶demain\n    name:", "    name:", "“demain”"),
    "title of nothing": Fault("value-empty", 'title: ▶""', "title: Essai", "“title”"),
    "selection of nothing": document("value-empty", 'keep: ▶""', "“keep”"),
    "no section": Fault("value-empty", "sections: ▶[]\n", SECTIONS, "“sections”"),
    "no document": Fault(
        "value-empty", "    documents: ▶[]\n", "    documents:\n" + DOCUMENTS, "“documents”"
    ),
    "31 February": document("date-impossible", "issued: ▶31/02/2011", "“31/02/2011”", "05/2011"),
    "29 February of no leap year": document("date-impossible", "issued: ▶2011-02-29"),
    "month 13": document("date-impossible", "issued: ▶2011-13"),
    "month 0": document("date-impossible", "issued: ▶00/2011"),
    "day 0": document("date-impossible", "issued: ▶00/05/2011"),
    "year 0": document("date-impossible", 'issued: ▶"0000"'),
    "exam on no day": Fault("date-impossible", "    date: ▶32/01/2012\n    name:", "    name:"),
    "selection in letters": document("pages-malformed", "keep: ▶a-b", "“a-b”", "1-10, 14"),
    "selection with a semicolon": document("pages-malformed", "keep: ▶1;2"),
    "selection with a hole": document("pages-malformed", "keep: ▶1,,2"),
    "selection backwards": document("pages-malformed", "keep: ▶3-1", "“3-1”"),
    "selection from 0": document("pages-malformed", "keep: ▶0-2"),
    "address without a scheme": document("url-malformed", "URL: ▶www.cegos.fr", "“www.cegos.fr”", "http://"),
    "address with a space": document("url-malformed", "URL: ▶http://a b.fr"),
    "address without a host": document("url-malformed", "URL: ▶http://"),
    "title that moves the terminal": document("value-form", 'title-short: ▶"Bilan \\e[2J"', "“Bilan "),
    "author with a line's end": document("value-form", 'author: ▶"Anne\\L"', "“Anne"),
    "list of authors with a sign of C1": document("value-form", 'author: [Anne, ▶"Paul\\x9b1m"]', "“Paul"),
    "address of half a host": document("url-malformed", 'URL: ▶"http://[::1"'),
    "address that runs": document("url-malformed", "URL: ▶javascript:alert(1)"),
    "blank left": document("placeholder-left", "page: ▶X p.", "“X p.”", "number-of-pages: auto"),
    "blank left in a block": document("placeholder-left", "alt: |\n          ▶à compléter"),
    "tag that runs": document("manifest-tag", "alt: ▶!!python/object:os.system x", "python/object:os.system"),
    "tag of its own": document("manifest-tag", "alt: ▶!foo x", "“!foo”"),
    "colon without quotes": document(
        "manifest-syntax", "published: Réseaux sociaux ▶: freins", cure="quotes"
    ),
    "tab": Fault("manifest-syntax", f"{DOCUMENT}▶\t    alt: x\n", cure="alignment"),
    "at sign": document("manifest-syntax", "alt: ▶@x", cure="quotes"),
    "dash after the key": document("manifest-syntax", "alt: ▶- x"),
    "undefined alias": document("manifest-syntax", "alt: ▶*x"),
    "two manifests": document("manifest-syntax", "alt: x\n▶---\na: b"),
}

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{y}: &{y} [{','.join(['*' + x] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)
)

#: Files that are no manifest at all.
WHOLE = {
    "nothing": (b"", "manifest-empty"),
    "white space": (b" \n\n  ", "manifest-empty"),
    "comments alone": (b"# rien\n", "manifest-empty"),
    "null": (b"~\n", "manifest-empty"),
    "a mark alone": (b"\xef\xbb\xbf", "manifest-empty"),
    "a text": (b"bonjour\n", "value-type"),
    "a list": (b"- a\n- b\n", "value-type"),
    "Latin 1": ("title: un\nsujet: é\n".encode("latin-1"), "manifest-encoding"),
    "Windows": ("alt: l’é\n".encode("cp1252"), "manifest-encoding"),
    "UTF-16 cut": (GOOD.encode("utf-16")[:-1], "manifest-encoding"),
    "UTF-32": (GOOD.encode("utf-32"), "manifest-encoding"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "manifest-encoding"),
    "a zero byte": (GOOD.replace("Essai", "Ess\0ai").encode(), "manifest-encoding"),
    "a control character": (GOOD.replace("Essai", "Ess\aai").encode(), "manifest-encoding"),
    "billion laughs": (LAUGHS.encode(), "manifest-bomb"),
    "a list in itself": (b"a: &a [*a]\n", "manifest-bomb"),
    "keys in themselves": (GOOD.encode() + b"x: &x {y: {z: *x}}\n", "manifest-bomb"),
    "deep lists": (b"[" * 100_000, "manifest-bomb"),
    "deep keys": ("\n".join(" " * n + "a:" for n in range(1000)).encode(), "manifest-bomb"),
    "a big file": (b"# " + b"x" * 2_100_000, "manifest-bomb"),
}
