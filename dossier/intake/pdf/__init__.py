"""A PDF as a source: opened, repaired where it must be, cleaned, looked at."""

from .open import open_pdf

__all__ = ["open_pdf"]
