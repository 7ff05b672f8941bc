"""Pages that browsers save as one file: MHTML (RFC 2557), its parts found by location or by ``cid:``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from urllib.parse import urljoin

from .encoding import decoded

# Where a page lies that does not say where: nowhere that can be reached (RFC 6761).
_NOWHERE = "http://saved.invalid/"
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+")
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
# What a letter has, of which the headers are to be read, too.
_SENT = re.compile(rb"^(?:to|received|delivered-to|return-path):", re.IGNORECASE | re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Opened:
    """The ``text`` of a page, the ``base`` that its addresses count from, and what came with it, by address:
    type and bytes. ``charset`` is ``?`` where the one that is declared cannot be."""

    text: str
    base: str
    parts: Mapping[str, tuple[str, bytes]]
    charset: str


def is_mhtml(head: bytes) -> bool:
    """Whether a file starts with the headers of a page and its parts."""
    headers = _HEADERS.match(head.lstrip(b"\r\n\xef\xbb\xbf"))
    return bool(headers and _RELATED.search(headers[0]) and not _SENT.search(headers[0]))


def opened(data: bytes) -> Opened | None:
    """The page in ``data``; None where there is none in it."""
    whole = message_from_bytes(data)
    leaves = [part for part in whole.walk() if not part.is_multipart()]
    pages = [part for part in leaves if part.get_content_type() in _PAGES]
    start = str(whole.get_param("start") or "")
    first = next((page for page in pages if start and _header(page, "Content-ID") == start), None)
    if first is None:
        if not pages:
            return None
        first = pages[0]
    base = urljoin(_NOWHERE, _header(first, "Content-Location") or "")
    parts: dict[str, tuple[str, bytes]] = {}
    for part in leaves:
        body = part.get_payload(decode=True)
        if part is first or not isinstance(body, bytes):
            continue
        location, identity = _header(part, "Content-Location"), _header(part, "Content-ID")
        for address in (urljoin(base, location) if location else "", f"cid:{identity.strip('<>')}"):
            parts.setdefault(address.split("#")[0], (part.get_content_type(), body))
    body = first.get_payload(decode=True)
    text, charset = decoded(body if isinstance(body, bytes) else b"", str(first.get_param("charset") or ""))
    return Opened(text, base, parts, charset)


def _header(part: Message, name: str) -> str:
    return "".join(str(part.get(name, "")).split())
