"""JSON that anybody may have written: what stands in a folder that somebody sent."""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    """What ``text`` says. Raises ValueError where it is no JSON, or nested beyond what is read of it."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
