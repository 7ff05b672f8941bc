"""Bases of the note that others made."""

from __future__ import annotations

import io
from typing import Any

from docx.oxml.ns import nsdecls, qn
from notes import (
    BASE,
    parts,
    repacked,
)  # fmt: skip
from PIL import Image, PngImagePlugin

W = nsdecls("w")


PERSON = "Jeanne Dupont-Secrète"


def png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", PERSON)
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "#1F4E79").save(target, "PNG", pnginfo=told)
    return target.getvalue()


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def in_document(before: str, after: str) -> bytes:
    xml = parts(BASE)["word/document.xml"].decode()
    assert before in xml
    return repacked(BASE, {"word/document.xml": xml.replace(before, after).encode()})


FIRST = "<w:p><w:pPr><w:pStyle"


def _picture(document: Any, said: str) -> None:
    document.add_picture(io.BytesIO(png()))
    [*_, picture] = document.element.body.iter(qn("wp:docPr"))
    picture.set("descr", said)
