"""`make decisions`: write the index of the decision records, from their titles, dates and status."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
INDEX = FOLDER / "index.md"
_TITLE = re.compile(r"^# (?:\d+[.:] )?(.+)$", re.MULTILINE)
_STATUS = re.compile(r"\*\*Status:?\*\*:? (accepted|superseded by \[[^]]+\]\([^)]+\)|withdrawn)\b")
_DATE = re.compile(r"\*\*Date:?(?:\*\*:?)? (\d{4}-\d{2}-\d{2})\b")


class DecisionError(ValueError):
    """A record lacks something that every record has."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One record."""

    number: int
    file: str
    title: str
    status: str
    on: date


def read(path: Path) -> Decision:
    """Return what a record says of itself; raises DecisionError where it lacks title, status or date."""
    text = path.read_text(encoding="utf-8")
    found = {
        "title": _TITLE.search(text),
        "**Status:**": _STATUS.search(text),
        "**Date:**": _DATE.search(text),
    }
    for name, match in found.items():
        if match is None:
            raise DecisionError(f"{path.name} has no {name} as docs/decisions/index.md describes it.")
    title, status, on = (match.group(1) for match in found.values() if match)
    return Decision(int(path.name.partition("-")[0]), path.name, title, status, date.fromisoformat(on))


def decisions(folder: Path = FOLDER) -> list[Decision]:
    """Return every record, in order of number; raises DecisionError where two share one."""
    found = sorted((read(path) for path in folder.glob("[0-9]*.md")), key=lambda each: each.number)
    for one, other in pairwise(found):
        if one.number == other.number:
            raise DecisionError(
                f"{one.file} and {other.file} share number {one.number}. Give one the next free."
            )
    return found


def index(records: list[Decision]) -> str:
    """Return the index page."""
    rows = "\n".join(
        f"| {record.number} | [{record.title}]({record.file}) | {record.status} | {record.on} |"
        for record in records
    )
    return f"""# Decision records

What a newcomer would ask "why?" about, a page at most each. A number is never used twice, and some were never used. A
change of mind is a new record that names the old one; the old one's status becomes *superseded by* the new.

A record begins with its title and two lines, `**Status:** accepted` (or `superseded by [NUMBER](FILE)`, or `withdrawn`)
and `**Date:** YEAR-MONTH-DAY`. Then it says what the question was, what was decided, what else was weighed, and what it
costs. `make decisions` writes this page.

| | decision | status | date |
| ---: | --- | --- | --- |
{rows}

```{{toctree}}
:glob:
:hidden:

[0-9]*
```
"""


def main() -> int:
    """Write the index; exit code 2 where a record lacks something."""
    try:
        INDEX.write_text(index(decisions()), encoding="utf-8")
    except DecisionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
