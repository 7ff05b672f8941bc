"""The files of a build: replaced as one set, or not at all; removed on demand; nothing else is touched."""

from .clean import clean
from .names import DOCX, PDF, RECORD, TEAM_DOCX, named
from .publish import put, room, settle, write
from .switch import LEFT
from .trouble import LOG, REPORT, leave, leave_pictures

__all__ = [
    "DOCX",
    "LEFT",
    "LOG",
    "PDF",
    "RECORD",
    "REPORT",
    "TEAM_DOCX",
    "clean",
    "leave",
    "leave_pictures",
    "named",
    "put",
    "room",
    "settle",
    "write",
]
