"""Mutation of good files, each through the public stages in a process of its own, for as long as is given.

    ./run fuzz --minutes 10 [--seed 1]

What must hold: the dossier is built and each page compares equal to its source (the build does that itself),
or the build is refused with findings about the file; never a traceback, never a signal, never longer than
LIMIT. What does not hold is kept, with what was said, in the folder that is named at the end.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hard_pages
from conftest import File, Sheet
from one_by_one import BUILDER, Builder, answering

from dossier import pipeline
from dossier.findings import DossierError, Severity
from dossier.options import Options

# Seconds that a build of one damaged file may take, on a machine that is busy.
LIMIT = 120.0
# Findings that say nothing of the file: what was bound is not what was given, or could not be.
_NOT_THE_FILES = ("compare-", "verify-", "source-unbound", "layout-engine")
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?![\w.])")
_NAME = re.compile(rb"/[A-Z][A-Za-z0-9]+")
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"-99999999999", b"0.5", b"1e9", b"(x)", b"null")
_WORDS = (b"endobj", b"endstream", b"stream", b"xref", b"trailer", b"startxref", b"R", b"<<", b">>", b"]")

Mutation = Callable[[bytes, random.Random, list[bytes]], bytes]


def seeds(folder: Path) -> list[bytes]:
    """The good files: boxes and states, layers, links and names, fields, images."""
    chosen = [name for n, name in enumerate(hard_pages.PAGES) if n % 3 == 0]
    links = [((100, 400, 180, 430), "haut"), ((100, 300, 180, 330), 2), ((100, 200, 180, 230), "http://a.fr")]
    fields = {"nom": ((300, 400, 450, 425), "Anne")}
    linked = File([Sheet(links=links, fields=fields), Sheet()], {"haut": 2}, [("Un", 1), ("Deux", 2)])
    paths = [
        hard_pages.write(folder / "pages.pdf", chosen),
        hard_pages.write(folder / "un.pdf", ["plain"]),
        hard_pages.write(folder / "images.pdf", ["an image", "a pattern", "a soft mask", "drawn glyphs"]),
        hard_pages.write_inherited(folder / "heritage.pdf"),
        hard_pages.write_layers(folder / "calques.pdf", "membership"),
        linked.write(folder / "liens.pdf"),
    ]
    return [path.read_bytes() for path in paths]


def flipped(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _n in range(dice.randint(1, 40)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def truncated(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    return data[: dice.randrange(len(data))]


def cut_out(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randint(1, 2000) :]


def one_of(pattern: re.Pattern[bytes], by: Callable[[random.Random, list[bytes]], bytes]) -> Mutation:
    """A mutation that puts something else in the place of one to eight matches of ``pattern``."""

    def mutate(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
        matches = list(pattern.finditer(data))
        for match in sorted(
            dice.sample(matches, min(len(matches), dice.randint(1, 8))), key=lambda m: -m.start()
        ):
            data = data[: match.start()] + by(dice, [m[0] for m in matches]) + data[match.end() :]
        return data

    return mutate


def worded(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    word = dice.choice(_WORDS)
    return data.replace(word, dice.choice(_WORDS), dice.randint(1, 3))


def spliced(data: bytes, dice: random.Random, files: list[bytes]) -> bytes:
    """The start of one file, the end of another."""
    other = dice.choice(files)
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


MUTATIONS: dict[str, Mutation] = {
    "bytes": flipped,
    "truncation": truncated,
    "hole": cut_out,
    "numbers": one_of(_NUMBER, lambda dice, _: dice.choice(_NUMBERS)),
    "numbers of others": one_of(_NUMBER, lambda dice, values: dice.choice(values)),
    "names of others": one_of(_NAME, lambda dice, values: dice.choice(values)),
    "objects of others": one_of(_OBJECT, lambda dice, values: dice.choice(values)),
    "words": worded,
    "splice": spliced,
}


def mutated(files: list[bytes], dice: random.Random) -> tuple[str, bytes]:
    """The names of what was done, and the file."""
    data, names = dice.choice(files), []
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        name = dice.choice(list(MUTATIONS))
        names.append(name)
        data = MUTATIONS[name](data, dice, files) or b"\0"
    return " + ".join(names), data


def judged(answer: Any) -> tuple[str, str]:
    """What became of a file ("bound", or the codes of the findings that stopped it), and what is wrong with
    that; empty where all is as it must be."""
    if isinstance(answer, str):
        return answer, "the process ended" if answer == "died" else f"longer than {LIMIT:.0f} s"
    outcome, said = answer
    wrong = outcome == "bug" or any(code in outcome for code in _NOT_THE_FILES)
    return outcome, said if wrong else ""


def build(manifest: Path) -> tuple[str, str]:
    """What became of the build of ``manifest``, and what it said."""
    try:
        pipeline.build(Options(manifest), lambda *_: None)
    except DossierError as error:
        grave = [f for f in error.findings if f.severity is Severity.ERROR]
        return " ".join(sorted({f.code for f in grave})), str(error)
    except Exception:
        return "bug", traceback.format_exc()
    return "bound", ""


def run(minutes: float, seed: int, kept: Path) -> int:
    """Mutate until the time is over; returns how many did not hold."""
    dice, outcomes, wrong = random.Random(seed), Counter[str](), 0
    begin, builder = time.monotonic(), Builder(__file__, LIMIT)
    with tempfile.TemporaryDirectory() as place:
        files = seeds(Path(place))
        while time.monotonic() - begin < minutes * 60:
            how, data = mutated(files, dice)
            with tempfile.TemporaryDirectory() as folder:
                outcome, fault = judged(builder.answer(Path(folder), data))
            outcomes[outcome] += 1
            if fault:
                wrong += 1
                name = kept / f"{seed}-{outcomes.total()}.pdf"
                kept.mkdir(parents=True, exist_ok=True)
                name.write_bytes(data)
                name.with_suffix(".txt").write_text(f"{how}\n{outcome}\n{fault}", encoding="utf-8")
                print(f"{name}: {how}: {outcome}", flush=True)
    builder.end()
    took = time.monotonic() - begin
    print(
        f"{outcomes.total()} files in {took:.0f} s ({60 * outcomes.total() / took:.0f} a minute), seed {seed}"
    )
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    print(f"{wrong} did not hold" + (f": {kept}" if wrong else ""))
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", nargs="?", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "dossier-fuzz")
    given = parser.parse_args()
    return int(run(given.minutes, given.seed, given.keep) > 0)


if __name__ == "__main__":
    if sys.argv[1:] == [BUILDER]:
        answering(build)
    else:
        raise SystemExit(main())
