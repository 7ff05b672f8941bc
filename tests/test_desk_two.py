"""Two desks of one dossier, each a process of its own, and an editor who saves the manifest meanwhile."""

from __future__ import annotations

import fcntl
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib import request
from urllib.parse import urlencode

import pytest
import yaml
from conftest import PROJECT, File, write_dossier
from desks import Forms, said
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

pytestmark = pytest.mark.slow
ROUNDS = 12


class Client:
    """A browser, as far as it is needed: it keeps its cookie and follows where it is sent."""

    def __init__(self, address: str) -> None:
        self._open = request.build_opener(request.HTTPCookieProcessor()).open
        with self._open(address, timeout=60) as answer:
            self._home = answer.geturl().removesuffix("/")

    def get(self, path: str, fields: Mapping[str, str] | None = None) -> str:
        sent = urlencode(fields).encode() if fields else None
        with self._open(self._home + path, sent, timeout=60) as answer:
            text: str = answer.read().decode()
            return text


@contextmanager
def desk(manifest: Path) -> Iterator[Client]:
    """Somebody at a desk of the dossier."""
    command = [sys.executable, "-P", "-m", "dossier", "desk", str(manifest.parent), "--no-browser"]
    english = {**os.environ, "LANGUAGE": "en"}
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=english) as run:
        assert run.stdout
        address = run.stdout.readline().split()[-1]
        try:
            yield Client(address)
        finally:
            run.terminate()
            run.communicate()


@pytest.fixture(autouse=True)
def _this_machine() -> Iterator[None]:
    """What a desk is asked stays on this machine, and nothing else may be asked."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"])
    yield
    disable_socket(allow_unix_socket=True)


def save(manifest: Path, line: str) -> None:
    """Save as an editor does, by another file in its place, at any moment but those in which a desk puts
    its own there: an editor overwrites what came since it read, and so would it here."""
    folder = os.open(manifest.parent / "build", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    new = manifest.with_suffix(".new")
    new.write_bytes(manifest.read_bytes() + f"# {line}\n".encode())
    os.replace(new, manifest)
    os.close(folder)


def test_neither_loses_what_the_other_changed_and_the_later_one_is_told(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File(), "b": File()})
    (tmp_path / "build").mkdir(exist_ok=True)
    chance, done, told, saved = random.Random(14), dict.fromkeys("ab", ""), 0, 0
    with ExitStack() as stack:
        desks = {id: stack.enter_context(desk(manifest)) for id in "ab"}
        for number in range(ROUNDS):
            pages = {id: client.get(f"/documents/{id}") for id, client in desks.items()}
            answers: dict[str, str] = {}

            def act(id: str, page: str, pause: float, number: int = number) -> None:
                fields = {**Forms(page).of(f"/documents/{id}/edit"), "publisher": f"{id} {number}"}
                time.sleep(pause)
                answers[id] = said(desks[id].get(f"/documents/{id}/edit", fields))  # noqa: B023

            threads = [
                threading.Thread(target=act, args=(id, page, chance.uniform(0, 0.03)))
                for id, page in pages.items()
            ]
            for thread in threads:
                thread.start()
            if number % 2:
                time.sleep(chance.uniform(0, 0.05))
                save(manifest, f"une pensée {number}")
                saved += 1
            for thread in threads:
                thread.join()
            good = [id for id, answer in answers.items() if answer.startswith("Done")]
            assert len(good) == 1 if number % 2 == 0 else len(good) <= 1, answers
            for id, answer in answers.items():
                assert id in good or re.search("edit-(since|meanwhile)", answer), answer
            done |= {id: f"{id} {number}" for id in good}
            told += 2 - len(good)
            text = manifest.read_text(encoding="utf-8")
            assert text.count("# une pensée") == saved, number
            documents = yaml.safe_load(text)["sections"][0]["documents"]
            assert {one["id"]: one.get("publisher", "") for one in documents} == done
    assert saved == ROUNDS // 2
    assert told >= ROUNDS
    assert all(done.values()), "each of them was the first once"
