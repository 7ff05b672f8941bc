"""The manifest: every fault named once, where it stands, with its cure; what is right stays as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from bad.files import FILES
from bad.manifests import FAULTS, GOOD, HERE, WHOLE, Fault, document, places
from conftest import File, Sheet, opened, silent, write_dossier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier import manifest, pipeline, report
from dossier.findings import CODES, DossierError, Exit, Finding, Severity
from dossier.model import Located, PartialDate


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def load(folder: Path, text: str | bytes) -> tuple[Located | None, tuple[Finding, ...]]:
    path = folder / "manifest.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return manifest.load(path)


def plain(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return sorted((f.place, f.code) for f in findings)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_once_where_it_stands(fault: Fault, tmp_path: Path) -> None:
    text, expected = places(fault.text())
    _, findings = load(tmp_path, text)
    assert [f.code for f in findings] == [fault.code]
    assert [f.place for f in findings] == expected or not expected, "elsewhere"
    message, cure = report.word(findings[0])
    assert fault.says in message
    assert fault.cure in cure
    assert CODES[fault.code] == (Severity.ERROR, Exit.MANIFEST)


def test_an_address_that_no_browser_opens_is_said(tmp_path: Path) -> None:
    fault = document("url-text", "URL: ▶ftp://exemple.fr/a")
    text, (place,) = places(fault.text())
    located, findings = load(tmp_path, text)
    assert plain(findings) == [(place, "url-text")]
    assert located
    assert CODES["url-text"][0] is Severity.WARNING


def test_what_a_file_is_called_is_no_text(tmp_path: Path) -> None:
    text = GOOD.replace("sources/a.pdf", '"sources/a\\x9b.pdf"')
    assert load(tmp_path, text)[1] == ()


def test_a_key_that_is_missing_is_named_at_its_parent(tmp_path: Path) -> None:
    _, findings = load(tmp_path, FAULTS["paper missing"].text())
    assert findings[0].place == "manifest.yaml:5:5"


def test_an_id_twice_is_named_with_the_first(tmp_path: Path) -> None:
    more = "      - {id: ▶archimag, title: b, file: b}\n"
    other = "  - title: z\n    documents: [{id: ▶archimag, title: c, file: c}]\n"
    text, expected = places(GOOD + more + other)
    _, findings = load(tmp_path, text)
    assert plain(findings) == [(place, "id-duplicate") for place in expected]
    assert all("manifest.yaml:11:13" in report.word(f)[0] for f in findings)


@pytest.mark.parametrize("id", ["0", "00", "a-b"])
def test_any_id_twice_is_named(id: str, tmp_path: Path) -> None:
    _, findings = load(tmp_path, GOOD.replace("archimag", id) + f"      - {{id: {id}, title: b, file: b}}\n")
    assert [f.code for f in findings] == ["id-duplicate"]


def test_all_faults_are_named_in_one_run(tmp_path: Path) -> None:
    head = "  ▶langage: fr\n  introduction: ▶non\n  recto: ▶x\n  ▶title: z\n  exam:\n"
    lines = (
        "issued: ▶32/01/2011", "keep: ▶4-2", "URL: ▶x", "number-of-pages: ▶X", "extract: ▶peut-être",
        "▶coefficient: 3", "alt: ▶TODO", "author: ▶{}", "rights: ▶ok", "▶fil: x",
    )  # fmt: skip
    marked = GOOD.replace("  exam:\n", head) + "".join(f"        {line}\n" for line in lines)
    text, expected = places(marked)
    _, findings = load(tmp_path, text)
    assert sorted(f.place for f in findings) == sorted(expected)
    assert len({f.code for f in findings}) == 9


def test_what_is_right_beside_a_fault_is_still_read(tmp_path: Path) -> None:
    text = FAULTS["unknown key"].text() + "      - {id: b, title: B, file: b.pdf}\n"
    located, findings = load(tmp_path, text.replace(HERE, ""))
    assert [f.code for f in findings] == ["key-unknown"]
    assert located
    assert [d.file for _, _, d in located.manifest.numbered()] == ["sources/a.pdf", "b.pdf"]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("raw", "code"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_is_no_manifest_is_named_in_one_line(raw: bytes, code: str, tmp_path: Path) -> None:
    located, findings = load(tmp_path, raw)
    assert located is None
    assert [f.code for f in findings] == [code]
    assert all(report.word(f) for f in findings)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("title: un\nsujet: é\n".encode("latin-1"), "manifest.yaml:2:8"),
        ("title: un\nalt: «é» \0\n".encode(), "manifest.yaml:2:10"),
        ("a: é\n".encode() * 3 + b"b: \xe9", "manifest.yaml:4:4"),
        (b"a: b\r\nc: \x07\n", "manifest.yaml:2:4"),
    ],
    ids=["Latin 1", "zero byte", "after accents", "after a return"],
)
def test_a_character_that_cannot_be_read_is_pointed_at(raw: bytes, place: str, tmp_path: Path) -> None:
    assert plain(load(tmp_path, raw)[1]) == [(place, "manifest-encoding")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_an_editor_saves_is_read(encoding: str, end: str, tmp_path: Path) -> None:
    located, findings = load(tmp_path, GOOD.replace("\n", end).encode(encoding))
    assert not findings
    assert located
    assert located.manifest.sections[0].documents[0].title == "L’e-administration séduit"


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere.yaml", "manifest-missing"), (".", "manifest-unreadable")]
)
def test_a_manifest_that_cannot_be_opened_is_named(name: str, code: str, tmp_path: Path) -> None:
    assert [f.code for f in manifest.load(tmp_path / name)[1]] == [code]


JUNK = ["", "\t", "- ", ": ", "{", "[a]", "*x", "&x ", "!!", '"', "'", "|", "#", "~", "0", "\0"]
TEXTS = ["no", "yes", "1:30", "08", "1e3", "0x10", "2011-05", "null-part", "1_000", "3.10", "=", "on"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_as_it_was_typed(text: str, tmp_path: Path) -> None:
    located, findings = load(tmp_path, f"{GOOD}        issue: {text}\n        title-short: {text}\n")
    assert not findings
    assert located
    document = located.manifest.sections[0].documents[0]
    assert (document.issue, document.title_short) == (text, text)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2011", "2011"), ("2011-05", "05/2011"), ("05/2011", "05/2011"), ("5/2011", "05/2011"),
        ("2011-09-26", "26/09/2011"), ("26/09/2011", "26/09/2011"), ("29/02/2012", "29/02/2012"),
        ("1/2/2011", "01/02/2011"), ('"2011"', "2011"),
    ],
)  # fmt: skip
def test_a_date_keeps_the_precision_that_was_written(written: str, printed: str, tmp_path: Path) -> None:
    located, findings = load(tmp_path, f"{GOOD}        issued: {written}\n")
    assert not findings
    assert located
    assert PartialDate.parse(str(located.manifest.sections[0].documents[0].issued)).numeric() == printed


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_manifest_whatever_is_met_by_an_exception(data: st.DataObject, tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[row])))
        rest = lines[row][column + data.draw(st.integers(0, 9)) :]
        lines[row] = lines[row][:column] + data.draw(st.sampled_from(JUNK) | st.text(max_size=3)) + rest
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    located, findings = load(tmp_path, text)
    assert located or findings
    for line in report.lines(findings):
        assert line
    assert all(f.place.startswith("manifest.yaml") for f in findings)
    said = [(f.code, f.place, *f.facts.items()) for f in findings]
    assert len(set(said)) == len(said), "the same thing said twice"


@pytest.mark.parametrize(("make", "code", "says"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_bound_is_named_at_its_key(
    make: Callable[[Path], str], code: str, says: str, tmp_path: Path
) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    text, expected = places(GOOD.replace("sources/a.pdf", f"{HERE}{make(folder)}"))
    located, _ = load(folder, text)
    assert located
    sources, findings = opened(located, folder)
    assert (sources, [(f.code, f.place) for f in findings]) == ({}, [(code, expected[0])])
    assert says in " ".join(report.word(findings[0]))
    assert CODES[code] == (Severity.ERROR, Exit.SOURCE)


@pytest.mark.parametrize("keep", ["4", "1-4", "3, 1, 9", "99999999999"])
def test_pages_that_the_file_has_not_are_named(keep: str, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File([Sheet()] * 3)}, {"a": {"keep": keep}})
    located, _ = manifest.load(path)
    assert located
    _, findings = opened(located, tmp_path)
    assert [f.code for f in findings] == ["pages-outside"]
    assert findings[0].place == located.of(located.manifest.sections[0].documents[0], "keep")
    assert "3" in report.word(findings[0])[0]


@pytest.mark.parametrize(
    ("keep", "bound"), [("2", [2]), ("1-2", [1, 2]), ("3, 1", [3, 1]), (" 1 - 2 ,3", [1, 2, 3])]
)
def test_the_pages_kept_are_those_asked_for_in_their_order(
    keep: str, bound: list[int], tmp_path: Path
) -> None:
    path = write_dossier(tmp_path, {"a": File([Sheet()] * 3)}, {"a": {"keep": keep}})
    located, _ = manifest.load(path)
    assert located
    sources, findings = opened(located, tmp_path)
    assert ([page.number for page in sources["a"].pages], findings) == (bound, ())


def test_manifest_sources_and_prose_are_judged_in_one_run(tmp_path: Path) -> None:
    documents = {
        "a": {"issued": "31/02/2011"},
        "b": {"file": "../b.pdf"},
        "c": {"alt": "TODO"},
        "d": {"fil": "x"},
    }
    head = {"introduction": "shown", "notices": ["document 4"], "recto": "non"}
    path = write_dossier(tmp_path, {"a": File(), "b": None, "c": None, "d": File()}, documents, **head)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "introduction.md").write_text(
        'XXX {{ cite("aa") }} document 4', encoding="utf-8"
    )
    with pytest.raises(DossierError) as error:
        pipeline.prepare(pipeline.Options(path), silent)
    errors = [f.code for f in error.value.findings if f.severity is Severity.ERROR]
    assert sorted(errors) == sorted([
        "date-impossible", "source-outside", "source-missing", "placeholder-left", "key-unknown",
        "value-choice",
        "number-typed", "number-typed", "placeholder-prose", "cite-unknown",
    ])  # fmt: skip
    assert error.value.exit == Exit.MANIFEST
