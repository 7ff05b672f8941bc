"""A session of an editor, by commands and again in a browser: the same messages, the same dossier.

The browser is a real one, without a window. Nothing it asks for is elsewhere than on this machine, it has
nothing to complain of, and a judge of accessibility finds nothing on any page.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from browser import browser
from conftest import PROJECT, File, Sheet, absent, invoke, write_dossier
from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # eight builds

COUNT, BARE = 13, 320
#: Flags for a browser in a container; a name of another machine is never looked up.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
FLAGS += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
PATIENT = 240_000


def sheets(*texts: str) -> File:
    return File([Sheet((text, "une ligne", "une autre ligne")) for text in texts])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files that an editor is given."""
    folder = tmp_path_factory.mktemp("given")
    scan = Image.new("L", (620, 877), 255)
    scan.paste(60, (80, 100, 540, 420))
    scan.save(folder / "Plan scanné.png", dpi=(75, 75))
    return {
        "six": sheets(*(f"Nouveau {n}" for n in range(1, 7))).write(folder / "Six pages.pdf"),
        "scan": folder / "Plan scanné.png",
        "altered": sheets("Texte du document trois, corrigé").write(folder / "Corrigé.pdf"),
    }


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen documents in two sections, the same for both ways: a PDF that is made twice is two files."""
    folder = tmp_path_factory.mktemp("original")
    names = [f"doc-{n}" for n in range(1, COUNT + 1)]
    manifest = write_dossier(folder, {name: sheets(f"Texte de {name}") for name in names})
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    documents = data["sections"][0]["documents"]
    data["sections"] = [
        {"title": "Une", "documents": documents[:7]},
        {"title": "Deux", "documents": documents[7:]},
    ]
    manifest.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


class Told:
    """What the session said, step by step, and what it left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}

    def record(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "build/dossier.json").read_text(encoding="utf-8"))
        return told

    def keep(self, step: str, said: str) -> None:
        """What was said, without the folder in which it was."""
        self.said[step] = " ".join(said.replace(f"{self.folder}/", "").replace("→", "").split())


@pytest.fixture(scope="module")
def by_commands(tmp_path_factory: pytest.TempPathFactory, original: Path, given: dict[str, Path]) -> Told:
    folder = shutil.copytree(original, tmp_path_factory.mktemp("commands"), dirs_exist_ok=True)
    manifest = folder / "manifest.yaml"
    told = Told(folder)
    steps: dict[str, tuple[str | Path, ...]] = {
        "replace": ("replace", "8", given["six"]),
        "move": ("move", "13", "--before", "doc-12"),
        "remove": ("remove", "5"),
        "add": ("add", given["scan"], "--section", "2"),
        "build": ("build",),
        "accept": ("accept", "image-only", "plan-scanne", "--because", "Un plan."),
        "build again": ("build",),
        "sign": ("sign", "--by", "Ada L."),
        "alter": ("replace", "doc-3", given["altered"]),
        "last build": ("build",),
        "compare": ("proof", "--against", folder / "signed/001"),
    }
    for step, words in steps.items():
        done = invoke(*words, "--manifest", manifest, "--format", "json")
        answer = json.loads(done.stdout)
        assert done.returncode == 0, (step, answer)
        # What a file says of itself is a form at the desk.
        told.keep(step, " ".join(line for line in answer["said"] if " --" not in line))
    return told


class Person:
    """Somebody in front of a browser: each page that comes up is judged, each request and message noted."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._judge = Axe()
        page.set_default_timeout(PATIENT)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def judged(self) -> None:
        """No violation of accessibility, and nothing to scroll aside on a narrow screen."""
        found = self._judge.run(self.page).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found]
        self.page.set_viewport_size({"width": BARE, "height": 700})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": 1200, "height": 900})
        assert wide <= BARE, self.page.url

    def go(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{name}")).click()
        self.page.wait_for_load_state()

    def row(self, id: str) -> Locator:
        return self.page.locator(f"#doc-{id}")

    def told(self) -> str:
        region = self.page.locator("section.told")
        region.wait_for()
        lines = [one.inner_text() for one in region.locator("> p").all()]
        assert not region.locator(".finding").count(), region.inner_text()
        return " ".join(lines)

    def drop(self, file: Path, place: Locator) -> None:
        """Drop a file, as a file manager does."""
        data = base64.b64encode(file.read_bytes()).decode()
        transfer = self.page.evaluate_handle(
            """([name, data]) => {
                const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
                const transfer = new DataTransfer();
                transfer.items.add(new File([bytes], name));
                return transfer;
            }""",
            [file.name, data],
        )
        with self.page.expect_navigation():
            for event in ("dragenter", "dragover", "drop"):
                place.dispatch_event(event, {"dataTransfer": transfer})

    def press(self, button: Locator) -> None:
        """By keyboard."""
        with self.page.expect_navigation():
            button.focus()
            self.page.keyboard.press("Enter")

    def finished(self, button: Locator, page: str) -> str:
        """What is said once what ``button`` starts has come to its end."""
        button.click()
        self.page.wait_for_url(f"**{page}?told=*")
        return self.told()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, original: Path) -> Iterator[tuple[Path, str]]:
    """A desk in a process of its own: its dossier, and its address."""
    folder = shutil.copytree(original, tmp_path_factory.mktemp("browser"), dirs_exist_ok=True)
    command = [sys.executable, "-P", "-m", "dossier", "desk", str(folder), "--no-browser"]
    english = {**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=english) as run:
        assert run.stdout
        yield folder, run.stdout.readline().split()[-1]
        run.terminate()
        assert run.stdout.read() == "The desk is closed.\n"
    assert run.returncode == 0


@pytest.fixture(scope="module")
def person(desk: tuple[Path, str]) -> Iterator[Person]:
    program = browser()
    if program is None:
        absent("no browser is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1200, "height": 900})
        yield Person(page, desk[1].split("/enter")[0])
        chromium.close()


@pytest.fixture(scope="module")
def by_browser(person: Person, desk: tuple[Path, str], given: dict[str, Path]) -> Told:
    folder, address = desk
    page, told = person.page, Told(folder)
    build = page.get_by_role("button", name="Build")
    page.goto(address)
    person.judged()
    person.drop(given["six"], person.row("doc-8"))
    told.keep("replace", person.told())
    person.judged()
    person.press(person.row("doc-13").get_by_role("button", name="Up"))
    assert page.evaluate("document.activeElement.closest('li').id") == "doc-doc-13"
    told.keep("move", person.told())
    person.press(person.row("doc-5").get_by_role("button", name="Remove"))
    told.keep("remove", person.told())
    page.get_by_label("Files to add").set_input_files(given["scan"])
    person.press(page.get_by_role("button", name="Add documents"))
    told.keep("add", person.told())
    told.keep("build", person.finished(build, "/"))
    person.judged()
    person.go("Findings")
    person.judged()
    entry = page.locator(".finding", has_text="image-only")
    entry.get_by_label("Reason").fill("Un plan.")
    person.press(entry.get_by_role("button", name="Accept"))
    told.keep("accept", person.told())
    told.keep("build again", person.finished(build, "/"))
    person.go("Sign")
    person.judged()
    page.get_by_label("By whom").fill("Ada L.")
    sign = page.get_by_role("main").get_by_role("button", name="Sign")
    told.keep("sign", person.finished(sign, "/sign"))
    person.judged()
    person.go("Documents")
    person.row("doc-3").get_by_role("link").first.click()
    person.judged()
    page.get_by_label("New file").set_input_files(given["altered"])
    person.press(page.get_by_role("button", name="Replace", exact=True))
    told.keep("alter", person.told())
    told.keep("last build", person.finished(build, "/"))
    person.go("Compare")
    person.judged()
    compare = page.get_by_role("button", name="Make the proof")
    told.keep("compare", person.finished(compare, "/compare"))
    person.judged()
    return told


def test_each_step_says_at_the_desk_what_its_command_says(by_commands: Told, by_browser: Told) -> None:
    assert by_browser.said == by_commands.said
    assert "doc-8" in by_browser.said["replace"]
    assert "13" in by_browser.said["move"]


def test_the_dossiers_are_the_same_to_the_byte(by_commands: Told, by_browser: Told) -> None:
    for name in ("manifest.yaml", "build/dossier.pdf", "build/synthesis.docx", "signed/001/dossier.pdf"):
        assert (by_browser.folder / name).read_bytes() == (by_commands.folder / name).read_bytes(), name
    record = by_browser.record()
    ids = [one["id"] for one in record["documents"]]
    assert ids == [f"doc-{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 13, 12)] + ["plan-scanne"]
    pages = {one["id"]: one["last_page"] - one["first_page"] + 1 for one in record["documents"]}
    assert (pages["doc-8"], pages["plan-scanne"]) == (6, 1)
    assert [(one["code"], one["because"]) for one in record["accepted"]] == [("image-only", "Un plan.")]


def test_the_comparison_names_the_sheet_that_was_altered_and_no_other(by_browser: Told) -> None:
    folio = next(one["first_page"] for one in by_browser.record()["documents"] if one["id"] == "doc-3")
    said = by_browser.said["compare"]
    assert f"Altered: {folio}." in said
    assert re.search(rf"sheet.*\b{folio}\b", said)


def test_nothing_leaves_this_machine_and_nothing_is_complained_of(by_browser: Told, person: Person) -> None:
    assert person.complaints == []
    assert len(person.asked) > 50
    assert [url for url in person.asked if not url.startswith(f"{person.home}/")] == []


def test_who_saves_the_manifest_meanwhile_is_seen_and_heeded(by_browser: Told, person: Person) -> None:
    """Last: the dossier is another one afterwards."""
    page, manifest = person.page, by_browser.folder / "manifest.yaml"
    person.go("Documents")
    assert not page.locator("#changed").is_visible()
    saved = manifest.read_bytes() + b"# a thought of somebody else\n"
    manifest.write_bytes(saved)
    page.locator("#changed").wait_for()
    person.judged()
    person.press(person.row("doc-1").get_by_role("button", name="Remove"))
    assert "edit-since" in page.locator("section.told").inner_text()
    assert manifest.read_bytes() == saved
    person.press(person.row("doc-1").get_by_role("button", name="Remove"))
    assert person.told()
    assert saved.count(b"# a thought") == manifest.read_bytes().count(b"# a thought")
    person.press(page.get_by_role("button", name="Undo the last change"))
    assert manifest.read_bytes() == saved
    assert person.complaints == []
