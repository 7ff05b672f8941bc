"""The commands that edit a dossier."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING

from dossier import report
from dossier.findings import DossierError, finding
from dossier.options import FIELDS
from dossier.places import absolute, nearby
from dossier.telling import Telling

from .command import Command, command, options_for
from .run import speaking

if TYPE_CHECKING:
    from dossier.editing.edits import Desk
    from dossier.editing.underway import Done, Fields, Place

# A section that is not said; a command line has none below zero.
_NONE = -1
#: What "accept" calls the dossier itself.
_DOSSIER = "dossier"
#: The option that gives a whole reference, and what "export" exports.
_REFERENCE, _REFERENCES = "reference", "references"


def edits(name: str, *own: str, fields: bool = True) -> Callable[[Callable[..., Done]], Command]:
    """A command that edits the dossier: its ``own`` words and options, the ``fields`` of a reference, and
    what all of them have."""

    def make(act: Callable[..., Done]) -> Command:
        def body(
            _: object,
            manifest: str | None = None,
            dry_run: bool = False,
            quiet: bool = False,
            format_: str | None = None,
            debug: bool = False,
            **given: object,
        ) -> None:
            telling = Telling(name, quiet=quiet, form=format_)
            with speaking(debug, telling) as run:
                from dossier.editing import told
                from dossier.editing.edits import Desk

                asked = options_for(run, manifest, None, False, False)
                words = {key: given.pop(key.replace("-", "_"), None) for key in FIELDS}
                file = given.pop(_REFERENCE, None)
                taken = _taken(str(file), telling) if file else {}
                if fields:
                    own = {key: _field(word) for key, word in words.items() if _is_given(word)}
                    given["fields"] = {**taken, **own}
                done = act(Desk(asked, dry_run, run, run.commit), **given)
            lines = [] if telling.quiet else [*told.sentences(done, dry_run)]
            if lines and taken:
                keys = ", ".join(key for key, value in taken.items() if value)
                lines.append(report.say("done.reference", keys=keys))
            telling.table(lines, **told.facts(done, dry_run))
            telling.close()

        taken = [p for p in signature(act).parameters.values() if p.name not in ("desk", "fields")]
        keys = (_REFERENCE, *FIELDS) if fields else ()
        added = [
            Parameter(key.replace("-", "_"), Parameter.POSITIONAL_OR_KEYWORD, default=None) for key in keys
        ]
        common = [p for p in signature(body).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
        body.__signature__ = Signature([common[0], *taken, *added, *common[1:]])  # type: ignore[attr-defined]
        options = (*own, *keys, "manifest", "dry-run", "quiet", "format", "debug")
        return command(name, *options, iterable=["author"] if fields else [])(body)

    return make


def _taken(given: str, telling: Telling) -> Fields:
    """The keys of a document that the reference in a file fills, or takes away."""
    from dossier import references

    taken = references.taken(given, absolute(given))
    telling.findings(taken.findings)
    return taken.fields


def _is_given(word: object) -> bool:
    return word is not None and word != []


def _field(word: object) -> str | tuple[str, ...]:
    """The value of a key, as invoke gives it: several authors are a list."""
    words = tuple(map(str, word)) if isinstance(word, list) else (str(word),)
    return words if words[1:] else words[0]


def _place(after: str | None, before: str | None, section: int) -> Place:
    from dossier.editing.underway import Place

    return Place(after, before, None if section == _NONE else section)


@edits("replace", "id", "file")
def replace_(desk: Desk, id: str, file: str, fields: Fields) -> Done:
    """Replace the file of a document."""
    return desk.replace(id, absolute(file), fields)


@edits("add", "file", "name", "after", "before", "section")
def add(
    desk: Desk,
    file: str,
    fields: Fields,
    name: str | None = None,
    after: str | None = None,
    before: str | None = None,
    section: int = _NONE,
) -> Done:
    """Add a document."""
    return desk.add(absolute(file), _place(after, before, section), fields, name)


@edits("move", "id", "after", "before", "section")
def move(
    desk: Desk,
    id: str,
    fields: Fields,
    after: str | None = None,
    before: str | None = None,
    section: int = _NONE,
) -> Done:
    """Move a document."""
    return desk.move(id, _place(after, before, section), fields)


@edits("remove", "id", fields=False)
def remove(desk: Desk, id: str) -> Done:
    """Remove a document."""
    return desk.remove(id)


@edits("rename", "id", "new-id")
def rename(desk: Desk, id: str, new_id: str, fields: Fields) -> Done:
    """Change the id of a document."""
    return desk.rename(id, new_id, fields)


@edits("edit", "id")
def edit(desk: Desk, id: str, fields: Fields) -> Done:
    """Change the reference of a document."""
    return desk.edit(id, fields)


@edits("accept", "code", "id", "because", fields=False)
def accept(desk: Desk, code: str, id: str, because: str = "") -> Done:
    """Accept a finding, and say why."""
    return desk.accept(code, "" if id == _DOSSIER else id, because)


@edits("undo", fields=False)
def undo(desk: Desk) -> Done:
    """Take back the last change."""
    return desk.undo()


@command("export", "kind", "manifest", "output", "format", "debug")
def export(
    _: object,
    kind: str,
    manifest: str | None = None,
    output: str | None = None,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Write the references of all documents for Zotero."""
    telling = Telling("export", form=format_)
    with speaking(debug, telling) as run:
        if kind != _REFERENCES:
            raise DossierError([finding("result-unknown", "export", value=kind, choices=_REFERENCES)])
        from dossier import outputs, references
        from dossier.manifest import load

        options = options_for(run, manifest, output, False, False)
        located, findings = load(options.manifest)
        if located is None:
            raise DossierError(findings)
        exports = references.exported(located.manifest)
        files = [outputs.write(options.target, name, data) for name, data in exports.items()]
    telling.findings(findings)
    done = report.say("done.export", files=", ".join(map(nearby, files)))
    telling.result(done, files=[str(path) for path in files])
    telling.close()
