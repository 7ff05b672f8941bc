"""More on one finding: what it is, what it does to a run, and how it is met, with an example of its words.

All words are those of the catalogues: of the example, too, which is a finding like any other, made of the
facts of an invented dossier.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from . import report
from .findings import CODES, FORMER, DossierError, Exit, Finding, acceptable, current, finding

#: What findings of an invented dossier tell, by the name of the fact; words are in the catalogues
#: ("example."), since they are of a language.
_FACTS: Mapping[str, str | int] = {
    "file": "sources/05-archimag.pdf",
    "id": "archimag",
    "number": 5,
    "count": 3,
    "page": 4,
    "picture": "4.3",
    "known": "4.1, 4.2",
    "pages": "3-5",
    "folio": 57,
    "key": "issued",
    "keys": "exam.organiser, exam.name, notices",
    "value": "31/02/2011",
    "first": 12,
    "second": 14,
    "other": "../secours",
    "twin": "../secours",
    "theirs": 121,
    "tag": "dossier.title",
    "near": "dossier.title",
    "name": "Pango",
    "names": "06.pdf, 07.pdf",
    "size": 52_428_800,
    "seconds": 60,
    "fonts": "Calibri, Garamond",
    "choices": "cfc, licence, own, public-domain",
    "url": "htp://www.archimag.com",
    "address": "file:///C:/rapport.pdf",
    "port": 8765,
    "variable": "DOSSIER_PASSWORD_ARCHIMAG",
    "width": 24_000,
    "height": 36_000,
    "dpi": 300,
    "announced": 10,
    "bound": 9,
    "said": "2012",
    "source_page": 4,
    "across": 34,
    "along": 41,
    "down": 12,
    "left": 60,
    "top": 85,
    "pictures": "build/differs-document-5-folio-57-source.png",
    "found": 117,
    "planned": 118,
    "printed": "58",
    "label": "58",
    "language": "fra",
    "record": "dossier.json",
    "sections": 3,
    "step": "build/replaced/0003",
    "inside": "annexe.pdf, rapport.pdf",
    "signal": 11,
    "compared": 9,
    "numbers": "5, 7",
    "entry": "../../.profile",
    "after": 7,
    "drawn": 9,
    "wanted": 10,
    "points": "5.4",
    "percent": 62,
    "year": 1970,
    "high": 100,
    "low": 1,
    "part": "word/document.xml",
    "field": "AUTHOR",
    "target": "http://modele.example/base.dotx",
    "ratio": "2.1",
    "character": "2713",
    "files": "manifest.yaml, sources/05-archimag.pdf",
    "written": "cite(archimag)",
    "example": '{{ cite("archimag") }}',
    "where": "dossier",
    # Words of the program, which the report puts into the person's language.
    "kind": "heic",
    "promised": "pdf",
    "expected": "date",
    "how": "xref-rebuilt",
    "reason": "given-missing",
    "removed.javascript": 2,
    "damaged.font": "3, 5",
    "standards.PDF/UA-1": "",
    "documents.5": "",
    "claims.PDF/A-2b": "",
}
#: What one code tells otherwise.
_OWN: Mapping[str, Mapping[str, str | int]] = {
    "manifest-tag": {"tag": "!!python/object"},
    "key-unknown": {"key": "titre"},
    "key-misplaced": {"key": "organiser"},
    "key-secret": {"key": "password"},
    "key-missing": {"key": "title"},
    "series-key": {"key": "sections"},
    "value-choice": {"key": "rights", "value": "libre"},
    "value-empty": {"key": "title"},
    "value-range": {"key": "max-pages", "value": 0},
    "pages-malformed": {"value": "1 à 3"},
    "pages-twice": {"value": "1-4, 4"},
    "acceptance-code": {"value": "text-tiny"},
    "acceptance-idle": {"value": "extent-differs"},
    "acceptance-none": {"value": "extent-differs"},
    "document-unknown": {"value": "archimage"},
    "edition-unknown": {"value": "jury"},
    "edition-sets": {"sets": "001, 002", "last": "signed/002", "place": "signed"},
    "usage-wrong": {"problem": "--strct", "meant": "./run --help build", "place": "--strct"},
    "format-unknown": {"value": "xml", "choices": "text, json"},
    "extent-differs": {"key": "page"},
    "extent-unchecked": {"page": "A4-A9"},
    "text-hidden": {"pages": "3 (2), 5 (1)"},
    "text-veiled": {"pages": "3 (2), 5 (1)"},
    "picture-hidden": {"pages": "3 (2), 5 (1)"},
    "redact-unapplied": {"pages": "3 (2), 5 (1)"},
    "compare-differs": {"how": "missing"},
    "base-style": {"name": "Dossier Title"},
    "base-contrast": {"name": "Dossier Title"},
    "base-image": {"name": "word/media/image1.emf"},
    "erratum-old": {"files": "build/erratum.pdf", "place": "build/erratum.pdf"},
    "build-old": {"files": "manifest.yaml", "place": "build/dossier.pdf"},
    "signed-differs": {"number": "001"},
    "series-died": {"number": -9},
    "logo-unread": {"file": "templates/logo.png"},
    "reference-unread": {"problem": "references.enl", "place": "~/references.enl"},
    "reference-several": {"keys": "dupont2011, insee2012", "place": "~/references.bib"},
    "reference-left": {"words": "date “s.d.”", "place": "~/references.bib"},
    "identifier-wrong": {"key": "ISBN", "value": "978-2-07-036822-9", "place": "~/references.bib"},
    "erratum-stale": {"place": "build/dossier.pdf"},
    "erratum-unsigned": {"place": "signed/"},
    "erratum-sides": {"place": "templates"},
    "words-lost": {"element": "table", "where": "Article 3"},
    "step-unsealed": {"file": "build/replaced/.switch", "place": "build/replaced/.switch"},
    "words-unseen": {"where": "Article 3"},
    "value-cut": {"words": "# 5", "example": "Rapport # 5"},
    "code-unknown": {"value": "text-smal", "place": "explain"},
    "result-unknown": {"value": "odt", "choices": "pdf, docx, proof", "place": "--what"},
    "proof-unsealed": {"file": "build/proof.html", "place": "build/proof.html"},
    "result-missing": {"file": "build/dossier.pdf", "command": "build", "place": "build/dossier.pdf"},
    "viewer-missing": {"file": "build/dossier.pdf", "place": "build/dossier.pdf"},
    "machine-clock": {"place": "date"},
    "machine-output": {"place": "stdout"},
    "output-link": {"place": "build/dossier.pdf"},
}
#: Where such a finding stands, by the exit code of a run that it stops.
_PLACES = {
    Exit.USAGE: "--format",
    Exit.MANIFEST: "manifest.yaml:42:9",
    Exit.SOURCE: "manifest.yaml:42:9",
    Exit.TEMPLATE: "templates/introduction.md:7",
    Exit.LAYOUT: "page 57",
    Exit.OUTPUT: "build",
    Exit.VERIFICATION: "build/dossier.pdf, page 57",
    Exit.DEPENDENCY: "manifest.yaml:42:9",
    Exit.MACHINE: "ulimit",
}
_ODD = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True)
class Explained:
    """A code as it is called now, what it was ``asked`` for as, and an example."""

    code: str
    asked: str
    example: Finding

    def lines(self) -> Iterator[str]:
        """What is said of it, one line each."""
        severity, code = CODES[self.code]
        if self.asked != self.code:
            yield report.say("explain.former", former=self.asked, code=self.code)
        yield report.say(
            "explain.head", code=self.code, severity=report.say(f"severity.{severity}"), exit=int(code)
        )
        yield f"    {self.what}"
        yield report.say("explain.example")
        for line in report.lines([self.example]):
            yield f"    {line}"
        yield report.say(f"explain.{severity}")
        if acceptable(self.code):
            of = "-series" if self.code.startswith("series-") else ""
            yield report.say(f"explain.accept{of}", code=self.code)

    @property
    def what(self) -> str:
        """What it says, as the reference has it."""
        return report.say(f"what.{self.code}")

    def facts(self) -> dict[str, object]:
        """The same for a program."""
        severity, code = CODES[self.code]
        return {
            "code": self.code,
            "severity": str(severity),
            "stops_with": int(code),
            "formerly": [old for old, new in FORMER.items() if new == self.code],
            "what": self.what,
            "acceptable": acceptable(self.code),
            "example": report.as_record(self.example),
        }


def explained(asked: str) -> Explained:
    """What there is to say of the code ``asked`` for, as a person copied or typed it. Raises DossierError
    where there is none, with the nearest."""
    name = _ODD.sub("-", asked.strip().lower()).strip("-")
    code = current(name)
    if code not in CODES:
        near = difflib.get_close_matches(name, [*CODES, *FORMER], 1)
        raise DossierError(
            [finding("code-unknown", "explain", value=asked[:60], near=near[0] if near else "")]
        )
    return Explained(code, name, example(code))


def example(code: str) -> Finding:
    """A finding of that ``code`` in an invented dossier, with every fact that its words name."""
    catalogue = report.catalogue(report.language())
    named = {
        name
        for key in (f"finding.{code}", f"cure.{code}")
        for _, name, _, _ in Formatter().parse(catalogue[key])
        if name and name != "run"
    }
    own = dict(_OWN.get(code, {}))
    place = str(own.pop("place", _PLACES[CODES[code][1]]))
    facts: dict[str, str | int] = {}
    for name in sorted(named - own.keys()):
        several = {key: value for key, value in _FACTS.items() if key.startswith(f"{name}.")}
        if several:
            facts |= several
        elif f"example.{name}" in catalogue:
            facts[name] = report.say(f"example.{name}")
        else:
            facts[name] = _FACTS[name]
    return Finding(code, place, {**facts, **own})
