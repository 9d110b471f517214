"""The answers as a table, one row for each person who may be meant, and one for a name of which nobody was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from lodged.names_check.answer import Candidate, NameAnswer

COLUMNS: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "name": pl.String(),
    "date_of_birth": pl.String(),
    "age": pl.Int64(),
    "city": pl.String(),
    "date": pl.String(),
    "how_sure": pl.String(),
    "how_common": pl.String(),
    "possible_people": pl.Int64(),
    "booked_as": pl.String(),
    "booked_date_of_birth": pl.String(),
    "found_under": pl.String(),
    "why": pl.String(),
    "weight": pl.Float64(),
    "in_custody": pl.String(),
    "facility": pl.String(),
    "booking_id": pl.String(),
    "booked_at": pl.String(),
    "ended_at": pl.String(),
    "how_it_ended": pl.String(),
    "what_happened": pl.String(),
}
"""``found_under`` is empty where the name booked under speaks for the person most. ``facility`` to ``how_it_ended`` are
of the latest stay; ``what_happened`` has every stay, the earliest first.
"""


def table_of(answers: Sequence[NameAnswer], as_of: datetime) -> pl.DataFrame:
    """Return the answers with the columns of :data:`COLUMNS`; custody is that of the moment ``as_of``."""
    rows = [
        _of_name(answer) | (_of_candidate(candidate, as_of) if candidate else {})
        for answer in answers
        for candidate in (answer.candidates or (None,))
    ]
    return pl.DataFrame(
        [{name: row.get(name) for name in COLUMNS} for row in rows], schema=COLUMNS, orient="row"
    )


def _of_name(answer: NameAnswer) -> dict[str, object]:
    person = answer.person
    return {
        "line": person.line,
        "name": person.name,
        "date_of_birth": str(person.born) if person.born else None,
        "age": person.age,
        "city": person.city or None,
        "date": str(person.on) if person.on else None,
        "how_sure": answer.sureness.value,
        "how_common": answer.how_common,
        "possible_people": len(answer.candidates) + answer.others,
    }


def _of_candidate(candidate: Candidate, as_of: datetime) -> dict[str, object]:
    held = candidate.held(as_of)
    latest = held or candidate.stays[0]
    return {
        "booked_as": candidate.name,
        "booked_date_of_birth": candidate.born or None,
        "found_under": candidate.under.words if candidate.under else None,
        "why": candidate.why,
        "weight": round(candidate.weight, 2),
        "in_custody": "yes" if held else "no",
        "facility": latest.facility,
        "booking_id": latest.booking_id,
        "booked_at": f"{latest.booked_at:%Y-%m-%d %H:%M}",
        "ended_at": f"{latest.released_at:%Y-%m-%d %H:%M}" if latest.released_at else None,
        "how_it_ended": latest.ended or None,
        "what_happened": "; ".join(stay.words for stay in reversed(candidate.stays)),
    }
