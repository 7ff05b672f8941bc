"""By what sources are opened: child processes, what is kept of earlier builds, passwords."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dossier.bugs import during
from dossier.findings import DossierError, Finding

from .cache import Cache
from .pool import Pool
from .request import PLACE, Completion, Printing, Request, Taken, password_variable


@dataclass(frozen=True)
class Opener:
    """The child processes, what is kept of earlier builds, and the passwords that a person typed, by document
    id."""

    pool: Pool
    cache: Cache | None = None
    passwords: Mapping[str, str] = field(default_factory=dict)

    def take(self, request: Request, place: str) -> TakenIn:
        """What ``request`` becomes; ``place`` is where the manifest names its file. Raises DossierError."""
        sha256 = hashlib.sha256(request.file.data).hexdigest()
        key = self.cache.key(request, sha256) if self.cache else ""
        try:
            taken = self.cache.find(key, request) if self.cache else None
            if taken is None:
                with during("intake", request.document):
                    taken = self.pool.ask(request)
                if self.cache:
                    self.cache.keep(key, taken, request)
        except DossierError as error:
            raise DossierError(_placed(error.findings, place)) from error
        return TakenIn(request, taken, sha256, key, place)

    def complete(self, file: TakenIn, printing: Printing) -> TakenIn:
        """``file`` with what nobody waited for done as well, and kept. Raises DossierError."""
        key = self.cache.completed_key(file.key, printing) if self.cache else ""
        taken = self.cache.find(key, file.request) if self.cache else None
        if taken is None:
            asked = Completion(file.request.name, file.taken, printing, file.request.limits)
            try:
                with during("intake", file.request.document):
                    taken = self.pool.ask(asked)
            except DossierError as error:
                raise DossierError(_placed(error.findings, file.place)) from error
            if self.cache:
                self.cache.keep(key, taken, file.request)
        return dataclasses.replace(file, taken=taken)

    def password(self, id: str) -> str:
        """The password for a document: from its variable in the environment, or typed."""
        return os.environ.get(password_variable(id)) or self.passwords.get(id, "")


@dataclass(frozen=True)
class TakenIn:
    """One file of a document: what was asked, what it became, the digest of its bytes; ``key`` is its name
    among what is kept."""

    request: Request
    taken: Taken
    sha256: str
    key: str
    place: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found when it was opened, at its place in the manifest."""
        return _placed(self.taken.findings, self.place)

    @property
    def later(self) -> tuple[Finding, ...]:
        """What was found after that."""
        return _placed(self.taken.later or (), self.place)


def _placed(findings: Iterable[Finding], place: str) -> tuple[Finding, ...]:
    return tuple(dataclasses.replace(f, place=f.place.replace(PLACE, place)) for f in findings)
