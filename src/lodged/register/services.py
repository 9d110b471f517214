"""The only door to the record: one act, its journal entry and what it makes of the tables, or nothing."""

from __future__ import annotations

from lodged.register.acting import acting_as
from lodged.register.acts import Act
from lodged.register.models import Event, User
from lodged.register.permissions import check_can_record
from lodged.register.projection import Recording, project
from lodged.register.recording import append, next_place


def record(user: User, act: Act, *, version: int | None = None) -> Event:
    """Record `act` as `user`; `version` is the one of the stay or detainer that the clerk was shown.

    Raises:
        NotPermittedError: the user's role may not.
        ImpossibleActError: it can't follow what is recorded.
        ChangedMeanwhileError: somebody recorded something in between.
        RecordingError: the act lies in the future.
    """
    check_can_record(user, act)
    with acting_as(user):
        place = next_place()
        event = append(act, user, place)
        project(act, Recording(user.agency_id, place.recorded_at, version))
    return event
