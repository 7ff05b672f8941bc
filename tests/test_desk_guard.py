"""Who comes to the desk without being let in, and what is sent to it that no page of it sends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from conftest import File, write_dossier
from desks import HERE, PORT, Forms, Visitor, said

from dossier import scratch

MOST = 200_000
GETS = ["/", "/documents/a", "/findings", "/compare", "/sign", "/events", "/dossier.pdf", "/pages/1.webp"]
POSTS = ["/undo", "/build", "/sign", "/compare", "/accept", "/add"] + [
    f"/documents/a/{act}" for act in ("replace", "edit", "move", "remove")
]


@pytest.fixture
def desk(tmp_path: Path) -> Visitor:
    return Visitor(write_dossier(tmp_path / "dossier", {"a": File(), "b": File()}), most=MOST)


def files(desk: Visitor) -> dict[str, bytes]:
    """All that there is of the dossier and beside it."""
    top = desk.session.options.folder.parent
    return {str(path): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


@pytest.fixture(autouse=True)
def _nothing_is_done(desk: Visitor) -> Iterator[None]:
    before = files(desk)
    yield
    assert files(desk) == before
    assert desk.session.job is None


@pytest.mark.parametrize("cookie", [None, f"dossier-desk-{PORT}=x", "dossier-desk-1=\x80", '"'])
def test_nobody_sees_a_page_without_the_cookie(cookie: str | None, desk: Visitor) -> None:
    headers = {} if cookie is None else {"cookie": cookie.encode("latin-1")}
    for path in GETS:
        answer = desk.client.get(path, headers=headers)
        assert (path, answer.status_code) == (path, 403)
        assert "Titre de a" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "x" * 60_000, "%00", "é"])
def test_a_wrong_token_opens_nothing(token: str, desk: Visitor) -> None:
    answer = desk.client.get(f"{HERE}/enter?token={token}", follow_redirects=False)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)


def test_the_address_that_other_programs_may_see_opens_once(desk: Visitor) -> None:
    handed = desk.guard.address(desk.guard.handed)
    assert desk.client.get(handed).status_code == 200
    desk.client.cookies.clear()
    assert desk.client.get(handed).status_code == 403
    assert desk.client.get(desk.guard.address(desk.guard.shown)).status_code == 200


def test_no_other_port_is_sent_the_cookie(desk: Visitor) -> None:
    """Cookies know no ports: what listens at another one is sent those of its paths."""
    root = desk.enter().guard.root
    jar = desk.client.cookies
    for path in (*GETS, "/enter", f"{root}x/", root, "/x" + root + "/"):
        elsewhere = httpx.Request("GET", f"http://127.0.0.1:{PORT + 1}{path}")
        jar.set_cookie_header(elsewhere)
        assert (path, elsewhere.headers.get("cookie")) == (path, None)
    ours = httpx.Request("GET", f"{HERE}{root}/findings")
    jar.set_cookie_header(ours)
    assert ours.headers["cookie"].startswith(f"dossier-desk-{PORT}=")
    for address in (desk.guard.address(desk.guard.handed), desk.guard.address(desk.guard.shown)):
        assert root not in address


def test_no_page_stands_elsewhere(desk: Visitor) -> None:
    desk.enter()
    cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in desk.client.cookies.items())}
    for path in (*GETS, "/desk.js", "/x" * 22 + "/"):
        assert (path, desk.client.get(HERE + path, headers=cookie).status_code) == (path, 403)
        if path not in ("/events", "/dossier.pdf", "/pages/1.webp", "/x" * 22 + "/"):
            assert (path, desk.client.get(path).status_code) == (path, 200)


@pytest.mark.parametrize("digits", [19, 5000])
def test_a_number_of_many_digits_is_none(digits: int, desk: Visitor) -> None:
    many = "1" * digits
    desk.enter()
    assert desk.client.get(f"/pages/{many}.webp").status_code == 404
    assert desk.client.get(f"/?told={many}").status_code == 200
    assert desk.client.post("/undo", headers={"content-length": many}).status_code == 413


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"localhost:{PORT}", ""]
)
def test_another_name_for_this_machine_leads_nowhere(host: str, desk: Visitor) -> None:
    desk.enter()
    assert desk.client.get("/", headers={"host": host}).status_code == 421
    assert (
        desk.client.get(f"{HERE}/enter?token={desk.guard.shown}", headers={"host": host}).status_code == 421
    )


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ({}, None),
        ({}, "x"),
        ({"origin": "http://evil.example"}, "right"),
        ({"origin": "null"}, "right"),
        ({"origin": f"http://127.0.0.1:{PORT + 1}"}, "right"),
        ({"sec-fetch-site": "same-site"}, "right"),
        ({"sec-fetch-site": "cross-site"}, "right"),
    ],
)
def test_what_no_page_of_ours_sends_does_nothing(
    headers: dict[str, str], word: str | None, desk: Visitor
) -> None:
    desk.enter()
    fields = {"since": desk.session.manifest(), "title": "x", "place": "section 1"}
    if word:
        fields["csrf"] = desk.guard.word if word == "right" else word
    for path in POSTS:
        answer = desk.client.post(path, data=fields, headers=headers, follow_redirects=False)
        assert (path, answer.status_code) == (path, 403)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_none_of_ours(method: str, desk: Visitor) -> None:
    assert desk.enter().client.request(method, "/documents/a").status_code == 405


IDS = [
    "..%2f..",
    "../manifest",
    "..%2f..%2fetc",
    "%252e",
    "a%00",
    "é",
    "x" * 5000,
    "{{7*7}}",
    "<script>",
    "a;b",
    "-h",
]


@pytest.mark.parametrize("id", IDS)
def test_an_id_is_no_path(id: str, desk: Visitor) -> None:
    desk.enter()
    assert desk.client.get(f"/documents/{id}").status_code == 404
    form = Forms(desk.page()).of("/undo")
    for act in ("remove", "edit", "move"):
        answer = desk.client.post(
            f"/documents/{id}/{act}",
            data={**form, "title": "x", "direction": "up"},
            follow_redirects=True,
        )
        assert answer.status_code in (200, 404)
        assert "<script>" not in answer.text
        assert not said(answer.text).startswith(("Done", "Fait"))


@pytest.mark.parametrize(
    "path",
    ["/pages/0.webp", "/pages/-1.webp", "/pages/99999999999999999999.webp", "/desk.css/../x", "/signed/001"],
)
def test_there_is_nothing_else(path: str, desk: Visitor) -> None:
    assert desk.enter().client.get(path).status_code == 404


@pytest.mark.parametrize("against", ["../..", "/etc", "001/../..", "--output=/tmp/x", "٠٠١", "001"])
def test_an_edition_to_compare_with_is_a_number_or_a_file(against: str, desk: Visitor) -> None:
    """Else the proof alone is made: here there is no dossier to make it of."""
    desk.enter()
    desk.session.start = lambda command, words, *_: started.append(dict(words))  # type: ignore[method-assign]
    started: list[dict[str, str]] = []
    desk.client.post("/compare", data={"csrf": desk.guard.word, "against": against}, follow_redirects=False)
    assert started == [{}]


def test_more_than_may_be_is_refused_before_it_is_read(desk: Visitor) -> None:
    desk.enter()
    fields, big = {"csrf": desk.guard.word, "since": ""}, b"x" * (MOST + 1)
    answer = desk.client.post("/documents/a/replace", data=fields, files={"file": ("a.pdf", big)})
    assert answer.status_code == 413
    # Without a length, it is counted as it comes.
    answer = desk.client.post(
        "/documents/a/replace",
        content=iter([b"--b\r\n", *[b"x" * 1000] * (MOST // 1000 + 1)]),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--b\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
        (b"\xff\xfe=1&csrf=%zz", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"&" * 5000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_none_is_refused(content: bytes, kind: str, desk: Visitor) -> None:
    answer = desk.enter().client.post("/documents/a/edit", content=content, headers={"content-type": kind})
    assert answer.status_code in (400, 403)


def test_every_answer_forbids_what_a_page_of_elsewhere_would_need(desk: Visitor) -> None:
    refused = desk.client.get("/")
    assert all(part in refused.text for part in ("<html lang=", "<title>", "<main>", "<h1>")), (
        "read aloud too"
    )
    desk.enter()
    for answer in (refused, desk.client.get("/"), desk.client.get("/nowhere"), desk.client.get("/desk.js")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
    page = desk.page()
    assert not [word for word in ("style=", "<script>", " onclick", HERE, "//") if word in page]


def test_what_was_sent_is_gone_when_it_is_taken(
    desk: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # other runs have folders in that of all
    with scratch.folder() as mine:
        above = mine.parent
        desk.enter().send("/documents/nobody/replace", files=[("x.pdf", b"%PDF")], page=_with(desk))
        assert list(above.iterdir()) == [mine]


def _with(desk: Visitor) -> str:
    return desk.page().replace("/documents/a/replace", "/documents/nobody/replace")


def test_a_fault_of_ours_is_told_as_one(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.enter()
    secret = "un mot d’une source"

    def broken(*_: object) -> None:
        raise KeyError(secret)

    monkeypatch.setattr("dossier.desk.views.desktop", broken)
    answer = desk.client.get("/")
    report = desk.session.options.target / "bug-report.txt"
    assert answer.status_code == 500
    assert report.name in answer.text
    assert secret not in answer.text
    assert secret not in report.read_text(encoding="utf-8")
    report.unlink()
    report.parent.rmdir()
