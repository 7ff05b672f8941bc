"""A PDF that is not as it should be: what can be done about it, one engine after the other.

Each step gives bytes that qpdf opens without complaint; the caller counts the pages and looks at them before
it believes any of them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from dossier import raster

_Entries = tuple[tuple[bytes, bytes], ...]
_MOST_PAGES = 20_000
_LONGEST = 1 << 16
_MOST_OBJECTS = 1_000_000
_OBJECT = re.compile(rb"(?<![0-9])(\d{1,7})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_PAGES = re.compile(rb"/Pages\s+(\d{1,7})\s+\d{1,5}\s+R\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
# What pages inherit from the nodes above them (ISO 32000-2, table 31); a dictionary ends where it is closed.
_INHERITED = re.compile(
    rb"/(MediaBox|CropBox|Rotate|Resources)\s*(\[[^\]]*\]|\d{1,7}\s+\d{1,5}\s+R\b|-?\d{1,4}(?![\d.])|<<)"
)
_PAIR = re.compile(rb"<<|>>")
_REFERENCE = re.compile(rb"(\d{1,7})\s+\d{1,5}\s+R\b")
_TABLE_AT = re.compile(rb"startxref\s+(\d{1,10})\s")
_SECTION = re.compile(rb"^[ \t]*(\d{1,7})[ \t]+(\d{1,7})[ \t]*\r?$", re.MULTILINE)
_SIZE = re.compile(rb"/Size\s+(\d{1,7})\b")


def steps(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What each way of rescue makes of ``data``, cheapest first: the code of the way, and a PDF.

    A way that leads nowhere yields nothing.
    """
    yield from _searched("page-tree-rebuilt", data)
    again = raster.resaved(data)
    if again:
        yield "rewritten-by-second-engine", again
        yield from _searched("rewritten-by-second-engine", again)


def counted(data: bytes) -> bytes | None:
    """The file with a /Size that counts every object of its last table; None where it does already.

    TCPDF numbered links and fields from 200001 and did not count them. Viewers show them all the same; qpdf
    takes objects beyond /Size for missing, as ISO 32000-2, 7.5.5, has it, and those whose number is above a
    third of the bytes of the file: there the file is made longer.
    """
    last = next(reversed(list(_TABLE_AT.finditer(data))), None)
    if last is None or not data.startswith(b"xref", int(last[1])):
        return None
    trailer = data.find(b"trailer", int(last[1]), last.start())
    sections = _SECTION.finditer(data, int(last[1]), max(trailer, 0))
    highest = max((int(m[1]) + int(m[2]) for m in sections), default=0)
    size = _SIZE.search(data, trailer, last.start())
    if size is None or not int(size[1]) < highest <= _MOST_OBJECTS:
        return None
    room = b"\n" * (3 * highest + 3)
    return b"".join(
        (data[: size.start(1)], b"%d" % highest, data[size.end(1) : last.start()], room, data[last.start() :])
    )


def _searched(code: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file with a flat page tree and a table of all objects that stand in it, found by search.

    So loops in the tree, a tree too deep, a table that leads nowhere and a lost trailer do no harm.
    """
    if b"/Encrypt" in data:
        return
    places = {int(m[1]): (int(m[2]), m.start(), m.end()) for m in _OBJECT.finditer(data)}
    bodies = {number: _body(data, end) for number, (_, _, end) in places.items()}
    catalogs = [n for n, body in bodies.items() if _CATALOG.search(body) and _PAGES.search(body)]
    if not catalogs:
        return
    catalog = bodies[catalogs[-1]]
    top = _PAGES.search(catalog)
    leaves = list(_leaves(bodies, int(top[1]))) if top else []
    if not leaves or len(leaves) > _MOST_PAGES:
        return
    new, out = max(places) + 1, io.BytesIO()
    out.write(b"%PDF-1.7\n")
    shift = out.tell()
    out.write(data)
    offsets = {number: (start + shift, generation) for number, (generation, start, _) in places.items()}
    nodes = [
        (above, [number for number, _ in group]) for above, group in groupby(leaves, lambda leaf: leaf[1])
    ]
    kids = b" ".join(b"%d 0 R" % (new + 2 + n) for n in range(len(nodes)))
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(leaves), kids)
    objects = [tree, _PAGES.sub(b"/Pages %d 0 R" % new, catalog)]
    for above, below in nodes:
        kids = b" ".join(b"%d %d R" % (leaf, places[leaf][0]) for leaf in below)
        entries = b" ".join(b"/%s %s" % entry for entry in above)
        facts = (new, len(below), kids, entries)
        objects.append(b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] %s >>" % facts)
    for number, body in enumerate(objects, new):
        offsets[number] = (out.tell() + 1, 0)
        out.write(b"\n%d 0 obj\n%s\nendobj" % (number, body))
    table = out.tell() + 1
    out.write(b"\nxref\n0 1\n0000000000 65535 f \n")
    for number, (offset, generation) in sorted(offsets.items()):
        out.write(b"%d 1\n%010d %05d n \n" % (number, offset, generation))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (new + len(objects), new + 1, table)
    )
    yield code, out.getvalue()


def _body(data: bytes, start: int) -> bytes:
    end = data.find(b"endobj", start)
    return data[start : start + _LONGEST if end < 0 else end]


def _leaves(bodies: Mapping[int, bytes], top: int) -> Iterator[tuple[int, _Entries]]:
    """The pages below a node of the tree, in order, each with what it inherits; a node that is met again is
    passed over."""
    seen: set[int] = set()
    todo: list[tuple[int, _Entries]] = [(top, ())]
    while todo:
        number, above = todo.pop()
        body = bodies.get(number)
        if body is None or number in seen:
            continue
        seen.add(number)
        kids = _KIDS.search(body)
        if kids:
            below = tuple({**dict(above), **_inherited(body)}.items())
            todo += [(int(kid), below) for kid in reversed(_REFERENCE.findall(kids[1]))]
        elif _PAGE.search(body):
            yield number, above


def _inherited(body: bytes) -> dict[bytes, bytes]:
    inherited: dict[bytes, bytes] = {}
    for entry in _INHERITED.finditer(body):
        value = entry[2]
        if value == b"<<":
            depth, end = 0, entry.start(2)
            for pair in _PAIR.finditer(body, entry.start(2)):
                depth, end = depth + (1 if pair[0] == b"<<" else -1), pair.end()
                if not depth:
                    break
            value = body[entry.start(2) : end]
        inherited.setdefault(entry[1], value)
    return inherited
