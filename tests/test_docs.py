"""The documentation says what is so: held against the code, both ways; each check is seen to fail."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import look
import pytest
import yaml
from bench import Row
from conftest import PROJECT, Made, absent, said, silent
from edits import Dossier
from invoke import Collection
from look import PICTURES as LOOKS
from picture import CHOSEN, PICTURE, folios
from PIL import Image
from processes import Run
from timeline import Bar, bars

from dossier import pipeline
from dossier.compose import rendering
from dossier.compose.compose import variables
from dossier.compose.jobs import Asked
from dossier.compose.renderer import RENDERER
from dossier.compose.sandbox import environment
from dossier.compose.templates import SHIPPED, Templates
from dossier.compose.words import words_of
from dossier.options import Options
from dossier.shipped import load
from dossier.synthesis.contract import BLANKS, COUNTED, OF_PLAN, PREFIXES
from dossier.typography import typeset

README, GUIDE, TEMPLATES = (PROJECT / name for name in ("README.md", "docs/guide.md", "docs/templates.md"))
Check = Callable[..., list[object]]
PAGES = (*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md")))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def table(text: str, first: str) -> list[list[str]]:
    """The rows of all tables whose first column is called ``first``, one after the other."""
    blocks = re.findall(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for block in blocks for line in block.splitlines()]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in rows]


def bare(cell: str) -> str:
    return cell.replace("\u00a0", " ").strip("`")


def both_ways(said: Sequence[object], so: Set[object]) -> list[object]:
    """What is said and is not so, what is so and is not said, what is said twice."""
    return [*(set(said) ^ so), *(row for row in set(said) if said.count(row) > 1)]


def tasks() -> dict[str, set[str]]:
    """The options of each task."""
    found = Collection.from_module(load(PROJECT / "tasks.py"))
    return {name: {f"--{a.names[0]}" for a in found[name].get_arguments()} for name in found.task_names}


def quoted_commands(text: str) -> list[object]:
    known = tasks()
    quoted = re.findall(r"^ {4,}.*$|`[^`\n]+`", text, re.MULTILINE)
    called = r"(?:/run|\binvoke|^(?:    |`)dossier|-m dossier) ([a-z]+(?:-[a-z]+)*)\b([^`#]*)"
    found = [m for q in quoted for m in re.findall(called, q)]
    options = [(name, option) for name, rest in found for option in re.findall(r"--[a-z-]+", rest)]
    return [*(n for n, _ in found if n not in known), *(o for n, o in options if o not in known.get(n, ()))]


def slugs(text: str) -> set[str]:
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


def links(path: Path, text: str) -> list[object]:
    def leads(target: str) -> bool:
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        return file.exists() and (not anchor or anchor in slugs(text if file == path else text_of(file)))

    return [target for target in re.findall(r"\]\((?!\w+:)([^)\s]+)\)", text) if not leads(target)]


def template_files(text: str) -> list[object]:
    ours = {
        p.relative_to(SHIPPED)
        for p in SHIPPED.rglob("*")
        if p.is_file() and not {"starter", "own"} & set(p.parts)
    }
    return both_ways([bare(row[0]) for row in table(text, "Fichier")], {p.as_posix() for p in ours})


def tag_table(text: str) -> list[object]:
    """Tags that are a key of the manifest are listed once a table of it, the others each."""
    so = {*PREFIXES, *COUNTED, *BLANKS, *(f"document.{key}" for key in OF_PLAN)}
    return both_ways([bare(row[0]) for row in table(text, "Étiquette")], so)


def repeated(text: str) -> list[object]:
    """Rows and sentences that stand in a page twice, but for those of code and the heads of tables."""
    prose = re.sub(r"^ {4,}.*$|^```[^`]*```$", "", text, flags=re.MULTILINE)
    rows = [line for line in prose.splitlines() if re.match(r"\|.*[^-|]", line)]
    named = [match[1] for row in rows if (match := re.match(r"\| (`[^|]*`) \|", row))]
    heads = [rows[0], *re.findall(r"^(\|.*)\n\|[-|]+\|$", prose, re.MULTILINE)] if rows else []
    outside = re.sub(r"^\|.*$", "\n\n", prose, flags=re.MULTILINE)
    blocks = (" ".join(block.split()) for block in re.split(r"\n\n+|\n(?=[-\d#])", outside))
    sentences = [part.strip(" -") for block in blocks for part in re.split(r"(?<=[.:!?]) ", block)]
    said = [row for row in rows if row not in heads] + [s for s in sentences if len(s) > 30]
    return [*(one for one in dict.fromkeys(said) if said.count(one) > 1), *_twice_in_a_table(prose, named)]


def _twice_in_a_table(text: str, named: Sequence[str]) -> list[object]:
    """First cells that one table has twice."""
    tables = re.findall(r"(?:^\|.*\n)+", f"{text}\n", re.MULTILINE)
    return [name for name in set(named) for t in tables if t.count(f"\n| {name} |") > 1]


def french_spaces(text: str) -> list[object]:
    """An ordinary space where French has a no-break one, outside code."""
    prose = re.sub(r"^ {4,}.*$|`[^`\n]*`", "x", text, flags=re.MULTILINE)
    return re.findall(r".{0,20}(?:(?<=\w) [;:!?»]|« |(?<=\w)'(?=\w)).{0,20}", prose)


def sections(text: str) -> list[object]:
    """Sections that the list at the head does not name, or names and are none."""
    listed = re.findall(r"^\d+\. \[(.*)\]\(#", text, re.MULTILINE)
    return both_ways(listed, set(re.findall(r"^## (.*)$", text, re.MULTILINE)))


#: Each check, the page that it holds, and a fault to plant there: a text and what takes its place.
CHECKS: tuple[tuple[Check, Path, tuple[tuple[str, str], ...]], ...] = (
    (quoted_commands, README, (("./run test ", "./run tests "), ("    dossier build", "    dossier bild"))),
    (quoted_commands, GUIDE, (("./run new ", "./run neuf "), ("--draft", "--brouillon"))),
    (sections, GUIDE, (("## La note de synthèse", "## La note"), ("\n## Installer", "\n## Neuf\n\n## Là"))),
    (template_files, TEMPLATES, (("| `list.html` |", "| `liste.html` |"),)),
    (tag_table, TEMPLATES, (("| `part.text` |", "| `part.texte` |"), ("| `section.` |", "| `sections.` |"))),
    (repeated, README, (
        ("    ./run build ~", "The same inputs give the same bytes.\n\n    ./run build ~"),
        ("| PDF | `.pdf` |", "| PDF | `.pdf` | As it is. |\n| PDF | `.pdf` |"),
        ("| `build/synthesis.docx` |", "| `build/dossier.pdf` |"),
        ("## Where to", "- Contents, folios, citations, headers, tabs and the counts\n  on the cover follow "
         "by themselves.\n\n## Where to"),
    )),
    (french_spaces, GUIDE, (("Ici\u00a0:", "Ici :"), ("l’", "l'"), ("«\u00a0", "« "))),
    (french_spaces, TEMPLATES, (("\u202f;", " ;"),)),
)  # fmt: skip
PLANTED = [(check, page, fault) for check, page, faults in CHECKS for fault in faults]


@pytest.mark.parametrize(("check", "page"), [(check, page) for check, page, _ in CHECKS])
def test_a_page_says_what_is_so(check: Check, page: Path) -> None:
    assert check(text_of(page)) == []


@pytest.mark.parametrize(("check", "page", "fault"), PLANTED)
def test_a_fault_of_a_page_is_found(check: Check, page: Path, fault: tuple[str, str]) -> None:
    wrong = text_of(page).replace(*fault)
    assert wrong != text_of(page)
    assert check(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(PROJECT).as_posix())
def test_every_page_leads_somewhere_and_says_nothing_twice(page: Path) -> None:
    text = text_of(page)
    assert [*links(page, text), *quoted_commands(text), *repeated(text)] == []
    assert len(links(page, f"{text}\n[a](nowhere.md) [b](#nowhere)")) == 2


@pytest.mark.slow
def test_the_picture_is_light_and_can_be_made_again(shipped: Made) -> None:
    assert PICTURE.stat().st_size < 300_000
    assert len(set(folios(shipped.record))) == len(CHOSEN) == 8


def test_the_pages_that_are_shown_are_those_that_are_drawn() -> None:
    shown = re.findall(r"!\[[^]]{40,}\]\(([^)]+)\)", text_of(PROJECT / "docs" / "look.md"))
    compared = {name: (*pages, *pages) for name, pages in look.COMPARED.items()}
    assert shown == [*compared, *LOOKS]
    sizes = []
    for name, pages in {**compared, **LOOKS}.items():
        with Image.open(PROJECT / "docs" / name) as picture:
            assert (picture.mode, picture.width) == ("P", look.GAP + look.ACROSS * (look.CELL[0] + look.GAP))
            assert picture.height == look.GAP + -(-len(pages) // look.ACROSS) * (look.CELL[1] + look.GAP)
        sizes.append((PROJECT / "docs" / name).stat().st_size)
    assert sum(sizes) < 900_000
    first, other = (
        [Image.new("L", (1, 1), n) for n in range(5)],
        [Image.new("L", (1, 1), 9 + n) for n in range(5)],
    )
    rows = [sheet.getpixel((0, 0)) for sheet in look.compared(first, other)]
    assert rows == [0, 1, 2, 3, 9, 10, 11, 12, 4, 13]
    assert {case for pages in LOOKS.values() for case, _, _ in pages} == set(look.CASES)


@pytest.mark.slow
def test_a_page_that_is_shown_is_built_anew(tmp_path: Path) -> None:
    folder = look.write(look.CASES["leaf"], tmp_path / "leaf")
    output = look.build(folder, tmp_path / "out")
    record = json.loads((output / "dossier.json").read_text(encoding="utf-8"))
    assert look.folio(record, "neutral-leaf", 1) == 1
    with pytest.raises(ValueError, match="no page 2"):
        look.folio(record, "neutral-leaf", 2)
    assert look.drawn(output, 1).getextrema()[0] < 100


@pytest.fixture(scope="module")
def supplied() -> dict[str, Any]:
    """What compose gives the templates for the shipped dossier; under ``prose``, what it gives the texts."""
    module: Any = sys.modules["dossier.compose.compose"]
    seen: dict[str, Any] = {"prose": set()}

    def give(*args: Any, **more: Any) -> dict[str, object]:
        given = variables(*args, **more)
        seen.update(given.names)
        raise InterruptedError

    def watched(templates: Templates, autoescape: bool, words: Any = None) -> Any:
        jinja: Any = environment(templates, autoescape, words)
        parse = jinja.from_string

        def from_string(source: str) -> Any:
            template = parse(source)
            return SimpleNamespace(render=lambda names: seen["prose"].update(names) or template.render(names))

        jinja.from_string = from_string
        return jinja

    def here(templates: Templates, job: Any) -> Any:
        """As in the process of the templates, where nobody could watch."""
        return rendering.rendered(Asked(templates.folders, job))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "variables", give)
        patch.setattr(rendering, "environment", watched)
        patch.setattr(RENDERER, "render", here)
        with pytest.raises(InterruptedError):
            pipeline.prepare(Options(PROJECT / "manifest.yaml"), silent)
    section, document = seen["sections"][0], seen["documents"][4]
    return {**seen, "section": section, "d": document, "sheet": document.sheets[0]}


def variable_tables(text: str, supplied: Mapping[str, Any]) -> list[object]:
    """``title`` of a document is ``d.title``; names that the texts are given stand apart."""
    names = {name for name in supplied if name not in ("prose", "section", "d", "sheet")}
    for view in ("dossier", "exam", "section", "d", "sheet"):
        kind = type(supplied[view])
        own = {f.name for f in dataclasses.fields(kind)}
        own |= {name for name, member in vars(kind).items() if isinstance(member, property)}
        names |= {f"{view}.{name}" for name in own}
    for_templates, _, for_texts = text.partition("\n## Dans les textes")
    faults = both_ways([bare(row[0]) for row in table(for_templates, "Nom")], names)
    return faults + both_ways([bare(row[0]) for row in table(for_texts, "Nom")], supplied["prose"])


def macro_table(text: str, supplied: Mapping[str, Any]) -> list[object]:
    """Macros that are not listed, or listed and not there; and samples that print otherwise."""
    templates = Templates.shipped()
    jinja = environment(templates, autoescape=False, words=words_of(templates, "fr"))
    module: Any = jinja.get_template("reference.j2").module
    macros = {name: macro for name, macro in vars(module).items() if callable(macro) and name[0] != "_"}
    rows = table(text, "Macro")
    prints = {name: bare(typeset(str(macro(supplied["d"])).strip(), "fr")) for name, macro in macros.items()}
    faults = [row for row in rows if row[1].startswith("`") and bare(row[1]) != prints.get(bare(row[0]))]
    return both_ways([bare(row[0]) for row in rows], set(macros)) + faults


def samples(text: str, supplied: Mapping[str, Any]) -> list[object]:
    """Sample values, written as JSON, that are not those of the shipped dossier."""
    faults: list[object] = []
    for name, sample, _ in table(text.partition("\n## Dans les textes")[0], "Nom"):
        view, _, key = bare(name).partition(".")
        value = getattr(supplied[view], key) if key else supplied[view]
        real = json.loads(bare(json.dumps(value, ensure_ascii=False, default=str)))
        if sample.startswith("`") and json.loads(bare(sample)) != real:
            faults.append((name, sample, real))
    return faults


@pytest.mark.parametrize(("check", "before", "after"), [
    (variable_tables, "| `d.issue` |", "| `d.issues` |"), (variable_tables, "| `cfc` |", "| `cfcs` |"),
    (variable_tables, "| `ref` |", "| `reff` |"), (macro_table, "| `mention` |", "| `mentions` |"),
    (macro_table, "03/2012, p. 4` | toute", "03/2012, pp. 4` | toute"),
    (samples, '`"Archimag"`', '`"Archimage"`'), (samples, "| `d.step` | `4`", "| `d.step` | `5`"),
])  # fmt: skip
def test_the_variables_of_the_templates_are_those_supplied(
    check: Check, before: str, after: str, supplied: dict[str, Any]
) -> None:
    text = text_of(TEMPLATES).replace("\u00a0", " ")
    assert check(text, supplied) == []
    assert before in text
    assert check(text.replace(before, after), supplied)


def test_pages_that_are_written_say_nothing_of_each_other() -> None:
    written = [text_of(page) for page in PAGES if "reference" not in page.parts]
    assert repeated("\n\n".join(written)) == []
    assert repeated("\n\n".join([*written, text_of(README)]))


def test_the_hooks_run_the_pinned_tools_and_fetch_none() -> None:
    """The same judges as "./run test", from the project's own environment."""
    hooks = yaml.safe_load(text_of(PROJECT / ".pre-commit-config.yaml"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    entries = [hook["entry"] for hook in hooks[0]["hooks"]]
    assert all(entry.startswith(".venv/bin/python -P ") for entry in entries)
    assert {hook["language"] for hook in hooks[0]["hooks"]} == {"system"}
    judges = {"ruff check", "ruff format --check", "mypy --no-error-summary", "lint_imports"}
    run_too = text_of(PROJECT / "development.py")
    assert all(any(judge in entry for entry in entries) and judge in run_too for judge in judges)


#: Written so that this file does not name what it looks for.
_TRACES = re.compile(
    rb"(?<![\w.%~-])/(?:work|root|home)/"
    rb"|pypi\.org|pythonhosted\.org|(?:deb|security)\.debian\.org|(?:archive|security|ports)\.ubuntu\.com"
    rb"|registry\.npmjs\.org|proxy\.golang\.org|(?:static\.)?crates\.io|repo\.maven\.apache\.org"
    rb"|conda\.anaconda\.org|formulae\.brew\.sh|ghcr\.io|(?:registry-1|hub)\.docker\.(?:io|com)"
)


@pytest.mark.parametrize("place", ["/work" + "/x", "file:///home" + "/a", "https://pypi" + ".org/simple"])
def test_a_trace_of_a_machine_is_seen(place: str) -> None:
    assert _TRACES.search(f'"{place}"'.encode())


def test_no_file_names_a_machine_or_a_registry() -> None:
    if not (PROJECT / ".git").exists():
        absent("not a git checkout")
    listed = said("git", "-C", PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = [PROJECT / name for name in listed.split("\0") if (PROJECT / name).is_file()]
    assert README in files
    assert {str(f): m[0] for f in files if (m := _TRACES.search(f.read_bytes()))} == {}


def test_the_bench_multiplies_edits_and_judges(tmp_path: Path) -> None:
    dossier = Dossier(PROJECT / "manifest.yaml", 2, tmp_path)
    listed = yaml.safe_load(dossier.manifest.read_text(encoding="utf-8"))["sections"]
    ids = [d["id"] for section in listed for d in section["documents"]]
    cited = re.findall(r'"([a-z0-9-]+)"', text_of(tmp_path / "templates" / "introduction.md"))
    assert ids == cited == list(dict.fromkeys(ids)) and len(ids) == 38  # noqa: PT018
    assert all(file.is_file() for file in dossier.sources)

    def held() -> dict[str, bytes]:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in files if path.suffix not in (".other", ".third")}

    before = held()
    for edit in (dossier.swap, dossier.correct, dossier.move, dossier.drop, dossier.word, dossier.colour):
        edit()
        assert held() != before, edit
        edit()
        assert held() == before, edit
    rows = [Row("build", 3.1, "times", 3.0), Row("build", 2.9, "times", 3.0), Row("build", 9.0, "s")]
    assert ["missed" in row.cells[-1] for row in rows] == [row.missed for row in rows] == [True, False, False]
    assert Run(1, 2, 30).then(Run(4, 5, 20)) == Run(5, 7, 30)


def test_the_timeline_is_read_from_the_journal() -> None:
    journal = "    0.100 dossier: load\n    0.500 dossier.work.crew: take 0.300 s\nReading\n"
    journal += "    0.600 dossier: take 0.200 s\n    1.000 dossier: bind a\n"
    assert list(bars(journal + "    2.000 dossier: bind b\n")) == [
        Bar("load", 0.1, 1.0),
        Bar("bind", 1.0, 2.0),
        Bar("  take ×1", 0.2, 0.5),
    ]
