"""What a job may cost; held in its process by the operating system."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

_MIB = 1 << 20
_NICE = 19
#: The signals by which a limit ends a process: seconds by the clock, seconds of computing.
CLOCKS = (signal.SIGALRM, signal.SIGXCPU)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds by the clock and of computing; bytes of address space."""

    seconds: int = 120
    cpu: int = 60
    memory: int = 4096 * _MIB


def hold_memory(limits: Limits) -> None:
    """Limit the memory of this process. macOS accepts no limit on address space: the others hold there."""
    import resource

    if sys.platform == "darwin":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    # The soft limit alone: a program that this process starts may be given its own.
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def give_way() -> None:
    """From now on this process works where others leave the processor free."""
    os.setpriority(os.PRIO_PROCESS, 0, _NICE)


def start_clock(limits: Limits) -> None:
    """From now on this process may take its seconds and no more: a signal ends it, whatever it is in."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits.seconds)


def stop_clock() -> None:
    """The job is done: waiting for the next one costs nothing."""
    signal.alarm(0)
