"""What happened, said in a sentence each, with both times: when it was true and when it was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from django.db.models import Q

from lodged.casework.languages import LANGUAGES
from lodged.casework.moments import written
from lodged.register import acts
from lodged.register.models import Event, Stay


@dataclass(frozen=True)
class Line:
    """One act."""

    occurred_at: datetime
    recorded_at: datetime
    actor: str
    words: str
    event_id: str
    index: int
    is_late: bool
    """Recorded more than a day after it was true."""


KEPT_APART = "Said to be a different person from one held with the same name and birth, or number."
LATE_SECONDS = 24 * 60 * 60


def timeline(stay: Stay, detainers: Iterable[object], zone: ZoneInfo) -> list[Line]:
    """Return every act on the stay, its detainers and the person's description, the newest last, readings left out."""
    keys = [getattr(one, "pk", None) for one in detainers]
    about = Q(stay_id=stay.pk) | Q(detainer_id__in=keys) | Q(person_id=stay.person_id)
    events = Event.objects.filter(about).exclude(name=acts.ReadFile.name).select_related("actor")
    return [_line(event, zone) for event in events.order_by("occurred_at", "index")]


def _line(event: Event, zone: ZoneInfo) -> Line:
    late = (event.recorded_at - event.occurred_at).total_seconds() > LATE_SECONDS
    return Line(
        event.occurred_at,
        event.recorded_at,
        event.done_by,
        _words(event, zone),
        str(event.id),
        event.index,
        late,
    )


def _words(event: Event, zone: ZoneInfo) -> str:
    if event.payload is None:
        return "What was recorded here was expunged on an order."
    try:
        act = acts.act_from(event.name, json.loads(bytes(event.payload)))
    except (KeyError, TypeError, ValueError):
        return _spoken(event.name)
    return sentence_of(act, zone)


def sentence_of(act: acts.Act, zone: ZoneInfo) -> str:
    """Return the act's sentence, its fields as people read them and its times on the clock of ``zone``."""
    return act.sentence.format_map(_Fields(act, zone)).strip()


def _spoken(name: str) -> str:
    return f"{name.partition('.')[2].replace('-', ' ').capitalize()}."


class _Fields(dict[str, str]):
    """The fields of an act as people read them."""

    def __init__(self, act: acts.Act, zone: ZoneInfo) -> None:
        super().__init__()
        self._act, self._zone = act, zone

    def __missing__(self, name: str) -> str:
        value = getattr(self._act, name)
        if name == "note" and not value:
            return ""
        if name == "not_same_as":
            return KEPT_APART if value else ""
        return dict(LANGUAGES).get(value, value) if name == "language" else _shown(value, self._zone)


def _shown(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {_shown(its, zone)}" for key, its in value.items())
    if isinstance(value, tuple | list) and value:
        return ", ".join(_shown(one, zone) for one in value)
    return _one_shown(value, zone)


def _one_shown(value: object, zone: ZoneInfo) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return written(value, zone)
        case Enum():
            return str(getattr(value, "meaning", value.value))
        case acts.Name():
            return f"{value.last}, {value.first} {value.middle}".strip()
    return str(value) if value else "not stated"
