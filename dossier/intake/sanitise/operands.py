"""What a content stream names, and what in it draws nothing (ISO 32000-2, 7.8.2 and 14.6).

One regular expression steps over strings, numbers and operators, so that only names, comments and
dictionaries are looked at. Streams with inline images, whose data may look like anything, are qpdf's to read.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object

from dossier import entries, traces

from . import inline
from .neutral import Names, tag
from .tokens import END as _END
from .tokens import HEX as _HEX
from .tokens import NAME as _NAME
from .tokens import STRING
from .tokens import WHITE as _S

_HELD = _HEX + rb"|" + STRING + rb"|[^<>()%]+"
for _ in range(4):
    _HELD = _HEX + rb"|" + STRING + rb"|[^<>()%]+|<<(?>" + _HELD + rb")*>>"
DICT = rb"<<(?>" + _HELD + rb")*>>"

# Most marks are a number: they name nothing, and are as many as lines.
# A tag that its author made up is looked at.
_TAG = rb"/(?:P|Span|Artifact|L|LI|LBody|Lbl|T[DHR]|H[1-6]?|Link|Figure|Table|Note)"
_MARK_ALONE = _TAG + _S + rb"*<<" + _S + rb"*/MCID" + _S + rb"+\d+" + _S + rb"*>>" + _S + rb"*BDC" + _END
_SKIP = re.compile(rb"(?>[^(/%<]+|" + STRING + rb"|" + _HEX + rb"|" + _MARK_ALONE + rb"){0,5000}", re.DOTALL)
_COMMENT = re.compile(rb"%[^\r\n]*")
_USE = re.compile(
    rb"(" + _NAME + rb")(?:" + _S + rb"+[-+.0-9]+)*" + _S + rb"*(Tf|Do|gs|cs|CS|scn|SCN|sh|ri|MP|BMC)" + _END
)
_MARK = re.compile(
    rb"(" + _NAME + rb")" + _S + rb"*(?:(" + _NAME + rb")|(" + DICT + rb"))" + _S + rb"*(BDC|DP)" + _END,
    re.DOTALL,
)
_ONE_NAME = re.compile(_NAME)
_ONE_DICT = re.compile(DICT, re.DOTALL)
INLINE = re.compile(rb"(?<![^\0\t\n\f\r \])>}])BI(?=[\0\t\n\f\r /])")
_CATEGORIES = {
    "Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "cs": "/ColorSpace", "CS": "/ColorSpace",
    "scn": "/Pattern", "SCN": "/Pattern", "sh": "/Shading",
}  # fmt: skip
# A sign that escapes nothing, which only files of PDF 1.1 have, is zero there.
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})?")
# What has no category of its own: intents and tags.
_BARE = ("ri", "MP", "BMC")
_POINTS = ("MP", "DP")
_SAID = ("/ActualText", "/Alt", "/E")
_OF_A_MARK = frozenset(("/MCID", "/Lang", "/Type", "/Subtype", "/BBox", "/Attached", *_SAID))
_FIXED = ("/Type", "/Subtype", "/BBox", "/Attached")
_OF_ARTIFACTS = frozenset(
    ("/Pagination", "/Layout", "/Page", "/Background", "/Header", "/Footer", "/Watermark", "/Inline",
     "/Bates", "/LineNum", "/PageNum", "/Redaction", "/Top", "/Bottom", "/Left", "/Right", "/Footnote")
)  # fmt: skip
#: The rendering intents (8.6.5.8).
INTENTS = frozenset(("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"))


@dataclass(slots=True)
class Operands:
    """What one content stream uses.

    ``names`` are pairs of a category of resources and a name in it, ``fixed`` those of them that stand as
    they are in ``edited``, too; ``loose`` names stand where no operator
    tells the category. ``sure`` is false where the stream could not be read to its end: then it may name
    anything. ``edited`` is the stream without what draws nothing, None where that is the stream as it is;
    ``removed`` counts what was taken.
    """

    names: set[tuple[str, str]] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    fixed: set[tuple[str, str]] = field(default_factory=set)
    sure: bool = True
    edited: bytes | None = None
    removed: Counter[str] = field(default_factory=Counter)


def operands(data: bytes, pdf: pikepdf.Pdf, called: Names | None = None) -> Operands:
    """What the decoded content stream ``data`` uses; ``pdf`` is any file, to read in; ``called`` gives other
    names to what it names, and to its tags."""
    return _by_qpdf(data, pdf, called) if has_pictures(data) else _by_pattern(data, called)


def has_pictures(data: bytes) -> bool:
    """Whether pictures may stand in the content stream ``data``; in most no two such letters do."""
    return b"BI" in data and INLINE.search(data) is not None


def _by_pattern(data: bytes, called: Names | None) -> Operands:
    used = Operands()
    cuts: list[tuple[int, int, bytes]] = []
    at, end = 0, len(data)
    while at < end:
        at = _SKIP.match(data, at).end()  # type: ignore[union-attr]  # it matches anywhere
        here = data[at : at + 1]
        if here == b"/":
            at = _name(data, at, used, cuts, called)
        elif here == b"%":
            match = _COMMENT.match(data, at)
            assert match
            used.removed["comment"] += 1
            cuts.append((at, match.end(), b""))
            at = match.end()
        elif here == b"<" and (match := _ONE_DICT.match(data, at)):
            used.loose.update(_text(name) for name in _ONE_NAME.findall(match[0]))
            at = match.end()
        elif here in (b"(", b"<"):
            used.sure = False
            break
    if cuts:
        used.edited = _without(data, cuts)
    return used


def _name(
    data: bytes,
    at: int,
    used: Operands,
    cuts: list[tuple[int, int, bytes]],
    called: Names | None,
) -> int:
    """Note the name at ``at`` and what is done with it; returns where to go on."""

    def call(match: re.Match[bytes], group: int, other: str) -> None:
        if called and other != _text(match[group]):
            cuts.append((match.start(group), match.end(group), other.encode()))

    if match := _USE.match(data, at):
        operator, name = match[2].decode(), _text(match[1])
        if operator in _CATEGORIES:
            used.names.add((_CATEGORIES[operator], name))
            call(match, 1, called.of(name) if called else name)
        elif operator == "BMC":
            call(match, 1, tag(name))
        elif operator == "ri":
            call(match, 1, name if name in INTENTS else "/RelativeColorimetric")
        elif operator in _POINTS:
            used.removed["point"] += 1
            cuts.append((at, match.end(), b""))
        return match.end()
    if match := _MARK.match(data, at):
        if match[4] == b"DP":
            used.removed["point"] += 1
            cuts.append((at, match.end(), b""))
        elif match[2]:
            call(match, 1, tag(_text(match[1])))
            used.names.add(("/Properties", _text(match[2])))
            call(match, 2, called.of(_text(match[2])) if called else "")
        else:
            call(match, 1, tag(_text(match[1])))
            kept = _properties(match[3], used)
            if kept is not None:
                cuts.append((match.start(3), match.end(3), kept))
        return match.end()
    match = _ONE_NAME.match(data, at)
    assert match
    used.loose.add(_text(match[0]))
    return match.end()


def _properties(written: bytes, used: Operands) -> bytes | None:
    """The property list ``written`` in the stream with what is needed of it; None where that is all."""
    try:
        held = Object.parse(written)
    except (pikepdf.PdfError, ValueError):
        used.sure = False
        return None
    return held.unparse() if _narrowed(held, used) else None


def _narrowed(held: Object, used: Operands) -> bool:
    gone = [key for key in held.keys() if key not in _OF_A_MARK]  # noqa: SIM118  # no mapping
    gone += [key for key in _FIXED if key in held and not _is_known(held[key])]
    if "/Lang" in held and not traces.is_language(str(held["/Lang"])):
        gone.append("/Lang")
    for key in gone:
        del held[key]
        used.removed["property"] += 1
    return bool(gone)


def _is_known(value: Object) -> bool:
    """Whether the words of an artifact, and of what it is attached to, are the standard's; else numbers."""
    if isinstance(value, Array):
        return all(map(_is_known, value))
    if isinstance(value, Name):
        return _text(value.unparse()) in _OF_ARTIFACTS
    return isinstance(value, (int, Decimal))


def _without(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    parts, last = [], 0
    for start, end, instead in cuts:
        parts += [data[last:start], instead]
        last = end
    return b"".join((*parts, data[last:]))


def _by_qpdf(data: bytes, pdf: pikepdf.Pdf, called: Names | None) -> Operands:
    used = Operands()
    try:
        instructions = list(pikepdf.parse_content_stream(pdf.make_stream(data)))
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return Operands(sure=False)
    kept: list[Any] = []
    written: list[bytes] = []
    for instruction in instructions:
        operator = entries.spelt(instruction.operator)
        given = list(instruction.operands)
        if called and operator != "INLINE IMAGE":
            other = _called(operator, given, called)
            if other != given:
                instruction = ContentStreamInstruction(other, instruction.operator)
                used.removed["name"] += 1
        if operator in _POINTS:
            used.removed["point"] += 1
            continue
        if operator == "BDC" and len(given) > 1 and isinstance(given[1], Dictionary):
            held = given[1]
            if _narrowed(held, used):
                instruction = ContentStreamInstruction([instruction.operands[0], held], instruction.operator)
        elif operator == "BDC" and len(given) > 1 and isinstance(given[1], Name):
            used.names.add(("/Properties", _text(given[1].unparse())))
        elif operator == "INLINE IMAGE":
            # Its colour space may be one of the page's; its filters are not, and do no harm.
            image = instruction.iimage.obj  # type: ignore[union-attr]
            spaces = {("/ColorSpace", name) for name in _named(image)}
            used.names |= spaces
            used.fixed |= spaces
            bare = inline.bare(instruction) if called else None
            if bare is not None:
                written += [pikepdf.unparse_content_stream(kept), bare]
                kept = []
                continue
        elif operator in _CATEGORIES:
            used.names.update(
                (_CATEGORIES[operator], _text(o.unparse())) for o in given if isinstance(o, Name)
            )
        elif operator not in _BARE:
            used.loose.update(name for operand in given for name in _named(operand))
        kept.append(instruction)
    if (
        b"%" in data or used.removed or written
    ):  # where that is a comment and where a picture's, qpdf knows alone
        used.edited = b"\n".join((*written, pikepdf.unparse_content_stream(kept)))
    return used


def _called(operator: str, given: list[Any], called: Names) -> list[Any]:
    """The operands ``given`` with other names."""
    if not any(isinstance(one, Name) for one in given):
        return given
    names = [_text(one.unparse()) if isinstance(one, Name) else "" for one in given]
    other = list(given)
    if operator in _CATEGORIES:
        other = [one if not name else Name(called.of(name)) for one, name in zip(given, names, strict=True)]
    elif operator in ("BMC", "BDC"):
        other[0] = Name(tag(names[0])) if names[0] else given[0]
        if len(given) > 1 and names[1]:
            other[1] = Name(called.of(names[1]))
    elif operator == "ri" and names[0] not in INTENTS:
        other[0] = Name.RelativeColorimetric
    return (
        given
        if [a.unparse() for a in other if isinstance(a, Name)]
        == [b.unparse() for b in given if isinstance(b, Name)]
        else other
    )


def _named(value: object) -> set[str]:
    """The names in a value, however deep it is."""
    if isinstance(value, Name):
        return {_text(value.unparse())}
    if isinstance(value, Dictionary):
        return {_text(name) for name in _ONE_NAME.findall(value.unparse())}
    return set().union(*map(_named, value)) if isinstance(value, Array) else set()


def _text(name: bytes) -> str:
    """A name as the keys of dictionaries are given: what qpdf makes of its escapes, of any bytes."""
    plain = _ESCAPE.sub(lambda match: bytes([int(match[1] or b"0", 16)]), name)
    return plain.decode("utf-8", "surrogateescape")
