"""The command ``build`` where nothing has changed: answered before what runs the commands is imported."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import machine, places, report, unchanged
from .findings import DossierError
from .options import EDITIONS, Options
from .telling import Telling
from .unchanged import Last

# The options of "build" that nobody can misunderstand; the names are those of its parameters.
_VALUES = {
    "-m": "manifest",
    "--manifest": "manifest",
    "-o": "output",
    "--output": "output",
    "-f": "for_",
    "--for": "for_",
    "--format": "format_",
}
_FLAGS: Mapping[str, Mapping[str, bool]] = {
    "-d": {"draft": True},
    "--draft": {"draft": True},
    "--no-compare": {"compare": False},
    **{f"--{name}": {name: True} for name in ("strict", "always", "quiet", "verbose", "debug")},
}
_COMMAND = re.compile(r"[a-z]+(-[a-z]+)*")
_ANSWERED = {"manifest", "output", "for_", "draft", "compare"}


def answered(asked: Mapping[str, object]) -> bool:
    """Answer a build that is ``asked`` for so (see :func:`plain`) where all stands there already; False where
    it does not, which is for the command itself to say."""
    machine.standard_streams()
    try:
        options = _options(asked)
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


def plain(words: Sequence[str]) -> Mapping[str, object] | None:
    """What the command line ``words`` gives the command ``build``, by the names that this has for it; None
    where it is another command, or may be none at all: that is for invoke to say."""
    if words[:1] not in ([], ["build"]):
        return None
    given: dict[str, object] = {}
    rest = iter(words[1:])
    for word in rest:
        flag, equals, value = word.partition("=")
        if word in _FLAGS:
            given |= _FLAGS[word]
        elif flag in _VALUES and (equals or flag == word):
            name, value = _VALUES[flag], value if equals else next(rest, "")
            if name in given or not value or value.startswith("-"):
                return None
            given[name] = value
        elif word.startswith("-") or not word or "manifest" in given or _may_be_a_command(word):
            return None
        else:
            given["manifest"] = word
    return given


def _may_be_a_command(word: str) -> bool:
    """Whether invoke may take ``word`` for one more command: it has the form of one, and is no dossier."""
    return _COMMAND.fullmatch(word) is not None and not os.path.isfile(places.manifest_in(Path(word)))


def _options(asked: Mapping[str, object]) -> Options | None:
    """What is asked for; None where that is never answered at once."""
    if not asked.keys() <= _ANSWERED or asked.get("for_", EDITIONS[0]) not in EDITIONS:
        return None
    manifest = places.absolute(str(asked["manifest"])) if "manifest" in asked else places.nearest()
    if manifest is None or ("manifest" not in asked and places.is_planted(manifest)):
        return None
    output = places.absolute(str(asked["output"])) if "output" in asked else None
    return Options(
        places.manifest_in(manifest),
        output,
        draft="draft" in asked,
        compare="compare" not in asked,
        team=asked.get("for_") == EDITIONS[1],
    )
