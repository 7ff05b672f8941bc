"""Saved web pages and Markdown, through WeasyPrint: with the images beside them, no network, no script."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from dossier.findings import DossierError, Finding, finding
from dossier.intake.broken import broken
from dossier.intake.kinds import PLACE, SourceFile, Taken, promised
from dossier.intake.words import Lost, told
from dossier.model import Treatment

from .encoding import HEAD, decoded
from .mhtml import is_mhtml, opened
from .page import Page

KINDS = ("html", "markdown", "mhtml")
SUFFIXES = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".mhtml", ".mht"), "mhtml"),
}
# What precedes the first element of a page: white space, comments, an XML declaration.
_BEFORE = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_FIRST = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|style|div|p|h[1-6]|table)\b", re.IGNORECASE
)
# How lines on style that is not understood start.
_IGNORED = ("Ignored ", "Invalid or ", "Unsupported", "Expected ", "Parse error", "Unknown rule", "No ")
_GLYPH = ".notdef"
# How those start on a drawing that the page shows and the PDF does not.
_UNDRAWN = ("Failed to render SVG", "Failed to load inline SVG", "Error while rendering SVG")
_NAMED = 5


def recognise(data: bytes, name: str) -> str | None:
    """``html`` where the bytes start as a page does; ``markdown`` for text whose name says so."""
    head = data[:HEAD]
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if is_mhtml(head):
        return "mhtml" if promised(name) in (None, *KINDS) else None
    text = decoded(head)[0]
    start = _BEFORE.match(text.lstrip("\ufeff"))
    if _FIRST.match(text.lstrip("\ufeff"), start.end() if start else 0):
        # A page that calls itself a PDF is what a server sends instead of one.
        return "html" if promised(name) in (None, *KINDS) else None
    markdown = SUFFIXES.get(PurePosixPath(name).suffix.lower()) == "markdown"
    return "markdown" if markdown and not data.startswith((b"%PDF-", b"{\\rtf")) else None


def to_pdf(file: SourceFile, kind: str) -> Taken:
    """The page as it prints on A4, tagged. Raises DossierError where nothing stands on it."""
    from .render import ENGINES, render

    with broken(file.name, *ENGINES):
        page, charset, early = _page(file, kind)
        if not page.html.strip("\ufeff \t\r\n"):
            raise DossierError([finding("source-empty", PLACE, file=file.name)])
        laid = render(page, file.folder)
    fetched = laid.fetched
    findings = list(_findings(file.name, fetched.missing, len(fetched.remote), fetched.said))
    if fetched.links:
        gone = f"link {fetched.links}"
        findings.append(finding("source-cleaned", PLACE, file=file.name, count=fetched.links, removed=gone))
    if charset == "?":
        findings.append(finding("web-charset", PLACE, file=file.name))
    findings += told([*early, *laid.lost], file.name, PLACE)
    findings += told(laid.extra, file.name, PLACE, "words-unseen")
    if laid.replaced and kind != "markdown":
        findings.append(finding("web-fonts", PLACE, file=file.name, fonts=_listed(laid.replaced)))
    if laid.plain:
        findings.append(finding("web-plain", PLACE, file=file.name))
    if laid.forbidden:
        findings.append(finding("web-screen", PLACE, file=file.name))
    counted = {"words": laid.words, "unseen": laid.seen.unseen, "unprinted": laid.seen.unprinted}
    done = (Treatment("web-laid-out", {"file": file.name, **counted}),)
    reads = tuple(fetched.reads.items())
    return Taken(
        name=file.name, kind=kind, pdf=laid.pdf, findings=tuple(findings), treatment=done, reads=reads
    )


def _page(file: SourceFile, kind: str) -> tuple[Page, str, list[Lost]]:
    """The page to lay out, its set of characters, and the words that are lost already."""
    if kind == "mhtml":
        saved = opened(file.data)
        if saved is None:
            return Page("", file.name, file.language), "", []
        page = Page(saved.text, file.name, file.language, saved.base, saved.parts)
        return page, saved.charset, []
    text, charset = decoded(file.data)
    gone: list[Lost] = []
    if kind == "markdown" and text.strip():
        from .markdown import page_of

        text, gone = page_of(text, file.language, file.title)
    return Page(text, file.name, file.language), charset, gone


def _findings(name: str, missing: list[str], remote: int, said: list[str]) -> Iterator[Finding]:
    if missing:
        names = list(dict.fromkeys(missing))
        yield finding("web-missing", PLACE, file=name, count=len(names), names=_listed(names))
    if remote:
        yield finding("web-remote", PLACE, file=name, count=remote)
    glyphs = {line for line in said if line.startswith(_GLYPH)}
    if glyphs:
        yield finding("web-glyphs", PLACE, file=name, count=len(glyphs))
    ignored = sum(line.startswith(_IGNORED) for line in said)
    if ignored:
        yield finding("web-style", PLACE, file=name, count=ignored)
    undrawn = sum(line.startswith(_UNDRAWN) for line in said)
    if undrawn:
        yield finding("web-engine", PLACE, file=name, count=undrawn)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
