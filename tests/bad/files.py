"""Files that a manifest may name and that cannot be bound; each maker returns the path that is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import File


def outside(folder: Path) -> str:
    return str(File().write(folder.parent / "dehors.pdf"))


def linked(folder: Path) -> str:
    (folder / "sources").mkdir()
    (folder / "sources" / "lien.pdf").symlink_to(File().write(folder.parent / "dehors.pdf"))
    return "sources/lien.pdf"


def linked_folder(folder: Path) -> str:
    File().write(folder.parent / "ailleurs" / "a.pdf")
    (folder / "liés").symlink_to(folder.parent / "ailleurs", target_is_directory=True)
    return "liés/a.pdf"


def loop(folder: Path) -> str:
    (folder / "boucle.pdf").symlink_to(folder / "boucle.pdf")
    return "boucle.pdf"


def holding(data: bytes) -> Callable[[Path], str]:
    def make(folder: Path) -> str:
        (folder / "reçu.pdf").write_bytes(data)
        return "reçu.pdf"

    return make


FILES: dict[str, tuple[Callable[[Path], str], str, str]] = {
    "missing": (lambda _: "sources/zzz.pdf", "source-missing", "zzz.pdf"),
    "missing, one like it": (
        lambda f: File().write(f / "b.pdf").name.replace("b", "bb"),
        "source-missing",
        "“b.pdf”",
    ),
    "above": (lambda f: "../" + Path(outside(f)).name, "source-outside", "../dehors.pdf"),
    "above and back": (lambda f: f"../{f.name}/../dehors.pdf", "source-outside", "dehors.pdf"),
    "above, missing": (lambda _: "../rien.pdf", "source-outside", "rien.pdf"),
    "absolute": (outside, "source-outside", "dehors.pdf"),
    "of Windows": (lambda _: r"C:\sources\a.pdf", "source-outside", "C:"),
    "link that leads out": (linked, "source-outside", "lien.pdf"),
    "folder that leads out": (linked_folder, "source-outside", "a.pdf"),
    "link to itself": (loop, "source-outside", "boucle.pdf"),
    "a folder": (lambda f: str((f / "sources").mkdir() or "sources"), "folder-empty", "sources"),
    "empty": (holding(b""), "source-empty", "reçu.pdf"),
    "a video": (holding(b"\0\0\0\x18ftypmp42"), "source-kind", "video"),
    "an archive": (holding(b"PK\x03\x04"), "source-kind", "archive"),
    "a page of the web": (holding(b"<!doctype html>"), "source-web", "web"),
    "zeros": (holding(bytes(3000)), "source-hollow", "3 kB"),
    "anything": (holding(b"abc"), "source-kind", "reçu.pdf"),
}
