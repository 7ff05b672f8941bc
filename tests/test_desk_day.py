"""A day at the desk, in a real browser, by keyboard: what is wrong is said, and what was typed stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from browser import browser
from conftest import PROJECT, File, absent, write_dossier
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from test_desk_browser import FLAGS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ZOTERO = "@report{un, title = {Premier}, publisher = {Insee}, date = {2011-05}}"


@contextmanager
def desk(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-P", "-m", "dossier", "desk", str(folder), "--no-browser"]
    english = {**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=english) as run:
        assert run.stdout
        try:
            yield run, run.stdout.readline().split()[-1]
        finally:
            run.terminate()


def judged(page: Page) -> None:
    """No violation of accessibility, nor anything to scroll aside at 400 % (WCAG 2.2, 1.4.10)."""
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found]
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1200, "height": 900})


def send(page: Page, label: str, file: Path, button: str) -> str:
    """Choose a file and press the button behind it, by keyboard; returns what is said of it."""
    page.get_by_label(label, exact=True).set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).last.focus()
        page.keyboard.press("Enter")
    return page.locator("section.told").inner_text()


def titles(manifest: Path) -> list[str]:
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    return [one["title"] for one in data["sections"][0]["documents"]]


def drop_a_link(page: Page) -> None:
    page.evaluate("""() => {
        const transfer = new DataTransfer();
        transfer.setData('text/uri-list', 'https://example.org/rapport.pdf');
        for (const kind of ['dragenter', 'dragover', 'drop'])
          document.querySelector('.document').dispatchEvent(
            new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
    }""")


def test_a_day_with_wrong_files_two_tabs_the_way_back_and_a_desk_that_is_closed(tmp_path: Path) -> None:
    program = browser()
    if program is None:
        absent("no browser is installed")
    manifest = write_dossier(tmp_path / "dossier", {"a": File(), "b": File()})
    before = manifest.read_bytes()
    archive, zotero, new = tmp_path / "Tout.zip", tmp_path / "R.bib", tmp_path / "Neuf.pdf"
    archive.write_bytes(b"PK\x03\x04")
    zotero.write_text(ZOTERO, encoding="utf-8")
    File(info={"/Title": "Ce que dit le fichier"}).write(new)
    with sync_playwright() as playwright, desk(manifest.parent) as (run, address):
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        assert "source-kind" in send(page, "Files to add", archive, "Add documents")
        judged(page)
        drop_a_link(page)
        assert page.locator("#link").is_visible()
        judged(page)
        assert manifest.read_bytes() == before

        page.get_by_text("Its reference, where one document is added").click()
        page.locator("#add-reference").set_input_files(zotero)
        assert send(page, "Files to add", new, "Add documents").startswith("Done")
        assert titles(manifest)[-1] == "Premier"
        judged(page)
        page.get_by_role("button", name="Undo the last change").press("Enter")
        page.wait_for_url("**told=*")
        assert manifest.read_bytes() == before, "one step"

        with page.expect_navigation():
            page.get_by_role("link", name="Titre de a").press("Enter")
        other = context.new_page()
        other.goto(page.url)
        other.get_by_label("title ", exact=False).first.fill("Du second onglet")
        other.get_by_role("button", name="Save", exact=True).press("Enter")
        other.wait_for_url("**told=*")
        page.locator("#changed").wait_for()
        page.get_by_label("publisher").fill("Du premier onglet")
        page.get_by_role("button", name="Save", exact=True).press("Enter")
        page.wait_for_url("**told=*")
        assert "edit-since" in page.locator("section.told").inner_text()
        assert page.get_by_label("publisher").input_value() == "Du premier onglet", "what was typed stays"
        assert titles(manifest)[0] == "Du second onglet"
        judged(page)
        page.go_back()
        page.get_by_label("title ", exact=False).first.wait_for()
        assert page.locator("body").get_attribute("data-since") == other.locator("body").get_attribute(
            "data-since"
        ), "the way back leads to what stands there now"
        other.close()

        page.get_by_label("publisher").fill("Avant la fin")
        run.terminate()
        page.locator("#closed").wait_for()
        judged(page)
        page.get_by_role("button", name="Save", exact=True).press("Enter")
        assert page.get_by_label("publisher").input_value() == "Avant la fin", "nothing was sent to nobody"
        chromium.close()


def dropped(page: Page, files: list[Path], on: str) -> str:
    """Drop ``files`` on the first element that is ``on``, as a file manager does, folders among them; what
    is said of it."""
    page.locator(on).first.scroll_into_view_if_needed()
    box = page.locator(on).first.bounding_box()
    assert box
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"] / 2, 20)}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    with page.expect_navigation():
        for kind in ("dragEnter", "dragOver", "drop"):
            session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    return page.locator("section.told").inner_text()


def test_a_saved_page_is_dropped_together_with_its_folder(tmp_path: Path) -> None:
    program = browser()
    if program is None:
        absent("no browser is installed")
    manifest = write_dossier(tmp_path / "dossier", {"a": File()})
    article, along = tmp_path / "Un article.html", tmp_path / "Un article_files"
    show = (
        '<link rel=stylesheet href="Un%20article_files/a/b.css"><img src="Un%20article_files/c.png" alt="">'
    )
    article.write_text(f"<!DOCTYPE html><title>Un article</title>{show}<p>Ses mots.", encoding="utf-8")
    (along / "a").mkdir(parents=True)
    (along / "a" / "b.css").write_text("p { color: #333 }", encoding="utf-8")
    Image.new("L", (40, 40), 90).save(along / "c.png")
    for number in range(120):  # more than a browser gives at once
        (along / f"{number}.js").write_text("")
    whole = {path.relative_to(tmp_path) for path in along.rglob("*") if path.suffix in (".css", ".png")}
    before = manifest.read_bytes()
    with sync_playwright() as playwright, desk(manifest.parent) as (_, address):
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.goto(address)
        for place, count in (("#add", 2), (".document", 1)):
            assert dropped(page, [article, along], place).startswith("Done")
            assert len(titles(manifest)) == count
            sources = manifest.parent / "sources"
            held = {path.relative_to(sources) for path in sources.rglob("*") if path.is_file()}
            assert {path.name for path in whole} <= {path.name for path in held}, held
            page.get_by_role("button", name="Undo the last change").press("Enter")
            page.wait_for_url("**told=*")
            assert manifest.read_bytes() == before
        assert "desk-along" in dropped(page, [new_beside(tmp_path), along], "#add")
        assert manifest.read_bytes() == before
        chromium.close()


def new_beside(folder: Path) -> Path:
    """A page of another name."""
    (folder / "Autre.html").write_text("<!DOCTYPE html><title>Autre</title><p>Mots.", encoding="utf-8")
    return folder / "Autre.html"
