"""The pages: how they are made, and what each of them shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from dossier import bugs, outputs, report
from dossier.folder import Folder
from dossier.odd import OddError
from dossier.proofing import grouped, is_sealed

from . import views
from .guard import WORD, Guard, number, path
from .session import Session, Told

_PAGES = Path(__file__).with_name("pages")
#: What the pages load, and of which type it is.
FILES = {"desk.css": "text/css", "desk.js": "text/javascript", "desk.svg": "image/svg+xml"}
_LARGEST = 4 << 30
# The proof is a page of its own: it runs its script, and reaches nothing of the desk.
_PROOF = (
    "sandbox allow-scripts allow-modals; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'"
)
# Seconds between two looks at what is under way, and looks between two at the manifest.
_PAUSE, _EACH = 0.2, 5


class Web:
    """The pages of one ``session``; ``guard`` is known once there is one."""

    guard: Guard

    def __init__(self, session: Session) -> None:
        self.session = session
        self._made = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_PAGES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def list(self, request: Request) -> Response:
        """The documents, and what can be done with each."""
        told = self._told(request)
        typed = told.typed if told.form == "add" else {}
        keys = [key.typed_as(typed) for key in views.blank()]
        return await self._page("list.html", request, keys=keys)

    async def document(self, request: Request) -> Response:
        """One document: its reference, its pages, what was found of it."""
        id = request.path_params["id"]
        since, keys = await run_in_threadpool(views.reference, self.session, id)
        desk = await run_in_threadpool(views.desktop, self.session)
        row = desk.row(id)
        if row is None:
            raise HTTPException(404)
        told = self._told(request)
        if told.form == "edit":
            keys = [key.typed_as(told.typed) for key in keys]
        return await self._page("document.html", request, desk=desk, row=row, keys=keys, since=since)

    async def findings(self, request: Request) -> Response:
        """What the last build found."""
        return await self._page("findings.html", request)

    async def compare(self, request: Request) -> Response:
        """What differs from another edition."""
        there = await run_in_threadpool(is_sealed, self.session.options.target)
        sets = await run_in_threadpool(views.sets, self.session.options)
        return await self._page("compare.html", request, sets=sets, proofed=there)

    async def sign(self, request: Request) -> Response:
        """What is signed, and by whom."""
        sets = await run_in_threadpool(views.sets, self.session.options)
        return await self._page("sign.html", request, sets=sets)

    async def _page(
        self, name: str, request: Request, desk: views.Desktop | None = None, **more: object
    ) -> Response:
        desk = desk or await run_in_threadpool(views.desktop, self.session)
        edition = await run_in_threadpool(self.session.pictures.edition)
        job = self.session.job
        values = {
            "desk": desk,
            "edition": edition,
            "told": self._told(request),
            "at": request.query_params.get("at", ""),
            "path": path(request),
            "root": self.guard.root,
            "job": job if job and not job.ended else None,
            "word": self.guard.word,
            "word_name": WORD,
            "most": self.session.most,
            "language": report.language(),
            "say": worded,
            "grouped": grouped,
            "severity": lambda level: report.say(f"severity.{level}"),
            "since": desk.since,
            **more,
        }
        return HTMLResponse(self._made.get_template(name).render(values))

    def _told(self, request: Request) -> Told:
        return self.session.told(request.query_params.get("told", "")) or Told(True)

    async def picture(self, request: Request) -> Response:
        """One page of the dossier that was built."""
        folio = number(request.path_params["folio"])
        if folio is None:
            raise HTTPException(404)
        try:
            data = await run_in_threadpool(self.session.pictures.page, folio)
        except (OSError, OddError):
            data = None
        if data is None:
            raise HTTPException(404)
        return Response(data, media_type="image/webp")

    async def pdf(self, _: Request) -> Response:
        """The dossier that was built."""
        data = await run_in_threadpool(self._output, outputs.PDF)
        headers = {"content-security-policy": "frame-ancestors 'none'"}
        return Response(data, media_type="application/pdf", headers=headers)

    async def proof(self, _: Request) -> Response:
        """The proof that was written last."""
        if not await run_in_threadpool(is_sealed, self.session.options.target):
            raise HTTPException(404)
        data = await run_in_threadpool(self._output, outputs.PROOF)
        return HTMLResponse(data, headers={"content-security-policy": _PROOF})

    def _output(self, name: str) -> bytes:
        try:
            return Folder(self.session.options.target).read(name, _LARGEST)
        except OSError as error:
            raise HTTPException(404) from error

    async def file(self, request: Request) -> Response:
        """The style and the script of the pages."""
        name = path(request).removeprefix("/")
        return Response((_PAGES / name).read_bytes(), media_type=FILES[name])

    async def events(self, request: Request) -> Response:
        """What happens meanwhile, as server-sent events."""
        since, running = request.query_params.get("since", ""), request.query_params.get("job", "")
        return StreamingResponse(self.heard(since, running), media_type="text/event-stream")

    async def heard(self, since: str, running: str) -> AsyncGenerator[str]:
        """Those for a page that was made from the manifest ``since``, while the job ``running`` was; that may
        have ended before the page asks."""
        session, seen, looks = self.session, 0, 0
        job = session.job if session.job and str(session.job.number) == running else None
        while True:
            if job is None and session.job and not session.job.ended:
                job, seen = session.job, 0
            for stage, item in job.steps[seen:] if job else ():
                seen += 1
                yield _event("step", {"stage": stage, "words": report.say(f"stage.{stage}"), "item": item})
            if job and job.ended:
                yield _event("end", {"command": job.command, "told": job.said})
                job = None
            if looks % _EACH == 0:
                changed = since and await run_in_threadpool(session.manifest) != since
                yield _event("changed", {}) if changed else ": \n\n"
            looks += 1
            await asyncio.sleep(_PAUSE)

    async def lost(self, _: Request, error: HTTPException) -> Response:
        """There is no such page, or no such right."""
        desk = views.Desktop("", self.session.options.folder.name)
        words = worded("nowhere") if error.status_code == 404 else worded("refused")
        return self._plain(desk, words, error.status_code)

    async def bug(self, _: Request, error: Exception) -> Response:
        """A fault of ours: told as the commands do, with a report where the outputs are."""
        text = bugs.report(bugs.bug(error), "desk")
        place = outputs.leave(self.session.options.target, outputs.REPORT, text)
        words = report.say("done.bug", file=place) if place else report.say("done.bug-unwritten")
        return self._plain(views.Desktop("", self.session.options.folder.name), words, 500)

    def _plain(self, desk: views.Desktop, words: str, code: int) -> Response:
        values = {
            "root": self.guard.root,
            "desk": desk,
            "words": words,
            "language": report.language(),
            "say": worded,
        }
        return HTMLResponse(self._made.get_template("lost.html").render(values), status_code=code)


def worded(word: str, /, **facts: object) -> str:
    """A word of the pages."""
    return report.say(f"desk.{word}", **facts)


def _event(name: str, data: Mapping[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
