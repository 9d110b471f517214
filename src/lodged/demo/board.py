"""A living board for the demonstration: synthetic people whose releases lie around now, and a past for the ledger.

Everyone is invented by :mod:`lodged.demo` and booked under a number that begins with ``SYN-LIVE``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from lodged.demo.people import Person, make_people
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Facility, Stay, User
from lodged.register.services import record_all

BOOKING = "SYN-LIVE"
OFFICE = "Synthetic ERO office, (612) 555-0100"
SEED = 20261124
PAST_PEOPLE, PAST_DAYS = 60, 170


@dataclass(frozen=True)
class Scene:
    """How one person on the board stands, in hours from now."""

    planned: float | None = None
    entitled: float | None = None
    served: bool = True
    notified: float | None = None
    answer: words.Answer | None = None
    claim: bool = False
    warrant: words.WarrantKind | None = None


_A = words.Answer
SCENES = (
    Scene(entitled=-0.8, notified=-30, answer=_A.COMING),
    Scene(entitled=-0.15, served=False),
    Scene(planned=5, claim=True),
    Scene(planned=-0.6, notified=-20, answer=_A.NO_REPLY),
    Scene(planned=2, notified=-40, answer=_A.NOT_COMING),
    Scene(planned=3.5, notified=-3),
    Scene(planned=9, served=False),
    Scene(planned=14, notified=-1, answer=_A.COMING, warrant=words.WarrantKind.I_200),
    Scene(planned=20, warrant=words.WarrantKind.I_205),
    Scene(planned=30, served=False),
    Scene(planned=52),
    Scene(planned=75, served=False, warrant=words.WarrantKind.I_200),
    Scene(planned=24 * 6),
    Scene(planned=24 * 11),
    Scene(planned=24 * 40),
    Scene(),
    Scene(served=False),
    Scene(warrant=words.WarrantKind.JUDICIAL),
)


def make_board(user: User, facility: Facility, now: datetime) -> None:
    """Book the people of the board, and those of the last half year who have left."""
    rng = Random(SEED)  # noqa: S311 - synthetic people, not secrets
    people = iter(make_people(rng, len(SCENES) + PAST_PEOPLE, first_number=900_001))
    made: list[acts.Act] = []
    for number, scene in enumerate(SCENES):
        made += _on_board(next(people), facility, f"{BOOKING}-{number + 1:03d}", scene, now)
    for number in range(PAST_PEOPLE):
        made += _left(next(people), facility, f"{BOOKING}-P{number + 1:03d}", now, rng)
    record_all(user, [*_old_plans(user, now), *_directory(now), *made])


def _directory(now: datetime) -> list[acts.Act]:
    """Return whom the jail calls: the office that the detainers name, and another one."""
    return [
        acts.KeepContact(
            at=now,
            contact=uuid4(),
            office="Synthetic ERO office",
            phone="(612) 555-0100",
            fax="(612) 555-0101",
            email="ero@example.gov",
            hours="24 hours",
        ),
        acts.KeepContact(
            at=now,
            contact=uuid4(),
            office="Synthetic field office, day desk",
            phone="(763) 555-0142 ext. 7",
            hours="Weekdays 8 to 4",
        ),
        acts.SetLetterhead(
            at=now, lines=("1 Example Way, Synthetic City, MN 55999", "Telephone (763) 555-0110")
        ),
    ]


def _old_plans(user: User, now: datetime) -> list[acts.Act]:
    """Take back the plans of the roster that was loaded: they lie in January 2026."""
    with acting_as(user):
        passed = list(
            Stay.objects.filter(planned_for__lte=now, departed_at=None).values_list("id", flat=True)
        )
    return [acts.WithdrawPlan(at=now, stay=stay, reason="Synthetic: the roster is old.") for stay in passed]


def freshen(user: User, now: datetime) -> None:
    """Move the board's people who are still held, and whose time has long passed, back around now."""
    with acting_as(user):
        stays = list(
            Stay.objects.filter(booking_number__startswith=BOOKING, departed_at=None).order_by(
                "booking_number"
            )
        )
        ahead = [stay for stay in stays if stay.planned_for and stay.planned_for > now]
    if not stays or len(ahead) > len(stays) // 2:
        return
    made: list[acts.Act] = []
    for stay in stays:
        scene = SCENES[int(stay.booking_number.rpartition("-")[2]) - 1]
        if stay.entitled_at is not None:
            made.append(
                acts.WithdrawEntitlement(at=now, stay=stay.id, reason="Synthetic: the clock moved on.")
            )
        elif stay.planned_for is not None:
            made.append(acts.WithdrawPlan(at=now, stay=stay.id, reason="Synthetic: the clock moved on."))
        made += _coming(stay.id, scene, now)
    record_all(user, made)


def _booked(
    person: Person, facility: Facility, number: str, at: datetime, detainer: UUID
) -> tuple[UUID, list[acts.Act]]:
    key, stay = uuid4(), uuid4()
    name = person.name
    return stay, [
        acts.Describe(
            at=at,
            person=key,
            source=words.Source.DESK,
            names=(acts.Name(" ".join(name.family) or name.given, name.given, name.second or ""),),
            birth_dates=(person.born,),
            identifiers=(acts.Identifier(words.IdentifierKind.STATE_ID, person.state_id),),
        ),
        acts.Book(
            at=at,
            stay=stay,
            person=key,
            facility=facility.id,
            booking_number=number,
            basis=words.CustodyBasis.CHARGE,
        ),
        acts.Lodge(
            at=at + timedelta(hours=2),
            detainer=detainer,
            stay=stay,
            form=words.FormFamily.I_247A,
            form_version="3/17",
            issued_on=(at - timedelta(days=1)).date(),
            issued_by="Synthetic ERO office",
            issuer_phone="(612) 555-0100",
            channel=words.Channel.FAX,
            received_by="Synthetic clerk",
            probable_cause=(words.ProbableCause.BIOMETRICS,),
            reference=number,
        ),
    ]


def _served(detainer: UUID, at: datetime) -> acts.ServeCopy:
    return acts.ServeCopy(
        at=at,
        detainer=detainer,
        served_by="Synthetic officer",
        manner=words.ServiceManner.IN_PERSON,
        language="es",
    )


def _on_board(
    person: Person, facility: Facility, number: str, scene: Scene, now: datetime
) -> Iterator[acts.Act]:
    detainer, booked = uuid4(), now - timedelta(days=5)
    stay, opening = _booked(person, facility, number, booked, detainer)
    yield from opening
    if scene.served:
        yield _served(detainer, booked + timedelta(hours=3))
    if scene.warrant is not None:
        yield acts.AttachWarrant(
            at=booked + timedelta(hours=2),
            detainer=detainer,
            kind=scene.warrant,
            signed_by="Synthetic officer",
            signed_on=booked.date(),
        )
    if scene.notified is not None:
        hours = scene.entitled if scene.entitled is not None else scene.planned or 0
        yield from _notified(
            detainer, now + timedelta(hours=scene.notified), now + timedelta(hours=hours), scene.answer
        )
    yield from _coming(stay, scene, now)
    if scene.claim:
        yield acts.ClaimCitizenship(
            at=now - timedelta(minutes=20), stay=stay, claimed_by="The person", words="Born in El Paso, Texas"
        )


def _coming(stay: UUID, scene: Scene, now: datetime) -> Iterator[acts.Act]:
    if scene.planned is not None:
        yield acts.PlanRelease(
            at=min(now, now + timedelta(hours=scene.planned)) - timedelta(hours=3),
            stay=stay,
            planned_for=now + timedelta(hours=scene.planned),
            reason="Synthetic plan",
        )
    if scene.entitled is not None:
        yield acts.Entitle(
            at=now + timedelta(hours=scene.entitled), stay=stay, basis=words.EntitlementBasis.BAIL
        )


def _notified(
    detainer: UUID, at: datetime, release_at: datetime, answer: words.Answer | None
) -> Iterator[acts.Act]:
    notice = uuid4()
    yield acts.GiveNotice(
        at=at,
        detainer=detainer,
        notice=notice,
        channel=words.Channel.PHONE,
        sent_to=OFFICE,
        given_by="Synthetic clerk",
        delivered=True,
        release_at=release_at,
    )
    if answer is not None:
        yield acts.RecordAnswer(at=at + timedelta(minutes=9), detainer=detainer, notice=notice, answer=answer)


def _left(person: Person, facility: Facility, number: str, now: datetime, rng: Random) -> Iterator[acts.Act]:
    """Yield somebody of the last half year: told of, entitled, and released or handed over, some of them late."""
    detainer = uuid4()
    booked = now - timedelta(days=rng.uniform(8, PAST_DAYS), minutes=rng.randrange(600))
    entitled = booked + timedelta(days=rng.uniform(1, 6))
    stay, opening = _booked(person, facility, number, booked, detainer)
    yield from opening
    yield _served(detainer, booked + timedelta(hours=4))
    yield from _notified(
        detainer, entitled - timedelta(hours=6), entitled, rng.choice([_A.COMING, _A.NOT_COMING, _A.NO_REPLY])
    )
    yield acts.Entitle(at=entitled, stay=stay, basis=rng.choice(list(words.EntitlementBasis)))
    over = rng.choice([0, 4, 11, 18, 25, 40, 55, 130, 260])
    left = entitled + timedelta(minutes=over)
    if rng.random() < 0.3:
        yield acts.HandOver(
            at=left,
            stay=stay,
            detainer=detainer,
            releasing_officer="Synthetic officer",
            receiving_officer="Synthetic ICE officer",
            identity_checked=True,
            property_items=("wallet", "telephone"),
        )
    else:
        yield acts.Release(at=left, stay=stay)
    if over > 60:
        reasons = [words.DelayReason.PAPERS, words.DelayReason.STAFFING, words.DelayReason.TRANSPORT]
        yield acts.ExplainDelay(at=left, stay=stay, reason=rng.choice(reasons), note="Synthetic")
