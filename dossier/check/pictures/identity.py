"""What a page is, as a hash: the same hash, the same picture."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from dossier import entries, geometry, odd, raster
from dossier.layers import dictionaries
from dossier.model import Box, SourcePage
from dossier.store import makers

from .messages import Original
from .own import Own

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


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of a dossier draws, as hashes: the ``whole`` of it, and the ``source`` page that stands on
    it, empty where none does, with the ``frame`` where that stands, in points from the lower left."""

    whole: str
    source: str = ""
    frame: Box | None = None


def shown(data: bytes) -> tuple[Shown, ...]:
    """The pages of the PDF ``data``, in order. Raises OddError where it cannot be read."""
    with odd.reading("pikepdf", faults=(pikepdf.PdfError,)), pikepdf.open(io.BytesIO(data)) as pdf:
        bound = Bound(pdf)
        return tuple(bound.shown(folio) for folio in range(1, len(pdf.pages) + 1))


def of_original(original: Original) -> tuple[str, ...]:
    """The hashes of all pages of a document."""
    parts = [hashlib.sha256(part).hexdigest() for part in original.parts]
    return of_pages(parts, original.pages, original.comments, original.turned)


def of_pages(
    parts: Sequence[str], pages: Sequence[SourcePage], comments: bool, turned: bool
) -> tuple[str, ...]:
    """The same, of a document whose ``parts`` have these hashes."""
    return tuple(of_source(parts[page.part], page, comments, turned) for page in pages)


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
        self._own = Own()
        self._layers = _layers(pdf)

    def page(self, folio: int, frame: Box) -> str:
        """The hash of the page ``folio`` (from 1), which holds its source page in ``frame``."""
        page = self._pdf.pages[folio - 1].obj
        parts = [key.encode() + self._value(page.get(key)) for key in _DRAWN if key in page]
        drawn = self._own.touching(page, frame)
        fonts = any(shown in drawn for shown in _TEXTS)
        for key, value in sorted(dict(page.get("/Resources", {})).items()):
            if key != "/Font" or fonts:
                parts.append(key.encode() + self._value(value))
        return _hash(b"".join((*parts, *self._annotations(page), drawn)))

    def form(self, number: int) -> bytes:
        """The hash of the form ``number`` (of its object) that a page draws which was hashed. Raises KeyError
        where there was none."""
        return self._known[number, 0]

    def shown(self, folio: int) -> Shown:
        """What the page ``folio`` (from 1) draws: the forms on it are its source page."""
        page = self._pdf.pages[folio - 1]
        keys = ("/Contents", "/Resources", *_DRAWN)
        parts = [key.encode() + self._value(page.obj.get(key)) for key in keys if key in page.obj]
        whole = _hash(b"".join((*parts, *self._annotations(page.obj))))
        held = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
        forms = {name: one for name, one in held.items() if one.get("/Subtype") == "/Form"}
        if not forms:
            return Shown(whole)
        source = _hash(b"".join(sorted(self._value(one) for one in forms.values())))
        return Shown(whole, source, _placed(page, forms))

    def _annotations(self, page: pikepdf.Object) -> Iterator[bytes]:
        """What the annotations of a page look like."""
        for annotation in page.get("/Annots", []):
            if "/AP" in annotation:
                yield from (key.encode() + self._value(annotation.get(key)) for key in _LOOKS)

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

    def _referred(self, reference: re.Match[bytes]) -> bytes:
        number = int(reference[1]), int(reference[2])
        return self._object(number, self._pdf.get_object(number))


def _placed(page: pikepdf.Page, forms: Mapping[str, pikepdf.Object]) -> Box | None:
    """The box of the largest of ``forms`` where the page's own operators draw it."""
    boxes: list[Box] = []
    matrices = [geometry.IDENTITY]
    for instruction in pikepdf.parse_content_stream(page, "q Q cm Do"):
        match entries.spelt(instruction.operator):
            case "q":
                matrices.append(matrices[-1])
            case "Q" if len(matrices) > 1:
                matrices.pop()
            case "cm":
                a, b, c, d, e, f = (float(operand) for operand in instruction.operands)
                matrices[-1] = geometry.multiply((a, b, c, d, e, f), matrices[-1])
            case "Do" if str(instruction.operands[0]) in forms:
                form = forms[str(instruction.operands[0])]
                matrix = matrices[-1]
                if "/Matrix" in form:
                    a, b, c, d, e, f = (float(number) for number in form.Matrix.as_list())
                    matrix = geometry.multiply((a, b, c, d, e, f), matrix)
                x0, y0, x1, y1 = (float(number) for number in form.BBox.as_list())
                boxes.append(geometry.transform(matrix, (x0, y0, x1, y1)))
    return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)


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
