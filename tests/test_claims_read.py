"""Content streams are read many statements at a time, and token by token where they are written otherwise: to
the same end."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, built, write_dossier
from pikepdf import Array, Dictionary, Name

from dossier.check import claims
from dossier.check.claims import checker, own, shown
from dossier.check.pictures import Comparison

#: Statements as programs write them, by what stands before each word.
USUAL = (
    ("q",), ("Q",), ("BT",), ("ET",), ("EMC",), ("/F1", "12", "Tf"), ("/F2", ".5", "Tf"), ("3", "Tr"),
    ("0", "Tr"), ("1", "0", "0", "1", "72", "-5.", "Tm"), ("[(a\\051) -20 (b(c)) <6465>]", "TJ"),
    ("(x\\)y)", "Tj"), ("<66 6>", "Tj"), ("/G1", "gs"), ("/G2", "gs"), ("/X1", "Do"), ("/X2", "Do"),
    ("/P", "<<", "/MCID", "4", ">>", "BDC"), ("/Artifact", "<<", "/Type", "/Pagination", ">>", "BDC"),
    ("/OC", "/L1", "BDC"), ("/Span", "BMC"), ("[3 2]", "0", "d"), ("1", "0", "0", "rg"), (".5", "g"),
    ("/C1", "cs"), ("/T1", "scn"), ("0", "1", "scn"), ("1", "2", "m"), ("3", "4", "l"), ("S",), ("f*",),
    ("1", "2", "3", "4", "re"), ("W", "n"), ("0", "-14", "Td"),
)  # fmt: skip
#: What is right and seldom, and what is wrong.
SELDOM = (
    ("/Span", "<<", "/ActualText", "(shown by nobody)", ">>", "BDC"), ("(n)", "'"), ("1", "2", "(o)", '"'),
    ("/F1", "/x", "12", "Tf"), ("true", "q"), ("(p)", "3", "w", "(r)", "Tj"),
    ("1", "2", "3", "w"), ("/F#32", "9", "Tf"), ("BX",), ("EX",), ("0", "0", "d0"),
)  # fmt: skip
WRONG = (
    ("1", "m"), ("Tj",), ("12", "Tf"), ("/F1", "Tf"), ("Td",), ("qq",), ("<<",), (">>",), ("EI",),
    ("1-2", "w"), ("/Span", "BDC"), ("2", "/x", "Tr"), ("(never closed",), ("[(t)]", "0", "d"), ("d",),
    ("[1 2]", "TJ", "TJ"),
)  # fmt: skip


def drawn_by(content: bytes) -> tuple[object, ...]:
    """What a page of this content shows in which font, which pictures, and which rules it breaks."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        fonts = [pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3)) for _ in range(3)]
        picture, form = pdf.make_stream(b"", Subtype=Name.Image), pdf.make_stream(b"(in a form) Tj")
        form.Subtype = Name.Form
        page.obj.Resources = Dictionary(
            Font=Dictionary(F1=fonts[0], F2=fonts[1]),
            ExtGState=Dictionary(G1=Dictionary(CA=1), G2=Dictionary(Font=Array([fonts[2], 9]))),
            XObject=Dictionary(X1=form, X2=picture),
        )
        page.obj.Contents = pdf.make_stream(content)
        told = shown.shown(pdf)
        texts = [(use.drawn, use.unseen) for font in fonts if (use := told.fonts.get(font.objgen))]
        return texts, set(told.pictures), told.rules, len(told.fonts)


def written(statements: Sequence[Sequence[str]], between: str) -> bytes:
    return between.join(token for statement in statements for token in statement).encode()


@pytest.mark.parametrize("wrong", [False, True])
def test_content_says_the_same_however_it_is_spaced(wrong: bool) -> None:
    chance = random.Random(f"spaced {wrong}")
    rules = set[str]()
    for _ in range(150):
        statements = chance.choices(USUAL, k=chance.randint(1, 40))
        for _ in range(chance.randint(0, 2)):
            statements.insert(chance.randint(0, len(statements)), chance.choice(SELDOM))
        if wrong:
            statements.insert(chance.randint(0, len(statements)), chance.choice(WRONG))
        usual = drawn_by(written(statements, " "))
        # With a comment behind each, or a null byte, tokens are read one by one.
        for between in (" %c\n", "\0", "\r\n"):
            assert usual == drawn_by(written(statements, between)), written(statements, " ")
        rules |= usual[2]  # type: ignore[arg-type]
    assert bool(rules) is wrong


def test_each_text_is_found_in_the_font_and_mode_that_hold() -> None:
    texts, pictures, rules, _ = drawn_by(
        b"BT /F1 9 Tf (one) Tj q /F2 9 Tf 3 Tr [(two) 5 <33>] TJ Q (four) Tj /G2 gs (five) Tj ET"
        b" /F1 9 Tf /X1 Do /X2 Do"
    )
    assert texts == [({b"one", b"four", b"in a form"}, set()), (set(), {b"two", b"3"}), ({b"five"}, set())]
    assert len(pictures) == 1  # type: ignore[arg-type]
    assert not rules


def test_a_fault_behind_much_that_is_right_is_told() -> None:
    right = b"q 1 0 0 1 0 0 cm 0 0 m 5 5 l S Q\n" * 5000
    for wrong, rule in ((b"5 l S", "CONTENT-OPERANDS"), (b"flurb", "CONTENT-TOKEN"), (b"]", "CONTENT-TOKEN")):
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page()
            page.obj.Contents = pdf.make_stream(right + wrong + b"\n" + right)
            out = io.BytesIO()
            pdf.save(out)
        assert [fault.rule for fault in own.look(out.getvalue()).faults] == [rule]


@pytest.mark.parametrize(("small", "large"), [(10**9, 10**9), (0, 10**9), (0, 0)])
def test_a_file_is_judged_alike_whatever_its_size(
    small: int, large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done at once hangs on it: all of it, one flavour beside our rules, or one thing at a time."""
    monkeypatch.setattr(checker, "_SMALL", small)
    monkeypatch.setattr(checker, "LARGE", large)
    file = tmp_path / "faulty.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_stream(b"q flurb Q")
        pdf.save(file)
    told = checker.faults(checker.Asked(file, ("2a", "ua1")))
    assert [{fault.rule for fault in faults} >= {"CONTENT-TOKEN"} for faults in told] == [True, True]
    # The checker's own: nothing says that the file is PDF/A, or PDF/UA.
    assert all(len(faults) > 1 for faults in told)
    assert told == checker.faults(checker.Asked(file.read_bytes(), ("2a", "ua1")))


@pytest.mark.slow
@pytest.mark.parametrize("large", [0, 1 << 30])
def test_nothing_is_compared_while_a_large_file_is_judged(
    large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    judge, begin = claims.judge, Comparison.begin

    def judged(*given: Any) -> Any:
        verdict = judge(*given)
        order.append("judged")
        return verdict

    def begun(*given: Any) -> None:
        order.append("begun")
        begin(*given)

    monkeypatch.setattr(claims, "LARGE", large)
    monkeypatch.setattr(claims, "judge", judged)
    monkeypatch.setattr(Comparison, "begin", begun)
    built(write_dossier(tmp_path, {"a": File()}))
    assert order == (["judged", "begun"] if large == 0 else ["begun", "judged"])
