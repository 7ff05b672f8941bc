"""The one place where a build remembers something for the next one."""

from .makers import key, makers
from .seal import Seal, state_folder
from .store import (
    BOUND,
    BUILT,
    CHECKED,
    COMPARED,
    KINDS,
    LAID,
    MANIFEST,
    NOTED,
    TAKEN_IN,
    Store,
    forget,
    tidy,
)

__all__ = [
    "BOUND",
    "BUILT",
    "CHECKED",
    "COMPARED",
    "KINDS",
    "LAID",
    "MANIFEST",
    "NOTED",
    "TAKEN_IN",
    "Seal",
    "Store",
    "forget",
    "key",
    "makers",
    "state_folder",
    "tidy",
]
