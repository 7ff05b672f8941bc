"""What a form asks for: the command that it stands for, and the page that then says what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dossier import outputs, references, signed
from dossier.editing.edits import Desk
from dossier.editing.underway import Done, Place
from dossier.findings import DossierError, finding

from . import views
from .form import Form
from .session import Told, failed
from .web import Web


class Acts:
    """The acts of ``web``'s pages: each ends with a page (POST, redirect, GET), so that to load it anew does
    nothing again."""

    def __init__(self, web: Web) -> None:
        self._web, self._session = web, web.session

    async def replace(self, request: Request) -> Response:
        """``replace``: the file that was dropped on a document."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:

            def act() -> Told:
                with form.files() as files:
                    return self._edit(form, lambda desk: desk.replace(id, files[0], {}))

            told = await run_in_threadpool(_tried, act)
            return _shown(form.back(id), self._session.tell(told), id, "replace")

    async def add(self, request: Request) -> Response:
        """``add``: each file that was dropped on the list, in turn."""
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, lambda: self._add(form))
            return _shown("/", self._session.tell(told), told.document, "edit")

    def _add(self, form: Form) -> Told:
        place, told = _place(form.word("place")), []
        with form.files() as files, self._session.lock:
            since = form.word("since")
            for file in files:
                made = self._session.edit(since, _adding(file, place))
                told.append(made)
                if not made.good:
                    break
                place, since = Place(after=made.document), self._session.manifest()
        return Told(
            told[-1].good,
            [line for one in told for line in one.lines],
            told[-1].findings,
            told[-1].document,
            told[-1].knows,
        )

    async def edit(self, request: Request) -> Response:
        """``edit``: those keys of the reference that are not as they were when the form was made."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            fields = dict(form.changed())
            if form.word("new-id") not in ("", id):
                told = await self._act(
                    form, lambda desk: desk.rename(id, form.word("new-id"), fields), "edit"
                )
                id = told.document if told.good else id
            else:
                told = await self._act(form, lambda desk: desk.edit(id, fields), "edit")
            return _shown(form.back(id), self._session.tell(told), id, "edit")

    async def reference(self, request: Request) -> Response:
        """``edit --reference``: what is in a file that was sent becomes the document's reference."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, lambda: self._referenced(form, id))
            return _shown(form.back(id), self._session.tell(told), id, "edit")

    def _referenced(self, form: Form, id: str) -> Told:
        key = form.word("key")
        with form.files() as files:
            file = files[0]
            name = f"{file.name}#{key}" if key else file.name
            try:
                taken = references.taken(name, file.with_name(name))
            except DossierError as error:
                return failed(replace(one, place=file.name) for one in error.findings)
        told = self._edit(form, lambda desk: desk.edit(id, taken.fields))
        said = failed(replace(one, place=file.name) for one in taken.findings)
        return replace(told, findings=(*told.findings, *said.findings))

    async def move(self, request: Request) -> Response:
        """``move``: one place up or down, or where the list says."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            direction = form.word("direction")

            def act() -> Told:
                desk = views.desktop(self._session)
                place = views.place(desk, id, direction) if direction else _place(form.word("place"))
                if place is None:
                    return Told(True)
                return self._edit(form, lambda desk: desk.move(id, place, {}))

            told = await run_in_threadpool(act)
            return _shown(form.back(id), self._session.tell(told), id, direction or "edit")

    async def remove(self, request: Request) -> Response:
        """``remove``."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            told = await self._act(form, lambda desk: desk.remove(id))
            return _shown("/", self._session.tell(told))

    async def undo(self, request: Request) -> Response:
        """``undo``."""
        async with Form(self._web, request) as form:
            told = await self._act(form, lambda desk: desk.undo())
            return _shown("/", self._session.tell(told))

    async def accept(self, request: Request) -> Response:
        """``accept``, with its reason."""
        async with Form(self._web, request) as form:
            code, id, because = form.word("code"), form.word("id"), form.word("because")
            told = await self._act(form, lambda desk: desk.accept(code, id, because), f"accept {code} {id}")
            return _shown(form.back(id, "/findings"), self._session.tell(told))

    async def build(self, request: Request) -> Response:
        """``build``."""
        async with Form(self._web, request):
            return await self._start("/", "build", ())

    async def sign(self, request: Request) -> Response:
        """``sign``: what the person saw, and nothing that was built since."""
        async with Form(self._web, request) as form:
            if form.word("edition") != await run_in_threadpool(self._session.pictures.edition):
                stale = failed([finding("edit-since", outputs.PDF)])
                return _shown("/sign", self._session.tell(stale))
            words = [f"--{name}={form.word(name)}" for name in ("by", "date") if form.word(name)]
            return await self._start("/sign", "sign", words)

    async def compare(self, request: Request) -> Response:
        """``proof``, and ``proof --against`` a signed set or a PDF of the person's."""
        async with Form(self._web, request) as form:
            number, words, kept = form.word("against"), [], ExitStack()
            if form.given:
                try:
                    files = await run_in_threadpool(kept.enter_context, form.files())
                except DossierError as error:
                    return _shown("/compare", self._session.tell(failed(error.findings)))
                words = [f"--against={files[0]}"]
            elif number in await run_in_threadpool(views.sets, self._session.options):
                words = [f"--against={self._session.options.folder / signed.FOLDER / number}"]
            return await self._start("/compare", "proof", words, kept.close)

    async def _act(self, form: Form, act: Callable[[Desk], Done], name: str = "") -> Told:
        told: Told = await run_in_threadpool(self._edit, form, act, name)
        return told

    def _edit(self, form: Form, act: Callable[[Desk], Done], name: str = "") -> Told:
        told = self._session.edit(form.word("since"), act)
        return told if told.good else Told(False, findings=told.findings, form=name, typed=form.typed)

    async def _start(
        self, page: str, command: str, words: Sequence[str], then: Callable[[], object] = lambda: None
    ) -> Response:
        try:
            await run_in_threadpool(self._session.start, command, words, then)
        except DossierError as error:
            then()
            return _shown(page, self._session.tell(failed(error.findings)))
        return RedirectResponse(page, status_code=303)


def _tried(act: Callable[[], Told]) -> Told:
    try:
        return act()
    except DossierError as error:
        return failed(error.findings)


def _adding(file: Path, place: Place) -> Callable[[Desk], Done]:
    return lambda desk: desk.add(file, place, {})


def _place(word: str) -> Place:
    """Where the list of places says: ``section 2``, ``after ID``; nowhere where it is neither."""
    kind, _, what = word.partition(" ")
    if kind == "section" and what.isascii() and what.isdecimal():
        return Place(section=int(what[:6]))
    return Place(after=what) if kind == "after" else Place()


def _shown(page: str, number: int, id: str = "", act: str = "") -> Response:
    at = f"&at={quote(f'{act} {id}')}" if id and act else ""
    return RedirectResponse(f"{page}?told={number}{at}", status_code=303)
