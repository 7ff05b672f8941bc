"""Proof: every bound page looks like its source page; compared by a process beside the build."""

from . import memory
from .proof import Proof

__all__ = ["Proof", "memory"]
