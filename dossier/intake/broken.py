"""Where a library gives up, the file that it was given is broken."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dossier import odd
from dossier.findings import DossierError, finding

from .steps import PLACE

_LOG = logging.getLogger(__name__)


@contextmanager
def broken(name: str, *libraries: str, faults: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Raise DossierError (``source-broken``) of the file ``name`` for what :func:`dossier.odd.reading` takes
    for its fault."""
    try:
        with odd.reading(*libraries, faults=faults):
            yield
    except odd.OddError as error:
        # Nobody can act on a library's words, which may quote the file: its kind of fault is in the log.
        _LOG.warning("%s: %s", name, str(error).partition(":")[0])
        raise DossierError([finding("source-broken", PLACE, file=name, problem="unreadable")]) from error
