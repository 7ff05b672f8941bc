"""Many dossiers in one run: found, built each by a process of its own, and held against each other.

A dossier in a series is built by the very command that builds it alone. What one of them holds is never given
to another: all that the series keeps is its own page, which says no more of a dossier than its title and
numbers.
"""

from .run import Series
from .tell import exit_of, tell

__all__ = ["Series", "exit_of", "tell"]
