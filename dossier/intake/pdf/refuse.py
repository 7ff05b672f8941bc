"""What is wrong with a PDF that no engine opens, in words that an editor understands."""

from __future__ import annotations

from typing import Any

from dossier.findings import Finding, finding
from dossier.intake.steps import PLACE

# What a server or a mail program saves in place of the file.
_PAGES_OF_THE_WEB = (b"<!doctype html", b"<html", b"<?xml")
_TAIL = 2048
# What qpdf says of a file that it gives up, and the word for it in the catalogues.
_PROBLEMS = (
    (("/Kids", "/Pages", "page tree", "no pages"), "no-pages"),
    (("/Root",), "no-root"),
    (("trailer", "startxref", "xref"), "no-table"),
)


def refusal(data: bytes, name: str, problem: str) -> Finding:
    """The finding for a file that cannot be rescued; ``problem`` is what the first engine said."""
    facts: dict[str, Any] = {"file": name}
    if not data.strip(b"\0 \r\n\t"):
        return finding("source-hollow", PLACE, size=len(data), **facts)
    if any(data[:1024].lstrip().lower().startswith(sign) for sign in _PAGES_OF_THE_WEB):
        return finding("source-web", PLACE, **facts)
    if cut_off(data):
        return finding("source-cut", PLACE, size=len(data.rstrip(b"\0")), **facts)
    if "encrypt" in problem.lower():
        return finding("source-lock", PLACE, **facts)
    said = next((word for words, word in _PROBLEMS if any(w in problem for w in words)), "unreadable")
    return finding("source-broken", PLACE, problem=said, **facts)


def cut_off(data: bytes) -> bool:
    """Whether the end of the file is not there: a PDF ends with %%EOF (ISO 32000-2, 7.5.5)."""
    return b"%%EOF" not in data[-_TAIL:].rstrip(b"\0") and b"startxref" not in data[-_TAIL:]
