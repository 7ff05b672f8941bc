"""The commands that edit a dossier: what each asks for becomes one step, or nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from dossier import manifest
from dossier.digest import digest
from dossier.findings import DossierError, current, finding
from dossier.folder import Folder
from dossier.manifest.suggest import slug
from dossier.options import Options

from . import bindable, step_files, steps
from .acceptance import Seen, seen
from .beside import beside
from .drafts import Draft, UnknownError, recited
from .given import Given, given
from .lines import LinesError
from .meaning import recorded
from .step_files import Change
from .underway import Done, Edit, Fields, Place, untitled

_MOST = 500_000_000
_TEXTS = (".md", ".html", ".htm", ".txt", ".j2", ".jinja", ".jinja2")


class Desk:
    """The dossier of ``options``, to be edited; a ``dry`` one says what it would do. ``progress`` is told
    what takes long, ``committing`` is called when nothing shall stop the run any more. ``since`` is the
    SHA-256 of the manifest that the person saw: where it is another one now, nothing is done.

    Every method raises DossierError, and then nothing has changed.
    """

    def __init__(
        self,
        options: Options,
        dry: bool = False,
        progress: Callable[..., None] = lambda *_: None,
        committing: Callable[[], object] = lambda: None,
        since: str | None = None,
    ) -> None:
        self._options, self._dry, self._progress, self._committing = options, dry, progress, committing
        self._since = since
        self.path, self.folder = options.manifest, options.folder
        steps.settle(self.folder)

    def replace(self, id: str, file: Path, fields: Fields, name: str = "") -> Done:
        """``file`` for the document ``id``, which may get another ``name``; what it was made of is kept with
        the step."""
        with self._editing("replace") as edit:
            id = edit.named(id)
            new = given(self.folder, file, self._known())
            bindable.require(file, id, self._options.ask is not None)
            was = edit.document(id).file
            edit.files += self._gone(edit, was, new, id)
            edit.take(new, file)
            edit.draft.put(id, "file", new.path)
            id = self._renamed(edit, id, name or id)
            edit.write(id, fields)
            edit.facts = {"old": ", ".join(_listed(was)) or "-", "file": new.path}
            edit.propose(id, fields)
            return self._done(edit, id)

    def add(self, file: Path, place: Place, fields: Fields, id: str | None = None) -> Done:
        """A new document made of ``file``; without an ``id`` it is called after the file."""
        with self._editing("add") as edit:
            new = given(self.folder, file, self._known())
            id = id or _unique(slug(new.stem) or "document", edit.draft.ids())
            if id in edit.draft.ids():
                raise DossierError([finding("id-taken", self.path.name, id=id)])
            bindable.require(file, id, self._options.ask is not None)
            edit.take(new, file)
            title = fields.get("title") or untitled()
            keys = {"id": id, "title": str(title), "file": new.path}
            edit.draft.add(edit.slot(place), keys)
            edit.write(id, {key: value for key, value in fields.items() if key != "title"})
            edit.facts = {"file": new.path}
            edit.propose(id, fields)
            return self._done(edit, id)

    def move(self, id: str, place: Place, fields: Fields) -> Done:
        """The document ``id`` in another place."""
        with self._editing("move") as edit:
            id = edit.named(id)
            to = edit.slot(place)
            edit.keep_section(id, to)
            edit.draft.move(id, to)
            edit.write(id, fields)
            return self._done(edit, id)

    def remove(self, id: str) -> Done:
        """The dossier without the document ``id``; its file is kept with the step."""
        with self._editing("remove") as edit:
            id = edit.named(id)
            edit.keep_section(id, None)
            edit.facts = {"number": edit.number(id)}
            edit.files += self._gone(edit, edit.document(id).file, None, id)
            edit.draft.remove(id)
            return self._done(edit, id)

    def rename(self, id: str, new: str, fields: Fields) -> Done:
        """Another id for a document, in the manifest and in the templates that cite it."""
        with self._editing("rename") as edit:
            id = edit.named(id)
            new = self._renamed(edit, id, new)
            edit.write(new, fields)
            edit.facts = {"old": id, "places": len(edit.files)}
            return self._done(edit, new)

    def _renamed(self, edit: Edit, id: str, new: str) -> str:
        if new != id:
            if new in edit.draft.ids():
                raise DossierError([finding("id-taken", self.path.name, id=new)])
            edit.draft.rename(id, new)
            edit.same = {id: new}
            edit.files += self._recited(id, new)
        return new

    def edit(self, id: str, fields: Fields) -> Done:
        """Keys of the reference of a document."""
        with self._editing("edit") as edit:
            id = edit.named(id)
            edit.write(id, fields)
            return self._done(edit, id)

    def accept(self, code: str, id: str, because: str) -> Done:
        """What is found under ``code`` of a document (its id; empty: of the dossier) is accepted, and why."""
        with self._editing("accept") as edit:
            id = edit.named(id) if id else ""
            accepting = seen(self._options, edit.before, code, id, self._progress)
            holder = edit.document(id) if id else edit.before.manifest.dossier
            known = {(current(a.code), a.seen) for a in holder.accepted or ()}
            items = [
                {"code": one.code, "because": because, "seen": one.seen}
                for one in accepting
                if (one.code, one.seen) not in known
            ]
            if items:
                edit.draft.accept(id, items)
            edit.facts = {"code": accepting[0].code, "because": because, "count": len(items)}
            return self._done(edit, id, accepting)

    def undo(self) -> Done:
        """The last step that was not taken back yet."""
        if not self.path.exists():  # no dossier: nothing is made there
            raise DossierError(manifest.load(self.path)[1])
        if self._since is not None:
            self._read()
        command, changes = steps.undo(self.folder, self._committing, self._dry)
        back = ", ".join(change.path for change in changes if change.after is not None)
        gone = ", ".join(change.path for change in changes if change.after is None)
        facts = {"command": command, "back": back, "gone": gone}
        return Done("undo", facts, tuple(change.path for change in changes))

    def _done(self, edit: Edit, id: str, seen: Sequence[Seen] = ()) -> Done:
        return edit.done(id, self._dry, self._committing, seen)

    @contextmanager
    def _editing(self, command: str) -> Iterator[Edit]:
        """The manifest, to be edited. Raises DossierError where it cannot be by its lines."""
        located, said = manifest.load(self.path)
        if located is None:
            raise DossierError(said)
        data = self._read()
        if digest(data) != located.sha256:
            raise DossierError([finding("edit-meanwhile", self.path.name)])
        try:
            yield Edit(self.path, command, data, located, said, Draft(data))
        except LinesError as error:
            # Where it is no YAML, what was mended to be read says what is wrong and where.
            slips = [one for one in said if one.code == "manifest-syntax"]
            place = f"{self.path.name}:{error.line}" if error.line else self.path.name
            raise DossierError(slips or [finding("edit-lines", place)]) from error
        except UnknownError as error:
            raise DossierError(
                [finding("document-unknown", self.path.name, value=error.id, near=error.near)]
            ) from error

    def _read(self) -> bytes:
        try:
            data = Folder(self.folder).read(self.path.name, _MOST)
        except OSError as error:
            raise DossierError([finding("edit-meanwhile", self.path.name)]) from error
        if self._since not in (None, digest(data)):
            raise DossierError([finding("edit-since", self.path.name)])
        return data

    def _known(self) -> Iterator[str]:
        """The files that the last record names."""
        with suppress(ValueError):
            for document in recorded(self.folder).get("documents", ()):
                yield from _listed(document.get("file"))

    def _gone(
        self, edit: Edit, was: str | Sequence[str] | None, new: Given | None, id: str
    ) -> Iterator[Change]:
        """What a document was made of, and no other one is: it leaves the sources."""
        others = {
            posixpath.normpath(name)
            for _, _, document in edit.before.manifest.numbered()
            if document.id != id
            for name in _listed(document.file)
        }
        folder = Folder(self.folder)
        for name in map(posixpath.normpath, _listed(was)):
            names = [name]
            if folder.is_folder(name):
                names = [f"{name}/{inner}" for inner in folder.names(name)]
            elif folder.is_file(name):
                along = beside(self.folder / name)
                names += [posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in along]
            for path in names:
                used = any(path == other or path.startswith(f"{other}/") for other in others)
                if used or (new and path == new.path) or path.startswith(("..", "/")):
                    continue
                with suppress(OSError):  # a link: it stays as it is
                    data = step_files.read(self.folder, path)
                    if data is not None:
                        yield Change(path, data, None)

    def _recited(self, id: str, new: str) -> Iterator[Change]:
        """The templates that cite ``id``, citing ``new``."""
        root = self.folder / "templates"
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.suffix in _TEXTS and path.is_file():
                name = path.relative_to(self.folder).as_posix()
                data = Folder(self.folder).read(name, _MOST)
                text = data.decode("utf-8", "surrogateescape")
                after = recited(text, id, new).encode("utf-8", "surrogateescape")
                if after != data:
                    yield Change(name, data, after)


def _listed(file: str | Sequence[str] | None) -> tuple[str, ...]:
    return (file,) if isinstance(file, str) else tuple(file or ())


def _unique(id: str, taken: Iterable[str]) -> str:
    ids, number, name = set(taken), 1, id
    while name in ids:
        number += 1
        name = f"{id}-{number}"
    return name
