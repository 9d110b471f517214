"""JSON that somebody else wrote, read with one kind of error."""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    """Read JSON.

    Raises ValueError for whatever can't be read: no JSON, no UTF-8, a number of thousands of digits, or lists in lists
    deeper than the reader goes, which is an error of another kind by itself.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("lists or objects are nested too deep") from error
