"""Claims of PDF/A and PDF/UA on files with a fault in what they bring along, held against veraPDF.

    ./run claims --count 100 --seed 1

Each file is one page of a sound PDF, made here or of the corpus of real files where that is, with a random
fault in an object that the page or its tags use; it is bound as a dossier of its own. What claims something
is judged by veraPDF in batches. A claim that it refutes is kept, with what was done to it.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import archives
import pikepdf
import verapdf
from conftest import PROJECT, Sheet
from one_by_one import BUILDER, Builder, answering
from pikepdf import Array, Dictionary, Name, Stream

CORPUS = PROJECT.parent / "shared" / "corpus"
LIMIT = 60.0
BATCH = 60
_LARGEST = 600_000  # bytes of a page with what it draws with
_TOKEN = re.compile(rb"[^\s<>\[\]()/%{}]+|/[^\s<>\[\]()/%{}]*")
_HTML = (
    "<!DOCTYPE html><html lang=fr><meta charset=utf-8><title>Essai</title>"
    "<style>body{{font-family:{family}}}</style><body><h1>Un titre, l’été</h1>"
    "<p>Une <b>grasse</b>, une <i>penchée</i>, <a href='https://www.example.org/'>un lien</a>."
    "<ul><li>un<li>deux</ul><table><tr><th scope=col>A<th scope=col>B<tr><td>1<td>2</table>"
    "<svg width=80 height=40 role=img aria-label=Rond><linearGradient id=g><stop stop-color=red />"
    "<stop offset=1 stop-color=blue /></linearGradient>"
    "<circle cx=20 cy=20 r=15 fill='url(#g)' fill-opacity='.5' /></svg>"
)
_POSTSCRIPT = (
    "%!\n/{font} findfont 20 scalefont setfont 72 700 moveto (Une ligne de texte) show\n"
    "/{other} findfont 14 scalefont setfont 72 650 moveto (Une autre : 12 + 3) show\n"
    "0.2 0.4 0.6 setrgbcolor 72 500 80 40 rectfill showpage\n"
)
_TAGS = '{{"UseTaggedPDF":{{"type":"boolean","value":"{}"}}}}'


# --- sound files ---


def sound(folder: Path) -> Iterator[bytes]:
    """Files of one page each."""
    plain = [archives.composite, archives.program(lambda *_: None), archives.careless, archives.overprinting]
    for rank, change in enumerate(plain):
        yield archives.changed(folder / f"plain-{rank}.pdf", change, Sheet(["Une page"])).read_bytes()
    yield from _printed()
    yield from _distilled(folder)
    yield from _office(folder)
    yield from _browsed(folder)
    for path in sorted(CORPUS.rglob("*.pdf")):
        yield from _pages(path)


def _printed() -> Iterator[bytes]:
    from weasyprint import HTML

    for family in ("Liberation Sans", "DejaVu Serif", "Source Serif 4", "C059"):
        document = HTML(string=_HTML.format(family=family))
        for variant in ("pdf/ua-1", None):
            yield document.write_pdf(pdf_variant=variant)


def _distilled(folder: Path) -> Iterator[bytes]:
    if not shutil.which("gs"):
        return
    for font, other in (("C059-Roman", "Z003-MediumItalic"), ("NimbusSans-Regular", "StandardSymbolsPS")):
        for extra in ((), ("-dPDFA=2", "-dPDFACompatibilityPolicy=1"), ("-dSubsetFonts=false",)):
            source, made = folder / "a.ps", folder / "a.pdf"
            source.write_text(_POSTSCRIPT.format(font=font, other=other))
            words = [
                "gs",
                "-q",
                "-dBATCH",
                "-dNOPAUSE",
                "-sDEVICE=pdfwrite",
                *extra,
                f"-o{made}",
                str(source),
            ]
            if subprocess.run(words, capture_output=True, check=False).returncode == 0:
                yield made.read_bytes()


def _office(folder: Path) -> Iterator[bytes]:
    source = folder / "a.html"
    for family in ("Carlito", "Liberation Serif"):
        source.write_text(_HTML.format(family=family), encoding="utf-8")
        for tags in ("true", "false"):
            options = _TAGS.format(tags)
            words = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
            ]
            words += [f"pdf:writer_web_pdf_Export:{options}", "--outdir", str(folder / "out"), str(source)]
            subprocess.run(words, capture_output=True, check=False, timeout=120)
            if (folder / "out" / "a.pdf").exists():
                yield (folder / "out" / "a.pdf").read_bytes()


def _browsed(folder: Path) -> Iterator[bytes]:
    source, made = folder / "b.html", folder / "b.pdf"
    for family in ("Liberation Sans", "DejaVu Sans"):
        source.write_text(_HTML.format(family=family), encoding="utf-8")
        words = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/chromium",
        ]
        words += ["--no-pdf-header-footer", f"--print-to-pdf={made}", source.as_uri()]
        if shutil.which("chromium"):
            subprocess.run(words, capture_output=True, check=False, timeout=120)
        if made.exists():
            yield made.read_bytes()


def _pages(path: Path) -> Iterator[bytes]:
    """Up to three pages of a file, each with its tags where it has a single page."""
    try:
        with pikepdf.open(path) as pdf:
            count = len(pdf.pages)
            for number in sorted({0, count // 2, count - 1}):
                out = io.BytesIO()
                with pikepdf.new() as one:
                    one.pages.append(pdf.pages[number])
                    one.remove_unreferenced_resources()
                    one.save(out)
                data = path.read_bytes() if count == 1 else out.getvalue()
                if len(data) <= _LARGEST:
                    yield data
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, IndexError):
        return


# --- faults ---


def faulty(data: bytes, dice: random.Random) -> tuple[str, bytes]:
    """The file with one or two faults, and what they are."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        said = [_fault(pdf, dice) for _ in range(dice.choice((1, 1, 2)))]
        out = io.BytesIO()
        pdf.save(out)
    return "; ".join(said), out.getvalue()


def _fault(pdf: pikepdf.Pdf, dice: random.Random) -> str:
    held = list(_held(pdf))
    fonts = [one for one in held if _is_of_font(one)]
    target = dice.choice(fonts if fonts and dice.random() < 0.55 else held)
    choices: list[Callable[[Any, list[Any], random.Random], str]] = [_entry, _entry]
    if isinstance(target, Stream) and target.get("/Subtype") != Name.Image:
        choices += [_data, _data, _data]
    return dice.choice(choices)(target, held, dice)


def _held(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The dictionaries and streams of the file but for its pages' tree and its description."""
    for item in pdf.objects:
        if isinstance(item, (Dictionary, Stream)) and item.get("/Type") not in (
            Name.Pages, Name.Page, Name.Catalog, Name.Metadata, Name("/ObjStm"), Name("/XRef"),
        ):  # fmt: skip
            yield item
            yield from _inside(item, 3)


def _inside(item: Any, depth: int) -> Iterator[Any]:
    for value in [v for _, v in item.items()] if not isinstance(item, Array) else list(item):
        if isinstance(value, (Dictionary, Array)) and not value.is_indirect and depth:
            if isinstance(value, Dictionary):
                yield value
            yield from _inside(value, depth - 1)


def _is_of_font(item: Any) -> bool:
    keys = ("/FontName", "/BaseFont", "/Length1", "/Differences", "/CMapName", "/Registry", "/CharProcs")
    kind = item.get("/Type") in (Name.Font, Name.FontDescriptor, Name.Encoding, Name.CMap)
    return kind or any(key in item for key in keys)


def _entry(item: Any, held: list[Any], dice: random.Random) -> str:
    keys = [key for key in item if key not in ("/Length", "/Filter", "/DecodeParms", "/P", "/Parent", "/Pg")]
    if not keys:
        return "nothing"
    key = dice.choice(keys)
    how = dice.choice(("gone", "other", "value", "value", "value"))
    if how == "gone":
        del item[key]
    elif how == "other":
        values = [one[key] for one in held if key in one]
        item[key] = dice.choice(values)
    else:
        item[key] = _value(item[key], held, dice)
    return f"{how} {key}"


def _value(value: Any, held: list[Any], dice: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if (isinstance(value, Array) and len(value) and not value.is_indirect) or (
        isinstance(value, Array) and len(value)
    ):
        place = dice.randrange(len(value))
        act = dice.random()
        if act < 0.2:
            del value[place]
        elif act < 0.35:
            value.append(value[place])
        else:
            value[place] = _value(value[place], held, dice)
        return value
    if isinstance(value, Name):
        names = [v for one in held for _, v in one.items() if isinstance(v, Name)]
        return dice.choice([*names, Name("/Autre"), Name("/Identity-V"), Name.MacRomanEncoding])
    if isinstance(value, pikepdf.String):
        return pikepdf.String(dice.choice(("", "fr", "x", "﻿é", "en-Latn-xxxxxxxxx")))
    if isinstance(value, (Dictionary, Stream)):
        return value
    number = float(value) if value is not None else 0
    return dice.choice((0, -1, number + 1, number + 2, number * 2, -number, 255, 65535, 1.5, 500))


def _data(item: Any, held: list[Any], dice: random.Random) -> str:
    data = bytearray(item.read_bytes())
    if not data:
        return "empty"
    how = dice.choice(("byte", "byte", "token", "token", "hole", "cut", "twice"))
    if how == "byte":
        for _ in range(dice.choice((1, 1, 3, 10))):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif how == "hole":
        start = dice.randrange(len(data))
        del data[start : start + dice.randint(1, 8)]
    elif how == "cut":
        del data[-dice.randint(1, max(1, len(data) // 20)) :]
    elif how == "twice":
        start = dice.randrange(len(data))
        data[start:start] = data[start : start + dice.randint(1, 8)]
    else:
        tokens = list(_TOKEN.finditer(bytes(data)))
        if tokens:
            one, other = dice.choice(tokens), dice.choice(tokens)
            data[one.start() : one.end()] = other[0]
    keep = {key: value for key, value in item.items() if key not in ("/Length", "/Filter", "/DecodeParms")}
    item.write(zlib.compress(bytes(data)), filter=Name.FlateDecode)
    for key, value in keep.items():
        item[key] = value
    return f"{how} of {item.get('/Subtype', item.get('/Type', 'data'))}"


# --- trials ---


def build(manifest: Path) -> dict[str, Any]:
    """What the dossier of ``manifest`` claims, or why none was built."""
    from dossier import pipeline
    from dossier.findings import DossierError
    from dossier.work.serial import Serial

    try:
        pipeline.build(pipeline.Options(manifest, compare=False), lambda *_: None, Serial())
        claim = json.loads((manifest.parent / "build" / "dossier.json").read_text("utf-8"))["conformance"]
    except DossierError as error:
        return {"outcome": "refused " + " ".join(sorted({f.code for f in error.findings}))}
    except Exception as error:
        return {"outcome": f"bug {type(error).__name__}"}
    return {"outcome": "bound", "pdfa": claim["pdfa"], "pdfua": claim["pdfua"]}


def _quicken() -> None:
    """Leave out what no claim hangs on: words of pages that were worded, the note, who is to blame."""
    from dossier import compose, synthesis
    from dossier.check import claims

    module: Any = sys.modules["dossier.compose.compose"]
    known: dict[Any, Any] = {}
    now: list[str] = [""]
    composed, worded, noted = module.compose, module._html, synthesis.written

    def one(located: Any, sources: Any, *more: Any) -> Any:
        pages = [page for source in sources.values() for page in source.pages]
        now[0] = repr([(p.box, p.rotation, p.width, p.height, p.trim, p.paper, p.has_text) for p in pages])
        return composed(located, sources, *more)

    def html(*given: Any) -> Any:
        key = (now[0], given[-1])
        if key not in known:
            known[key] = worded(*given)
        return known[key]

    def note(*given: Any, **more: Any) -> Any:
        if "note" not in known:
            known["note"] = noted(*given, **more)
        return known["note"]

    compose.compose, module._html, synthesis.written = one, html, note  # type: ignore[assignment]
    compose.start = lambda: None
    claims.obstacles = lambda *_: ()  # type: ignore[assignment]


def judged(batch: list[tuple[Path, str, dict[str, Any]]]) -> Iterator[tuple[Path, str, str, dict[str, str]]]:
    """The claims of a batch that veraPDF refutes: file, what was done, flavour, messages by rule."""
    for flavour in {claim["pdfa"] for _, _, claim in batch} - {None}:
        files = {path: how for path, how, claim in batch if claim["pdfa"] == flavour}
        for (path, _), verdict in verapdf.validate(list(files), flavour).items():
            if verdict.failed:
                yield path, files[path], flavour, verdict.messages
    files = {path: how for path, how, claim in batch if claim["pdfua"]}
    for (path, _), verdict in (verapdf.validate(list(files), "ua1") if files else {}).items():
        if verdict.failed:
            yield path, files[path], "ua1", verdict.messages


def run(claims: int, seed: int, kept: Path) -> int:
    """Try until so many files claim something; returns how many claims were refuted."""
    dice, outcomes, refuted, tried = random.Random(seed), Counter[str](), 0, 0
    begin, builder = time.monotonic(), Builder(__file__, LIMIT)
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "sound").mkdir()
        files = list(sound(Path(place) / "sound"))
        batch: list[tuple[Path, str, dict[str, Any]]] = []
        while tried < claims:
            data = dice.choice(files)
            try:
                how, data = faulty(data, dice)
            except Exception:  # a file with nothing to spoil, or that cannot be written
                outcomes["not made"] += 1
                continue
            folder = Path(place) / "dossier"  # one for all, so that the layout is remembered
            answer = builder.answer(folder, data)
            claim = {"outcome": answer} if isinstance(answer, str) else answer
            outcomes[claim["outcome"]] += 1
            if claim.get("pdfa") or claim.get("pdfua"):
                tried += 1
                outcomes[f"claims {claim['pdfa']} {claim['pdfua']}"] += 1
                stored = Path(place) / f"{outcomes.total()}"
                stored.mkdir()
                (stored / "source.pdf").write_bytes(data)
                (folder / "build" / "dossier.pdf").rename(stored / "bound.pdf")
                batch.append((stored / "bound.pdf", how, claim))
            if len(batch) == BATCH or (tried == claims and batch):
                for path, how, flavour, messages in judged(batch):
                    refuted += 1
                    name = kept / f"{seed}-{path.parent.name}-{flavour}"
                    shutil.copy(path.parent / "source.pdf", name.with_suffix(".pdf"))
                    shutil.copy(path, name.with_suffix(".bound.pdf"))
                    print(f"{name}: {how}: {messages}", flush=True)
                for path, _, _ in batch:
                    shutil.rmtree(path.parent)
                batch = []
                print(f"{tried} files claim, {refuted} refuted, {time.monotonic() - begin:.0f} s", flush=True)
    builder.end()
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    return refuted


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "dossier-refuted")
    given = parser.parse_args()
    return int(run(given.claims, given.seed, given.keep) > 0)


if __name__ == "__main__":
    if sys.argv[1:] == [BUILDER]:
        _quicken()
        answering(build)
    else:
        raise SystemExit(main())
