"""A PDF as a source: opened, repaired where it must be, cleaned, looked at."""

from .open import followed, open_pdf
from .upright import upright

__all__ = ["followed", "open_pdf", "upright"]
