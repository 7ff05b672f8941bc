"""Intake: what an editor drops into the folder is bound whole and true, or refused by name."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from bad import pdfs
from conftest import File, Sheet, built, invoke, prepared, published, write_dossier
from taken_in import dossier_of, refused, taken

from dossier.findings import DossierError, Finding
from dossier.intake import opener
from dossier.intake.steps import PLACE, SourceFile
from dossier.model import Treatment
from dossier.raster import Reader
from dossier.work import Crew, Limits

# The pages made here name Helvetica and do not carry it.
EMBEDDED = Treatment("font-embedded", {"font": "Helvetica", "face": "LiberationSans-Regular"})


def renamed(manifest: Path, id: str, name: str) -> Path:
    """The document ``id`` of a dossier made here, its file under another name."""
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    for document in data["sections"][0]["documents"]:
        if document["id"] == id:
            (manifest.parent / document["file"]).rename(manifest.parent / name)
            document["file"] = name
    manifest.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return manifest


def test_a_file_that_is_not_what_its_name_says_is_bound_and_said(tmp_path: Path) -> None:
    made = built(renamed(write_dossier(tmp_path, {"a": File(), "b": File()}), "a", "reçu.doc"))
    found = [f for f in made.record["findings"] if f["code"] == "source-misnamed"]
    assert [f["place"].partition(":")[0] for f in found] == ["manifest.yaml"]
    assert "reçu.doc" in found[0]["message"]
    assert [d["kind"] for d in made.record["documents"]] == ["pdf", "pdf"]
    assert len(made.framed()) == 2


def test_a_good_file_is_left_as_it_is_but_for_the_font_it_names(worker: Crew) -> None:
    found = taken(worker, pdfs.good())
    assert (len(found.pages), found.findings, found.treatment, found.removed) == (2, (), (EMBEDDED,), {})


# Repair


REPAIRED = {
    "xref-rebuilt": pdfs.without_table,
    "page-tree-rebuilt": pdfs.tree_in_itself,
    "fields-untangled": pdfs.tangled_fields,
    "objects-counted": pdfs.uncounted,
}


@pytest.mark.parametrize(("code", "make"), REPAIRED.items(), ids=REPAIRED)
def test_what_is_broken_is_repaired_and_said(code: str, make: Any, worker: Crew) -> None:
    data = make()
    found = taken(worker, data)
    compared = 0 if code == "fields-untangled" else 2
    assert found.treatment == (Treatment(code, {"pages": 2, "compared": compared}), EMBEDDED)
    assert found.findings == ()  # it was only set right: that is for the record
    with Reader(found.pdf) as reader:
        assert len(reader) == 2


def test_pages_of_a_tree_that_is_made_again_keep_what_they_inherit(worker: Crew) -> None:
    found = taken(worker, pdfs.tree_in_itself(heritage=True))
    assert next(done.code for done in found.treatment) == "page-tree-rebuilt"
    assert [(page.width, page.height, page.rotation, page.has_text) for page in found.pages] == [
        (300, 400, 90, True)
    ] * 2


def test_a_link_that_a_file_does_not_count_is_kept(worker: Crew) -> None:
    with Reader(taken(worker, pdfs.uncounted()).pdf) as reader, reader.page(1) as page:
        assert [link.uri for link in page.links()] == ["https://exemple.fr/"]


def test_pages_that_a_file_announces_and_has_not_are_said(worker: Crew) -> None:
    found = taken(worker, pdfs.lying_count())
    facts = [dict(f.facts) for f in found.findings if f.code == "source-page-count"]
    assert facts == [{"file": "a.pdf", "first": 2, "second": 5}]
    assert len(found.pages) == 2


def test_a_file_without_table_whose_end_is_there_loses_no_page(worker: Crew) -> None:
    whole = pdfs.cut(1)
    data = whole[: whole.rindex(b"\nxref")]
    assert len(taken(worker, data).pages) == 6


REFUSED = {
    "cut off": (lambda: pdfs.cut(0.6), "source-cut", "kB"),
    "zeros": (lambda: b"%PDF-1.7\n" + bytes(5000), "source-cut", "9 bytes"),
    "no page": (pdfs.without_pages, "source-broken", "list of pages"),
    "an error page": (lambda: b"<!DOCTYPE html><html><body>404</body></html>", "source-web", "download"),
    "a password": (lambda: pdfs.locked("secret"), "source-encrypted", "DOSSIER_PASSWORD_UN_DOCUMENT"),
    "dynamic form": (pdfs.dynamic_form, "source-xfa", "Adobe"),
    "image bomb": (pdfs.huge_image, "source-image-huge", "100000 × 100000"),
    "stream bomb": (pdfs.deep_stream, "source-unpacks", "268.4 MB"),
    "forbids assembly": (pdfs.restricted, "source-restricted", "permission"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_bound_is_refused_in_plain_words(
    make: Any, code: str, says: str, worker: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    found, said = refused(worker, make())
    assert (found, says in said) == (code, True), said


def test_all_bad_sources_are_named_in_one_run(tmp_path: Path) -> None:
    files = {"a": pdfs.cut(0.6), "b": pdfs.locked("secret"), "c": pdfs.huge_image()}
    paths = {}
    for id, data in files.items():
        paths[id] = tmp_path / f"{id}.pdf"
        paths[id].write_bytes(data)
    with pytest.raises(DossierError) as error:
        built(write_dossier(tmp_path, {**paths, "d": None}))
    codes = [f.code for f in error.value.findings]
    assert codes == ["source-cut", "source-encrypted", "source-image-huge", "source-missing"]


def test_what_is_found_beside_the_layout_is_said_in_the_same_run(tmp_path: Path) -> None:
    files = {"a": pdfs.hiding(next(iter(pdfs.HIDING.values()))), "b": pdfs.cut(0.6)}
    assert all_said(tmp_path, files) == ["source-cut", "text-hidden"]


def test_a_file_that_ends_the_engine_beside_the_layout_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = opener.done

    def killing(crew: Crew, job: Any, file: SourceFile, asked: Any) -> Any:
        if job is opener.COMPLETE and file.name.endswith("b.pdf"):
            raise DossierError([Finding("source-kills", PLACE, {"file": file.name, "signal": 11})])
        return ask(crew, job, file, asked)

    monkeypatch.setattr(opener, "done", killing)
    files = {"a": pdfs.hiding(next(iter(pdfs.HIDING.values()))), "b": pdfs.good()}
    assert all_said(tmp_path, files) == ["text-hidden", "source-kills"]


def all_said(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The codes of all that is said of sources where a build of ``files`` is refused; nothing is written."""
    paths = {}
    for id, data in files.items():
        paths[id] = folder / f"{id}.pdf"
        paths[id].write_bytes(data)
    with pytest.raises(DossierError) as error:
        built(write_dossier(folder, paths))
    assert not published(folder / "build")
    assert all(PLACE not in f.place for f in error.value.findings)
    return [f.code for f in error.value.findings if f.code.startswith(("source-", "text-"))]


# The child process


@pytest.mark.slow
def test_a_file_that_hangs_is_one_finding_and_the_next_is_opened(worker: Crew) -> None:
    start = time.monotonic()
    code, _ = refused(worker, pdfs.drawn_without_end(), limits=Limits(seconds=8, cpu=1))
    assert (code, time.monotonic() - start < 60) == ("source-hangs", True)
    assert len(taken(worker, pdfs.good()).pages) == 2


def test_a_file_that_ends_the_engine_is_one_finding_and_the_next_is_opened(worker: Crew) -> None:
    worker.start()
    pid = worker.workers[0].pid or 0
    timer = threading.Timer(1, os.kill, (pid, signal.SIGSEGV))
    timer.start()
    code, said = refused(worker, pdfs.drawn_without_end())
    assert (code, "11" in said) == ("source-kills", True)
    assert len(taken(worker, pdfs.good()).pages) == 2


def test_memory_is_limited(worker: Crew) -> None:
    data = pdfs.good(Sheet(draw="% " + "x" * 40_000_000))
    code, _ = refused(worker, data, limits=Limits(memory=1 << 20))
    assert code in ("source-heavy", "source-kills")
    worker.rest()
    assert len(taken(worker, pdfs.good()).pages) == 2


# What is kept


@pytest.mark.slow
def test_what_is_kept_gives_the_same_and_what_is_damaged_or_stale_is_made_again(tmp_path: Path) -> None:
    path = dossier_of(tmp_path, pdfs.without_table())
    first = built(path)
    kept = sorted((first.output / ".intake").iterdir())
    pages = first.record["page_count"]
    cold, stamp = first.pdf.read_bytes(), kept[0].stat().st_mtime_ns
    record = (first.output / "dossier.json").read_bytes()
    warm = built(path)
    assert (warm.pdf.read_bytes(), (warm.output / "dossier.json").read_bytes()) == (cold, record)
    assert kept[0].stat().st_mtime_ns == stamp
    damaged = bytearray(kept[0].read_bytes())
    damaged[len(damaged) // 2] ^= 1
    kept[0].write_bytes(damaged)
    assert built(path).pdf.read_bytes() == cold
    assert kept[0].read_bytes() != damaged
    (tmp_path / "sources" / "a.pdf").write_bytes(pdfs.good(Sheet(["Autre"])))
    changed = built(path)
    assert changed.record["page_count"] == pages - 1
    assert sorted((first.output / ".intake").iterdir()) != kept


@pytest.mark.slow
def test_clean_removes_what_is_kept(tmp_path: Path) -> None:
    path = dossier_of(tmp_path, pdfs.good())
    made = built(path)
    assert (made.output / ".intake").is_dir()
    done = invoke("clean", "--manifest", path)
    assert (done.returncode, list(made.output.iterdir())) == (0, [])


@pytest.mark.slow
def test_check_keeps_nothing(tmp_path: Path) -> None:
    path = dossier_of(tmp_path, pdfs.good())
    assert invoke("check", "--manifest", path).returncode == 0
    assert not (tmp_path / "build").exists()


# Passwords and permission


def test_a_password_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dossier_of(tmp_path, pdfs.locked("secret"))
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "faux")
    with pytest.raises(DossierError) as error:
        built(path)
    assert [f.code for f in error.value.findings] == ["source-password-wrong"]
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "secret")
    made = built(path)
    (document,) = made.record["documents"]
    assert [t["code"] for t in document["treatment"]] == ["decrypted", EMBEDDED.code]
    assert "secret" not in (made.output / "dossier.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_password_is_asked_for_where_somebody_can_answer(tmp_path: Path) -> None:
    path = dossier_of(tmp_path, pdfs.locked("secret"))
    asked = []

    def ask(id: str, file: str) -> str:
        asked.append((id, file))
        return "secret"

    made = built(path, ask=ask)
    assert (asked, len(made.framed())) == ([("a", "sources/a.pdf")], 2)


def test_a_password_in_the_manifest_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as error:
        built(dossier_of(tmp_path, pdfs.locked("secret"), password="secret"))
    assert "key-secret" in [f.code for f in error.value.findings]
    assert not any(str(v) == "secret" for f in error.value.findings for v in f.facts.values())


def test_permission_is_stated_in_the_manifest(tmp_path: Path) -> None:
    made = built(dossier_of(tmp_path, pdfs.restricted(), permission="granted"))
    (document,) = made.record["documents"]
    assert [t["code"] for t in document["treatment"]] == ["decrypted", "permitted", EMBEDDED.code]


def test_what_is_finished_is_not_in_memory(tmp_path: Path) -> None:
    """Its bytes are read where they are needed, those of the file itself, too."""
    given = prepared(write_dossier(tmp_path, {id: File([Sheet((id,))]) for id in "ab"}))
    for id in "ab":
        (part,) = given.sources[id].parts
        assert not isinstance(part.pdf, bytes)
        with Reader(part.data) as reader, reader.page(1) as page:
            assert page.text().strip() == id
        assert len(part.pdf) == len(part.data)
        assert part.compared in (part.data, (tmp_path / "sources" / f"{id}.pdf").read_bytes())
