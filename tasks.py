"""The commands of the project: parse, call the pipeline, print, exit."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Collection, Context, Exit, task

from dossier import at_once, bugs, machine, places, program, report, shipped, terminal, unchanged
from dossier.findings import DossierError, Severity, finding, stop_on_error
from dossier.findings import Exit as Code
from dossier.journal import LOG, Journal
from dossier.model import PartialDate, Plan
from dossier.odd import OddError
from dossier.options import EDITIONS, FIELDS, Options
from dossier.places import absolute, nearby, nearest
from dossier.telling import Telling

if TYPE_CHECKING:
    from dossier.editing.edits import Desk
    from dossier.editing.underway import Done, Fields, Place

machine.standard_streams()
PROJECT = Path(__file__).resolve().parent
#: What "accept" calls the dossier itself.
_DOSSIER = "dossier"
#: Characters of a title in the table of "list".
_WIDEST = 60
#: What ends so may be understood by what was done before.
_LOGGED = (Code.VERIFICATION, Code.MACHINE, Code.BUG)


def _command(name: str, *options: str, **more: Any) -> Callable[[Callable[..., None]], Any]:
    """A task whose help is worded in the person's language."""

    def make(body: Callable[..., None]) -> Any:
        body.__doc__ = report.say(f"task.{name}")
        words = {option: report.say(f"option.{option}") for option in options}

        @wraps(body)
        def command(*given: Any, **named: Any) -> None:
            try:
                body(*given, **named)
            except DossierError as error:  # nothing can be printed any more where things are printed
                for line in report.lines(error.findings):
                    report.tell(line)
                raise Exit(code=int(error.exit)) from error

        return task(name=name, help=words, **more)(command)

    return make


@_command(
    "build",
    "manifest",
    "output",
    "draft",
    "strict",
    "compare",
    "proof",
    "for",
    "always",
    "quiet",
    "verbose",
    "format",
    "debug",
    default=True,
)
def build(
    _: Context,
    manifest: str | None = None,
    output: str | None = None,
    draft: bool = False,
    strict: bool = False,
    compare: bool = True,
    proof: bool = True,
    for_: str | None = None,
    always: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Build the dossier: PDF, DOCX and record."""
    telling = Telling("build", quiet=quiet, verbose=verbose, form=format_)
    with _speaking(debug, telling) as progress:
        if for_ not in (None, *EDITIONS):
            raise DossierError([finding("edition-unknown", "--for", value=str(for_))])
        if not proof:
            report.tell(report.say("attention.former", former="--no-proof", now="--no-compare"))
            compare = False
        options = _options(progress, manifest, output, draft, strict, compare)
        options = replace(options, team=for_ == "team", committing=progress.commit)
        last = None if always or debug else unchanged.found(options)
        if last is None:
            from dossier import pipeline

            built = pipeline.build(options, progress)
    if last:
        at_once.tell(last, telling)
    else:
        files = ", ".join(nearby(path) for path in built.files)
        done = report.say(
            "done.build" if compare else "done.build-uncompared", files=files, **_counts(built.plan)
        )
        telling.findings(built.findings)
        told = {"files": [str(path) for path in built.files], **_counts(built.plan)}
        telling.result(done, report.summary(built.findings), **told)
    telling.close()


@_command("check", "manifest", "draft", "strict", "quiet", "verbose", "format", "debug")
def check(
    _: Context,
    manifest: str | None = None,
    draft: bool = False,
    strict: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Say everything that can be known without writing the PDF."""
    telling = Telling("check", quiet=quiet, verbose=verbose, form=format_)
    with _speaking(debug, telling) as progress:
        from dossier import pipeline

        prepared = pipeline.prepare(_options(progress, manifest, None, draft, strict), progress)
    telling.findings(prepared.findings)
    counts = _counts(prepared.plan)
    telling.result(report.say("done.check", **counts), report.summary(prepared.findings), **counts)
    telling.close()


@_command("read", "manifest", "output", "debug")
def read(_: Context, manifest: str | None = None, output: str | None = None, debug: bool = False) -> None:
    """Print what a screen reader would say of the dossier that was built."""
    with _speaking(debug) as run:
        from dossier import outputs
        from dossier.check.spoken import Reading

        target = _options(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        path = target / outputs.PDF
        try:
            with Reading(path) as reading:
                lines = list(report.spoken(reading.said()))
        except (OSError, ValueError, OddError) as error:
            raise DossierError([finding("dossier-unread", nearby(path), problem=str(error))]) from error
    for line in lines:
        report.out(line)


@_command("proof", "manifest", "output", "against", "dry-run", "format", "debug")
def proof(
    _: Context,
    manifest: str | None = None,
    output: str | None = None,
    against: str | None = None,
    dry_run: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Write the proof of the dossier that was built, and what differs from another edition of it."""
    telling = Telling("proof", form=format_)
    with _speaking(debug, telling) as progress:
        from dossier import outputs, proofing

        target = _options(progress, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        progress("proof")
        made = proofing.made(target, absolute(against) if against else None)
        if not dry_run:
            outputs.write(target, outputs.PROOF, made.page)
    facts = {"pages": made.pages, "megabytes": report.decimal(len(made.page) / 1_000_000)}
    file = target / outputs.PROOF
    done = report.say("done.proof-dry" if dry_run else "done.proof", file=nearby(file), **facts)
    telling.table(made.lines, **made.told)
    telling.result(done, file=str(file), pages=made.pages, written=not dry_run)
    telling.close()


@_command("sign", "manifest", "output", "by", "date", "dry-run", "format", "debug")
def sign(
    _: Context,
    manifest: str | None = None,
    output: str | None = None,
    by: str = "",
    date: str = "",
    dry_run: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Freeze what is signed into signed/NNN/ beside the manifest."""
    telling = Telling("sign", form=format_)
    with _speaking(debug, telling) as run:
        from dossier import proofing

        if date:
            _check_date(date)
        options = replace(_options(run, manifest, output, False, False), committing=run.commit)
        signed = proofing.sign(options, run, by, date, not dry_run)
    telling.findings(signed.findings)
    facts = {"pages": signed.pages, "fingerprint": signed.fingerprint}
    sheet = nearby(signed.folder / proofing.SHEET)
    key = "done.sign-dry" if dry_run else "done.sign"
    done = report.say(
        key,
        folder=nearby(signed.folder),
        sheet=sheet,
        pages=signed.pages,
        fingerprint=proofing.grouped(signed.fingerprint),
    )
    files = [str(path) for path in signed.files]
    telling.result(done, folder=str(signed.folder), files=files, written=not dry_run, **facts)
    telling.close()


@_command("explain", "code", "format")
def explain(_: Context, code: str, format_: str | None = None) -> None:
    """Say more on a finding, by its code."""
    telling = Telling("explain", form=format_)
    with _speaking(telling=telling):
        from dossier.explaining import explained

        told = explained(code)
    telling.table(told.lines(), **told.facts())
    telling.close()


@_command("open", "manifest", "output", "what", "debug")
def open_(
    _: Context,
    manifest: str | None = None,
    output: str | None = None,
    what: str = "pdf",
    debug: bool = False,
) -> None:
    """Show what was built in the viewer of the system."""
    with _speaking(debug) as run:
        from dossier import outputs, viewing

        shown = {
            "pdf": (outputs.PDF, "build"),
            "docx": (outputs.DOCX, "build"),
            "proof": (outputs.PROOF, "proof"),
        }
        if what not in shown:
            raise DossierError([finding("result-unknown", "--what", value=what, choices=", ".join(shown))])
        target = _options(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        name, command = shown[what]
        path = target / name
        if not path.is_file():
            raise DossierError([finding("result-missing", nearby(path), file=nearby(path), command=command)])
        viewing.show(path)
    report.out(report.say("done.open", file=nearby(path)))


@_command("watch", "manifest", "output", "draft", "debug")
def watch(
    _: Context,
    manifest: str | None = None,
    output: str | None = None,
    draft: bool = False,
    debug: bool = False,
) -> None:
    """Build again whenever the manifest, a template or a source changes."""
    with _speaking(debug) as run:
        from dossier.watching import Watch

        options = _options(run, manifest, output, draft, False)
        try:
            Watch(options, report.out).run()
        except KeyboardInterrupt:
            if not run.by_hand:
                raise
    report.out(report.say("watch.ended"))


@_command("conformance", "manifest", "output", "debug")
def conformance(
    _: Context, manifest: str | None = None, output: str | None = None, debug: bool = False
) -> None:
    """Say what the dossier that was built claims of PDF/A and PDF/UA, and what hinders it."""
    with _speaking(debug) as run:
        from dossier import conformance, outputs

        target = _options(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        path = target / outputs.RECORD
        try:
            lines = list(conformance.lines(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise DossierError([finding("dossier-unread", nearby(path), problem=str(error))]) from error
    for line in lines:
        report.out(line)


@_command("list", "manifest", "draft", "quiet", "verbose", "format", "debug")
def list_(
    _: Context,
    manifest: str | None = None,
    draft: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Show the documents: number, id, title, kind, pages, folios, scale and size of their text on paper."""
    telling = Telling("list", quiet=quiet, verbose=verbose, form=format_)
    with _speaking(debug, telling) as progress:
        from dossier import pipeline

        prepared = pipeline.prepare(_options(progress, manifest, None, draft, False), progress)
    rows = [
        (
            d.number,
            d.id,
            d.title if len(d.title) <= _WIDEST else d.title[: _WIDEST - 1] + "…",
            " + ".join(report.say(f"kind.{kind}") for kind in prepared.sources[d.id].kinds),
            d.page_count,
            "-".join(str(n) for n in sorted({d.first_page, d.last_page})),
            f"{d.scale:.0%}",
            f"{d.type_size:g} pt" if d.type_size else "",
        )
        for d in prepared.plan.documents
    ]
    columns = ("number", "id", "title", "kind", "pages", "folios", "scale", "type_size")
    documents = [
        {
            **{name: getattr(d, name) for name in ("number", "id", "title", "first_page", "last_page")},
            "page_count": d.page_count,
            "scale": d.scale,
            "type_size": d.type_size,
            "kind": list(prepared.sources[d.id].kinds),
        }
        for d in prepared.plan.documents
    ]
    lines = report.table([report.say(f"column.{c}") for c in columns], rows)
    if verbose or format_ == "json":
        telling.findings(prepared.findings)
    telling.table(lines, pages=len(prepared.plan.pages), documents=documents)
    telling.close()


def _edits(name: str, *own: str, fields: bool = True) -> Callable[[Callable[..., Done]], Any]:
    """A command that edits the dossier: its ``own`` words and options, the ``fields`` of a reference, and
    what all of them have."""

    def make(act: Callable[..., Done]) -> Any:
        def body(
            _: Context,
            manifest: str | None = None,
            dry_run: bool = False,
            quiet: bool = False,
            format_: str | None = None,
            debug: bool = False,
            **given: Any,
        ) -> None:
            telling = Telling(name, quiet=quiet, form=format_)
            with _speaking(debug, telling) as run:
                from dossier.editing import told
                from dossier.editing.edits import Desk

                asked = _options(run, manifest, None, False, False)
                words = {key: given.pop(key.replace("-", "_"), None) for key in FIELDS}
                if fields:
                    given["fields"] = {key: _field(word) for key, word in words.items() if _is_given(word)}
                done = act(Desk(asked, dry_run, run, run.commit), **given)
            lines = () if telling.quiet else told.sentences(done, dry_run)
            telling.table(lines, **told.facts(done, dry_run))
            telling.close()

        taken = [p for p in signature(act).parameters.values() if p.name not in ("desk", "fields")]
        keys = FIELDS if fields else ()
        added = [
            Parameter(key.replace("-", "_"), Parameter.POSITIONAL_OR_KEYWORD, default=None) for key in keys
        ]
        common = [p for p in signature(body).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
        body.__signature__ = Signature([common[0], *taken, *added, *common[1:]])  # type: ignore[attr-defined]
        options = (*own, *keys, "manifest", "dry-run", "quiet", "format", "debug")
        return _command(name, *options, iterable=["author"] if fields else [])(body)

    return make


def _is_given(word: str | list[str] | None) -> bool:
    return word is not None and word != []


def _field(word: str | list[str]) -> str | tuple[str, ...]:
    """The value of a key: several authors are a list."""
    return word if isinstance(word, str) else word[0] if len(word) == 1 else tuple(word)


def _place(after: str | None, before: str | None, section: int) -> Place:
    from dossier.editing.underway import Place

    return Place(after, before, section or None)


@_edits("replace", "id", "file")
def replace_(desk: Desk, id: str, file: str, fields: Fields) -> Done:
    """Replace the file of a document."""
    return desk.replace(id, absolute(file), fields)


@_edits("add", "file", "name", "after", "before", "section")
def add(
    desk: Desk,
    file: str,
    fields: Fields,
    name: str | None = None,
    after: str | None = None,
    before: str | None = None,
    section: int = 0,
) -> Done:
    """Add a document."""
    return desk.add(absolute(file), _place(after, before, section), fields, name)


@_edits("move", "id", "after", "before", "section")
def move(
    desk: Desk,
    id: str,
    fields: Fields,
    after: str | None = None,
    before: str | None = None,
    section: int = 0,
) -> Done:
    """Move a document."""
    return desk.move(id, _place(after, before, section), fields)


@_edits("remove", "id", fields=False)
def remove(desk: Desk, id: str) -> Done:
    """Remove a document."""
    return desk.remove(id)


@_edits("rename", "id", "new-id")
def rename(desk: Desk, id: str, new_id: str, fields: Fields) -> Done:
    """Change the id of a document."""
    return desk.rename(id, new_id, fields)


@_edits("edit", "id")
def edit(desk: Desk, id: str, fields: Fields) -> Done:
    """Change the reference of a document."""
    return desk.edit(id, fields)


@_edits("accept", "code", "id", "because", fields=False)
def accept(desk: Desk, code: str, id: str, because: str = "") -> Done:
    """Accept a finding, and say why."""
    return desk.accept(code, "" if id == _DOSSIER else id, because)


@_edits("undo", fields=False)
def undo(desk: Desk) -> Done:
    """Take back the last change."""
    return desk.undo()


@_command(
    "series",
    "folder",
    "jobs",
    "limit",
    "dry-run",
    "always",
    "quiet",
    "format",
    "debug",
    positional=["folder"],
)
def series(
    _: Context,
    folder: str,
    jobs: int = 0,
    limit: float = 1800.0,
    dry_run: bool = False,
    always: bool = False,
    quiet: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Build every dossier below a folder."""
    telling = Telling("series", quiet=quiet, form=format_)
    with _speaking(debug, telling) as run:
        from dossier.series import Series, exit_of, tell

        made = Series(absolute(folder), limit, always)
        machine.stand_somewhere()
        made.look()
        if not dry_run:
            made.build(jobs or os.cpu_count() or 1, run)
        found = made.compared()
    tell(made, found, telling, dry_run)
    code = exit_of(made, found)
    telling.close(code)
    if code:
        raise Exit(code=code)


@_command("desk", "manifest", "port", "browser", "debug")
def desk(
    _: Context,
    manifest: str | None = None,
    port: int = 0,
    browser: bool = True,
    debug: bool = False,
) -> None:
    """Open the desk: the dossier in a browser on this machine."""
    with _speaking(debug, Telling("desk", quiet=True)) as run:
        options = replace(_options(run, manifest, None, False, False), ask=None)
        try:
            from dossier.desk import serving
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("dossier"):
                raise
            raise DossierError([finding("desk-missing", "desk", name=error.name or "")]) from error

        def told(address: str) -> None:
            report.out(report.say("desk.open", address=address))

        serving.serve(options, port, told, browser)
    report.out(report.say("desk.closed"))


@_command("new", "folder", positional=["folder"])
def new(_: Context, folder: str) -> None:
    """Make a folder with a manifest, a source and an introduction that builds as it is."""
    with _speaking():
        from dossier import starter

        place = starter.make(Path(folder))
    words = shlex.quote(folder) if report.takes_folder() else f"--manifest {shlex.quote(folder)}"
    report.out(report.say("done.new", folder=place, command=f"{report.called()} build {words}"))


@_command("synthesis-base", "output")
def synthesis_base(_: Context, output: str | None = None) -> None:
    """Write the first base of synthesis.docx, for organisers to restyle."""
    into = Path(output).absolute() if output else _nearest().parent / "templates"
    with _speaking():
        from dossier import pipeline

        made = pipeline.write_base(into)
    report.out(report.say("done.synthesis-base", file=nearby(made)))


@_command("clean", "manifest", "output")
def clean(_: Context, manifest: str | None = None, output: str | None = None) -> None:
    """Remove what a build wrote."""
    with _speaking() as run:
        from dossier import outputs

        removed = outputs.clean(_options(run, manifest, output, False, False).target)
    if removed:
        report.out(report.say("done.clean", files=", ".join(map(nearby, removed))))
    else:
        report.out(report.say("done.clean-none"))


def _check_date(date: str) -> None:
    try:
        PartialDate.parse(date)
    except ValueError as error:
        raise DossierError([finding("date-impossible", "--date", value=date)]) from error


def _silent(*_: str) -> None:
    """The progress of a quiet run."""


def _counts(plan: Plan) -> dict[str, int]:
    return {"pages": len(plan.pages), "documents": len(plan.documents)}


def _options(
    run: _Run, manifest: str | None, output: str | None, draft: bool, strict: bool, compare: bool = True
) -> Options:
    path = places.manifest_in(absolute(manifest) if manifest else _nearest())
    machine.stand_somewhere()
    if (path.parent / "build" / "replaced").is_dir():
        from dossier.editing import steps

        steps.settle(path.parent)
    ask = report.ask_password if sys.stdin.isatty() and sys.stderr.isatty() else None
    options = Options(path, absolute(output) if output else None, draft, strict, compare, ask=ask)
    run.target = options.target
    return options


def _nearest() -> Path:
    return nearest() or places.here() / places.MANIFEST


@contextmanager
def _speaking(debug: bool = False, telling: Telling | None = None) -> Iterator[_Run]:
    """Progress while it runs, with ``debug`` each step; what stops the run is told and becomes its exit
    code."""
    telling = telling or Telling()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 still reads
    run = _Run(Journal(report.tell if debug or telling.verbose else None), telling)
    machine.excuse_the_unraisable()
    terminal.heed_libraries()
    try:
        telling.check()
        with machine.heeded(), nullcontext(_silent) if telling.quiet else report.Progress() as progress:
            yield run.heeded_by(progress)
    except DossierError as error:
        run.end_if_it_came()
        telling.findings(error.findings)
        strict = all(f.severity is not Severity.ERROR for f in error.findings)
        done = report.say("done.strict" if strict else "done.nothing")
        telling.result(done, report.summary(error.findings))
        raise run.failed(error.exit) from error
    except KeyboardInterrupt:
        run.end()
    except Exception as error:
        run.end_if_it_came()
        name = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
        if name and not name.startswith("dossier"):
            telling.findings((finding("dependency-missing", name, name=name),))
            telling.close(int(Code.DEPENDENCY))
            raise Exit(code=int(Code.DEPENDENCY)) from error
        lacking = machine.fault(error)
        if lacking:
            telling.findings((lacking,))
            raise run.failed(Code.MACHINE) from error
        run.report(error)
        raise run.failed(Code.BUG) from None


#: What ends a run, and the code that it then ends with.
_ENDS = {
    signal.SIGINT: Code.INTERRUPTED,
    signal.SIGTERM: Code.TERMINATED,
    signal.SIGHUP: Code.HUNG_UP,
}


class _Run:
    """How far a run is, where it writes, and what ends it.

    Ctrl-C, a closed terminal or an order to end are remembered: a library may swallow the exception or give
    it another name (ctypes raises ArgumentError), and the run must end as interrupted all the same.
    """

    def __init__(self, journal: Journal, telling: Telling) -> None:
        self._telling = telling
        #: The folder of the outputs, once it is known.
        self.target: Path | None = None
        self._journal = journal
        self._at = ""
        self._came: signal.Signals | None = None
        self._committed = False
        self._progress: Callable[..., None] = lambda *_: None
        for number in _ENDS:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._come)

    def _come(self, number: int, _: object) -> None:
        if not self._committed:
            self._came = signal.Signals(number)
            raise KeyboardInterrupt

    def heeded_by(self, progress: Callable[..., None]) -> _Run:
        """This, which tells ``progress`` when it is called, and raises KeyboardInterrupt where the run is to
        end and that got lost."""
        self._progress = progress
        return self

    def __call__(self, *words: str) -> None:
        if self._came:
            raise KeyboardInterrupt
        self._at = " ".join(words)
        LOG.debug("%s", self._at)
        self._progress(*words)

    @property
    def by_hand(self) -> bool:
        """Whether Ctrl-C came, which is how a run without an end of its own ends."""
        return self._came == signal.SIGINT

    def report(self, error: Exception) -> None:
        """Say that the program is at fault, and leave a report of it where the outputs are."""
        from dossier import outputs

        text = bugs.report(bugs.bug(error), self._at)
        place = outputs.leave(self.target, outputs.REPORT, text) if self.target else None
        if place:
            report.out(report.say("done.bug", file=nearby(place)))
            return
        report.out(report.say("done.bug-unwritten"))
        for line in text.splitlines():
            report.tell(line)

    def failed(self, code: Code) -> Exit:
        """What ends the process with ``code``; the log stands where the outputs are, where it tells more."""
        from dossier import outputs

        if code in _LOGGED and self.target:
            place = outputs.leave(self.target, outputs.LOG, self._journal.text)
            if place:
                report.tell(report.say("done.log", file=nearby(place)))
        self._telling.close(int(code))
        return Exit(code=int(code))

    def commit(self) -> None:
        """From now on nothing stops the run: what it does takes a moment, and is done whole."""
        self._committed = True
        if self._came:
            raise KeyboardInterrupt

    def end_if_it_came(self) -> None:
        """End the process where it was to end, whatever the exception became."""
        if self._came:
            self.end()

    def end(self) -> None:
        """Say so and end the process with its own code; all is undone by now."""
        with suppress(OSError):  # the terminal may be gone
            report.out(report.say("done.interrupted"))
            self._telling.close(int(_ENDS[self._came or signal.SIGINT]))
            sys.stderr.flush()
        # Met while a module was being imported, Ctrl-C makes CPython end by the signal, whatever is caught.
        os._exit(int(_ENDS[self._came or signal.SIGINT]))


if not report.takes_folder():
    program.adopt()
namespace = Collection.from_module(sys.modules[__name__])
_DEVELOPMENT = PROJECT / "development.py"
if _DEVELOPMENT.is_file():  # a checkout
    for _task in Collection.from_module(shipped.load(_DEVELOPMENT)).tasks.values():
        namespace.add_task(_task)
