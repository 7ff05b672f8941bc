"""Saved web pages and Markdown, through WeasyPrint: with the images beside them, no network, no script."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

from dossier.findings import DossierError, Finding, finding
from dossier.intake.broken import broken
from dossier.intake.kinds import PLACE, SourceFile, Taken, promised
from dossier.model import Treatment

KINDS = ("html", "markdown")
SUFFIXES = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
}
# What precedes the first element of a page: white space, comments, an XML declaration.
_BEFORE = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_FIRST = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|style|div|p|h[1-6]|table)\b", re.IGNORECASE
)
_DECLARED = re.compile(
    rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEAD = 4096
# The labels that browsers read as Windows' own set (WHATWG Encoding, 4.2).
_LATIN = ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252")
# How lines on style that is not understood start.
_IGNORED = ("Ignored ", "Invalid or ", "Unsupported", "Expected ", "Parse error", "Unknown rule", "No ")
_GLYPH = ".notdef"
# Who reads a page and draws it.
_ENGINES = ("weasyprint", "tinyhtml5", "tinycss2", "cssselect2", "pydyf", "fontTools", "PIL")
_NAMED = 5


def recognise(data: bytes, name: str) -> str | None:
    """``html`` where the bytes start as a page does; ``markdown`` for text whose name says so."""
    head = data[:_HEAD]
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    text = _decoded(head)[0]
    start = _BEFORE.match(text.lstrip("\ufeff"))
    if _FIRST.match(text.lstrip("\ufeff"), start.end() if start else 0):
        # A page that calls itself a PDF is what a server sends instead of one.
        return "html" if promised(name) in (None, *KINDS) else None
    markdown = SUFFIXES.get(PurePosixPath(name).suffix.lower()) == "markdown"
    return "markdown" if markdown and not data.startswith((b"%PDF-", b"{\\rtf")) else None


def to_pdf(file: SourceFile, kind: str) -> Taken:
    """The page as it prints on A4, tagged. Raises DossierError where nothing stands on it."""
    from .render import render

    text, charset = _decoded(file.data)
    if not text.strip("\ufeff \t\r\n"):
        raise DossierError([finding("source-empty", PLACE, file=file.name)])
    html = text if kind == "html" else _page_of(text, file)
    with broken(file.name, *_ENGINES):
        pdf, fetched = render(html, file.name, file.folder, file.language)
    findings = list(_findings(file.name, fetched.missing, len(fetched.remote), fetched.said))
    if fetched.links:
        gone = f"link {fetched.links}"
        findings.append(finding("source-cleaned", PLACE, file=file.name, count=fetched.links, removed=gone))
    if charset == "?":
        findings.append(finding("web-charset", PLACE, file=file.name))
    done = (Treatment("web-laid-out", {"file": file.name}),)
    reads = tuple(fetched.reads.items())
    return Taken(name=file.name, kind=kind, pdf=pdf, findings=tuple(findings), treatment=done, reads=reads)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and by which set of characters; ``?`` where the one it declares cannot be."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, "replace"), charset
    found = _DECLARED.search(data[:_HEAD])
    declared = (found[1] or found[2]).decode("ascii").lower() if found else ""
    if declared in _LATIN:
        return data.decode("cp1252", "replace"), "cp1252"
    for charset in (declared, "utf-8"):
        try:
            return data.decode(charset or "utf-8"), charset or "utf-8"
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace"), "?" if declared else "cp1252"


def _page_of(text: str, file: SourceFile) -> str:
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).render(text)
    language, title = escape(file.language), escape(file.title)
    head = f'<html class="markdown" lang="{language}"><head><title>{title}</title></head>'
    return f"{head}<body>{body}</body></html>"


def _findings(name: str, missing: list[str], remote: int, said: list[str]) -> Iterator[Finding]:
    if missing:
        names = list(dict.fromkeys(missing))
        listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        yield finding("web-missing", PLACE, file=name, count=len(names), names=listed)
    if remote:
        yield finding("web-remote", PLACE, file=name, count=remote)
    told = [line for line in said if not line.startswith(("Failed to load", "Failed to fetch", *_IGNORED))]
    glyphs = [line for line in told if line.startswith(_GLYPH)]
    if glyphs:
        yield finding("web-glyphs", PLACE, file=name, count=len(set(glyphs)))
    ignored = sum(line.startswith(_IGNORED) for line in said)
    if ignored:
        yield finding("web-style", PLACE, file=name, count=ignored)
    for line in dict.fromkeys(line for line in told if line not in glyphs):
        yield finding("web-engine", PLACE, file=name, problem=line[:200])
