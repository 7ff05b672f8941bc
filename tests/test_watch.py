"""The clock of the layout: told once, heard once, and nothing of it is left behind."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

import pytest

from dossier.compose import watch

TRACED = """
import sys
from dossier.compose.watch import TooLong, within
with within(60):
    pass
try:
    with within(0):
        while True:
            pass
except TooLong:
    pass
calls = []
sys.setprofile(lambda frame, event, value: calls.append(event))
for n in range(3):
    (lambda: n)()
sys.setprofile(None)
print(calls.count("call"))
"""


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_LOOK", 0.01)


def busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_computes_too_long_is_ended() -> None:
    with pytest.raises(watch.TooLong), watch.within(0.05):
        busy(5)


def test_what_is_swallowed_is_said_again() -> None:
    heard = 0
    with watch.within(0.02):
        while heard < 3:
            try:
                busy(5)
            except watch.TooLong:
                heard += 1
    assert heard == 3


def test_nothing_is_heard_behind_the_block() -> None:
    with watch.within(0.02), contextlib.suppress(watch.TooLong):
        busy(5)
    busy(0.1)


def test_a_program_that_is_traced_afterwards_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", TRACED], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "3\n"
