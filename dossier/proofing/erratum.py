"""An erratum: sheets that take the place of signed ones, and what is read aloud on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from dossier import manifest, outputs, pipeline, report, scratch
from dossier.check.pictures.identity import shown
from dossier.compose import own_pdf, own_text
from dossier.findings import DossierError, Finding, finding
from dossier.folder import Folder
from dossier.options import Options
from dossier.places import nearby
from dossier.ranges import listed
from dossier.signed import FOLDER, numbers, since
from dossier.work import Crew

from .difference import compare
from .edition import Edition, Page, opened, standing
from .extract import extracted
from .matching import Pair, matched
from .notice import aloud
from .pictures import Album
from .renumbered import BLANK, Place, frozen, places
from .replaced import Replacement, Sheet, replacement

#: What is written: the sheets, and what is read aloud and done.
SHEETS, NOTICE = outputs.ERRATUM
_SUFFIXES = "own/suffixes.txt"
# Words of a correction that are read aloud; more of them are read on the page.
_MOST = 25


@dataclass(frozen=True)
class Erratum:
    """What is put into the output folder by name, which set it corrects, and what is said of it: ``lines`` to
    a person, ``told`` to a program. Nothing is written where nothing differs."""

    files: dict[str, bytes]
    lines: tuple[str, ...]
    told: dict[str, object]
    findings: tuple[Finding, ...]


def erratum(options: Options, progress: Callable[..., None], crew: Crew | None = None) -> Erratum:
    """The erratum by which the set that was signed last becomes what stands in the output folder.

    The dossier is built once more, with the numbers that were signed and for the sides of the sheets, and
    checked as any; its pages are those of the sheets. Raises DossierError where nothing was signed, where
    what was built is no longer what the sources make, or where templates give pages other sides.
    """
    signed, now = opened(_last(options)), standing(options.target)
    if since(options.folder, now.record):
        raise DossierError([finding("erratum-stale", nearby(options.target / outputs.PDF))])
    with ExitStack() as stack:
        before = stack.enter_context(Album(signed.pdf))
        album = stack.enter_context(Album(now.pdf))

        @cache
        def words(page: Page, was: bool) -> tuple[str, ...]:
            return tuple((before if was else album).text(page.folio).split())

        suffixes = own_text(_SUFFIXES).split()
        planned = places(signed, now, matched(signed.pages, now.pages, words), suffixes)
        place = stack.enter_context(scratch.folder())
        again = replace(
            options,
            output=place / "build",
            draft=False,
            frozen=frozen(signed, now, planned),
            committing=lambda: None,
        )
        built = pipeline.build(again, progress, crew)
        fresh = opened(again.target)
        _hold(fresh, now, planned, options)
        progress("proof")
        drawn = stack.enter_context(Album(fresh.pdf))
        compared = compare(signed, fresh, before, drawn, list(_pairs(signed, fresh, planned)))
        made = replacement(compared, planned)
        corrections = {
            change.old.folio: read
            for change in made.altered
            if change.old
            and change.new
            and (read := _corrected(before.text(change.old.folio), drawn.text(change.new.folio)))
        }
    return _written(signed, fresh, made, corrections, built.findings)


def _hold(fresh: Edition, now: Edition, planned: Sequence[Place], options: Options) -> None:
    """Raise DossierError where the pages of ``fresh`` are not those that were ``planned`` of ``now``."""
    shown_now = [page.look.source for page in now.pages if page.part != BLANK]
    if [page.look.source for page in fresh.pages if page.part != BLANK] != shown_now:
        raise DossierError([finding("erratum-stale", nearby(options.target / outputs.PDF))])
    if [page.part == BLANK for page in fresh.pages] != [place.new is None for place in planned]:
        raise DossierError([finding("erratum-sides", "templates")])


def _pairs(signed: Edition, fresh: Edition, planned: Sequence[Place]) -> Iterator[Pair]:
    """The pages of ``fresh``, each with the signed one that it is, then those that are gone."""
    kept = set()
    for place, page in zip(planned, fresh.pages, strict=True):
        if place.old:
            kept.add(place.old.folio)
        yield place.old, page
    for page in signed.pages:
        if page.folio not in kept:
            yield page, None


def _last(options: Options) -> Path:
    """The set that was signed last. Raises DossierError where there is none, or no dossier."""
    folder = options.folder
    try:
        known = numbers(Folder(folder).names(FOLDER))
    except OSError:
        known = []
    if not known:
        if not options.manifest.exists():
            raise DossierError(manifest.load(options.manifest)[1])
        raise DossierError([finding("erratum-unsigned", f"{FOLDER}/")])
    return folder / FOLDER / f"{known[-1]:03}"


def _corrected(old: str, new: str) -> tuple[str, str] | None:
    """The words of a page that others took the place of, where that is all that is other, and nobody can take
    them for the same words elsewhere on it."""
    before, now = old.split(), new.split()
    changed = [
        code
        for code in SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
        if code[0] != "equal"
    ]
    if len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, a, b, c, d = changed[0]
    gone, come = " ".join(before[a:b]), " ".join(now[c:d])
    once = f" {' '.join(before)} ".count(f" {gone} ") == 1
    return (gone, come) if once and b - a + d - c <= _MOST else None


def _written(
    signed: Edition,
    fresh: Edition,
    made: Replacement,
    corrections: Mapping[int, tuple[str, str]],
    findings: tuple[Finding, ...],
) -> Erratum:
    lines = tuple(_organiser(made))
    read = tuple(aloud(made, signed, fresh, corrections))
    told = {
        "against": str(signed.path),
        "print": [{"labels": list(sheet.labels), "sides": len(sheet.sides)} for sheet in made.sheets],
        "take_out": [{"sheet": number, "pages": list(pages)} for number, pages in made.out],
        "both_sides": made.recto,
        "altered": [change.old.folio for change in made.altered if change.old],
        "added": [came.label for came in made.added],
        "moved": [{"from": came.was.folio, "to": came.label} for came in made.added if came.was],
        "not_used": [change.page.folio for change in made.removed],
        "read_aloud": list(read),
    }
    if not made.sheets and not made.out:
        return Erratum({}, lines, told, findings)
    files: dict[str, bytes] = {}
    if made.sheets:
        files[SHEETS] = _sheets(fresh, made.sheets)
    values = {
        "language": report.language(),
        "say": _say,
        "title": fresh.record.get("title") or "",
        "number": signed.path.name,
        "fingerprint": signed.fingerprint,
        "lines": lines,
        "aloud": read,
        "sheets": [(n, _sides(sheet), _place(sheet)) for n, sheet in enumerate(made.sheets, 1)],
    }
    files[NOTICE] = own_pdf("own/erratum.html", values)
    return Erratum(files, (*lines, *read), told, findings)


def _sheets(fresh: Edition, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one file, whose pages draw what they draw in the dossier that was checked."""
    sides = [side for sheet in sheets for side in sheet.sides]
    folios = [side.folio for side in sides]
    made = extracted(fresh.pdf, folios, [side.label or "–" for side in sides])
    drawn = [look.whole for look, folio in zip(shown(made), folios, strict=True) if folio]
    assert drawn == [fresh.pages[folio - 1].look.whole for folio in folios if folio]
    return made


def _say(word: str, **facts: object) -> str:
    return report.say(f"erratum.{word}", **facts)


def _sides(sheet: Sheet) -> str:
    return " / ".join(side.label if side.folio else _say("empty") for side in sheet.sides)


def _place(sheet: Sheet) -> str:
    if sheet.replaces:
        return _say("replaces", sheet=sheet.replaces)
    return _say("behind", sheet=sheet.behind) if sheet.behind else _say("first")


def _organiser(made: Replacement) -> Iterator[str]:
    """What is printed and what is taken out, for who prepares the sets."""
    if not made.sheets and not made.out:
        yield _say("nothing")
        return
    how = report.say("proof.recto" if made.recto else "proof.one-sided")
    if made.sheets:
        labels = ", ".join(_sides(sheet) for sheet in made.sheets)
        yield _say("print", count=len(made.sheets), labels=labels, how=how)
    turned = [label for sheet in made.sheets for label in sheet.turned]
    if turned:
        yield _say("turned", labels=", ".join(turned))
    if made.out:
        sheets = listed(number for number, _ in made.out)
        yield _say("out", sheets=sheets, pages=listed(n for _, pages in made.out for n in pages))
