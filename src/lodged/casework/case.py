"""One stay at a moment: the detainer that counts, the law's decision, the clocks, and why something can't be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from lodged.core.errors import LodgedError
from lodged.law import Action, Decision, Outcome
from lodged.law.clocks import HoldClock, Reading, lawful_holds
from lodged.register.decisions import NoRulebookError, clock_of, decide_for
from lodged.register.lifecycle.detainers import DetainerState, detainer_status
from lodged.register.lifecycle.stays import Claim, StayState, stay_status
from lodged.register.models import Detainer, Hold, Notice, Override, PersonName, Stay
from lodged.register.overstay import Overstay, overstay
from lodged.register.vocabulary import Overridable

OPEN = (DetainerState.IN_FORCE, DetainerState.LODGED)
_COUNTS = (
    DetainerState.IN_FORCE,
    DetainerState.LODGED,
    DetainerState.KEPT,
    DetainerState.DECLINED,
    DetainerState.FULFILLED,
    DetainerState.LAPSED,
)
"""Which of several detainers of a stay counts; within one state the newest."""


class NotOnRecordError(LodgedError):
    """The record has no such stay or detainer that whoever is acting may see."""


@dataclass(frozen=True, eq=False)
class Case:
    """What is known of one stay at ``now``."""

    stay: Stay
    now: datetime
    about: UUID | None = None
    """The detainer that a deed is about; None means the one that counts."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the facility's clocks."""
        return self.stay.facility.zone

    @cached_property
    def name(self) -> str:
        """The first name on record."""
        return str(next(iter(self.stay.person.names.all()), "No name on record"))

    @cached_property
    def state(self) -> StayState:
        """Where the stay stands."""
        return stay_status(self.stay.facts(), self.now)

    @cached_property
    def detainers(self) -> tuple[tuple[Detainer, DetainerState], ...]:
        """Every detainer of the stay with its state, the newest first."""
        ordered = sorted(self.stay.detainers.all(), key=lambda one: (one.received_at, one.pk), reverse=True)
        return tuple((one, detainer_status(one.facts())) for one in ordered)

    @cached_property
    def detainer(self) -> Detainer | None:
        """The detainer that counts; None where each is lifted or superseded, or none came."""
        if self.about is not None:
            return next((one for one, _ in self.detainers if one.pk == self.about), None)
        for state in _COUNTS:
            for one, its in self.detainers:
                if its is state:
                    return one
        return None

    @cached_property
    def detainer_state(self) -> DetainerState | None:
        """The state of the detainer that counts."""
        return next((state for one, state in self.detainers if one is self.detainer), None)

    @property
    def is_open(self) -> bool:
        """Whether a detainer asks something of the custodian now."""
        return self.detainer_state in OPEN and not self.gone

    @property
    def gone(self) -> bool:
        """Whether custody has ended."""
        return self.stay.departed_at is not None

    @property
    def due(self) -> bool:
        """Whether the person is entitled to release and still here."""
        return self.state is StayState.DUE

    @property
    def coming(self) -> datetime | None:
        """When the person goes: entitlement, or else the plan."""
        return self.stay.entitled_at or self.stay.planned_for

    @property
    def claim(self) -> Claim:
        """Where a claim of US citizenship stands."""
        return Claim(self.stay.claim)

    @property
    def claimed_at(self) -> datetime | None:
        """When the claim was made that nobody has ruled on yet."""
        return next((claim.claimed_at for claim in self.stay.claims.all() if claim.is_open), None)

    @cached_property
    def decision(self) -> Decision | None:
        """Return what the law here says for the release; None where no rulebook speaks or no detainer counts."""
        if self.detainer is None:
            return None
        try:
            return decide_for(self.stay, self.detainer, self.stay.departed_at or self.now, at_release=True)
        except NoRulebookError:
            return None

    @cached_property
    def clock(self) -> HoldClock | None:
        """The clock of a hold from entitlement, or from the planned release."""
        if self.decision is None:
            return None
        received = self.detainer.received_at if self.detainer else None
        return clock_of(self.decision, self.stay, self.stay.planned_for, received_at=received)

    @property
    def release_now(self) -> bool:
        """Whether the person is due, and neither a judge's paper, a duty to hold nor an open fact says otherwise."""
        return self.due and not self.must_hold

    @property
    def must_hold(self) -> bool:
        """Whether a judge's paper keeps the person, the law obliges to a hold, or a fact must be found out first."""
        if self.clock is None or self.clock.reading is Reading.RELEASE or self.decision is None:
            return False
        if self.clock.reading is not Reading.UNTIL:
            return True
        return any(hold.outcome is Outcome.REQUIRED for hold in lawful_holds(self.decision))

    @cached_property
    def hold(self) -> Hold | None:
        """The hold that lasts longest."""
        holds = [hold for one, _ in self.detainers for hold in one.holds.all()]
        return max(holds, key=lambda hold: hold.until, default=None)

    @property
    def held_lawfully(self) -> bool:
        """Whether a recorded hold still runs."""
        return self.due and self.hold is not None and self.hold.until > self.now

    @cached_property
    def overstay(self) -> Overstay | None:
        """How the departure, or now, lies to the minute the person had to leave."""
        holds = [hold.until for one, _ in self.detainers for hold in one.holds.all()]
        return overstay(self.stay.entitled_at, holds, self.stay.departed_at)

    @property
    def minutes_over(self) -> int:
        """Minutes of over-detention so far."""
        return self.overstay.minutes(self.now) if self.overstay else 0

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """Notices about every detainer of the stay, the newest first."""
        notices = [notice for one, _ in self.detainers for notice in one.notices.all()]
        return tuple(sorted(notices, key=lambda one: one.given_at or one.recorded_at, reverse=True))

    @cached_property
    def delivered_notice(self) -> Notice | None:
        """The newest notice that reached ICE."""
        return next((notice for notice in self.notices if notice.delivered), None)

    @cached_property
    def planned_notice(self) -> Notice | None:
        """The newest notice that was planned, or tried, and has not reached ICE."""
        return next((notice for notice in self.notices if not notice.delivered), None)

    @property
    def notice_outdated(self) -> bool:
        """Whether ICE was told another time than the one now coming.

        Whoever is told after the person became entitled is told of the release that is due, whatever its minute.
        """
        if self.delivered_notice is None or self.coming is None:
            return False
        entitled, given = self.stay.entitled_at, self.delivered_notice.given_at
        if entitled is not None and given is not None and given >= entitled:
            return False
        return abs(self.delivered_notice.release_at - self.coming) >= timedelta(minutes=1)

    @property
    def answer_due(self) -> datetime | None:
        """By when ICE's answer is waited for, where a notice has none."""
        if (
            self.delivered_notice is None
            or self.delivered_notice.answer
            or self.delivered_notice.given_at is None
        ):
            return None
        return self.delivered_notice.given_at + timedelta(minutes=self.stay.facility.agency.answer_minutes)

    @property
    def pending_override(self) -> Override | None:
        """An override that waits for a ruling."""
        return next((one for one in self._overrides() if one.ruled_at is None), None)

    def override_for(self, wanted: Overridable) -> Override | None:
        """Return the newest confirmed override for what is wanted."""
        return next((one for one in self._overrides() if one.wanted == wanted and one.confirmed), None)

    def _overrides(self) -> Sequence[Override]:
        overrides = list(self.detainer.overrides.all()) if self.detainer else []
        return sorted(overrides, key=lambda one: one.asked_at, reverse=True)

    @property
    def marks(self) -> list[datetime]:
        """When what is on record of the stay and its detainers was true, as far as acts after it may depend on it."""
        stay = self.stay
        moments = [stay.booked_at, stay.seen_at, stay.entitled_at, stay.prepared_at, stay.departed_at]
        moments += [fact.stated_at for fact in stay.stated_facts.all()]
        for one, _ in self.detainers:
            moments += [one.received_at, one.served_at]
            moments += [warrant.attached_at for warrant in one.warrants.all()]
            moments += [notice.given_at for notice in one.notices.all()]
            for override in one.overrides.all():
                moments += [override.asked_at, override.ruled_at]
        return [mark for mark in moments if mark is not None]

    def authorizes(self, action: Action) -> bool:
        """Return whether the law's decision allows the action."""
        return self.decision is not None and self.decision.action(action).authorizes

    @property
    def may_hold(self) -> bool:
        """Whether anything allows to keep the person past entitlement now."""
        if not self.due or not self.is_open or self.claim in {Claim.OPEN, Claim.UPHELD}:
            return False
        if self.override_for(Overridable.HOLD) is not None:
            return True
        if self.clock is None or self.clock.reading is not Reading.UNTIL or self.clock.release_by is None:
            return False
        return self.clock.release_by > self.now

    @property
    def may_hand_over(self) -> bool:
        """Whether anything allows to hand the person over at release."""
        if not self.is_open or self.claim in {Claim.OPEN, Claim.UPHELD}:
            return False
        return (
            self.authorizes(Action.TRANSFER_AT_RELEASE)
            or self.override_for(Overridable.HAND_OVER) is not None
        )


def case_of(stay: UUID) -> Case:
    """Return a stay as it is now, as far as whoever is acting may see it.

    Raises NotOnRecordError.
    """
    row = Stay.objects.select_related("facility__agency", "person").filter(pk=stay).first()
    if row is None:
        raise NotOnRecordError("Your agency has no such booking on record. Search for it again.")
    return Case(row, timezone.now())


def case_about(detainer: UUID) -> Case:
    """Return the stay that a detainer was lodged on, with that detainer as the one it is about.

    Raises NotOnRecordError.
    """
    stay = Detainer.objects.filter(pk=detainer).values_list("stay_id", flat=True).first()
    if stay is None:
        raise NotOnRecordError("Your agency has no such detainer on record. Open the person's file again.")
    return replace(case_of(stay), about=detainer)


_LOOKED_AT = (
    Prefetch("person__names", PersonName.objects.order_by("pk")),
    "detainers__warrants",
    "detainers__notices",
    "detainers__overrides",
    "detainers__holds",
    "stated_facts",
)


def with_everything(stays: QuerySet[Stay]) -> QuerySet[Stay]:
    """Return stays with what a case looks at, in a fixed number of queries."""
    return stays.select_related("facility__agency", "person").prefetch_related(*_LOOKED_AT)


def cases(stays: Iterable[Stay], now: datetime) -> list[Case]:
    """Return each stay as it is at `now`; what isn't read of them yet is read for all at once."""
    rows = list(stays)
    prefetch_related_objects(rows, "facility__agency", "person", *_LOOKED_AT)
    return [Case(stay, now) for stay in rows]
