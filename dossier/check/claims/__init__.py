"""Conform: what the written file may claim of PDF/A-2 and PDF/UA-1, and what stands in the way."""

from .checker import ready
from .judge import Verdict, judge
from .obstacles import Alone, obstacles

__all__ = ["Alone", "Verdict", "judge", "obstacles", "ready"]
