"""What a form asks for: the command that it stands for, and the page that then says what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dossier import outputs, references, report, signed
from dossier.editing.edits import Desk
from dossier.editing.underway import Done, Fields, Place
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
        """``replace``: the file that was dropped on a document, with the reference that was sent with it."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, form, "replace", lambda: self._replaced(form, id, {}))
            return _shown(form.back(id), self._session.tell(told), id, "replace")

    def _replaced(self, form: Form, id: str, own: Fields, name: str = "", new: str = "") -> Told:
        taken = form.reference()
        with form.files() as files:
            fields = {**taken.fields, **own}
            told = self._edit(form, lambda desk: desk.replace(id, files[0], fields, new), name)
        return _with(told, taken)

    async def add(self, request: Request) -> Response:
        """``add``: each file that was dropped on the list, in turn; one may bring its reference."""
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, form, "add", lambda: self._add(form))
            return _shown("/", self._session.tell(told), told.document, "edit")

    def _add(self, form: Form) -> Told:
        place, taken = _place(form.word("place")), form.reference()
        fields = {**taken.fields, **dict(form.changed())}
        with form.files() as files, self._session.lock:
            if files[1:] and fields:
                raise DossierError([finding("desk-one-reference", "-", count=len(files))])
            told, since = [], form.word("since")
            for file in files:
                added = self._session.edit(since, _adding(file, place, fields))
                told.append(added)
                if added.good:
                    place, since = Place(after=added.document), self._session.manifest()
        good = [one for one in told if one.good]
        wrong = {tuple(record.items()): record for one in told for record in one.findings}
        last = good[-1] if good else Told(False)
        together = Told(
            good=len(good) == len(told),
            lines=[line for one in good for line in one.lines],
            findings=tuple(wrong.values()),
            document=last.document,
            knows=last.knows,
            form="add",
            typed={} if good else form.typed,
        )
        return _with(together, taken)

    async def edit(self, request: Request) -> Response:
        """``edit``: those keys of the reference that are not as they were when the form was made; ``rename``
        with another id, ``replace`` with a file."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, form, "edit", lambda: self._edited(form, id))
            id = told.document or id
            return _shown(form.back(id), self._session.tell(told), id, "edit")

    def _edited(self, form: Form, id: str) -> Told:
        fields, new = dict(form.changed()), form.word("new-id") or id
        if form.has():
            return self._replaced(form, id, fields, "edit", new)
        if new != id:
            return self._edit(form, lambda desk: desk.rename(id, new, fields), "edit")
        return self._edit(form, lambda desk: desk.edit(id, fields), "edit")

    async def reference(self, request: Request) -> Response:
        """``edit --reference``: what is in a file that was sent becomes the document's reference."""
        id = request.path_params["id"]
        async with Form(self._web, request) as form:
            told = await run_in_threadpool(_tried, form, "reference", lambda: self._referenced(form, id))
            return _shown(form.back(id), self._session.tell(told), id, "edit")

    def _referenced(self, form: Form, id: str) -> Told:
        taken = form.reference("file")
        if not taken.fields:
            return failed([finding("desk-upload", "-")])
        return _with(self._edit(form, lambda desk: desk.edit(id, taken.fields)), taken)

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
            return await self._start("/", "build", {})

    async def sign(self, request: Request) -> Response:
        """``sign``: what the person saw, and nothing that was built since."""
        async with Form(self._web, request) as form:
            if form.word("edition") != await run_in_threadpool(self._session.pictures.edition):
                stale = failed([finding("edit-since", outputs.PDF)])
                return _shown("/sign", self._session.tell(replace(stale, form="sign", typed=form.typed)))
            words = {name: form.word(name) for name in ("by", "date") if form.word(name)}
            return await self._start("/sign", "sign", words, typed=form.typed)

    async def compare(self, request: Request) -> Response:
        """``proof``, and ``proof --against`` a signed set or a PDF of the person's."""
        async with Form(self._web, request) as form:
            number, kept = form.word("against"), ExitStack()
            words: dict[str, str] = {}
            if form.has():
                try:
                    files = await run_in_threadpool(kept.enter_context, form.files())
                except DossierError as error:
                    return _shown("/compare", self._session.tell(failed(error.findings)))
                words = {"against": str(files[0])}
            elif number in await run_in_threadpool(views.sets, self._session.options):
                words = {"against": str(self._session.options.folder / signed.FOLDER / number)}
            return await self._start("/compare", "proof", words, kept.close)

    async def _act(self, form: Form, act: Callable[[Desk], Done], name: str = "") -> Told:
        told: Told = await run_in_threadpool(self._edit, form, act, name)
        return told

    def _edit(self, form: Form, act: Callable[[Desk], Done], name: str = "") -> Told:
        told = self._session.edit(form.word("since"), act)
        return told if told.good else Told(False, findings=told.findings, form=name, typed=form.typed)

    async def _start(
        self,
        page: str,
        command: str,
        words: Mapping[str, str],
        then: Callable[[], object] = lambda: None,
        typed: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        try:
            await run_in_threadpool(self._session.start, command, words, then, typed)
        except DossierError as error:
            then()
            told = replace(failed(error.findings), form=command, typed=typed)
            return _shown(page, self._session.tell(told))
        return RedirectResponse(page, status_code=303)


def _tried(form: Form, name: str, act: Callable[[], Told]) -> Told:
    try:
        return act()
    except DossierError as error:
        return replace(failed(error.findings), form=name, typed=form.typed)


def _with(told: Told, taken: references.Taken) -> Told:
    """``told``, with what there is to say of the reference that was ``taken`` from a file."""
    if told.good and (keys := ", ".join(key for key, value in taken.fields.items() if value)):
        told = replace(told, lines=(*told.lines, report.say("done.reference", keys=keys).strip()))
    return replace(told, findings=(*told.findings, *failed(taken.findings).findings))


def _adding(file: Path, place: Place, fields: Fields) -> Callable[[Desk], Done]:
    return lambda desk: desk.add(file, place, fields)


def _place(word: str) -> Place:
    """Where the list of places says: ``section 2``, ``after ID``; nowhere where it is neither."""
    kind, _, what = word.partition(" ")
    if kind == "section" and what.isascii() and what.isdecimal():
        return Place(section=int(what[:6]))
    return Place(after=what) if kind == "after" else Place()


def _shown(page: str, number: int, id: str = "", act: str = "") -> Response:
    at = f"&at={quote(f'{act} {id}')}" if id and act else ""
    return RedirectResponse(f"{page}?told={number}{at}", status_code=303)
