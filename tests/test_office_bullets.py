r"""Bullets of lists of RTF: those of a font that the file does not name would be empty boxes."""

from __future__ import annotations

import pytest

from dossier.intake.kinds.office.disarm import rtf

PAGE = r"""{\rtf1\ansi\deff0{\fonttbl{\f0\froman Times;}{\f3\froman\fcharset2 Symbol;}%s}
{\*\listtable{\list{\listlevel\levelnfc23{\leveltext\'01\u%s ?;}{\levelnumbers;}\f%s\fi-360}\listid1}}
\pard un \u-3913 ?\par}"""


@pytest.mark.parametrize(
    ("character", "font", "more", "spelt"),
    [
        ("-3913", "3", "", "-3913"),
        ("-3913", "12", "", "8226"),
        ("61623", "12", "", "8226"),
        ("61607", "12", "", "9642"),
        ("61636", "12", "", "8226"),
        ("8211", "12", "", "8211"),
        ("-3913", "12", r"{\f12\fnil\fcharset2 Wingdings;}", "-3913"),
    ],
)
def test_a_bullet_of_a_font_that_is_not_named_is_spelt(
    character: str, font: str, more: str, spelt: str
) -> None:
    written, _ = rtf.disarm((PAGE % (more, character, font)).encode())
    assert f"\\'01\\u{spelt} ?".encode() in written
    assert rb"un \u-3913 ?" in written
