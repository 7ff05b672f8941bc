"""Bind: each source page takes the place of its placeholder in the skeleton, with its links and outline."""

from .bind import bind

__all__ = ["bind"]
