"""The county return: a facility's own count at a moment, and the state's view of who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lodged.register.acting import acting_as
from lodged.register.acts import FileReturn
from lodged.register.counting import held_at, held_with_detainer_at
from lodged.register.models import Facility, FacilityReturn, User
from lodged.register.recording import RecordingError
from lodged.register.services import record


@dataclass(frozen=True, slots=True)
class Count:
    """What the register counts at a facility at a moment, as known now."""

    facility: Facility
    at: datetime
    held: int
    with_detainer: int

    @property
    def is_nil(self) -> bool:
        """Whether nobody is held with a detainer."""
        return self.with_detainer == 0


def count_at(user: User, facility: Facility, at: datetime) -> Count:
    """Count who is held at a facility of the user's own agency, and how many of them with a detainer.

    Raises RecordingError for a facility of another agency.
    """
    if facility.agency_id != user.agency_id:
        raise RecordingError(
            f"[{facility.name}] is another agency's facility. Only its own agency can count there."
        )
    with acting_as(user):
        return Count(
            facility,
            at,
            held_at(at).filter(facility=facility).count(),
            held_with_detainer_at(at).filter(facility=facility).count(),
        )


def file_return(user: User, facility: Facility, at: datetime) -> Count:
    """Count, and file the count as the facility's return; a nil return is an answer too.

    Raises as :func:`count_at` and :func:`~lodged.register.services.record`.
    """
    with acting_as(user):
        count = count_at(user, facility, at)
        record(
            user,
            FileReturn(at=at, facility=facility.id, held=count.held, with_detainer=count.with_detainer),
        )
    return count


@dataclass(frozen=True, slots=True)
class Answer:
    """A facility of the state, and its newest return by the moment asked about; ``None`` when there is none."""

    facility: Facility
    newest: FacilityReturn | None


@dataclass(frozen=True)
class StateCoverage:
    """Who has answered, through when. Totals are sums of returns only: a facility without one adds nothing."""

    state: str
    by: datetime
    answers: tuple[Answer, ...]

    @property
    def answered(self) -> Sequence[FacilityReturn]:
        """The newest return of each facility that has one."""
        return [answer.newest for answer in self.answers if answer.newest is not None]

    @property
    def held(self) -> int:
        """People held, where somebody answered."""
        return sum(one.held for one in self.answered)

    @property
    def with_detainer(self) -> int:
        """People held with a detainer, where somebody answered."""
        return sum(one.with_detainer for one in self.answered)


def state_coverage(user: User, state: str, by: datetime) -> StateCoverage:
    """Return every facility's newest return in a state, counted at or before `by`, as far as the user may see it.

    State analysts and auditors see every agency's returns; others see their own agency's and those shared with it.
    """
    facilities = list(Facility.objects.filter(agency__state=state).select_related("agency").order_by("name"))
    newest: dict[UUID, FacilityReturn] = {}
    with acting_as(user):
        for one in FacilityReturn.objects.filter(counted_at__lte=by).order_by("counted_at", "recorded_at"):
            newest[one.facility_id] = one
    return StateCoverage(state, by, tuple(Answer(one, newest.get(one.id)) for one in facilities))
