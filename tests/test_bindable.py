"""A file that no build will ever bind is refused when it is given, with what the build would say of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import File, invoke, write_dossier
from PIL import Image

from dossier.editing.edits import Desk
from dossier.editing.underway import Place
from dossier.findings import DossierError
from dossier.options import Options


def archive(*names: str, data: bytes = b"x", kind: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        if kind:
            packed.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name in names:
            packed.writestr(name, data)
    return made.getvalue()


def pdf(**lock: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.save(made, encryption=pikepdf.Encryption(**lock) if lock else False)
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((200, 200), 60).save(made, "JPEG")
    return made.getvalue()


def tar(data: bytes) -> bytes:
    return (b"a.pdf".ljust(257, b"\0") + b"ustar").ljust(512, b"\0") + data


ISO = b"\0\0\0\x18ftyp"
AT_SIGHT: dict[str, tuple[bytes, str]] = {
    "Tout.zip": (archive("a.txt"), "source-kind"),
    "Les PDF.zip": (archive("a.pdf", "b.pdf", data=pdf()), "source-kind"),
    "Les PDF.tar": (tar(pdf()), "source-kind"),
    "sources.tar.gz": (b"\x1f\x8b\x08" + bytes(99), "source-kind"),
    "Film.mp4": (ISO + b"mp42" + bytes(99), "source-kind"),
    "Photo.heic": (ISO + b"heic" + bytes(99), "source-kind"),
    "Son.mp3": (b"ID3\x03" + bytes(99), "source-kind"),
    "Tableau.xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), "source-kind"),
    "Tableau.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "source-kind"),
    "Rapport.url": (b"[InternetShortcut]\r\nURL=https://example.org/\r\n", "source-kind"),
    "Rapport.gdoc": (b'{"url": "https://example.org/", "doc_id": "1"}', "source-kind"),
    "Rapport.pdf": (b"<!DOCTYPE html><html><body>403</body></html>", "source-web"),
    "Vide.pdf": (b"", "source-empty"),
    "Zeros.pdf": (bytes(700), "source-hollow"),
    "Note.txt": (b"Bonjour", "source-kind"),
}
OPENED: dict[str, tuple[Callable[[], bytes], str]] = {
    "Fermé.pdf": (lambda: pdf(user="u", owner="o"), "source-encrypted"),
    "Coupé.pdf": (lambda: pdf()[: len(pdf()) // 2], "source-cut"),
    "Coupée.jpg": (lambda: picture()[:600], "image-broken"),
    "Fermé.odt": (
        lambda: archive("content.xml", "META-INF/manifest.xml", data=b"<encryption-data/>", kind="text"),
        "office-protected",
    ),
    "Fermé.docx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "office-protected",
    ),
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return write_dossier(tmp_path / "dossier", {"a": File(), "b": File()})


def refused(manifest: Path, file: Path) -> set[str]:
    """The codes with which ``file`` is refused; nothing has changed then, nor is there a step to undo."""
    before = {path: path.read_bytes() for path in manifest.parent.rglob("*") if path.is_file()}
    codes = set()
    for act in (
        lambda desk: desk.replace("a", file, {"title": "Autre"}),
        lambda desk: desk.add(file, Place(section=1), {}),
    ):
        with pytest.raises(DossierError) as error:
            act(Desk(Options(manifest)))
        codes |= {found.code for found in error.value.findings}
        assert {found.place for found in error.value.findings} == {file.name}
    assert {path: path.read_bytes() for path in manifest.parent.rglob("*") if path.is_file()} == before
    return codes


def test_what_can_be_told_at_sight_is_refused(manifest: Path, tmp_path: Path) -> None:
    said = {}
    for name, (data, _) in AT_SIGHT.items():
        (tmp_path / name).write_bytes(data)
        said[name] = refused(manifest, tmp_path / name)
    assert said == {name: {code} for name, (_, code) in AT_SIGHT.items()}


def test_an_address_is_no_file(manifest: Path) -> None:
    for given in ("https://example.org/rapport.pdf", "file:///tmp/rapport.pdf"):
        with pytest.raises(DossierError) as error:
            Desk(Options(manifest)).add(Path.cwd() / given, Place(section=1), {})
        (found,) = error.value.findings
        assert (found.code, found.facts["slip"]) == ("source-missing", "path-address")


@pytest.mark.slow
@pytest.mark.parametrize("name", OPENED)
def test_what_opening_it_tells_is_refused(name: str, manifest: Path, tmp_path: Path) -> None:
    make, code = OPENED[name]
    (tmp_path / name).write_bytes(make())
    assert refused(manifest, tmp_path / name) == {code}


@pytest.mark.slow
def test_what_is_refused_is_what_a_build_refuses_with_the_same_words(manifest: Path, tmp_path: Path) -> None:
    for name in ("Les PDF.zip", "Tableau.xls", "Fermé.pdf"):
        data = AT_SIGHT[name][0] if name in AT_SIGHT else OPENED[name][0]()
        (tmp_path / name).write_bytes(data)
        at_once = invoke("replace", "a", tmp_path / name, "--manifest", manifest)
        there = manifest.parent / "sources" / "a.pdf"
        kept, text = there.read_bytes(), manifest.read_text(encoding="utf-8")
        (manifest.parent / "sources" / name).write_bytes(data)
        manifest.write_text(text.replace("sources/a.pdf", f"sources/{name}"), encoding="utf-8")
        checked = invoke("check", "--manifest", manifest)
        manifest.write_text(text, encoding="utf-8")
        there.write_bytes(kept)
        assert at_once.returncode == checked.returncode == 3
        words = at_once.stdout.partition("] ")[2].splitlines()[0]
        assert words.replace(name, "") in checked.stdout.replace(f"sources/{name}", ""), words


@pytest.mark.slow
def test_a_password_that_is_known_or_can_be_typed_lets_it_in(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f.pdf"
    file.write_bytes(pdf(user="u", owner="o"))
    Desk(Options(manifest, ask=lambda *_: "u")).add(file, Place(section=1), {})
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "u")
    Desk(Options(manifest)).replace("a", file, {})
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "x")
    assert refused(manifest, file) == {"source-password-wrong", "source-encrypted"}


@pytest.mark.slow
def test_what_a_key_cures_is_let_in(manifest: Path, tmp_path: Path) -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        allowed = pikepdf.Permissions(modify_assembly=False)
        opened.save(made, encryption=pikepdf.Encryption(owner="o", user="", allow=allowed))
    (tmp_path / "f.pdf").write_bytes(made.getvalue())
    (tmp_path / "i.jpg").write_bytes(picture())
    Desk(Options(manifest)).replace("a", tmp_path / "f.pdf", {})
    Desk(Options(manifest)).replace("b", tmp_path / "i.jpg", {})
