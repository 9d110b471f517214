"""A synthetic case that leaves a row in every table that acts write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.decisions import decided
from lodged.register.models import Detainer, Facility, Role, User
from lodged.register.services import record, record_all

AT = datetime(2026, 1, 10, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """Whom the case is about."""

    person: UUID
    stay: UUID
    detainer: UUID
    notice: UUID


def hours(count: float) -> datetime:
    """So many hours into the case."""
    return AT + timedelta(hours=count)


def lodged(case: Case, jail: Facility, number: str) -> list[acts.Act]:
    """Described, booked, a paper read as a detainer with a warrant, a notice planned, a return, a pair ruled on."""
    paper = uuid4()
    return [
        acts.Describe(
            at=AT,
            person=case.person,
            source=words.Source.DESK,
            names=(acts.Name("Sintético Núñez", f"Ada {number}"),),
            birth_dates=(AT.date(),),
            identifiers=(acts.Identifier(words.IdentifierKind.A_NUMBER, "A012345678"),),
        ),
        acts.Book(
            at=AT,
            stay=case.stay,
            person=case.person,
            facility=jail.id,
            booking_number=f"S-{number}",
            basis=words.CustodyBasis.CHARGE,
        ),
        acts.ReceivePaper(
            at=hours(1), person=uuid4(), paper=paper, facility=jail.id, channel=words.Channel.FAX
        ),
        acts.Lodge(
            at=hours(1),
            paper=paper,
            detainer=case.detainer,
            stay=case.stay,
            form=words.FormFamily.I_247A,
            form_version="3/17",
            issued_on=AT.date(),
            issued_by="Synthetic office",
            channel=words.Channel.FAX,
            received_by="Synthetic clerk",
            reference=f"D-{number}",
        ),
        acts.AttachWarrant(
            at=hours(1),
            detainer=case.detainer,
            kind=words.WarrantKind.I_200,
            signed_by="Synthetic officer",
            signed_on=AT.date(),
        ),
        acts.PlanNotice(
            at=hours(2),
            detainer=case.detainer,
            notice=case.notice,
            due_at=hours(48),
            release_at=hours(72),
        ),
        acts.FileReturn(at=hours(3), facility=jail.id, held=1, with_detainer=1),
        acts.KeepContact(at=hours(3), contact=uuid4(), office="Synthetic field office", phone="612 555 0100"),
        acts.RuleOnPair(
            at=hours(3),
            detainer_id=f"D-{number}",
            facility_name=jail.name,
            booking_id=f"S-{number}",
            decision=words.PairDecision.SAME,
            settles=False,
            reason="synthetic papers",
            evidence="same surname",
            seen="0",
        ),
    ]


def told(case: Case) -> list[acts.Act]:
    """What follows: served, a claim ruled on, the notice given and answered."""
    return [
        acts.ServeCopy(
            at=hours(4),
            detainer=case.detainer,
            served_by="Synthetic officer",
            manner=words.ServiceManner.IN_PERSON,
            language="es",
        ),
        acts.ClaimCitizenship(at=hours(5), stay=case.stay, claimed_by="Synthetic sister", words="born here"),
        acts.RuleOnClaim(
            at=hours(6),
            stay=case.stay,
            ruling=words.Ruling.NOT_SHOWN,
            ruled_by="Synthetic counsel",
            evidence="synthetic papers",
        ),
        acts.PlanRelease(at=hours(7), stay=case.stay, planned_for=hours(72), reason="sentence"),
        acts.GiveNotice(
            at=hours(20),
            detainer=case.detainer,
            notice=case.notice,
            channel=words.Channel.PHONE,
            sent_to="Synthetic office",
            given_by="Synthetic clerk",
            delivered=True,
            release_at=hours(72),
        ),
        acts.RecordAnswer(
            at=hours(21), detainer=case.detainer, notice=case.notice, answer=words.Answer.COMING
        ),
    ]


def held_and_handed_over(user: User, case: Case) -> None:
    """The end: entitled, held on an override that another person confirmed, handed over late, and why."""
    override = uuid4()
    record_all(
        user,
        [
            acts.StateFacts(
                at=hours(22),
                stay=case.stay,
                facts={"convictions": ["felony"]},
                source=words.Source.COURT,
                seen="synthetic case 1",
            ),
            acts.Entitle(at=hours(72), stay=case.stay, basis=words.EntitlementBasis.SENTENCE_END),
        ],
    )
    with acting_as(user):
        detainer = Detainer.objects.select_related("stay__facility__agency").get(pk=case.detainer)
        decision = decided(detainer.stay, detainer, hours(72), words.Reliance.HOLD)
    record_all(
        user,
        [
            decision,
            acts.AskOverride(
                at=hours(72),
                detainer=case.detainer,
                override=override,
                wanted=words.Overridable.HOLD,
                authority="synthetic order",
                reason="synthetic",
            ),
        ],
    )
    counsel, _ = User.objects.get_or_create(
        username=f"counsel-{user.agency_id}", agency=user.agency, role=Role.COUNSEL
    )
    record(
        counsel,
        acts.RuleOnOverride(
            at=hours(72), detainer=case.detainer, override=override, confirmed=True, reason="synthetic"
        ),
    )
    record_all(
        user,
        [
            acts.Hold(
                at=hours(72),
                detainer=case.detainer,
                reference=uuid4(),
                until=hours(80),
                decision=decision.reference,
                override=override,
            ),
            acts.HandOver(
                at=hours(75),
                stay=case.stay,
                detainer=case.detainer,
                releasing_officer="Synthetic deputy",
                receiving_officer="Synthetic officer",
                identity_checked=True,
                property_receipt="S-17",
            ),
        ],
    )


def whole_case(user: User, jail: Facility, number: str = "1") -> Case:
    """Record a whole case as `user`, and as counsel of the same agency what one person may not do alone."""
    case = Case(uuid4(), uuid4(), uuid4(), uuid4())
    record_all(user, [*lodged(case, jail, number), *told(case)])
    held_and_handed_over(user, case)
    return case
