"""The proof: what a person looks at before signing, what differs, what is printed again."""

from .erratum import NOTICE, SHEETS, Erratum, erratum
from .made import Made, made
from .outdated import between, outdated
from .sealed import is_sealed, sealed, standing_record
from .signing import SHEET, Signed, sign
from .wording import grouped

__all__ = [
    "NOTICE",
    "SHEET",
    "SHEETS",
    "Erratum",
    "Made",
    "Signed",
    "between",
    "erratum",
    "grouped",
    "is_sealed",
    "made",
    "outdated",
    "sealed",
    "sign",
    "standing_record",
]
