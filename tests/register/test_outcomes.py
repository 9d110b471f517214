"""A whole case through the door: planned notice, attempts, answer, claim and ruling, handover."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.models import (
    Agency,
    CitizenshipClaim,
    Detainer,
    Facility,
    Handover,
    JournalFrontier,
    Notice,
    Role,
    Stay,
    User,
)
from lodged.register.services import record, record_all

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 9, tzinfo=UTC)
PERSON, STAY, DETAINER, NOTICE = (UUID(int=number) for number in (1, 2, 3, 4))


def later(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


@pytest.fixture
def clerk() -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    jail = Facility.objects.create(agency=agency, name="Synthetic Jail", kind="county_jail")
    user = User.objects.create(username="desk", agency=agency, role=Role.RELEASE_DESK)
    record_all(
        user,
        [
            acts.Describe(
                at=AT, person=PERSON, source=words.Source.DESK, names=(acts.Name("Synthetic", "A"),)
            ),
            acts.Book(
                at=AT,
                stay=STAY,
                person=PERSON,
                facility=jail.id,
                booking_number="S-1",
                basis=words.CustodyBasis.CHARGE,
            ),
            acts.Lodge(
                at=later(1),
                detainer=DETAINER,
                stay=STAY,
                form=words.FormFamily.I_247A,
                form_version="",
                issued_on=None,
                issued_by="Synthetic office",
                channel=words.Channel.FAX,
                received_by="Synthetic clerk",
            ),
            acts.ServeCopy(
                at=later(2),
                detainer=DETAINER,
                served_by="Synthetic officer",
                manner=words.ServiceManner.IN_PERSON,
                language="es",
                refused_to_sign=True,
            ),
        ],
    )
    return user


def give(hours: float, *, delivered: bool, notice: UUID = NOTICE) -> acts.GiveNotice:
    return acts.GiveNotice(
        at=later(hours),
        detainer=DETAINER,
        notice=notice,
        channel=words.Channel.PHONE,
        sent_to="Synthetic office",
        given_by="Synthetic clerk",
        delivered=delivered,
        release_at=later(60),
    )


def hand_over(hours: float, detainer: UUID = DETAINER) -> acts.HandOver:
    return acts.HandOver(
        at=later(hours),
        stay=STAY,
        detainer=detainer,
        releasing_officer="Synthetic one",
        receiving_officer="Synthetic two",
        identity_checked=True,
        property_receipt="P-1",
    )


def test_a_notice_is_planned_tried_delivered_and_answered(clerk: User) -> None:
    plan = acts.PlanNotice(
        at=later(3), detainer=DETAINER, notice=NOTICE, due_at=later(12), release_at=later(60)
    )
    answer = acts.RecordAnswer(at=later(6), detainer=DETAINER, notice=NOTICE, answer=words.Answer.COMING)
    record(clerk, plan)
    with pytest.raises(ImpossibleActError, match="not given about this detainer"):
        record(clerk, answer)
    record_all(clerk, [give(4, delivered=False), give(5, delivered=True), answer])
    with acting_as(clerk):
        notice = Notice.objects.get()
    assert (notice.attempts, notice.delivered, notice.answer) == (2, True, words.Answer.COMING)
    assert (notice.due_at, notice.given_at) == (later(12), later(5))
    with pytest.raises(ImpossibleActError, match="delivered already"):
        record(clerk, give(7, delivered=True))


def test_a_notice_due_after_the_release_is_refused(clerk: User) -> None:
    plan = acts.PlanNotice(
        at=later(3), detainer=DETAINER, notice=NOTICE, due_at=later(70), release_at=later(60)
    )
    with pytest.raises(ImpossibleActError, match="before the release"):
        record(clerk, plan)


def test_an_open_claim_stops_the_handover_until_a_named_person_rules(clerk: User) -> None:
    entitled = acts.Entitle(at=later(10), stay=STAY, basis=words.EntitlementBasis.BAIL)
    claim = acts.ClaimCitizenship(at=later(11), stay=STAY, claimed_by="the person")
    record_all(clerk, [entitled, claim])
    with pytest.raises(ImpossibleActError, match="claim of US citizenship is open"):
        record(clerk, hand_over(12))
    ruling = {"at": later(12), "stay": STAY, "ruling": words.Ruling.NOT_SHOWN}
    with pytest.raises(ImpossibleActError, match="name of who rules"):
        record(clerk, acts.RuleOnClaim(**ruling, ruled_by="Counsel", evidence=" "))
    record(clerk, acts.RuleOnClaim(**ruling, ruled_by="Counsel", evidence="Synthetic record"))
    record(clerk, hand_over(13))
    with acting_as(clerk):
        ruled, handed = CitizenshipClaim.objects.get(), Handover.objects.get()
        stay, detainer = Stay.objects.get(), Detainer.objects.get()
    assert (ruled.ruled_by, ruled.evidence) == ("Counsel", "Synthetic record")
    assert (handed.releasing_officer, handed.receiving_officer) == ("Synthetic one", "Synthetic two")
    assert handed.handed_over_at == stay.departed_at == later(13)
    assert (detainer.served_by, detainer.refused_to_sign) == ("Synthetic officer", True)


def test_nobody_is_handed_over_on_a_detainer_that_is_lifted_or_of_somebody_else(clerk: User) -> None:
    record(clerk, acts.Entitle(at=later(10), stay=STAY, basis=words.EntitlementBasis.BAIL))
    with pytest.raises(ImpossibleActError, match="not lodged against this stay"):
        record(clerk, hand_over(11, detainer=uuid4()))
    record(clerk, acts.Lift(at=later(11), detainer=DETAINER, reason=words.LiftReason.CASE_CLOSED))
    size = JournalFrontier.objects.get().size
    with pytest.raises(ImpossibleActError, match="lifted"):
        record(clerk, hand_over(12))
    assert JournalFrontier.objects.get().size == size
