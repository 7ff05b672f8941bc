"""The proof by keyboard and for a screen reader, in a real browser: axe-core finds nothing on its views."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser
from conftest import File, Sheet, absent, built, write_dossier

from dossier import proofing


def sheets(*names: str) -> File:
    return File([Sheet((f"Texte de {name}", "une ligne", "une autre ligne")) for name in names])


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proof with findings, changes and an extent that differs from the one announced."""
    folder = tmp_path_factory.mktemp("access")
    keys = {"a": {"page": "25-26"}, "b": {"number-of-pages": 2}}
    first = built(
        write_dossier(folder / "1", {"a": sheets("a1", "a2"), "b": sheets("b1", "b2")}, keys), compare=False
    )
    files = {"a": sheets("a1", "a2 changé", "a3"), "b": sheets("b1")}
    second = built(write_dossier(folder / "2", files, keys), compare=False)
    place = folder / "proof.html"
    place.write_bytes(proofing.made(second.output, first.output).page)
    return place


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    program = browser()
    if program is None:
        absent("no browser is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.mark.slow
def test_no_view_of_the_proof_has_a_violation(proof: Path, chromium: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if "://" in request.url[:8] else None)
    page.goto(proof.as_uri())
    said = [one for one in said if not one.startswith(proof.as_uri())]

    def violations() -> list[str]:
        found = axe.run(page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]

    assert violations() == []
    page.locator("details summary").focus()
    page.keyboard.press("Enter")
    assert violations() == [], "the reading order, open"
    page.locator("#filter-changed").focus()
    page.keyboard.press("Space")
    shown = page.locator(".grid > li:visible").count()
    assert 0 < shown < page.locator(".grid > li").count()
    page.locator(".grid > li:visible .thumb").first.focus()
    page.keyboard.press("Enter")
    first = page.locator("#large-name").inner_text()
    assert violations() == [], "a page, enlarged"
    page.keyboard.press("ArrowRight")
    assert page.locator("#large-name").inner_text() != first
    page.keyboard.press("Escape")
    assert not page.locator("#large").is_visible()
    assert page.evaluate("document.activeElement.className") == "thumb", "where it was"
    page.emulate_media(media="print")
    assert violations() == [], "on paper"
    assert said == []


@pytest.mark.slow
def test_axe_sees_a_picture_without_a_name(proof: Path, chromium: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page()
    page.goto(proof.as_uri())
    page.evaluate("document.querySelector('.thumb').removeAttribute('aria-label')")
    assert [one["id"] for one in axe.run(page).response["violations"]] == ["button-name"]
