"""More manifests with comments in hard places, each a change of a plain one: edited, and back to the byte."""

from __future__ import annotations

from pathlib import Path

import edited
import pytest
import test_editing
from test_editing import folder  # noqa: F401  # a fixture

pytestmark = pytest.mark.slow
HEAD, ABOVE, BARE = edited.HEAD, edited.bodies()["above"], edited.bodies()["bare"]
_DEUX = "      - id: deux\n        title: Titre deux\n        file: sources/deux.pdf\n"


def changed(*changes: tuple[str, str], body: str = BARE) -> str:
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new)
    return HEAD + body


KINDS = {
    "quoted keys": changed(("id: ", '"id": '), ("title: Titre", "'title': Titre"), ("file:", '"file" :')),
    "start mark": f"%YAML 1.2\n# avant\n---  # début\n{HEAD}{ABOVE}",
    "end mark": f"{HEAD}{ABOVE}...\n# après la fin\n",
    "trailing spaces": HEAD
    + "\n".join(line if not line.strip() or "#" in line else f"{line}   " for line in ABOVE.split("\n")),
    "tab before comment": changed(("Titre un", "Titre un\t\t# @un"), ("id: deux", "id: deux\t# @deux")),
    "lines of spaces": changed(("      - id: deux", "   \n      \n      - id: deux")),
    "look-alikes": changed(
        ("      - id: deux", "      # - id: faux @deux\n      #   title: faux @deux\n      - id: deux"),
        ("  - title: Deux", "  # - title: Fausse section\n  - title: Deux"),
    ),
    "wide": changed(
        ("      - ", "        -   "),
        ("        title", "            title"),
        ("        file", "            file"),
    ),
    "other letters": changed(
        ("# @deux", "# été – « œuvre » 文件 🎓 @deux"),
        ("Titre trois", "Titre «\u202ftrois\u202f» 🎓"),
        body=ABOVE,
    ),
    "quoted lines": changed(
        ("title: Titre deux", 'title: "Titre\n          deux \\\n          suite"  # @deux'),
        ("title: Titre trois", "title: 'l''été\n\n          trois'  # @trois"),
    ),
    "blocks that keep": changed(
        ("title: Titre deux", 'title: >+\n          Titre deux\n\n\n        issue: "7"'),
        ("title: Titre cinq", "title: |-\n          Titre cinq"),
    ),
    "a block at the end": changed(
        (
            "        title: Titre cinq\n        file: sources/cinq.pdf\n",
            "        file: sources/cinq.pdf\n        title: |\n          Titre cinq\n",
        )
    ),
    "braces over lines": changed(
        (
            _DEUX,
            "      - {  # @deux\n          id: deux, # b @deux\n          title: Titre deux,\n"
            "          file: sources/deux.pdf, # c @deux\n        }  # d @deux\n",
        )
    ),
    "between keys": changed(
        (
            "        title: Titre deux\n",
            "        # k1 @deux\n        title: Titre deux\n# k2 @deux\n                # k3 @deux\n",
        )
    ),
    "an anchor": changed(
        ("title: Titre un", "title: Titre un\n        publisher: &p Maison"),
        ("title: Titre trois", "title: Titre trois\n        publisher: *p  # @trois"),
    ),
    "sections first": f"{BARE}# avant dossier\n{HEAD}",
    "a last line of its own": f"{HEAD}{ABOVE.rstrip()}\n\n\n   \n# tout en bas",
    "dash alone": changed(("      - id: un", "      -\n        id: un")),
    "keys in another order": changed(
        (
            _DEUX,
            "      - file: sources/deux.pdf  # f @deux\n        title: Titre deux\n        # avant @deux\n"
            "        id: deux\n",
        )
    ),
    "numbers": changed(("title: Titre deux", "title: 2024  # @deux"), ("Titre trois", "null-ish ~ # @trois")),
    "a long line": changed(("Titre deux", f"Titre {'très ' * 400}long  # @deux")),
    "empty values": changed(
        ("title: Titre deux\n", "title: Titre deux\n        author:   # @deux\n        issue:\n")
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_manifest_of_another_kind_is_edited_and_given_back(
    name: str,
    folder: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(test_editing.MANIFESTS, name, KINDS[name].encode())
    test_editing.test_each_command_leaves_the_other_comments_and_undo_gives_the_same_bytes(name, folder)
