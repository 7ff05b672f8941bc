"""The key of this person on this machine: what is sealed with it was written here."""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from dossier.directory import Directory

_FOLDER, _KEY = "dossier", "key"
_LENGTH = 32


class Seal:
    """Marks what this person's builds remember, on this machine."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, *parts: bytes) -> bytes:
        """The seal of ``parts``, 32 bytes: HMAC-SHA256 (RFC 2104) of them and of where each ends."""
        told = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.new(self._key, told, hashlib.sha256).digest()

    @classmethod
    def here(cls) -> Seal | None:
        """That of this machine, made where there is none yet; None where it cannot be, or where somebody
        else may have read or written it."""
        folder = state_folder(os.environ)
        if folder is None:
            return None
        try:
            return cls(_key(folder))
        except OSError:
            return None


def state_folder(environment: Mapping[str, str]) -> Path | None:
    """Where programs keep what belongs to this machine; None where the environment names no such place.

    https://specifications.freedesktop.org/basedir-spec/ : a relative path is ignored.
    """
    state, home = (Path(environment.get(name) or ".") for name in ("XDG_STATE_HOME", "HOME"))
    if state.is_absolute():
        return state / _FOLDER
    if not home.is_absolute():
        return None
    return home / ("Library/Application Support" if sys.platform == "darwin" else ".local/state") / _FOLDER


def _key(place: Path) -> bytes:
    """The key in ``place``. Raises OSError where there is none that can be believed."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Directory.open(place, make=True, private=True) as folder:
        folder.require_own()
        if not folder.stat(_KEY):
            _make(folder)
        folder.require_own(_KEY)
        key = folder.read(_KEY)
    if len(key) != _LENGTH:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(place / _KEY))
    return key


def _make(folder: Directory) -> None:
    """Write a new key whole, then give it its name: who comes second finds that of the first."""
    part = f"{_KEY}-{secrets.token_hex(8)}"
    folder.write(part, secrets.token_bytes(_LENGTH), private=True)
    try:
        folder.link(part, folder, _KEY)
    except FileExistsError:
        pass  # somebody was faster
    finally:
        folder.remove(part)
