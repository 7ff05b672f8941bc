"""Who may come in: this browser of this person, on this machine, by the pages of the desk.

Any page of any site can send requests to 127.0.0.1, and any program of the machine, whoever runs it. Hence,
in this order: the host must be ours, so that no name of another site leads here (DNS rebinding); the cookie
must be the one that was given for a secret of the address; what changes anything comes from a page of ours,
by its origin and by a word that only our pages know (CSRF). Cookies know no ports (RFC 6265, 8.5): what
listens at another one of this machine, whoever runs it, is sent those of the same path. So every page stands
below a path that nobody else knows, and the cookie with it. Pages may load nothing from elsewhere and run
nothing but our script (CSP Level 3).
"""

from __future__ import annotations

import hmac
import secrets
from html import escape
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dossier import report

#: The name of the word that a form sends.
WORD = "csrf"
_ENTRY = "/enter"
# Digits of a number that may be one of ours.
_DIGITS = 18
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # What an exam holds stays in no cache of the browser.
    "cache-control": "no-store",
}


class TooMuchError(Exception):
    """More was sent than may be."""


class Guard:
    """Lets through to ``app`` what may come in at ``port``, no request of more than ``most`` bytes.

    ``shown`` is the secret of the address that the terminal shows; ``handed`` that of the address given to
    the browser, which other programs may see in a list of processes, and which opens once.
    """

    def __init__(self, app: ASGIApp, port: int, most: int) -> None:
        self._app, self._most = app, most
        self._host = f"127.0.0.1:{port}"
        self._cookie, self._session = f"dossier-desk-{port}", secrets.token_urlsafe(32)
        self.word = secrets.token_urlsafe(32)
        #: The path that every page stands below. No command line has it, nor the address that is shown.
        self.root = f"/{secrets.token_urlsafe(32)}"
        self.shown, self.handed = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._entries = {self.shown, self.handed}

    def address(self, secret: str) -> str:
        """Where a browser comes in."""
        return f"http://{self._host}{_ENTRY}?token={secret}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            return
        headers, over = Headers(scope=scope), _Count(receive, self._most)
        answer = self._refusal(scope, headers)
        scope = {**scope, "root_path": self.root}
        sent = _Headed(send, self.root)
        try:
            await (answer or self._app)(scope, over, sent)
        except Exception:
            if not sent.begun:  # else it was told, with a report
                raise

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.getlist("host") != [self._host]:
            return _no(421, "desk.refused")
        if scope["path"] == _ENTRY and scope["method"] == "GET":
            return self._entered(scope["query_string"].decode("latin-1").removeprefix("token="))
        if not _same(scope["path"][: len(self.root) + 1], f"{self.root}/"):
            return _no(403, "desk.refused")
        if not _same(_cookie(headers.get("cookie", ""), self._cookie), self._session):
            return _no(403, "desk.refused")
        if scope["method"] in ("GET", "HEAD"):
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin not in (None, f"http://{self._host}") or site not in (None, "same-origin"):
            return _no(403, "desk.refused")
        length = number(headers.get("content-length", "0"))
        if length is None or length > self._most:
            return _no(413, "desk.too-much")
        return None

    def _entered(self, secret: str) -> Response:
        known = next((one for one in self._entries if _same(one, secret)), None)
        if known is None:
            return _no(403, "desk.refused")
        if known == self.handed:
            self._entries.discard(known)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, self._session, path=f"{self.root}/", httponly=True, samesite="strict")
        return answer

    def knows(self, word: object) -> bool:
        """Whether ``word`` is the one that only our pages know."""
        return isinstance(word, str) and _same(word, self.word)


class _Count:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooMuchError
        return message


class _Headed:
    """Sends, with the headers that every answer has; who is sent on is so below ``root``."""

    def __init__(self, send: Send, root: str) -> None:
        self._send, self._root, self.begun = send, root, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("location", "").startswith("/"):
                headers["location"] = self._root + headers["location"]
        await self._send(message)


def path(request: Request) -> str:
    """Which page is asked for, as it is called below the path of all."""
    path: str = request.url.path
    return path.removeprefix(request.scope["root_path"])


def number(text: str) -> int | None:
    """The number that ``text`` is; None where it is none, or has more digits than any of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def _no(code: int, key: str) -> Response:
    """A page that says so and asks for nothing more: whoever is refused gets no other file either."""
    words = escape(report.say(key))
    page = (
        f'<!DOCTYPE html><html lang="{report.language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        "<title>dossier</title></head>"
        f"<body><main><h1>dossier</h1><p>{words}</p></main></body></html>"
    )
    return HTMLResponse(page, status_code=code)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _cookie(header: str, name: str) -> str:
    try:
        cookie = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
