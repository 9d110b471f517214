"""Custody events in a file, one JSON object a line: from a jail's own system that has no connection to the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lodged.api.custody_feed import Feed
from lodged.api.custody_shapes import AnyCustodyEvent, CustodyEvent
from lodged.casework.deeds import Done, perform
from lodged.core.errors import LodgedError
from lodged.core.untrusted_json import parsed
from lodged.register.acting import acting_as
from lodged.register.actor import Actor

MOST_EVENTS = 10_000
LONGEST_LINE = 100_000
"""In bytes."""
MOST_SHOWN = 20
LONGEST_VALUE = 60
_SHAPE: TypeAdapter[AnyCustodyEvent] = TypeAdapter(CustodyEvent)


class EventFileError(LodgedError):
    """A file of events can't be read or recorded; says which line, field and value, and what to do. Nothing is done."""


@dataclass(frozen=True)
class EventLine:
    """An event and the line that it is on; the first line is 1."""

    number: int
    event: AnyCustodyEvent


def read_event_lines(path: Path) -> tuple[EventLine, ...]:
    """Return the events of a file in UTF-8, in its order; a line of nothing but spaces holds none.

    Raises EventFileError where the file or a line of it can't be read, with all such lines that a screen can show.
    """
    events: list[EventLine] = []
    wrong: list[str] = []
    for number, line in _lines(path):
        if not line.strip():
            continue
        if len(events) + len(wrong) == MOST_EVENTS:
            raise EventFileError(
                f"{path.name}, line {number}: the file holds more than {MOST_EVENTS:,} events. Split it in files of "
                "at most so many, and record them in their order. Nothing was recorded."
            )
        try:
            events.append(EventLine(number, _event(line)))
        except ValidationError as error:
            wrong.extend(f"{path.name}, line {number}, {_field_message(one)}" for one in error.errors())
        except ValueError as error:
            wrong.append(
                f"{path.name}, line {number}: is no JSON ({error}). Write one object a line, in UTF-8."
            )
    if wrong:
        more = [f"and {len(wrong) - MOST_SHOWN:,} more"] if len(wrong) > MOST_SHOWN else []
        listing = "\n  ".join([*wrong[:MOST_SHOWN], *more])
        raise EventFileError(
            f"These lines can't be read, so nothing was recorded:\n  {listing}\nCorrect them and give the file again."
        )
    if not events:
        raise EventFileError(f"{path.name} holds no event. Write one JSON object a line.")
    return tuple(events)


def record_events(actor: Actor, path: Path) -> tuple[Done, int]:
    """Record the events of a file, all or none; return what was recorded, and how many events the file holds.

    Raises EventFileError, with the line, where one can't be read or recorded.
    """
    lines = read_event_lines(path)
    with acting_as(actor):
        feed = Feed(actor, [line.event for line in lines])
        try:
            return perform(actor, *feed.deeds(), shown=feed.versions()), len(lines)
        except LodgedError as error:
            place = f"{path.name}, line {lines[feed.at - 1].number}" if feed.at else path.name
            raise EventFileError(
                f"{place}: {error} Nothing was recorded. Correct the line or take it out, and give the file again."
            ) from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise EventFileError(
                        f"{path.name}, line {number}: is longer than {LONGEST_LINE:,} bytes. Write one event a line. "
                        "Nothing was recorded."
                    )
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except OSError as error:
        raise EventFileError(f"[{path}] can't be read: {error.strerror}. Check its name.") from error


def _event(line: bytes) -> AnyCustodyEvent:
    return _SHAPE.validate_python(parsed(line.decode("utf-8")))


def _field_message(error: ErrorDetails) -> str:
    """Return what is wrong in a field: the shape's own name in the place is left out, and a person's data too."""
    place = [str(part) for part in error["loc"]]
    if not place and not isinstance(error["input"], Mapping):
        return "the whole of it: must be an object in braces. Correct it."
    match error["type"]:
        case "union_tag_invalid" | "union_tag_not_found":
            known = error.get("ctx", {}).get("expected_tags", "")
            return f"field [event], value [{_value(error, 'event')}]: must be one of {known}."
        case "missing":
            return f"field [{'.'.join(place[1:])}]: is missing. Add it."
        case "extra_forbidden":
            return (
                f"field [{'.'.join(place[1:])}]: is none of [{place[0]}]. Correct its name or leave it out."
            )
        case _:
            words = error["msg"].removeprefix("Value error, ")
            shown = "not shown, for it is about a person" if "person" in place else _value(error)
            return (
                f"field [{'.'.join(place[1:])}], value [{shown}]: {words[:1].lower()}{words[1:]}. Correct it."
            )


def _value(error: ErrorDetails, name: str = "") -> str:
    given = error["input"]
    if name and isinstance(given, Mapping):
        given = given.get(name, "")
    text = str(given)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
