"""What a page is, as a hash: the same hash, the same picture."""

from __future__ import annotations

import hashlib
import re

import pikepdf

from dossier import raster
from dossier.layers import dictionaries
from dossier.model import SourcePage
from dossier.store import makers

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) (\d+) R(?![A-Za-z])")
# Numbers of the tag tree: they change with every document before this one, and draw nothing.
_TAGS = re.compile(rb"/StructParents? \d+ ?")
# A text that the page draws itself, glyph by glyph: its folio is one.
_GLYPHS = re.compile(rb"<([0-9A-Fa-f]+)>")
_DRAWN = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_LOOKS = ("/Subtype", "/Rect", "/F", "/AS", "/AP")
_LISTS = ("/ON", "/OFF", "/AS")


def engine() -> str:
    """What draws and compares."""
    return f"{raster.ENGINE} {makers('pikepdf', 'pillow')}"


def of_source(data_hash: str, page: SourcePage, comments: bool, turned: bool) -> str:
    """The hash of a source page: of all bytes of its file, and of which page is shown how."""
    return _hash(f"{data_hash} {page} {comments} {turned}".encode())


class Bound:
    """The pages of the file that was written, by what each draws, wherever it stands and whatever its objects
    are numbered.

    A page's hash covers its own operators and all that they can reach: images, forms and their fonts,
    patterns, the state of its layers, and the looks of its annotations; but not which letters its own texts
    have, nor their fonts: another folio, or one more page at the end, makes no other page of it. That none of
    its texts lies over a frame, and that its folio is right, every build looks at (``check/plan``).
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: list[tuple[int, int]] = []
        self._layers = _layers(pdf)

    def page(self, folio: int) -> str:
        """The hash of the page ``folio`` (from 1)."""
        page = self._pdf.pages[folio - 1].obj
        parts = [key.encode() + self._value(page.get(key)) for key in _DRAWN if key in page]
        parts += [_GLYPHS.sub(_counted, self._operators(page))]
        for key, value in sorted(dict(page.get("/Resources", {})).items()):
            parts += [key.encode() + self._value(value)] if key != "/Font" else []
        for annotation in page.get("/Annots", []):
            if "/AP" in annotation:
                parts += [key.encode() + self._value(annotation.get(key)) for key in _LOOKS]
        return _hash(b"".join(parts))

    def _operators(self, page: pikepdf.Object) -> bytes:
        held = page.get("/Contents")
        if held is None:
            return b""
        return b"\n".join(one.read_bytes() for one in (held if isinstance(held, pikepdf.Array) else [held]))

    def _value(self, value: object) -> bytes:
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return self._object(value.objgen, value)
        return self._plain(value)

    def _object(self, number: tuple[int, int], value: object) -> bytes:
        if number in self._open:  # a cycle: how far up it leads says all
            return b"up %d" % (len(self._open) - self._open.index(number))
        known = self._known.get(number)
        if known is None:
            self._open.append(number)
            known = hashlib.sha256(self._plain(value) + self._layers.get(number, b"")).digest()
            self._open.pop()
            self._known[number] = known
        return known

    def _plain(self, value: object) -> bytes:
        if not isinstance(value, pikepdf.Object):  # a number, which may be an object of its own
            return repr(value).encode()
        if isinstance(value, pikepdf.Stream):
            # The length says nothing that the bytes do not, and may stand in an object of its own.
            text = value.stream_dict.unparse(resolved=True)
            return self._resolved(text) + hashlib.sha256(value.read_raw_bytes()).digest()
        return self._resolved(value.unparse(resolved=True))

    def _resolved(self, text: bytes) -> bytes:
        return _REFERENCE.sub(self._referred, _TAGS.sub(b"", text))

    def _referred(self, found: re.Match[bytes]) -> bytes:
        number = int(found[1]), int(found[2])
        return self._object(number, self._pdf.get_object(number))


def _layers(pdf: pikepdf.Pdf) -> dict[tuple[int, int], bytes]:
    """Which lists of the default configuration name a layer: whether it shows (ISO 32000-2, 8.11.4)."""
    root = pdf.Root
    properties = root.get("/OCProperties", pikepdf.Dictionary())
    default = properties.get("/D", pikepdf.Dictionary())
    base = str(default.get("/BaseState", "/ON")).encode()
    states: dict[tuple[int, int], bytes] = {}
    for layer in dictionaries(properties.get("/OCGs")):
        states[layer.objgen] = base
    for name in _LISTS:
        for item in dictionaries(default.get(name)):
            for layer in dictionaries(item.get("/OCGs")) if name == "/AS" else (item,):
                states[layer.objgen] = states.get(layer.objgen, base) + name.encode()
    return states


def _counted(found: re.Match[bytes]) -> bytes:
    return b"<%d>" % len(found[1])


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
