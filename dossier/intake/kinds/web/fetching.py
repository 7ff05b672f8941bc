"""What a page may fetch: files of its dossier and the parts that it brings, where an engine may draw them."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from dossier import odd
from dossier.folder import Folder, OutsideError
from dossier.intake.kinds.images import MOST_PIXELS
from dossier.intake.limits import STREAM
from dossier.shipped import place

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

SHIPPED = place("templates")
OWN = "templates"
#: Virtual addresses: no path of the machine is in the PDF.
DOSSIER, TEMPLATES = "file:///dossier/", "file:///templates/"
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass
class Fetched:
    """What a page asked for: ``reads`` are the files looked for, with the SHA-256 of what was read, empty
    where there is none; ``missing`` names those that cannot be drawn; ``remote`` are the addresses elsewhere;
    ``said`` is what the engine tells; ``links`` counts those that are text now."""

    reads: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    remote: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    links: int = 0


def fetcher_of(
    dossier: Folder | None, own: Folder, fetched: Fetched, parts: Mapping[str, tuple[str, bytes]]
) -> URLFetcher:
    """The engine's way to files: those of ``dossier`` and, of templates, of its ``own`` folder or the shipped
    one, and ``parts`` by their addresses, each a media type and bytes. What is asked for goes to ``fetched``.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    shipped = Folder(SHIPPED)
    read: dict[tuple[str, str], bytes] = {}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            address = url.split("#")[0].split("?")[0]
            if url.startswith("data:"):
                response = super().fetch(url, headers)
                kind = response.headers.get("Content-Type", "")
                return URLFetcherResponse(
                    url, self._sound(response.read(), kind, "data:"), {"Content-Type": kind}
                )
            part = parts.get(url.split("#")[0]) or parts.get(address)
            if part:
                return URLFetcherResponse(
                    url, self._sound(part[1], part[0], address), {"Content-Type": part[0]}
                )
            if address.startswith(TEMPLATES):
                name = unquote(address[len(TEMPLATES) :])
                body = self._read_once(name, {f"{OWN}/": own, f"{SHIPPED}/": shipped})
            elif dossier and address.startswith(DOSSIER):
                name = unquote(address[len(DOSSIER) :])
                body = self._read_once(name, {"": dossier})
            else:
                fetched.remote.add(url)
                raise ValueError(f"not in the dossier: {url}")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = self._sound(body, kind, PurePosixPath(name).name)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

        def _read_once(self, name: str, roots: dict[str, Folder]) -> bytes:
            """The bytes of ``name`` in the first of ``roots`` that has it, read once for the whole page."""
            for prefix, root in roots.items():
                if (prefix, name) not in read:
                    try:
                        read[prefix, name] = root.read(name, STREAM)
                    except OutsideError:
                        continue
                    except OSError:
                        fetched.reads[prefix + name] = ""
                        continue
                body = read[prefix, name]
                fetched.reads[prefix + name] = hashlib.sha256(body).hexdigest()
                return body
            fetched.missing.append(name)
            raise ValueError(f"missing: {name}")

        def _sound(self, body: bytes, kind: str, name: str) -> bytes:
            """``body`` where an engine may draw it: whole, of bounded size, without entities."""
            if _drawable(body, kind):
                return body
            fetched.missing.append(name)
            raise ValueError(f"cannot be drawn: {name}")

    return Fetcher(allowed_protocols=["file", "data"])


def _drawable(body: bytes, kind: str) -> bool:
    from PIL import Image, UnidentifiedImageError

    if "svg" in kind or "xml" in kind:
        return not _ENTITY.search(body.replace(b"\0", b""))
    if not kind.startswith("image/"):
        return True
    try:
        with odd.reading("PIL"), Image.open(io.BytesIO(body)) as image:
            if image.size[0] * image.size[1] > MOST_PIXELS:
                return False
            image.load()
    except odd.OddError as error:
        unknown = isinstance(error.__cause__, UnidentifiedImageError)
        return unknown and b"<svg" in body[:4096] and not _ENTITY.search(body)
    return True
