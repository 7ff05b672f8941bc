"""The commands that build a dossier, or tell what one would be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dossier import at_once, children, report, unchanged
from dossier.findings import DossierError, Finding, finding
from dossier.options import EDITIONS, Options
from dossier.places import nearby
from dossier.telling import Telling

from .command import command, counted, options_for
from .run import speaking

#: Characters of a title in the table of "list".
_WIDEST = 60
# What a build imports, and whose processes need it too.
_PIPELINE = "dossier.pipeline"


@command(
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
    _: object,
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
    with children.nesting(_PIPELINE), speaking(debug, telling) as progress:
        if for_ not in (None, *EDITIONS):
            raise DossierError([finding("edition-unknown", "--for", value=str(for_))])
        if not proof:
            report.tell(report.say("attention.former", former="--no-proof", now="--no-compare"))
            compare = False
        options = options_for(progress, manifest, output, draft, strict, compare)
        options = replace(options, team=for_ == "team", committing=progress.commit)
        made = always or debug or unchanged.is_changed(options)
        last = None if made else unchanged.last_build(options)
        if last is None:
            from dossier import pipeline

            built = pipeline.build(options, progress)
    if last:
        at_once.tell(last, telling)
    else:
        files = ", ".join(nearby(path) for path in built.files)
        done = report.say(
            "done.build" if compare else "done.build-uncompared", files=files, **counted(built.plan)
        )
        telling.findings((*built.findings, *_outdated(options)))
        told = {"files": [str(path) for path in built.files], **counted(built.plan)}
        telling.result(done, report.summary(built.findings), **told)
    telling.close()


@command("check", "manifest", "draft", "strict", "quiet", "verbose", "format", "debug")
def check(
    _: object,
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
    with children.nesting(_PIPELINE), speaking(debug, telling) as progress:
        from dossier import pipeline

        prepared = pipeline.prepare(options_for(progress, manifest, None, draft, strict), progress)
    telling.findings(prepared.findings)
    counts = counted(prepared.plan)
    telling.result(report.say("done.check", **counts), report.summary(prepared.findings), **counts)
    telling.close()


@command("watch", "manifest", "output", "draft", "debug")
def watch(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    draft: bool = False,
    debug: bool = False,
) -> None:
    """Build again whenever the manifest, a template or a source changes."""
    with children.nesting(_PIPELINE), speaking(debug) as run:
        from dossier.watching import Watch

        options = options_for(run, manifest, output, draft, False)
        try:
            Watch(options, report.out).run()
        except KeyboardInterrupt:
            if not run.by_hand:
                raise
    report.out(report.say("watch.ended"))


@command("list", "manifest", "draft", "quiet", "verbose", "format", "debug")
def list_(
    _: object,
    manifest: str | None = None,
    draft: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Show the documents: number, id, title, kind, pages, folios, scale and size of their text on paper."""
    telling = Telling("list", quiet=quiet, verbose=verbose, form=format_)
    with speaking(debug, telling) as progress:
        from dossier import pipeline

        options = options_for(progress, manifest, None, draft, False)
        try:
            prepared = pipeline.prepare(options, progress)
        except DossierError:
            # Who mends an error asks which document has which number.
            _numbered(options.manifest, telling)
            raise
    rows = [
        (
            d.number,
            d.id,
            _short(d.title),
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


def _outdated(options: Options) -> tuple[Finding, ...]:
    """What was made of an earlier build, and lies there still."""
    from dossier import outputs

    if not any(outputs.made_of(options.target, name) for name in outputs.ERRATUM):
        return ()
    from dossier import proofing

    return proofing.outdated(options)


def _numbered(path: Path, telling: Telling) -> None:
    """Tell number, id and title of the documents, which the manifest alone knows."""
    from dossier import manifest

    located, _ = manifest.load(path)
    numbered = [(number, d.id, d.title) for number, _, d in located.manifest.numbered()] if located else []
    lines = report.table(
        [report.say(f"column.{name}") for name in ("number", "id", "title")],
        [(number, id, _short(title)) for number, id, title in numbered],
    )
    if numbered:
        documents = [dict(zip(("number", "id", "title"), one, strict=True)) for one in numbered]
        telling.table(lines, documents=documents)


def _short(title: str) -> str:
    return title if len(title) <= _WIDEST else title[: _WIDEST - 1] + "…"
