"""Files that stand for a document: shortcuts, what a cloud left of it, what a program keeps beside it."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from dossier.folder import LOCKS, left_by_systems

_SHORTCUTS = (b"[internetshortcut]", b"[desktop entry]", b"l\0\0\0\x01\x14\x02\0", b"\0\0\0\0alias\0")
_LINKS = (".url", ".lnk", ".webloc", ".desktop", ".website")
_CLOUD = (".gdoc", ".gsheet", ".gslides", ".icloud", ".crdownload", ".part", ".download", ".partial")
_PROPERTY_LIST = re.compile(
    rb"<plist\b.{0,400}?<key>URL</key>|\Abplist00.{0,200}URL", re.DOTALL | re.IGNORECASE
)
_POINTER = b"version https://git-lfs"
# AppleDouble, and how a window of the Finder looks.
_KEPT = (b"\0\x05\x16\x07", b"\0\0\0\x01bud1")
_HEAD = 1 << 12


def stands_for(data: bytes, name: str) -> str:
    """What the file ``name`` is instead of a document: ``shortcut``, ``cloud``, ``lock``, ``system`` or
    ``mail``; nothing where it is none of these."""
    head = data[:_HEAD].lower()
    base = PurePosixPath(name).name.lower()
    if base.startswith(LOCKS):
        return "lock"
    if left_by_systems(base) or head.startswith(_KEPT):
        return "system"
    if base.endswith(_CLOUD) or head.startswith(_POINTER) or _online(data):
        return "cloud"
    if base.endswith(_LINKS) or head.lstrip(b"\xef\xbb\xbf \r\n").startswith(_SHORTCUTS):
        return "shortcut"
    if _PROPERTY_LIST.search(data[:_HEAD]):
        return "shortcut"
    letter = re.match(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n", data[: 1 << 16])
    words = {line.partition(b":")[0].lower() for line in letter[0].splitlines()} if letter else set()
    return "mail" if {b"from", b"subject"} <= words else ""


def _online(data: bytes) -> bool:
    """Whether the file holds the address of a document of an office suite in a browser."""
    if len(data) > _HEAD or not data.lstrip().startswith(b"{"):
        return False
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(held, dict) and bool({"doc_id", "url"} & held.keys())
