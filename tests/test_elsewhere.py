"""What an editor gives in place of a text or a document: named for what it is, with what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad.manifests import GOOD
from conftest import File, opened, prepared, write_dossier

from dossier import manifest, report
from dossier.findings import DossierError, Finding

PLIST = b'<?xml version="1.0"?><!DOCTYPE plist><plist version="1.0"><dict><key>URL</key><string>%b</string>'
ADDRESS = b"https://exemple.fr/rapport.pdf"
#: Bytes under the name of a PDF, or under a name of their own, and what they stand for.
FILES: dict[str, tuple[bytes, str]] = {
    "a.pdf": (PLIST % ADDRESS, "shortcut"),
    "b.pdf": (b"[InternetShortcut]\r\nURL=" + ADDRESS, "shortcut"),
    "c.pdf": (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60), "shortcut"),
    "d.pdf": (b"\xef\xbb\xbf[Desktop Entry]\nType=Link\nURL=" + ADDRESS, "shortcut"),
    "rapport.pdf.lnk": (b"rien", "shortcut"),
    "rapport.webloc": (b"rien", "shortcut"),
    "e.pdf": (b'{"url": "https://docs.example/open?id=a", "doc_id": "a"}', "cloud"),
    "f.pdf": (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n", "cloud"),
    "rapport.gdoc": (b"rien", "cloud"),
    "rapport.pdf.icloud": (b"bplist00", "cloud"),
    "~$rapport.docx": (b"\x05Marie" + bytes(40) + b"x", "lock"),
    ".~lock.rapport.odt#": (b",marie,poste,27.11.2026 08:00", "lock"),
    "Thumbs.db": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "system"),
    "._rapport.pdf": (b"rien", "system"),
    "g.pdf": (b"\0\x05\x16\x07\0\2\0\0Mac OS X", "system"),
    "h.pdf": (b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: Le\r\n rapport\r\n\r\nBonjour\r\n", "mail"),
}


def given(folder: Path, name: str, data: bytes) -> tuple[Finding, ...]:
    path = write_dossier(folder, {"a": None}, {"a": {"file": f"sources/{name}"}})
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / name).write_bytes(data)
    located, findings = manifest.load(path)
    assert located
    assert not findings
    return opened(located, folder)[1]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_stands_for_a_document_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, kind = FILES[name]
    (found,) = given(tmp_path, name, data)
    assert (found.code, found.facts["slip"]) == ("source-kind", f"stands-{kind}")
    for language in report.LANGUAGES:
        monkeypatch.setenv("LANGUAGE", language)
        assert f"sources/{name}" in report.word(found)[0]


@pytest.mark.parametrize("data", [b"bonjour", b"De: a\nObjet: b\n\nrien", b'{"a": 1}', b"a;b\n1;2\n"])
def test_what_is_none_of_these_is_no_kind(data: bytes, tmp_path: Path) -> None:
    (found,) = given(tmp_path, "a.pdf", data)
    assert (found.code, "slip" in found.facts) == ("source-kind", False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("~/a.pdf", "sources/a.pdf"),
        ("$HOME/docs/a.pdf", "sources/a.pdf"),
        ("%USERPROFILE%/a.pdf", "sources/a.pdf"),
        ("a.pdf", "sources/a.pdf"),
        ("OneDrive/a.pdf", "sources/a.pdf"),
        ("<sources/a.pdf>", "sources/a.pdf"),
        ("sources/a .pdf", "sources/a.pdf"),
    ],
)
def test_a_path_that_leads_elsewhere_is_told_where_the_file_is(
    written: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    File().write(tmp_path / "sources" / "a.pdf")
    path = write_dossier(tmp_path, {"a": None}, {"a": {"file": written}})
    located, _ = manifest.load(path)
    assert located
    (found,) = opened(located, tmp_path)[1]
    assert found.code == "source-missing"
    for language in report.LANGUAGES:
        monkeypatch.setenv("LANGUAGE", language)
        assert meant in report.word(found)[1]


#: What an editor saves in place of plain text.
FORMS = {
    "rtf": rb"{\rtf1\ansi ",
    "office": b"PK\x03\x04\x14\0\x06\0",
    "page": b"<!DOCTYPE html><html><body>",
    "pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_manifest_that_is_no_plain_text_is_said_once(form: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_bytes(FORMS[form] + GOOD.encode())
    located, (found,) = manifest.load(tmp_path / "manifest.yaml")
    assert located is None
    assert (found.code, found.facts["slip"]) == ("manifest-encoding", f"text-{form}")


@pytest.mark.parametrize("name", ["manifest.yaml.txt", "manifest.yml", "Manifest.YAML", "manifeste.yaml"])
def test_a_manifest_of_another_name_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    _, (found,) = manifest.load(tmp_path / "manifest.yaml")
    assert (found.code, found.facts["slip"], found.facts["file"]) == (
        "manifest-missing",
        "manifest-name",
        name,
    )


@pytest.mark.parametrize(
    ("data", "slip"),
    [
        ("Été".encode("utf-16"), "text-encoding"),
        ("Été".encode("latin-1"), "text-encoding"),
        (rb"{\rtf1 Introduction}", "text-rtf"),
        (b"PK\x03\x04\x14\0\xff\xff", "text-office"),
        (b"%PDF-1.7\n", "text-pdf"),
    ],
)
def test_an_introduction_that_is_no_plain_text_is_said_once(data: bytes, slip: str, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, introduction="shown")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "introduction.md").write_bytes(data)
    with pytest.raises(DossierError) as raised:
        prepared(path)
    (found,) = raised.value.findings
    assert (found.code, found.facts["slip"]) == ("template-error", slip)
