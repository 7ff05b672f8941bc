"""Conform: what the written file may claim of PDF/A-2 and PDF/UA-1, and what stands in the way."""

from .checker import ready
from .judge import Verdict, judge
from .obstacles import obstacles

__all__ = ["Verdict", "judge", "obstacles", "ready"]
