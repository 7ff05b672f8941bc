"""Conform: what the written file may claim of PDF/A-2 and PDF/UA-1, and what stands in the way."""

from .asking import ENGINES, LARGE, ready
from .judge import Verdict, judge
from .obstacles import Obstacle, obstacles, said

__all__ = ["ENGINES", "LARGE", "Obstacle", "Verdict", "judge", "obstacles", "ready", "said"]
