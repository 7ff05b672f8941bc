"""Starts a program apart from the person's files and from the network, and ends it with whoever asked for it.

Run as a script of its own, ``python -I -S isolate.py SPECIFICATION COMMAND…``, so that nothing of the
process that asks (threads, engines, open files) stands in the way of namespaces. ``SPECIFICATION`` is JSON:
``folder``, the private folder, the only one that can be written to, removed where the asker dies; ``read``,
more paths that can be read. Standard input is a pipe whose other end the asker holds open as long as the
program is wanted; standard output gets one byte, ``1`` where the program was started apart and ``0`` where
this machine has no way to do so. The exit code is the program's.

Apart means, on Linux, namespaces of user, mounts, network, processes and IPC (user_namespaces(7)): no network
but a loopback that is down, no process but its own, and a root in which nothing stands but system libraries,
fonts and the private folder.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import sys

_NEW_NS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x20000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
#: Flags of statvfs(3) that a mount of another user keeps, as mount(2) has them.
_KEPT = {2: 2, 4: 4, 8: 8, 1024: 1024, 2048: 2048, 4096: 1 << 21}
_PR_PDEATHSIG, _PR_NO_NEW_PRIVS = 1, 38
#: What a program needs of a system, and what says nothing of a person.
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store",
    "/etc/fonts", "/etc/alternatives", "/etc/libreoffice", "/etc/ld.so.cache", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d", "/etc/papersize", "/var/cache/fontconfig", "/var/lib/libreoffice",
    "/var/spool/libreoffice", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
)  # fmt: skip
#: A user without rights of its own inside, whoever it is outside.
_NOBODY = 65534


def main() -> int:
    """Start the program, wait for it or for the end of the asker; its exit code."""
    specification, command = json.loads(sys.argv[1]), sys.argv[2:]
    signals, woken = os.pipe()
    for end in (signals, woken):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    process = _apart(specification, command) if sys.platform == "linux" else None
    os.write(1, b"0" if process is None else b"1")
    if process is None:
        process = os.fork()
        if process == 0:
            _run(command)
    poll = select.poll()
    poll.register(0, 0)
    poll.register(signals, select.POLLIN)
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) & 0xFF
        events = dict(poll.poll())
        if 0 in events:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            shutil.rmtree(specification["folder"], ignore_errors=True)
            os.killpg(0, signal.SIGKILL)
        if signals in events:
            os.read(signals, 4096)


def _apart(specification: dict[str, object], command: list[str]) -> int | None:
    """The process that holds the namespaces in which ``command`` runs; None where there can be none."""
    heard, said = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(heard)
        try:
            _enter()
            first = os.fork()
            if first == 0:
                _with_parent()
                _hide(specification)
                _first(command, said)
        except (OSError, AttributeError):
            os.write(said, b"x")
            os._exit(1)
        os.close(said)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    os.close(said)
    # The other end closes with the program's start, or says that there is none.
    if not os.read(heard, 1):
        os.close(heard)
        return process
    os.close(heard)
    os.waitpid(process, 0)
    return None


def _enter() -> None:
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_USER | _NEW_NS | _NEW_IPC | _NEW_PID | _NEW_NET)
    _with_parent()  # after it: new rights undo it
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{_NOBODY} {user} 1"),
        ("gid_map", f"{_NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _hide(specification: dict[str, object]) -> None:
    """A root of its own: the system for reading, the private folder for writing, and nothing else."""
    folder = str(specification["folder"])
    read = specification["read"]
    _call("mount", b"none", b"/", None, _REC | _PRIVATE, None)
    root = os.path.join(folder, ".root")
    os.makedirs(root, 0o700, exist_ok=True)
    _call("mount", b"tmpfs", os.fsencode(root), b"tmpfs", 0, b"mode=755")
    for name in ("tmp", "dev/shm"):
        os.makedirs(os.path.join(root, name))
        _call("mount", b"tmpfs", os.fsencode(os.path.join(root, name)), b"tmpfs", 0, b"mode=1777")
    for place in (*_SYSTEM, *(read if isinstance(read, list) else ())):
        if os.path.islink(place) and not place.startswith("/dev/"):
            _copy_link(place, root)
        elif os.path.exists(place):
            _show(place, root, read_only=not place.startswith("/dev/"))
    _show(folder, root, read_only=False, whole=False)
    os.chroot(root)
    os.chdir(folder)


def _copy_link(place: str, root: str) -> None:
    there = root + place
    os.makedirs(os.path.dirname(there), exist_ok=True)
    os.symlink(os.readlink(place), there)


def _show(place: str, root: str, *, read_only: bool, whole: bool = True) -> None:
    there = root + place
    if os.path.isdir(place):
        os.makedirs(there, exist_ok=True)
    elif not os.path.exists(there):
        os.makedirs(os.path.dirname(there), exist_ok=True)
        os.close(os.open(there, os.O_CREAT | os.O_WRONLY, 0o600))
    target = os.fsencode(there)
    _call("mount", os.fsencode(place), target, None, _BIND | (_REC if whole else 0), None)
    if read_only:
        has = os.statvfs(there).f_flag
        kept = sum(flag for bit, flag in _KEPT.items() if has & bit)
        _call("mount", None, target, None, _BIND | _REMOUNT | _RDONLY | kept, None)


def _first(command: list[str], said: int) -> None:
    """The first process of its namespace: whatever is left ends with it."""
    program = os.fork()
    if program == 0:
        os.close(said)
        _run(command)
    os.close(said)
    while True:
        done, status = os.wait()
        if done == program:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _run(command: list[str]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    signal.set_wakeup_fd(-1)
    if sys.platform == "linux":
        _with_parent()
        _call("prctl", _PR_NO_NEW_PRIVS, 1, 0, 0, 0)
    try:
        os.execv(command[0], command)
    finally:
        os._exit(127)


def _with_parent() -> None:
    _call("prctl", _PR_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _call(name: str, *values: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    function = getattr(library, name)
    # A flag of mount(2) and a value of prctl(2) are long.
    if function(*(ctypes.c_ulong(v) if isinstance(v, int) else v for v in values)):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(main())
