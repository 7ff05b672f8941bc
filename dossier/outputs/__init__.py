"""The files of a build: replaced as one set, or not at all; removed on demand; nothing else is touched."""

from .clean import clean
from .names import DOCX, PDF, PROOF, RECORD, TEAM_DOCX
from .publish import fault, put, room, settle, write
from .switch import LEFT
from .trouble import LOG, REPORT, leave, leave_pictures

__all__ = [
    "DOCX",
    "LEFT",
    "LOG",
    "PDF",
    "PROOF",
    "RECORD",
    "REPORT",
    "TEAM_DOCX",
    "clean",
    "fault",
    "leave",
    "leave_pictures",
    "put",
    "room",
    "settle",
    "write",
]
