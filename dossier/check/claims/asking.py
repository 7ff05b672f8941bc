"""The hold on the process that checks: what it is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dossier.work import Crew, DiedError, Job

from .fault import Fault

UA = "ua1"
#: Bytes of a file of which the checker takes so much memory (fifteen to fifty times as many, most of it for
#: tags) that nothing else is looked at beside it.
LARGE = 10_000_000
_CHECKER = "page"
# Rules of fonts (ISO 19005-2, 6.2.11), which ISO 14289-1, 7.21 has in the same words: the checker holds more
# of them against PDF/A. What glyphs mean is asked of other fonts there (6.2.11.7.2): it is no part of it.
_FONTS = ("FONT-", "CMAP-", "CID", "TYPE0-", "TYPE1-", "TRUETYPE-", "NOTDEF-")
_MEANING = "FONT-UNICODE"
#: What the process that checks imports before.
ENGINES = ("dossier.check.claims.checker", _CHECKER)


def ready() -> None:
    """Raises ModuleNotFoundError where the checker is not installed."""
    if find_spec(_CHECKER) is None:
        raise ModuleNotFoundError(name=_CHECKER)


@dataclass(frozen=True, slots=True)
class Asked:
    """A PDF to be held against ``flavours`` (``2a``, ``2u``, ``2b``, ``ua1``)."""

    pdf: bytes | Path
    flavours: tuple[str, ...]


_JOB = Job("dossier.check.claims.checker:faults", Asked, tuple[tuple[Fault, ...], ...])


def checked(crew: Crew, files: Iterable[Asked]) -> list[tuple[tuple[Fault, ...], ...]]:
    """The faults of each of the ``files`` by flavour, in processes: a dossier takes the checker as much
    memory again as its build. Raises DossierError where the machine has not enough for it."""

    def one(asked: Asked) -> tuple[tuple[Fault, ...], ...]:
        try:
            return crew.do(_JOB, asked)
        except DiedError as error:
            return ((Fault("UNREADABLE", str(error), None),),) * len(asked.flavours)

    return [future.result() for future in crew.each(one, files)]


def of_fonts(rule: str) -> bool:
    """Whether ``rule`` is one that fonts may break of PDF/A and of PDF/UA alike."""
    return rule.startswith(_FONTS) and not rule.startswith(_MEANING)
