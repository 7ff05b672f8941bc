"""A folder that somebody sent: its files opened once, and nothing outside it.

Each component of a path is opened below the one before it, without following links (``openat`` with
``O_NOFOLLOW``, POSIX.1-2017), and what is read is what was opened and looked at, whatever happens to the
names meanwhile. A symbolic link is followed by hand, component by component, as long as it stays inside.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

#: Links on the way to a file, as POSIX calls it SYMLOOP_MAX.
_MOST_LINKS = 40
_BLOCK = 1 << 20
# A pipe without a writer would hold the opening up, a terminal would become ours.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
# Going through a folder takes no right to list it, where the system can tell the two apart.
_THROUGH = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LISTED = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# What opening a name says that is no longer what it was when it was looked at.
_CHANGED = (errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.EISDIR)
#: How the names begin of what programs leave beside a file that they have open.
LOCKS = ("~$", ".~lock.", "~wrl")
# How a window looks, small pictures of what is in it.
_LEFT = ("thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db")


def left_by_systems(name: str) -> bool:
    """Whether systems and programs leave files of that name in the folders that they show."""
    return name.lower().startswith(("._", *LOCKS)) or name.lower() in _LEFT


class OutsideError(OSError):
    """A path, or a link on its way, leads out of the folder."""


class NoFileError(OSError):
    """No regular file: a folder, a pipe, a device or a socket."""


class TooLargeError(OSError):
    """A file of more bytes than are read."""


@dataclass(frozen=True)
class Folder:
    """The folder at ``path``, which a person has named, or the one called ``below`` in it.

    A link in the place of the latter must stay inside ``path``, and all that is in it inside itself.
    Names are relative, with ``/``. Every method raises OSError: OutsideError, NoFileError,
    FileNotFoundError…
    """

    path: Path
    below: str = ""

    def read(self, name: str, most: int) -> bytes:
        """The bytes of the regular file ``name``; TooLargeError where there are more than ``most``."""
        with self.open(name) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG), name)
            data = file.read(size + 1)
            while len(data) > size:  # it grows, or does not know its size
                size = len(data)
                if size > most:
                    raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG), name)
                data += file.read(min(_BLOCK, most + 1 - size))
            return data

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The regular file ``name``, to be read."""
        with self._walked(name) as handle:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise NoFileError(errno.EISDIR, os.strerror(errno.EISDIR), name)
            with os.fdopen(os.dup(handle), "rb") as file:
                yield file

    def names(self, name: str = "") -> tuple[str, ...]:
        """The names of what lies in the folder ``name``, in no order."""
        with self._walked(name) as handle:
            listed = os.open(".", _LISTED, dir_fd=handle)
            try:
                return tuple(os.listdir(listed))
            finally:
                os.close(listed)

    def is_folder(self, name: str = "") -> bool:
        """Whether ``name`` is a folder, inside this one."""
        return self._is(name, stat.S_IFDIR)

    def is_file(self, name: str) -> bool:
        """Whether ``name`` is a regular file, inside this one."""
        return self._is(name, stat.S_IFREG)

    def _is(self, name: str, kind: int) -> bool:
        try:
            with self._walked(name) as handle:
                return stat.S_IFMT(os.fstat(handle).st_mode) == kind
        except OSError:
            return False

    @contextmanager
    def _walked(self, name: str) -> Iterator[int]:
        """A descriptor of what ``name`` leads to: a regular file, open to be read, or a folder, to go
        through."""
        way = _Way(self.path)
        try:
            if self.below:
                way.stay_in(self.below)
            way.go(name)
            yield way.last
        finally:
            way.end()


class _Way:
    """The descriptors of the folders on the way to a file, the outermost first."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._opened = [os.open(root, _LISTED)]
        self._first = 0
        self._links = 0
        self._name = ""

    @cached_property
    def _roots(self) -> tuple[str, str]:
        """Where this begins, as it is written and as it is: most names lead through no link, and need it
        not."""
        return os.path.abspath(self._root), os.path.realpath(self._root)

    @property
    def last(self) -> int:
        return self._opened[-1]

    def end(self) -> None:
        for handle in self._opened:
            os.close(handle)

    def stay_in(self, name: str) -> None:
        """Go to ``name``, out of which nothing may lead from now on."""
        self.go(name)
        inner = os.path.join(self._roots[0], name)
        self._roots = (inner, os.path.realpath(inner))
        self._first = len(self._opened) - 1

    def go(self, name: str) -> None:
        """Open what ``name`` leads to, one component after the other."""
        self._name = name
        if "\0" in name or name.startswith("/"):
            raise self._outside()
        ahead = name.split("/")[::-1]
        while ahead:
            part = ahead.pop()
            if part in ("", "."):
                continue
            if part == "..":
                self._back(ahead)
                continue
            status = os.stat(part, dir_fd=self.last, follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                self._count()
                self._follow(os.readlink(part, dir_fd=self.last), ahead)
                continue
            if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
                raise NoFileError(errno.EINVAL, os.strerror(errno.EINVAL), name)
            flags = _THROUGH if stat.S_ISDIR(status.st_mode) else _FILE
            try:
                self._opened.append(os.open(part, flags, dir_fd=self.last))
            except OSError as error:
                if error.errno not in _CHANGED:
                    raise
                self._count()
                ahead.append(part)

    def _count(self) -> None:
        self._links += 1
        if self._links > _MOST_LINKS:
            raise self._outside()

    def _back(self, ahead: list[str]) -> None:
        if len(self._opened) > self._first + 1:
            os.close(self._opened.pop())
            return
        # Out of the folder, and perhaps in again.
        rest = ahead[::-1]
        ahead.clear()
        self._follow(os.path.join(self._roots[1], "..", *rest), ahead)

    def _follow(self, target: str, ahead: list[str]) -> None:
        """Put ``target`` ahead: a relative one goes on from here, an absolute one must lead inside."""
        if target.startswith("/"):
            target = os.path.normpath(target)
            inside = [target[len(r) :] for r in self._roots if f"{target}/".startswith(r.rstrip("/") + "/")]
            if not inside:
                raise self._outside()
            while len(self._opened) > self._first + 1:
                os.close(self._opened.pop())
            target = inside[0]
        ahead += target.split("/")[::-1]

    def _outside(self) -> OutsideError:
        return OutsideError(errno.EXDEV, os.strerror(errno.EXDEV), self._name)
