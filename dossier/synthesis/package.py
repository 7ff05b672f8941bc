"""The package of the DOCX: no part, property or date of any tool or person, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any, BinaryIO

from . import oxml
from .styles import SANS, SERIF

#: Parts of python-docx's template that this document has no use for, by the end of their type.
_FOREIGN = (
    "/thumbnail",
    "/extended-properties",
    "/customXml",
    "/stylesWithEffects",
    "/webSettings",
    "/numbering",
)
_FONT_TABLE, _THEME = "/fontTable", "/theme"
_PROPERTIES = ("title", "subject", "language")
#: The longest property that python-docx takes, in characters.
LONGEST_PROPERTY = 255

_FIRST = "[Content_Types].xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE_MODE = 3, 0o100644 << 16


def clean(document: Any, title: str, subject: str, language: str) -> None:
    """Leave in the package of ``document`` its own parts only, and of the core properties the three given.

    ``title`` and ``subject`` have at most ``LONGEST_PROPERTY`` characters; ``language`` is a BCP 47 tag.
    """
    package, part = document.part.package, document.part
    for relations in (package.rels, part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_FOREIGN)]:
            del relations[key]
    for relation in part.rels.values():
        if relation.reltype.endswith(_FONT_TABLE):
            relation.target_part._blob = oxml.font_table()
        elif relation.reltype.endswith(_THEME):
            part_of_theme = relation.target_part
            part_of_theme._blob = oxml.plain_theme(part_of_theme.blob, SANS, SERIF)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = title, subject, language
    oxml.keep_only(properties._element, _PROPERTIES)
    oxml.reset_settings(document.settings.element, language)
    for each in package.iter_parts():
        if hasattr(each, "element"):
            oxml.strip(each.element)


def write(document: Any, target: BinaryIO) -> None:
    """Save ``document`` to ``target`` with dates, order and modes that depend on nothing but its content."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as result:
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(entry, source.read(name))
    target.write(fixed.getvalue())
