"""Before and after: each real document of the corpus alone, and bound, by the reference validator.

Run by ``invoke accessibility``, which writes the table into docs/accessibility.md.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT.parent / "shared" / "corpus" / "real"
PAGE = PROJECT / "docs" / "accessibility.md"
UA, ARCHIVE = "ua1", "2a"
# The rule of each standard that a file claims it: the claim is made of what holds.
_CLAIMS = ("5-1", "6.6.4-1", "6.6.4-2", "6.6.4-3")


@dataclass(frozen=True)
class Compared:
    """One document: what it was bound as, the rules of a flavour that it failed before and fails when bound,
    and what the bound file claims."""

    name: str
    bound_as: str
    before: dict[str, int]
    after: dict[str, int]
    claim: str | None

    @property
    def worse(self) -> set[str]:
        """The rules that fail only when bound."""
        return self.after.keys() - self.before.keys() - {*_CLAIMS}


def compare(files: list[Path], folder: Path) -> dict[str, list[Compared]]:
    """Bind each of ``files`` alone under ``folder`` and validate it before and after; by flavour."""
    import verapdf
    from conftest import built, write_dossier

    made = []
    for number, file in enumerate(files):
        alt = {"document": {"alt": "Un document", "title": "Un document", "hidden": "keep"}}
        made.append(built(write_dossier(folder / str(number), {"document": file}, alt), compare=False))
    verdicts = verapdf.validate([*files, *(dossier.pdf for dossier in made)], UA, ARCHIVE)
    return {
        flavour: [
            Compared(
                file.name,
                dossier.record["documents"][0]["accessibility"],
                verdicts[file, flavour].failed,
                verdicts[dossier.pdf, flavour].failed,
                dossier.record["conformance"]["pdfua" if flavour == UA else "pdfa"],
            )
            for file, dossier in zip(files, made, strict=True)
        ]
        for flavour in (UA, ARCHIVE)
    }


def table(rows: list[Compared]) -> str:
    """The rows as Markdown."""
    lines = ["| Document | Bound as | Fails before | Fails when bound | Claims |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (", ".join(sorted(rules, key=_order)) or "–" for rules in (row.before, row.after))
        name = row.name.removesuffix(".pdf")
        lines.append(f"| {name} | {row.bound_as} | {' | '.join(cells)} | {row.claim or '–'} |")
    return "\n".join(lines) + "\n"


def _order(rule: str) -> list[int]:
    return [int(part) for part in re.split(r"[.-]", rule) if part.isdigit()]


def main() -> int:
    """Write the table; 1 where a document is worse bound than alone."""
    files = sorted(CORPUS.glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        compared = compare(files, Path(folder))
    text = PAGE.read_text(encoding="utf-8")
    for flavour, rows in compared.items():
        mark = f"<!-- {flavour} -->\n"
        start = text.index(mark) + len(mark)
        text = text[:start] + table(rows) + text[text.index("<!-- end -->", start) :]
    PAGE.write_text(text, encoding="utf-8")
    worse = [(row.name, rule) for rows in compared.values() for row in rows for rule in sorted(row.worse)]
    for name, rule in worse:
        print(f"{name}: {rule}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    sys.path.insert(0, str(PROJECT / "tests"))
    raise SystemExit(main())
