"""What a built dossier claims of PDF/A and PDF/UA, and what hinders it, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import untrusted
from .ranges import listed
from .report import say


def lines(record: bytes) -> Iterator[str]:
    """The conformance of the dossier that ``record`` describes, document by document.

    Raises ValueError where it is no record of a build.
    """
    try:
        held = untrusted.parsed(record)
        conformance, documents = held["conformance"], {d["number"]: d for d in held["documents"]}
        claims = [f"PDF/A-{conformance['pdfa']}"] * bool(conformance["pdfa"])
        claims += [f"PDF/UA-{conformance['pdfua']}"] * bool(conformance["pdfua"])
        worded = [line for one in conformance["obstacles"] for line in _obstacle(one, documents)]
    except (KeyError, TypeError) as error:
        raise ValueError("no record of a build") from error
    if not worded:
        yield say("conformance.whole", claims=" + ".join(claims)) if claims else say("conformance.off")
        return
    yield say("conformance.partly", claims=" + ".join(claims)) if claims else say("conformance.none")
    yield from worded


def _obstacle(one: Any, documents: Any) -> Iterator[str]:
    document = documents.get(one["document"])
    who = say("conformance.dossier")
    if document:
        who = say("conformance.document", number=document["number"], title=document["title"])
    pages = one["pages"]
    where = say("conformance.somewhere")
    if pages:
        where = say("conformance.pages" if len(pages) > 1 else "conformance.page", pages=listed(pages))
    facts = {"who": who, "pages": where, "standards": ", ".join(one["standards"])}
    yield say("conformance.obstacle", **facts, reason=say(f"reason.{one['reason']}"))
    yield f"    → {say('remedy.' + (one['reason'] if document else 'dossier'))}"
