"""An open folder: what is in it is reached through its descriptor, never by a path, and no link is followed.

A path that was looked at is another one when it is used, where somebody changes a folder of it meanwhile. All
that this project writes, moves and removes outside a temporary folder goes through here.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_NOFOLLOW | os.O_CLOEXEC
#: Errors that say that there is no more room.
FULL = (errno.ENOSPC, errno.EDQUOT)


class LinkError(OSError):
    """What should be a folder or a file of ours is a symbolic link; ``filename`` says which."""


class Directory:
    """A folder, open; a context manager. ``path`` is what it was called when it was opened."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor, self.path = descriptor, path

    @classmethod
    def open(cls, path: Path, make: bool = False, private: bool = False) -> Self:
        """The folder at ``path``, made with those above it where it is not there and may be made, its owner's
        alone where it is made ``private``.

        Raises LinkError where it is a link (those above it may be some), OSError where there is no folder.
        """
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        return cls._opened(path, None, make, 0o700 if private else 0o777, path)

    def folder(self, name: str, make: bool = False, private: bool = False) -> Self:
        """The folder ``name`` in it; nobody but its owner enters it where it is ``private``. Raises as
        :meth:`open` does."""
        folder = self._opened(name, self._descriptor, make, 0o700 if private else 0o777, self.path / name)
        if private:
            with suppress(OSError):  # another's, or a disk that has no such rights
                os.fchmod(folder._descriptor, 0o700)
        return folder

    @classmethod
    def _opened(cls, name: str | Path, above: int | None, make: bool, mode: int, path: Path) -> Self:
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, mode, dir_fd=above)
        try:
            return cls(os.open(name, _FOLDER, dir_fd=above), path)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(name, above):
                raise LinkError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def require_own(self, name: str = ".") -> None:
        """Raise PermissionError where it, or what is in it under ``name``, is another's or open to others."""
        status = os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
        if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.path / name))

    def names(self) -> list[str]:
        """What is in it, sorted."""
        return sorted(os.listdir(self._descriptor))

    def stat(self, name: str) -> os.stat_result | None:
        """What ``name`` is, a link being itself; None where it is not there."""
        try:
            return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def is_file(self, name: str) -> bool:
        """Whether ``name`` is an ordinary file."""
        status = self.stat(name)
        return status is not None and stat.S_ISREG(status.st_mode)

    def require(self, name: str) -> None:
        """Raise where ``name`` is there and is no ordinary file: LinkError, or OSError with what it is."""
        status = self.stat(name)
        if status is None or stat.S_ISREG(status.st_mode):
            return
        place = str(self.path / name)
        if stat.S_ISLNK(status.st_mode):
            raise LinkError(errno.ELOOP, os.strerror(errno.ELOOP), place)
        code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EEXIST
        raise OSError(code, os.strerror(code), place)

    def read(self, name: str) -> bytes:
        """The bytes of the file ``name``. Raises OSError where it is none, a link included."""
        # A pipe that nobody writes to would be waited for.
        with os.fdopen(self._descriptor_of(name, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(self.path / name))
            return file.read()

    def write(self, name: str, data: bytes, private: bool = False, lasting: bool = True) -> None:
        """Make the file ``name``, which must not be there yet, and have the disk hold it where it is to be
        ``lasting``.

        It has the rights that the person's umask gives, or is its owner's alone where it is ``private``.
        Raises OSError; nothing of it is left then.
        """
        mode = 0o600 if private else 0o666
        descriptor = self._descriptor_of(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                if lasting:
                    os.fsync(file.fileno())
        except BaseException:
            self.remove(name)
            raise

    def put(self, name: str, data: bytes, part: str, private: bool = False, lasting: bool = True) -> None:
        """The same in the place of what is there: whole as ``part`` first, which is then renamed. Raises
        OSError; nothing of it is left then."""
        try:
            self.write(part, data, private, lasting)
            self.move(part, self, name)
        finally:
            self.remove(part)

    def _descriptor_of(self, name: str, flags: int, mode: int = 0) -> int:
        try:
            return os.open(name, flags | _FILE, mode, dir_fd=self._descriptor)
        except OSError as error:
            raise type(error)(error.errno, os.strerror(error.errno or 0), str(self.path / name)) from error

    def move(self, name: str, to: Directory, other: str) -> None:
        """Rename ``name`` to ``other`` in ``to``, in the place of what is there. Raises OSError."""
        try:
            os.replace(name, other, src_dir_fd=self._descriptor, dst_dir_fd=to._descriptor)
        except OSError as error:
            place = str(to.path / other)
            raise type(error)(error.errno, os.strerror(error.errno or 0), place) from error

    def link(self, name: str, to: Directory, other: str) -> None:
        """Give the file ``name`` a second name, ``other`` in ``to``. Raises OSError; FileExistsError where
        that is taken."""
        source, target = self._descriptor, to._descriptor
        os.link(name, other, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)

    def keep(self, name: str, to: Directory, other: str) -> None:
        """Have the file ``name`` in ``to`` as well, as ``other``: the same file, or its bytes where the disk
        knows no second name. Raises OSError."""
        try:
            self.link(name, to, other)
        except OSError as error:
            if error.errno in FULL:
                raise
            to.write(other, self.read(name), private=True)

    def adopt_rights(self, name: str, of: Directory, other: str) -> None:
        """Give the file ``name`` the rights of the file ``other`` in ``of``. Raises OSError."""
        status = os.stat(other, dir_fd=of._descriptor, follow_symlinks=False)
        if stat.S_ISREG(status.st_mode):
            os.chmod(name, stat.S_IMODE(status.st_mode), dir_fd=self._descriptor)

    def remove(self, name: str) -> None:
        """Remove the file ``name``, a link itself, or a folder with all in it; nothing where there is
        none."""
        status = self.stat(name)
        if status is None:
            return
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(name, dir_fd=self._descriptor)
        else:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=self._descriptor)

    def remove_empty(self, name: str) -> None:
        """Remove the folder ``name`` where nothing is left in it."""
        with suppress(OSError):
            os.rmdir(name, dir_fd=self._descriptor)

    def sync(self) -> None:
        """Have the disk hold the names that are in it."""
        with suppress(OSError):  # some file systems cannot
            os.fsync(self._descriptor)

    def room(self) -> int:
        """Bytes that may still be written on its disk."""
        disk = os.fstatvfs(self._descriptor)
        return disk.f_bavail * disk.f_frsize

    @contextmanager
    def locked(self, shared: bool = False, wait: bool = True) -> Iterator[bool]:
        """Hold the folder against other processes until the block ends; the kernel lets go of it when this
        one dies. False where another one holds it and this does not ``wait``.

        Where the file system knows no locks (some network disks), nothing is held.
        """
        # A descriptor of its own: locks belong to what was opened, and threads may share this one.
        own = os.open(".", _FOLDER, dir_fd=self._descriptor)
        try:
            how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            try:
                fcntl.flock(own, how if wait else how | fcntl.LOCK_NB)
                held = True
            except BlockingIOError:
                held = False
            except OSError:
                held = wait
            yield held
        finally:
            os.close(own)


def _is_link(name: str | Path, above: int | None) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode)
