"""The desk as its pages use it, without a browser: what is on a page is sent back, as a person would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from dossier.desk.guard import Guard
from dossier.desk.serving import application
from dossier.desk.session import Session
from dossier.options import Options

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area: str | None = None
        self.feed(re.sub(r'(?<=action=")/[\w-]{43}(?=/)', "", page))

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((told.get("action", ""), {}))
        elif tag == "input" and told.get("type") in ("hidden", "text"):
            self.forms[-1][1][told["name"]] = told.get("value", "")
        elif tag == "textarea":
            self._area = told["name"]
            self.forms[-1][1][self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def of(self, action: str) -> dict[str, str]:
        """What the form that goes to ``action`` would send."""
        return next(fields for where, fields in self.forms if where == action)


class Visitor:
    """Somebody at the desk of the dossier ``manifest``; with a ``guard`` of another one, at the same desk."""

    def __init__(self, manifest: Path, *, most: int = 1 << 20, guard: Guard | None = None) -> None:
        self.session = Session(Options(manifest), most)
        self.guard = guard or application(self.session, PORT)
        #: Asks below the path of all pages, unless it is given a whole address.
        self.client = TestClient(self.guard, base_url=HERE + self.guard.root, raise_server_exceptions=False)

    def enter(self) -> Visitor:
        """Come in by the address."""
        address = self.guard.address(self.guard.shown)
        assert self.client.get(address, follow_redirects=True).status_code == 200
        return self

    def page(self, path: str = "/") -> str:
        """A page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(
        self,
        action: str,
        typed: Mapping[str, str] | None = None,
        *,
        page: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> str:
        """Send the form of ``page`` that goes to ``action`` with what is ``typed`` in it; returns the page
        that comes of it, as text."""
        fields = {**Forms(page or self.page()).of(action), **(typed or {})}
        sent: Any = [("file", file) for file in files]
        answer = self.client.post(action, data=fields, files=sent or None, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text


def said(page: str) -> str:
    """What a page says of the act before it."""
    section = re.search(r'<section class="told.*?</section>', page, re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", section[0]).split())) if section else ""
