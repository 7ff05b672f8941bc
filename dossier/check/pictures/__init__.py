"""Proof: every bound page looks like its source page; compared by a process beside the build."""

from .comparison import Proof

__all__ = ["Proof"]
