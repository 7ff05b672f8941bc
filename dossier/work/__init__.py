"""Work: jobs in processes and threads, their limits, their wire, their log."""

from .crew import Conversation, Crew, run
from .job import DiedError, HeavyError, Job, LackingError, Talk
from .limits import Limits
from .worker import Worker

__all__ = [
    "Conversation",
    "Crew",
    "DiedError",
    "HeavyError",
    "Job",
    "LackingError",
    "Limits",
    "Talk",
    "Worker",
    "run",
]
