"""The command ``build`` where nothing has changed: answered before what runs the commands is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from . import machine, places, report, unchanged
from .findings import DossierError
from .options import EDITIONS, Options
from .telling import Telling
from .unchanged import Last

_VALUES = {
    "-m": "manifest",
    "--manifest": "manifest",
    "-o": "output",
    "--output": "output",
    "-f": "for",
    "--for": "for",
}
_FLAGS = {"-d": "draft", "--draft": "draft", "--no-compare": "no-compare"}


def answered(words: Sequence[str]) -> bool:
    """Answer the command line ``words`` where that is a build of what stands there already; False where it
    is anything else, which is for the commands themselves to say."""
    machine.standard_streams()
    try:
        options = _asked(words)
        last = unchanged.last_build(options, first=True) if options else None
    except Exception:  # the command meets it, too: a finding is said with the others, a bug reported
        return False
    if last is None:
        return False
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 still reads
    try:
        tell(last, Telling())
    except DossierError as error:  # nothing can be printed any more where things are printed
        for line in report.lines(error.findings):
            report.tell(line)
        sys.exit(int(error.exit))
    return True


def tell(last: Last, telling: Telling) -> None:
    """Tell what the last build said and wrote, and that nothing has changed. Raises DossierError."""
    telling.findings(last.findings)
    files = ", ".join(map(places.nearby, last.files))
    counts = {"pages": last.pages, "documents": last.documents}
    words = report.say("done.unchanged", files=files, **counts)
    told = {"files": [str(path) for path in last.files], **counts}
    telling.result(words, report.summary(last.findings), **told)


def _asked(words: Sequence[str]) -> Options | None:
    """What a plain command asks for; None where it is another one, or may be none at all."""
    if words[:1] not in ([], ["build"]):
        return None
    given: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        flag, equals, value = word.partition("=")
        if word in _FLAGS:
            given[_FLAGS[word]] = word
        elif flag in _VALUES and (equals or flag == word):
            name, value = _VALUES[flag], value if equals else next(rest, "")
            if name in given or not value or value.startswith("-"):
                return None
            given[name] = value
        elif word.startswith("-") or not word or "manifest" in given:
            return None
        else:
            given["manifest"] = word
    if given.get("for", EDITIONS[0]) not in EDITIONS:
        return None
    manifest = places.absolute(given["manifest"]) if "manifest" in given else places.nearest()
    if manifest is None or ("manifest" not in given and places.is_planted(manifest)):
        return None
    output = places.absolute(given["output"]) if "output" in given else None
    team = given.get("for") == EDITIONS[1]
    return Options(
        places.manifest_in(manifest), output, "draft" in given, False, "no-compare" not in given, team
    )
