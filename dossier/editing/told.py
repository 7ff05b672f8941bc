"""What a command that edits says: to a person, and to a program."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dossier.report import say

from .meaning import Meaning, Moved
from .underway import Done


def sentences(done: Done, dry: bool) -> Iterator[str]:
    """What was done, or would be, what it means, and what the file given says of itself; one a line."""
    facts: dict[str, object] = {**done.facts, "files": ", ".join(done.files)}
    did = say(f"done.{done.command}" if done.files or done.accepted else "done.idle", **facts)
    for key in ("back", "gone"):
        if facts.get(key):
            did += " " + say(f"done.undo-{key}", files=facts[key])
    yield f"{say('done.dry')} {did}" if dry else did
    for one in done.accepted:
        yield f"    [{one.code}] {one.message}"
    if done.meaning:
        words = say("meaning.and").join(_means(done.meaning))
        yield f"    → {words[0].upper()}{words[1:]}."
    if done.knows:
        options = " ".join(f"--{key} {shlex.quote(value)}" for key, value in done.knows.items())
        yield f"    → {say('meaning.proposed', options=options)}"


def facts(done: Done, dry: bool) -> dict[str, object]:
    """The same for a program."""
    means = done.meaning
    told: dict[str, object] = {"dry_run": dry, "files": list(done.files), "edit": dict(done.facts)}
    if means:
        told["documents"] = [_moved(one) for one in means.documents]
        told["folios"] = None if means.folios is None else [_moved(one) for one in means.folios]
        told["grows"] = means.grows
        told["uncited"], told["still_cited"] = list(means.uncited), list(means.orphaned)
    if done.knows:
        told["proposed"] = dict(done.knows)
    if done.accepted:
        told["accepted"] = [{"code": one.code, "seen": one.seen} for one in done.accepted]
    return told


def _moved(one: Moved) -> dict[str, int]:
    return {"first": one.first, "last": one.last, "by": one.by}


def _means(means: Meaning) -> Iterator[str]:
    for one in means.documents:
        to = {"to": one.first + one.by, "until": one.last + one.by}
        yield say(
            "meaning.document" if one.first == one.last else "meaning.documents",
            first=one.first,
            last=one.last,
            **to,
        )
    for one in means.folios or ():
        several = one.first != one.last
        yield say("meaning.folios" if several else "meaning.folio", first=one.first, last=one.last, by=one.by)
    if means.folios is None:
        yield say("meaning.folios-unknown")
    elif means.grows:
        yield say("meaning.longer" if means.grows > 0 else "meaning.shorter", count=abs(means.grows))
    elif not means.documents and not means.folios:
        yield say("meaning.nothing")
    for id in means.uncited:
        yield say("meaning.uncited", id=id)
    for id in means.orphaned:
        yield say("meaning.orphaned", id=id)
