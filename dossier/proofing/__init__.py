"""The proof: what a person looks at before signing, what differs, what is printed again."""

from .made import Made, made
from .signing import SHEET, Signed, sign
from .wording import grouped

__all__ = ["SHEET", "Made", "Signed", "grouped", "made", "sign"]
