"""Pages in one file, and the fonts of pages: what comes along is used, what does not is said."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pikepdf
import pytest
from conftest import built, write_dossier
from given import given
from saved import page
from test_images import picture, saved

from dossier import raster
from dossier.findings import DossierError
from dossier.intake.kinds import Taken, recognise, web
from dossier.intake.words import printed

HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: {base}\r\nSubject: =?utf-8?Q?L=C3=A9?=\r\n"
    "Date: Thu, 26 Nov 2026 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    '\ttype="text/html";\r\n\tboundary="----Multi--ABC----"\r\n\r\n\r\n'
)
BASE = "http://exemple.fr/articles/un.html"


def archive(html: str, *parts: tuple[str, str, bytes], base: str = BASE, charset: str = "utf-8") -> bytes:
    """A page as Chrome saves it; each further part with its type, its location (or ``cid:``), its bytes."""
    found = [HEAD.format(base=base).encode()]
    for kind, where, body in (("text/html", base, html.encode(charset)), *parts):
        place = f"Content-ID: <{where[4:]}>" if where.startswith("cid:") else f"Content-Location: {where}"
        binary = kind.startswith("image/")
        way = "base64" if binary else "quoted-printable"
        coded = base64.encodebytes(body) if binary else quopri.encodestring(body)
        named = f"{kind}; charset={charset}" if kind == "text/html" and charset != "utf-8" else kind
        head = f"------Multi--ABC----\r\nContent-Type: {named}\r\nContent-Transfer-Encoding: {way}\r\n"
        found += [f"{head}{place}\r\n\r\n".encode(), coded, b"\r\n"]
    return b"".join([*found, b"------Multi--ABC------\r\n"])


def converted(folder: Path, data: bytes, name: str = "sources/page.mhtml") -> Taken:
    known = recognise(data, name)
    assert known
    return web.to_pdf(given(name, data, folder.resolve()), known[1])


def codes(made: Taken) -> list[str]:
    return [finding.code for finding in made.findings]


@pytest.mark.slow
def test_a_page_in_one_file_is_bound_with_all_its_parts(tmp_path: Path) -> None:
    photo = saved(picture(), "JPEG", quality=95, subsampling=0)
    html = (
        '<html lang="fr"><head><link rel="stylesheet" href="cid:css-1@mhtml.blink"></head><body>'
        '<h1>L’été</h1><div class="c"><p>Dedans</p><p>Coupé</p></div><p class="x">Masqué</p>'
        '<img src="http://exemple.fr/i/p.jpg?x=1" alt="Une photo"><img src="../i/q.png" alt="Autre">'
        '<iframe src="cid:frame-1@mhtml.blink"></iframe>'
        '<x-a><template shadowmode="open"><p>Ombre</p><slot></slot></template>Lumière</x-a></body></html>'
    )
    data = archive(
        html,
        ("text/css", "cid:css-1@mhtml.blink", b".c{height:1em;overflow:hidden}.x{display:none}"),
        ("image/jpeg", "http://exemple.fr/i/p.jpg?x=1", photo),
        ("image/png", "http://exemple.fr/i/q.png", saved(picture(), "PNG")),
        ("text/html", "cid:frame-1@mhtml.blink", "<p>Cadre é</p>".encode()),
    )
    path = tmp_path / "sources/page.mhtml"
    path.parent.mkdir()
    path.write_bytes(data)
    made = built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/page.mhtml"}}))
    assert made.codes() == []
    assert made.record["documents"][0]["kind"] == "mhtml"
    one = converted(tmp_path, data)
    text = printed(one.pdf)
    assert [word for word in ("L’été", "Coupé", "Cadre é", "Ombre", "Lumière") if word not in text] == []
    assert "Masqué" not in text
    assert photo in one.pdf
    assert {Path(name).suffix for name, _ in one.reads} == {".css"}, "the program's own style sheets alone"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8"])
def test_the_character_set_of_the_headers_is_believed(tmp_path: Path, charset: str) -> None:
    made = converted(tmp_path, archive("<html><body><p>Déjà là</p></body></html>", charset=charset))
    assert "Déjà là" in printed(made.pdf)
    assert codes(made) == []


def test_nothing_beyond_its_parts_is_read_by_a_page_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(saved(picture(), "PNG"))
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    places = [
        "file:///dossier/secret.png",
        "../../secret.png",
        "file:///etc/hostname",
        "http://exemple.fr/z.png",
    ]
    images = "".join(f'<img src="{place}" alt="x">' for place in places)
    frames = '<iframe src="file:///dossier/secret.html"></iframe><iframe src="file:///etc/hostname"></iframe>'
    for base in (BASE, "file:///dossier/sources/page.html", ""):
        made = converted(
            tmp_path, archive(f"<html><body><p>Texte</p>{images}{frames}</body></html>", base=base)
        )
        assert "".join(printed(made.pdf).split()) == "Textexxxx"
        with pikepdf.open(_held(tmp_path, made)) as pdf:
            assert not [
                o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
            ]
        assert all("secret" not in name and "hostname" not in name for name, _ in made.reads)


def _held(folder: Path, made: Taken) -> Path:
    path = folder / "made.pdf"
    path.write_bytes(made.pdf)
    return path


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive("<p>a</p>"), "mhtml"),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n\r\n--a--",
            "mhtml",
        ),
        (b"To: a@exemple.fr\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a--", None),
        (b"Content-Type: text/html\r\n\r\n<p>a", None),
    ],
)
def test_a_page_in_one_file_is_known_by_its_headers(data: bytes, kind: str | None) -> None:
    assert web.recognise(data, "a.mhtml") == kind


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n\r\n--a--",
        archive("  "),
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
        + b"--a\nContent-Type: image/png\n\nx\n",
    ],
)
def test_one_without_a_page_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DossierError) as raised:
        converted(tmp_path, data)
    assert [finding.code for finding in raised.value.findings] == ["source-empty"]


def fonts_of(pdf: bytes, folder: Path) -> set[str]:
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as opened:
        names = [
            str(o.BaseFont) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        ]
    return {name.split("+")[-1].strip(",/").replace("-", " ")[:13] for name in names}


SERIF, SANS, MONO = "Source Serif ", "Source Sans 3", "Source Code P"


@pytest.mark.parametrize(
    ("css", "font", "named"),
    [
        ("font-family: Arial", SANS, "Arial"), ("font-family: sans-serif", SANS, ""),
        ("font: italic 12px/1.5 'Verdana', serif", SANS, "Verdana"),
        ("font-family: Georgia", SERIF, "Georgia"),
        ("font-family: 'Times New Roman'", SERIF, "Times New Roman"), ("font-family: monospace", MONO, ""),
        ("font-family: Consolas, monospace", MONO, "Consolas"),
        ("font-family: COURIER NEW", MONO, "COURIER NEW"),
        ("font-family: Jamais Vue, sans-serif", SANS, "Jamais Vue"), ("font-family: system-ui", SANS, ""),
        ("font-family: var(--f); --f: Menlo", MONO, "Menlo"), ("font-family: 'Source Sans 3'", SANS, ""),
        ("font-family: Inconnue", SERIF, "Inconnue"),
    ],
)  # fmt: skip
def test_a_font_that_does_not_come_along_is_replaced_by_one_of_its_kind(
    tmp_path: Path, css: str, font: str, named: str
) -> None:
    made = web.to_pdf(given("a.html", page(f"p {{ {css} }}", "<p>Texte</p>").encode(), tmp_path), "html")
    assert fonts_of(made.pdf, tmp_path) == {font}
    assert codes(made) == (["web-fonts"] if named else [])
    if named:
        assert str(made.findings[0].facts["fonts"]).startswith(f"{named} (Source ")


@pytest.mark.parametrize(
    "rule", ["body{display:flex;height:100vh;overflow:hidden}", "body > *{display:block}"]
)
def test_style_and_script_are_never_text_of_a_page(rule: str, tmp_path: Path) -> None:
    html = f"<html lang=fr><body><style>{rule} main{{overflow:auto}}</style><script>var x</script><main>Vu"
    assert printed(converted(tmp_path, f"<!DOCTYPE html>{html}".encode(), "a.html").pdf).split() == ["Vu"]


def test_a_popover_that_nobody_opened_is_not_printed(tmp_path: Path) -> None:
    html = (
        '<!DOCTYPE html><html lang="fr"><style>.ouvert{display:block}</style><body><p>Bonjour</p>'
        "<div popover>Caché</div><nav popover=manual><p>Menu</p></nav><div popover class=ouvert>Montré</div>"
    )
    made = converted(tmp_path, html.encode(), "sources/page.html")
    assert codes(made) == []
    with raster.Reader(made.pdf) as reader, reader.page(1) as shown:
        assert shown.text().split() == ["Bonjour", "Montré"]


LINES = "".join(f"<p>Ligne {n} du rapport</p>" for n in range(40))


@pytest.mark.parametrize(
    ("css", "stacked"),
    [
        ("display:flex;flex-direction:column-reverse", True),
        ("display:flex;flex-flow:column wrap;height:90px", True),
        ("display:grid;gap:1em", True),
        ("display:grid;grid-auto-flow:column", False),
        ("display:grid;grid-template:auto / 1fr 1fr", False),
        ("display:flex;flex-wrap:wrap", False),
    ],
)
def test_what_a_page_sets_in_a_column_stays_one(tmp_path: Path, css: str, stacked: bool) -> None:
    html = page(f"main{{{css}}} p{{margin:0}}", f"<main>{LINES}</main>")
    made = converted(tmp_path, html.encode(), "a.html")
    with raster.Reader(made.pdf) as reader, reader.page(1) as shown:
        left = {round(x) for x, _ in shown.origins() if x < 400}
        starts = [round(x) for text, (x, _) in zip(*shown.spelled(), strict=True) if text == "L"]
    assert left
    assert (len(set(starts)) == 1) is stacked


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        ("body{display:none}", True),
        ("body *{display:none}body::before{content:'Interdit'}", True),
        ("main{visibility:hidden}", True),
        (".menu{display:none}", False),
    ],
)
def test_a_page_that_hides_itself_from_print_is_bound_as_on_a_screen(
    tmp_path: Path, css: str, hidden: bool
) -> None:
    body = f"<nav class=menu>Menu</nav><main>{LINES}</main><footer>Pied</footer>"
    made = converted(tmp_path, page(f"@media print{{{css}}}", body).encode(), "a.html")
    assert codes(made) == (["web-screen"] if hidden else [])
    assert ("Menu" in printed(made.pdf)) is hidden
    assert "Ligne 39 du rapport" in printed(made.pdf)


def test_the_words_of_a_caption_are_not_cut(tmp_path: Path) -> None:
    table = "<table><caption>Fonctionnement intercommunal</caption><tr><td>1</td></tr></table>"
    made = converted(tmp_path, page("", table).encode(), "a.html")
    assert printed(made.pdf).split() == ["Fonctionnement", "intercommunal", "1"]
    long = table.replace("intercommunal", "x" * 200)
    made = converted(tmp_path, page("", long).encode(), "a.html")
    assert "words-lost" not in codes(made)
    assert printed(made.pdf).count("x") == 200
