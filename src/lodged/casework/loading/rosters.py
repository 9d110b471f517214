"""Custody records beside the register: what each row would change.

A file is a witness, not a judge: what a person recorded at the desk is not overruled by it, and what it leaves out is
not taken as undone. Both are reported for a person to settle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from lodged.casework import custody
from lodged.casework.births import birth_refusal
from lodged.casework.custody import PersonDescribed, booking_key
from lodged.casework.deeds import Planned
from lodged.casework.detainers import DetainerReceived, lodge
from lodged.casework.loading.change import Change, ChangeKind, Comparison
from lodged.casework.loading.known import Known
from lodged.casework.same_person import Evidence, Identity, Mark, marks_of
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import Stay as StayFacts
from lodged.register.lifecycle.stays import StayState, stay_status
from lodged.register.models import Stay
from lodged.sources.model import Alias, Problem, Reading, Severity

Row = dict[str, Any]
_NUMBERS = {
    "a_number": words.IdentifierKind.A_NUMBER,
    "fbi_number": words.IdentifierKind.FBI_NUMBER,
    "state_id": words.IdentifierKind.STATE_ID,
}
_PLANNED = {StayState.PLANNED, StayState.PLAN_PASSED, StayState.PREPARED}


FileAct_co = TypeVar("FileAct_co", bound=acts.StayAct, covariant=True)


@dataclass(frozen=True)
class _Step(Generic[FileAct_co]):
    """A deed, and the act by which it is foreseen whether it can follow what is recorded."""

    act: FileAct_co
    deed: Planned


class _Held:
    """The bookings now held, by what their people are told by: the register's, and those of the file so far."""

    def __init__(self, known: Known) -> None:
        self._bookings: dict[Mark, list[str]] = defaultdict(list)
        for stay in known.stays.values():
            if stay.departed_at is None:
                person = stay.person_id
                names = [acts.Name(*name) for name in known.names[person]]
                numbers = [
                    acts.Identifier(words.IdentifierKind.of(kind), value)
                    for kind, value in known.numbers[person]
                ]
                self.add(marks_of(names, known.births[person], numbers), stay.booking_number)

    def add(self, marks: frozenset[Mark], booking: str) -> None:
        """Count a booking among those held."""
        for mark in marks:
            self._bookings[mark].append(booking)

    def alike(self, marks: frozenset[Mark]) -> dict[str, set[Evidence]]:
        """Return the bookings that share a mark, each with what it shares."""
        sharing: dict[str, set[Evidence]] = defaultdict(set)
        for mark in marks:
            for booking in self._bookings.get(mark, ()):
                sharing[booking].add(mark[0])
        return sharing


@dataclass
class _Row:
    """One row of the file on its way: the stay as it would stand, and what is found."""

    known: Known
    row: Row
    held: _Held
    aliases: tuple[Alias, ...] = ()
    """Other names of the person in rows of this stay."""
    changes: list[Change] = field(default_factory=list)
    foreseen: list[acts.StayAct] = field(default_factory=list)
    """What the deeds so far do to the stay."""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, reason: str, fix: str, column: str = "booking_id", *, lost: bool = False) -> None:
        """Report something a person must settle."""
        value = self.row[column]
        severity = Severity.ROW if lost else Severity.NOTE
        place = (self.row["source_sheet"], self.row["source_row"], column)
        text = str(value) if value is not None else None
        self.problems.append(Problem(self.row["source_file"], reason, fix, severity, *place, text))

    def change(self, kind: ChangeKind, *deeds: Planned, before: object = "", after: object = "") -> None:
        """Note a change and the deeds that make it."""
        texts = (_text(before, self.known), _text(after, self.known))
        place = (self.row["booking_id"], self.row["source_file"], self.row["source_row"])
        self.changes.append(Change(kind, *place, deeds, *texts))


def compare_roster(reading: Reading, known: Known) -> Comparison:
    """Compare custody records with the register.

    ``reading`` has one row a stay (see :mod:`lodged.sources.stays`). Where a facility gave one ``booking_id`` to
    two stays, the last counts and the other is reported.
    """
    changes: list[Change] = []
    problems = list(reading.problems)
    plans = reading.rows["planned_release_at"].null_count() < reading.rows.height
    held = _Held(known)
    for row in _one_a_stay(reading, problems):
        one = _Row(known, row, held, _aliases(known, row, reading))
        _compare(one, plans=plans)
        changes += one.changes
        problems += one.problems
    problems += _left_out(reading, known)
    return Comparison(reading.files, reading.rows.height, tuple(changes), tuple(problems))


def _one_a_stay(reading: Reading, problems: list[Problem]) -> Iterator[Row]:
    newest: dict[str, Row] = {}
    for row in reading.rows.iter_rows(named=True):
        key = booking_key(row["booking_id"])
        earlier = newest.get(key)
        if earlier is not None:
            problems.append(
                Problem(
                    earlier["source_file"],
                    f"Row {row['source_row']} is another stay under the same number; that one was taken.",
                    "Give each stay a number of its own.",
                    Severity.NOTE,
                    earlier["source_sheet"],
                    earlier["source_row"],
                    "booking_id",
                    earlier["booking_id"],
                )
            )
        newest[key] = row
    yield from newest.values()


def _compare(one: _Row, *, plans: bool) -> None:
    known, row = one.known, one.row
    facility = known.facility(row["facility_name"], row["facility_code"])
    if facility is None:
        fix = "Load it as that agency, or add the facility to this one."
        one.problem("No facility of this agency has this name.", fix, "facility_name", lost=True)
        return
    if known.moment(row["booked_at"]) > known.now:
        one.problem("The booking lies in the future.", "Check the time.", "booked_at", lost=True)
        return
    _check_birth(one)
    stay = known.stays.get(booking_key(row["booking_id"]))
    if stay is None:
        _book(one, facility.id, plans=plans)
        return
    _describe(one, stay.person_id, source_time=known.now)
    if stay.facility_id != facility.id:
        _move(one, stay, facility.id)
    booked_at = known.moment(row["booked_at"])
    if stay.booked_at != booked_at:
        _try(
            one,
            stay,
            ChangeKind.BOOKING_CORRECTED,
            [
                _Step(
                    acts.CorrectBooking(at=known.now, stay=stay.id, booked_at=booked_at, reason=_why(row)),
                    custody.correct_booking.of(stay.id, known.now, booked_at, _why(row)),
                )
            ],
            (stay.booked_at, booked_at),
        )
    _end(one, stay)
    if plans and stay.departed_at is None and row["released_at"] is None:
        _plan(one, stay)
    _detainer(one, stay.id, known.detainers.get(stay.id, []), until=stay.departed_at)


def _aliases(known: Known, row: Row, reading: Reading) -> tuple[Alias, ...]:
    """Return the aliases of a row's person, without births that nobody in custody has."""
    booked = known.moment(row["booked_at"]).date()
    return tuple(
        replace(one, date_of_birth=None)
        if one.date_of_birth and birth_refusal(one.date_of_birth, booked)
        else one
        for one in reading.aliases.get((row["source_file"], row["source_sheet"], row["source_row"]), ())
    )


def _check_birth(one: _Row) -> None:
    """Leave out a date of birth that nobody in custody has: the custody itself is recorded."""
    born = one.row["date_of_birth"]
    refused = birth_refusal(born, one.known.moment(one.row["booked_at"]).date()) if born else None
    if refused:
        one.problem(refused, "Correct the date and send the row again; the rest was taken.", "date_of_birth")
        one.row = one.row | {"date_of_birth": None}


def _book(one: _Row, facility: UUID, *, plans: bool) -> None:
    known, row = one.known, one.row
    stay, at = uuid4(), known.moment(row["booked_at"])
    booked = custody.book.of(
        row["booking_id"],
        facility,
        at,
        words.CustodyBasis.NOT_STATED,
        _described(row, one.aliases),
        stay=stay,
        identity=Identity.LEFT_OPEN,
    )
    one.change(ChangeKind.BOOKED, booked, after=at)
    _say_who_is_alike(one)
    ended = _departure(known, row, stay)
    if ended is not None and ended.act.at > known.now:
        one.problem("The release lies in the future; it was not taken.", "Send it as planned.", "released_at")
        ended = None
    _detainer(one, stay, [], until=ended.act.at if ended else None)
    if ended is not None:
        one.change(ChangeKind.ENDED, ended.deed, after=ended.act.at)
    elif plans and row["planned_release_at"] is not None:
        _set_plan(one, stay, known.moment(row["planned_release_at"]), at, before=None)


def _say_who_is_alike(one: _Row) -> None:
    """Report people held now who may be the person of a new booking; it is booked all the same.

    A row left out would be a person in custody whom the record doesn't show, and whose clocks nobody sees. A row put to
    the other booking would say of two people that they are one. So it is booked apart, and a person settles it.
    """
    row, described = one.row, _described(one.row, one.aliases)
    marks = marks_of(described.names, described.birth_dates, described.identifiers)
    for booking, evidence in sorted(one.held.alike(marks).items()):
        why = " and ".join(each.value for each in Evidence if each in evidence)
        one.problem(
            f"Is this the same person? Booking [{booking}], held now, has {why}.",
            "It is booked with a file of its own. Look at both bookings, and end the one that is over.",
        )
    if row["released_at"] is None:
        one.held.add(marks, row["booking_id"])


def _described(row: Row, aliases: Sequence[Alias] = ()) -> PersonDescribed:
    own = acts.Name(row["last_name"], row["first_name"], row["middle_name"] or "")
    others = [
        acts.Name(one.last_name, one.first_name, one.middle_name or "")
        for one in aliases
        if one.last_name and one.first_name
    ]
    births = [row["date_of_birth"], *(one.date_of_birth for one in aliases)]
    return PersonDescribed(
        source=words.Source.ROSTER,
        names=tuple(dict.fromkeys([own, *others])),
        birth_dates=tuple(dict.fromkeys(day for day in births if day)),
        identifiers=tuple(acts.Identifier(kind, row[name]) for name, kind in _NUMBERS.items() if row[name]),
    )


def _describe(one: _Row, person: UUID, source_time: datetime) -> None:
    known, described = one.known, _described(one.row, one.aliases)
    new = PersonDescribed(
        source=described.source,
        names=tuple(n for n in described.names if (n.last, n.first, n.middle) not in known.names[person]),
        birth_dates=tuple(day for day in described.birth_dates if day not in known.births[person]),
        identifiers=tuple(
            n for n in described.identifiers if (n.kind.value, n.value) not in known.numbers[person]
        ),
    )
    what = [("name", new.names), ("date of birth", new.birth_dates), ("number", new.identifiers)]
    labels = [label for label, values in what if values]
    if labels:
        deed = custody.describe.of(person, source_time, new)
        one.change(ChangeKind.PERSON, deed, after=", ".join(labels))


def _move(one: _Row, stay: Stay, facility: UUID) -> None:
    known = one.known
    step = _Step(
        acts.Move(at=known.now, stay=stay.id, facility=facility),
        custody.move.of(stay.id, known.now, facility),
    )
    before_after = (known.facilities[stay.facility_id].name, known.facilities[facility].name)
    _try(one, stay, ChangeKind.MOVED, [step], before_after)


def _departure(known: Known, row: Row, stay: UUID) -> _Step[acts.ReportDeparture] | None:
    if row["released_at"] is None:
        return None
    reason = words.DepartureReason.of(row["release_reason"] or words.DepartureReason.NOT_STATED.value)
    at = known.moment(row["released_at"])
    return _Step(
        acts.ReportDeparture(at=at, stay=stay, reason=reason, source=words.Source.ROSTER),
        custody.report_departure.of(stay, at, reason, words.Source.ROSTER),
    )


def _end(one: _Row, stay: Stay) -> None:
    known, row = one.known, one.row
    ended = _departure(known, row, stay.id)
    if ended is None and stay.departed_at is None:
        return
    if ended is not None and (ended.act.at, ended.act.reason.value) == (stay.departed_at, stay.departure):
        return
    before_after = (stay.departed_at, ended.act.at if ended else "still held")
    if ended is not None and ended.act.at > known.now:
        one.problem("The release lies in the future; it was not taken.", "Send it as planned.", "released_at")
        return
    if stay.id in known.ended_at_the_desk and stay.departed_at is not None:
        one.problem(
            "Staff recorded another end of this stay; the file doesn't overrule them.",
            "Look at the stay, and correct the register or the file.",
            "released_at",
        )
        return
    if stay.departed_at is None and ended is not None:
        _try(one, stay, ChangeKind.ENDED, [ended], before_after)
        return
    _try(one, stay, ChangeKind.END_CORRECTED, _corrected_end(one, stay, ended), before_after)


def _corrected_end(
    one: _Row, stay: Stay, ended: _Step[acts.ReportDeparture] | None
) -> list[_Step[acts.StayAct]]:
    """Return the steps to another end than the one recorded, or to none."""
    now, why = one.known.now, _why(one.row)
    if ended is not None and ended.act.reason.value == stay.departure:
        at = ended.act.at
        corrected = acts.CorrectDeparture(at=now, stay=stay.id, departed_at=at, reason=why)
        return [_Step(corrected, custody.correct_departure.of(stay.id, now, at, why))]
    withdrawn = acts.WithdrawDeparture(at=now, stay=stay.id, reason=why)
    taken_back: _Step[acts.StayAct] = _Step(withdrawn, custody.withdraw_departure.of(stay.id, now, why))
    return [taken_back, _Step(ended.act, ended.deed)] if ended is not None else [taken_back]


def _plan(one: _Row, stay: Stay) -> None:
    known, planned = one.known, one.row["planned_release_at"]
    if planned is None:
        if stay.planned_for is not None and stay_status(stay.facts(), known.now) in _PLANNED:
            step = _Step(
                acts.WithdrawPlan(at=known.now, stay=stay.id, reason=_why(one.row)),
                custody.withdraw_plan.of(stay.id, known.now, _why(one.row)),
            )
            _try(one, stay, ChangeKind.RELEASE_PLANNED, [step], (stay.planned_for, "none"))
        return
    wanted = known.moment(planned)
    if wanted != stay.planned_for:
        _set_plan(one, stay.id, wanted, stay.booked_at, before=stay)


def _set_plan(one: _Row, stay: UUID, wanted: datetime, booked_at: datetime, before: Stay | None) -> None:
    at = max(booked_at, min(one.known.now, wanted - timedelta(minutes=1)))
    deed = custody.plan_release.of(stay, at, wanted, _why(one.row))
    if before is not None:
        step = _Step(acts.PlanRelease(at=at, stay=stay, planned_for=wanted, reason=_why(one.row)), deed)
        _try(one, before, ChangeKind.RELEASE_PLANNED, [step], (before.planned_for or "none", wanted))
    elif wanted > at:
        one.change(ChangeKind.RELEASE_PLANNED, deed, after=wanted)
    else:
        one.problem("The planned release is before the booking.", "Check both times.", "planned_release_at")


def _detainer(one: _Row, stay: UUID, on_file: list[Any], until: datetime | None) -> None:
    """Lodge what a roster says is on file, no earlier than it can be shown; never take one away."""
    known, row = one.known, one.row
    if row["detainer_on_file"] is False and any(not d.lifted_at and not d.superseded_at for d in on_file):
        one.problem(
            "The file says that no detainer is on file; the register has one.",
            "Look at the detainer: was it lifted, or is the file wrong?",
            "detainer_on_file",
        )
    if not row["detainer_on_file"] or on_file:
        return
    booked_at = known.moment(row["booked_at"])
    received = row["detainer_received_on"]
    at = until or known.now
    if received is not None:
        day = known.moment(datetime.combine(received, datetime.min.time()))
        at = min(at, max(day, booked_at))
    received = DetainerReceived(
        form=words.FormFamily.NOT_STATED, channel=words.Channel.NOT_STATED, issued_by="not stated"
    )
    one.change(ChangeKind.DETAINER, lodge.of(stay, at, received), after=at)


def _try(
    one: _Row,
    stay: Stay,
    kind: ChangeKind,
    steps: Sequence[_Step[acts.StayAct]],
    before_after: tuple[object, object],
) -> None:
    """Note a change where the deeds can follow what is recorded and changed so far; report it where they can't."""
    facts: StayFacts = stay.facts()
    try:
        for act in [*one.foreseen, *(step.act for step in steps)]:
            facts = facts.after(act)
    except ImpossibleActError as error:
        one.problem(
            f"The register can't follow the file here ({kind.value}). {error}", "Settle it at the desk."
        )
        return
    one.foreseen += [step.act for step in steps]
    one.change(kind, *(step.deed for step in steps), before=before_after[0] or "", after=before_after[1])


def _left_out(reading: Reading, known: Known) -> Iterator[Problem]:
    """Yield how many people the register still holds that a file of their facility doesn't name."""
    named = {booking_key(number) for number in reading.rows["booking_id"]}
    for name in reading.rows["facility_name"].unique(maintain_order=True):
        facility = known.facility(name, None)
        if facility is None:
            continue
        held = [s for s in known.stays.values() if s.facility_id == facility.id and s.departed_at is None]
        missing = sum(booking_key(stay.booking_number) not in named for stay in held)
        if missing:
            yield Problem(
                reading.files[0].name,
                f"{missing} of {len(held)} people the register holds at {facility.name} are not in the file.",
                "Nothing was changed. If they left, send their release; the register doesn't guess it.",
                Severity.NOTE,
                column="facility_name",
                value=name,
            )


def _why(row: Row) -> str:
    return f"File {row['source_file']}, row {row['source_row']}"


def _text(value: object, known: Known) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(known.zone):%Y-%m-%d %H:%M}"
    return str(value) if value else ""
