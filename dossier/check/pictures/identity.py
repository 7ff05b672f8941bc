"""What a page is, as a hash: the same hash, the same picture."""

from __future__ import annotations

import hashlib
import re

import pikepdf

from dossier import raster
from dossier.layers import dictionaries
from dossier.model import Box, SourcePage
from dossier.store import makers

from .messages import Original
from .own import touching

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) (\d+) R(?![A-Za-z])")
# Numbers of the tag tree: they change with every document before this one, and draw nothing.
_TAGS = re.compile(rb"/StructParents? \d+ ?")
_TEXTS = (b"Tj", b"TJ", b"'", b'"')
_DRAWN = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_LOOKS = ("/Subtype", "/Rect", "/F", "/AS", "/AP")
_LISTS = ("/ON", "/OFF", "/AS")


def engine() -> str:
    """What draws and compares."""
    return f"{raster.ENGINE} {makers('pikepdf', 'pillow')}"


def of_source(data_hash: str, page: SourcePage, comments: bool, turned: bool) -> str:
    """The hash of a source page: of all bytes of its file, and of which page is shown how."""
    return _hash(f"{data_hash} {page} {comments} {turned}".encode())


def of_original(original: Original) -> tuple[str, ...]:
    """The hashes of all pages of a document."""
    parts = [hashlib.sha256(part).hexdigest() for part in original.parts]
    how = original.comments, original.turned
    return tuple(of_source(parts[page.part], page, *how) for page in original.pages)


class Bound:
    """The pages of the file that was written, by what each draws, wherever it stands and whatever its objects
    are numbered.

    A page's hash covers its own operators that may draw into its frame, and all that they can reach: forms,
    fonts, images, patterns, the state of its layers, and the looks of its annotations. Its folio, head and
    tab have no part in it: they change with every document before this one; every build looks at what they
    say.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: list[tuple[int, int]] = []
        self._layers = _layers(pdf)

    def page(self, folio: int, frame: Box) -> str:
        """The hash of the page ``folio`` (from 1), which holds its source page in ``frame``."""
        page = self._pdf.pages[folio - 1].obj
        parts = [key.encode() + self._value(page.get(key)) for key in _DRAWN if key in page]
        drawn = touching(page, frame)
        fonts = any(shown in drawn for shown in _TEXTS)
        for key, value in sorted(dict(page.get("/Resources", {})).items()):
            if key != "/Font" or fonts:
                parts.append(key.encode() + self._value(value))
        for annotation in page.get("/Annots", []):
            if "/AP" in annotation:
                parts += [key.encode() + self._value(annotation.get(key)) for key in _LOOKS]
        return _hash(b"".join((*parts, drawn)))

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


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
