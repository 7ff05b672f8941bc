"""Every bound page looks like its source page; compared by a process beside the build."""

from .comparison import Comparison

__all__ = ["Comparison"]
