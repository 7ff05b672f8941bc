"""Names that an author, or a program, may have made of a person's or a file's: they get numbers.

What a content stream calls its resources and its marked content (ISO 32000-2, 7.8.3 and 14.6) is nobody's to
know. Names as programs count them stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pikepdf import Dictionary, Name

# Letters and a number, and what programs write before one.
_COUNTED = re.compile(
    r"/(?:[A-Za-z]{1,3}[\d._-]{0,12}|lab-d\d\d|pgf@?(?:pat|prgb|ca|CA)?[\d.]{0,9}|[A-Z]{2}\dObj\d{1,6}"
    r"|(?:Image|Img|Imag|Font|Fnt|Meta|Pattern|Patt|Shading|Shad|XObject|Xobj|Form|Frm|Xop|OCG?|Properties|Prop"
    r"|Placed|PlacedPDF|PlacedGraphic|ICCBased|DeviceN|Separation|Indexed|ExtGState|GState|FlateIm|JPEGIm|BGIm|Look"
    r"|Alpha|opacity|l3pdf|Default|DefaultGray|DefaultRGB|DefaultCMYK|Pattern|DeviceGray|DeviceRGB|DeviceCMYK|CalRGB|CalGray|Lab)"
    r"[-_.]?[\d._-]{0,12}(?:[A-Za-z]\d{0,4})?)"
)
_SUBSET = re.compile(r"/[A-Z]{6}")
_TAGS = frozenset(
    ("/Artifact", "/Span", "/OC", "/Tx", "/Clip", "/ReversedChars", "/PlacedPDF", "/PlacedGraphic",
     "/Document", "/DocumentFragment", "/Part", "/Art", "/Article", "/Sect", "/Div", "/BlockQuote",
     "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct", "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4",
     "/H5", "/H6", "/Title", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR", "/TH", "/TD", "/THead", "/TBody",
     "/TFoot",
     "/Quote", "/Note", "/FENote", "/Aside", "/Reference", "/BibEntry", "/Code", "/Link", "/Annot", "/Ruby",
     "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure", "/Formula", "/Form", "/Em", "/Strong", "/Sub",
     "/Story", "/StyleSpan", "/ParagraphSpan", "/CharacterSpan", "/TextBody", "/Textbox", "/InlineShape",
     "/Chart", "/Diagram", "/Workbook", "/Slide", "/Footnote", "/Endnote", "/Header", "/Footer",
     "/Background", "/Watermark")
)  # fmt: skip
#: What is renamed begins so: no name of a file does.
OURS = "/Zz"
#: A tag for what its author alone has a word for.
SPAN = "/Span"


class Names:
    """The numbers of one file: the same name gets the same wherever it stands."""

    def __init__(self, resources: Iterable[object]) -> None:
        self._given: dict[str, str] = {}
        #: Fonts that are called as their subsets are.
        self._known: set[str] = set()
        for held in resources:
            fonts: object = held.get("/Font") if isinstance(held, Dictionary) else None
            for name, font in fonts.items() if isinstance(fonts, Dictionary) else ():
                base = (
                    font.get("/BaseFont")
                    if _SUBSET.fullmatch(name) and isinstance(font, Dictionary)
                    else None
                )
                if isinstance(base, Name) and bytes(base).startswith(name.encode() + b"+"):
                    self._known.add(name)

    def of(self, name: str) -> str:
        """The name, with its solidus, that stands for ``name``."""
        if name in self._known or (_COUNTED.fullmatch(name) and not name.startswith(OURS)):
            return name
        return self._given.setdefault(name, f"{OURS}{len(self._given) + 1}")


def tag(name: str) -> str:
    """The tag of marked content that stands for ``name``."""
    return name if name in _TAGS else SPAN
