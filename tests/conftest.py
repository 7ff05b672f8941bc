"""What the tests of the build share: sources made here, a dossier in a folder, the shipped one built once."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import verapdf
import yaml
from pikepdf import Array, Dictionary, Name
from pytest_socket import disable_socket

from dossier import intake, outputs, pipeline
from dossier.findings import Finding
from dossier.model import Located, Source
from dossier.work import Crew
from dossier.work.serial import Serial

PROJECT = Path(__file__).resolve().parent.parent
A4 = (0.0, 0.0, 595.28, 841.89)
MM = 72 / 25.4
os.environ.pop("DOSSIER_CALLED", None)  # how the tests were called is not what they are about
os.environ.pop("SOURCE_DATE_EPOCH", None)  # the same bytes on any day: nothing here may pin it
# Builds of tests remember under a key of their own.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="dossier-state-")
EXAM = {"organiser": "Centre de gestion", "name": "Concours", "paper": "Note de synthèse"}


@pytest.fixture(scope="module")
def worker() -> Iterator[Crew]:
    with Crew(size=1) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True, scope="session")
def _own_key() -> Iterator[None]:
    yield
    shutil.rmtree(os.environ["XDG_STATE_HOME"])


def needed(tool: str) -> str:
    """The path of a tool that judges; without it the test is skipped, or fails where nothing may be."""
    path = shutil.which(tool)
    if not path:
        absent(f"{tool} is not installed")
    return str(path)


def absent(reason: str) -> None:
    """Skip with a reason, or fail where nothing may be skipped."""
    if os.environ.get("DOSSIER_NOTHING_SKIPPED"):
        pytest.fail(reason)
    pytest.skip(reason)


def validated(files: Sequence[Path], *flavours: str) -> dict[tuple[Path, str], verapdf.Verdict]:
    """What the reference validator says of ``files``, in one run of Java."""
    reason = verapdf.missing()
    if reason:
        absent(reason)
    return verapdf.validate(files, *flavours)


def said(*command: str | Path) -> str:
    """What a judge prints; it must succeed."""
    words = [needed(str(command[0])), *map(str, command[1:])]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def invoke(*words: str | Path, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a task in a process of its own, in English unless told otherwise."""
    command = [sys.executable, "-m", "invoke", "-r", str(PROJECT), *map(str, words)]
    env = {**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def come_to(stage: str, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
    """A run that has said on its standard error that it is in ``stage``."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    assert process.stderr
    seen = ""
    while stage not in seen:
        line = process.stderr.readline()
        assert line, seen
        seen += line
    return process


@dataclass(frozen=True)
class Sheet:
    """One page to make: boxes in user space, text lines from the top, ``draw`` operators after them.

    The target of a link is an address, a name, a page (from 1), or an action as pikepdf has it.
    """

    text: Sequence[str] = ("Une page",)
    draw: str = ""
    media: Sequence[float] = A4
    crop: Sequence[float] | None = None
    rotate: int = 0
    unit: float | None = None
    links: Sequence[tuple[Sequence[float], Any]] = ()
    fields: Mapping[str, tuple[Sequence[float], str]] = field(default_factory=dict)
    stamps: Sequence[tuple[Sequence[float], str]] = ()


@dataclass(frozen=True)
class File:
    """One PDF to make."""

    sheets: Sequence[Sheet] = (Sheet(),)
    names: Mapping[str, int] = field(default_factory=dict)
    outline: Sequence[tuple[str, int]] = ()
    info: Mapping[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Write the file; returns its path."""
        pdf = pikepdf.new()
        for _ in self.sheets:
            pdf.add_blank_page()
        for page, sheet in zip(pdf.pages, self.sheets, strict=True):
            _draw(pdf, page, sheet)
        if self.names:
            tree = pikepdf.NameTree.new(pdf)
            for name, number in self.names.items():
                tree[name] = Array([pdf.pages[number - 1].obj, Name.XYZ, 72, 700, None])
            pdf.Root.Names = Dictionary(Dests=tree.obj)
        with pdf.open_outline() as outline:
            for title, number in self.outline:
                outline.root.append(pikepdf.OutlineItem(title, number - 1))
        for key, value in self.info.items():
            pdf.docinfo[key] = value
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(path)
        return path


def _draw(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet) -> None:
    x0, y0, x1, y1 = sheet.crop or sheet.media
    w, h = x1 - x0, y1 - y0
    # A different colour in each corner: a page that is turned, mirrored or cut cannot look the same.
    corners = ((0, 0, "1 0 0"), (w * 0.8, 0, "0 .6 0"), (0, h * 0.9, "0 0 1"), (w * 0.8, h * 0.9, ".9 .7 0"))
    draw = [f"{c} rg {x0 + x} {y0 + y} {w * 0.2} {h * 0.1} re f" for x, y, c in corners]
    draw.append(f"0 G .8 w {x0 + 2} {y0 + 2} {w - 4} {h - 4} re S 0 g")
    size = max(4.0, min(8.0, w / 20), min(14.0, w / 30))
    for row, line in enumerate(sheet.text):
        data = line.encode("cp1252").hex()
        y = y0 + h * 0.85 - row * size * 1.4
        draw.append(f"BT /F1 {size} Tf {x0 + w * 0.1} {y} Td <{data}> Tj ET")
    page.obj.Contents = pdf.make_stream("\n".join([*draw, sheet.draw]).encode())
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.MediaBox = Array(sheet.media)
    if sheet.crop:
        page.obj.CropBox = Array(sheet.crop)
    if sheet.rotate:
        page.obj.Rotate = sheet.rotate
    if sheet.unit:
        page.obj.UserUnit = sheet.unit
    annotations = [_link(pdf, rect, target) for rect, target in sheet.links]
    annotations += [_widget(pdf, n, rect, text, font) for n, (rect, text) in sheet.fields.items()]
    annotations += [_looks(pdf, "Stamp", rect, text, font) for rect, text in sheet.stamps]
    if annotations:
        page.obj.Annots = pdf.make_indirect(Array(annotations))
    widgets = [a for a in annotations if a.Subtype == Name.Widget]
    if widgets:
        form = pdf.Root.get("/AcroForm") or Dictionary(Fields=Array())
        form.Fields.extend(widgets)
        pdf.Root.AcroForm = form


def _link(pdf: pikepdf.Pdf, rect: Sequence[float], target: Any) -> pikepdf.Object:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(rect), Border=Array([0, 0, 0]))
    if isinstance(target, str) and ":" in target:
        link.A = Dictionary(S=Name.URI, URI=target)
    elif isinstance(target, int):
        link.Dest = Array([pdf.pages[target - 1].obj, Name.XYZ, 72, 700, None])
    elif isinstance(target, str):
        link.Dest = pikepdf.String(target)
    else:
        link.A = target
    return pdf.make_indirect(link)


def _looks(
    pdf: pikepdf.Pdf, kind: str, rect: Sequence[float], text: str, font: pikepdf.Object
) -> pikepdf.Object:
    w, h = rect[2] - rect[0], rect[3] - rect[1]
    draw = f".8 .9 1 rg 0 0 {w} {h} re f 0 g BT /F1 12 Tf 4 6 Td ({text}) Tj ET".encode()
    look = pikepdf.Stream(pdf, draw, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, w, h]))
    look.Resources = Dictionary(Font=Dictionary(F1=font))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name("/" + kind),
            Rect=Array(rect),
            F=4,
            AP=Dictionary(N=pdf.make_indirect(look)),
        )
    )


def _widget(
    pdf: pikepdf.Pdf, name: str, rect: Sequence[float], text: str, font: pikepdf.Object
) -> pikepdf.Object:
    made = _looks(pdf, "Widget", rect, text, font)
    made.FT, made.T, made.V, made.DA = Name.Tx, pikepdf.String(name), pikepdf.String(text), "/F1 12 Tf 0 g"
    return made


def write_dossier(
    folder: Path,
    files: Mapping[str, File | Path | None],
    documents: Mapping[str, Any] | None = None,
    **dossier: Any,
) -> Path:
    """A dossier of one section, one document a file, in ``folder``; returns its manifest.

    ``documents`` gives more keys for a document by its id; a file that is None is not written.
    """
    listed = []
    for id, file in files.items():
        if isinstance(file, File):
            file.write(folder / "sources" / f"{id}.pdf")
        elif file:
            (folder / "sources").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / "sources" / f"{id}.pdf")
        entry = {"id": id, "title": f"Titre de {id}", "file": f"sources/{id}.pdf"}
        listed.append({**entry, **(documents or {}).get(id, {})})
    # Whole pages, so that frames tell which page they hold; tests/test_fit.py has what is left out.
    plain = {"introduction": "none", "fit": "page"}
    head = {"title": "Essai", "subject": "Un sujet", "exam": EXAM, **plain, **dossier}
    manifest = {"dossier": head, "sections": [{"title": "Une section", "documents": listed}]}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "manifest.yaml"
    path.write_text(yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Made:
    """A dossier that was built."""

    folder: Path
    output: Path
    said: str = ""
    draft: bool = False

    def _named(self, name: str) -> Path:
        return self.output / outputs.named(name, self.draft)

    @property
    def pdf(self) -> Path:
        return self._named(outputs.PDF)

    @property
    def docx(self) -> Path:
        return self._named(outputs.DOCX)

    @cached_property
    def record(self) -> dict[str, Any]:
        return json.loads(self._named(outputs.RECORD).read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def framed(self, document: str | None = None) -> list[dict[str, Any]]:
        """The pages of the record that hold a source page, of one document or of all."""
        pages = self.record["pages"]
        return [p for p in pages if p["frame"] and document in (None, p["document"])]

    def codes(self) -> list[str]:
        """The codes of the findings."""
        return [f["code"] for f in self.record["findings"]]


def published(folder: Path) -> list[str]:
    """The names in an output folder, but for what a build keeps there for the next one."""
    held = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in held if not path.name.startswith("."))


def opened(located: Located, folder: Path) -> tuple[dict[str, Source], tuple[Finding, ...]]:
    """The sources of a manifest as the layout is given them, and what is wrong with them."""
    with Serial() as crew:
        opening = intake.open_sources(located, intake.Opener(crew=crew, folder=folder))
        return opening.sources, opening.findings


def silent(*_: object) -> None:
    """A progress that says nothing."""


def built(manifest: Path, **options: Any) -> Made:
    """Build in this process, jobs and all."""
    made = pipeline.build(pipeline.Options(manifest, **options), silent, Serial())
    return Made(manifest.parent, made.files[0].parent, draft=bool(options.get("draft")))


def prepared(manifest: Path, **options: Any) -> pipeline.Prepared:
    """All that comes before the PDF is written, in this process."""
    return pipeline.prepare(pipeline.Options(manifest, **options), silent, Serial())


def once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> tuple[Path, str]:
    """A folder that ``make`` fills once for all the workers of a run, and what ``make`` said."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    folder, log = root / name, root / f"{name}.log"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            log.write_text(make(folder), encoding="utf-8")
    return folder, log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The shipped dossier, built through the command line by a cold process."""

    def make(output: Path) -> str:
        run = invoke("build", "--output", output)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    output, said = once(tmp_path_factory, "shipped", make)
    return Made(PROJECT, output, said)
