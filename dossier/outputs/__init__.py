"""The files of a build: replaced as one set, or not at all; removed on demand; nothing else is touched."""

from .clean import clean
from .names import (
    DOCX,
    EDIT_NEXT,
    EDIT_SWITCH,
    EDIT_UNDO,
    ERRATUM,
    PDF,
    PICTURES,
    PROOF,
    RECORD,
    REPLACED,
    TEAM_DOCX,
    is_unsettled,
    named,
)
from .publish import fault, made_of, put, room, settle, write
from .switch import LEFT
from .trouble import LOG, REPORT, leave, leave_pictures

__all__ = [
    "DOCX",
    "EDIT_NEXT",
    "EDIT_SWITCH",
    "EDIT_UNDO",
    "ERRATUM",
    "LEFT",
    "LOG",
    "PDF",
    "PICTURES",
    "PROOF",
    "RECORD",
    "REPLACED",
    "REPORT",
    "TEAM_DOCX",
    "clean",
    "fault",
    "is_unsettled",
    "leave",
    "leave_pictures",
    "made_of",
    "named",
    "put",
    "room",
    "settle",
    "write",
]
