"""Names that BibLaTeX has part by part."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_references import BIBTEX, taken

from dossier.findings import DossierError

NAMES = (
    '{de La Fontaine, Jean and {Cour des comptes}\n\t\tand van Beethoven, Ludwig and M{\\"u}ller, Jr., Hans}'
)


def written(names: str) -> str:
    assert NAMES in BIBTEX
    return BIBTEX.replace(NAMES, f"{{{names}}}")


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        ("family=Harman, given=Hans", ("Hans Harman",)),
        (
            "given=Hans, family=Harman and given=Simon, prefix=de, family=Beumont, useprefix=true",
            ("Hans Harman", "Simon de Beumont"),
        ),
        (
            "given = {Jean Charles}, given-i={J.C.}, prefix=de la, prefix-i=d, family = Barbaz, id=b",
            ("Jean Charles de la Barbaz",),
        ),
        ('FAMILY=M{\\"u}ller,\n\t\tgiven=Hans, suffix=Jr.', ("Hans Müller Jr.",)),
        ("family={Robert, Fils et Cie} and family={Terre and Mer}", ("Robert, Fils et Cie", "Terre and Mer")),
        ('"family=Robert, Fils", given=Anne', ("Anne Robert, Fils",)),
        ("family=Ormesson, prefix=d', given=Jean", ("Jean d'Ormesson",)),
        ("family=Dupont, given-i=J.", ("J. Dupont",)),
        ("Dupont, Jean and family=Martin, given=Ève and others", ("Jean Dupont", "Ève Martin", "et al.")),
        ("a = b", None),
        ("given=Hans", None),
        ("family=Harman, Hans", None),
        ("family=Harman, family=Hansen", None),
        ("family=Harman, given=Hans, patronymic=Petrovitch", None),
        ("family=, given=Hans", None),
        ("Un, Deux, Trois, Quatre", None),
    ],
)
def test_a_name_part_by_part(names: str, printed: tuple[str, ...] | None, tmp_path: Path) -> None:
    text = "% une note\n" + written(names)
    if printed:
        assert taken(tmp_path, text).fields["author"] == (printed if len(printed) > 1 else printed[0])
        return
    with pytest.raises(DossierError) as error:
        taken(tmp_path, text)
    (found,) = error.value.findings
    row = next(n for n, line in enumerate(text.splitlines(), 1) if "author" in line)
    assert (found.code, found.place.rpartition(":")[2]) == ("reference-unread", str(row))
