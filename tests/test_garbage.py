"""What libraries free is kept by a worker, until it is given back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

_FAULTS = """
import resource
from dossier import garbage

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    bytearray(8 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def size():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() >> 20

anew = faults(), faults()
garbage.hold()
faults()
print(*anew, faults(), size() - (garbage.give_back() or size()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's library alone is told")
def test_memory_is_kept_for_what_is_asked_next_and_given_back() -> None:
    python = Path(sys.executable)
    told = subprocess.run(
        [python, "-P", "-c", _FAULTS], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    first, second, kept, back = map(int, told.stdout.split())
    assert min(first, second) > 10 * max(kept, 1)
    assert back >= 8
