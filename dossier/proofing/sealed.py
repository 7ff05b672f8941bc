"""The seal of a proof: a page that a browser opens runs its script, and a dossier may come from anybody."""

from __future__ import annotations

import hmac
import os
import re
from contextlib import suppress
from pathlib import Path

from dossier.directory import Directory
from dossier.outputs import PROOF, RECORD
from dossier.store import Seal

_SEAL = re.compile(rb"<!-- ([0-9a-f]{64}) -->\n\Z")


def standing_record(target: Path) -> bytes:
    """The record of the dossier that stands in ``target``; empty where there is none."""
    with suppress(OSError), Directory.open(target) as folder:
        return folder.read(RECORD)
    return b""


def sealed(page: bytes, target: Path, record: bytes) -> bytes:
    """``page`` with the seal of this person, for the output folder ``target`` and the ``record`` of the
    dossier that it shows; without one where this machine keeps no key."""
    seal = Seal.here()
    return page + f"<!-- {_of(seal, page, target, record)} -->\n".encode() if seal else page


def is_sealed(target: Path) -> bool:
    """Whether the proof in ``target`` is what this program wrote for this person of what stands there now."""
    with suppress(OSError), Directory.open(target) as folder:
        data, record = folder.read(PROOF), folder.read(RECORD)
        match, seal = _SEAL.search(data), Seal.here()
        if match and seal:
            expected = _of(seal, data[: match.start()], target, record)
            return hmac.compare_digest(match[1].decode(), expected)
    return False


def _of(seal: Seal, page: bytes, target: Path, record: bytes) -> str:
    return seal.of(b"proof", os.fsencode(target.resolve()), record, page).hex()
