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
FLAVOUR = "ua1"
_TABLE = re.compile(r"(?<=<!-- table -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Compared:
    """One document: what it was bound as, and the rules that it failed before and fails when bound."""

    name: str
    bound_as: str
    before: dict[str, int]
    after: dict[str, int]

    @property
    def worse(self) -> set[str]:
        """The rules that fail only when bound. The claim itself ("5-1") is made of what holds."""
        return self.after.keys() - self.before.keys() - {"5-1"}


def compare(files: list[Path], folder: Path) -> list[Compared]:
    """Bind each of ``files`` alone under ``folder`` and validate it before and after."""
    import verapdf
    from conftest import built, write_dossier

    bound, kinds = [], []
    for number, file in enumerate(files):
        alt = {"document": {"alt": "Un document", "title": "Un document"}}
        made = built(write_dossier(folder / str(number), {"document": file}, alt))
        bound.append(made.pdf)
        kinds.append(made.record["documents"][0]["accessibility"])
    verdicts = verapdf.validate([*files, *bound], FLAVOUR)
    return [
        Compared(file.name, kind, verdicts[file, FLAVOUR].failed, verdicts[pdf, FLAVOUR].failed)
        for file, pdf, kind in zip(files, bound, kinds, strict=True)
    ]


def table(rows: list[Compared]) -> str:
    """The rows as Markdown."""
    lines = ["| Document | Bound as | Fails before | Fails when bound |", "|---|---|---|---|"]
    for row in rows:
        cells = (", ".join(sorted(rules, key=_order)) or "–" for rules in (row.before, row.after))
        lines.append(f"| {row.name.removesuffix('.pdf')} | {row.bound_as} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _order(rule: str) -> list[int]:
    return [int(part) for part in re.split(r"[.-]", rule) if part.isdigit()]


def main() -> int:
    """Write the table; 1 where a document is worse bound than alone."""
    files = sorted(CORPUS.glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(files, Path(folder))
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: table(rows), text), encoding="utf-8")
    for row in rows:
        if row.worse:
            print(f"{row.name}: {', '.join(sorted(row.worse))}")
    return 1 if any(row.worse for row in rows) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    sys.path.insert(0, str(PROJECT / "tests"))
    raise SystemExit(main())
