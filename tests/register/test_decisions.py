"""The law asked about a case on record: what is known, what stays unknown, and what a hold or a handover rests on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from lodged.law import Action, FactError, Outcome
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.administration import AdministrationError, add_facility
from lodged.register.authority import longest_hold
from lodged.register.decisions import (
    NoRulebookError,
    NotAuthorizedError,
    clock_of,
    decide_for,
    decided,
    facts_of,
)
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.models import DecisionRecord, Event, Hold, Override, Stay, User
from lodged.register.permissions import NotPermittedError
from lodged.register.projection import ChangedMeanwhileError
from lodged.register.services import expunge, record, record_all
from tests.register.case import AT, Case, made

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
FOUND = {"proof_of_lawful_status": False, "convictions": ["felony"]}


def hold(case: Case, until_hours: float, override: UUID | None = None) -> list[acts.Act]:
    with acting_as(case.desk):
        decision = decided(*case.row(), LATER, words.Reliance.HOLD)
    return [
        decision,
        acts.Hold(
            at=LATER,
            detainer=case.detainer,
            reference=uuid4(),
            until=AT + timedelta(hours=until_hours),
            decision=decision.reference,
            override=override,
        ),
    ]


def state_facts(case: Case, **facts: object) -> None:
    case.record(
        acts.StateFacts(
            at=AT, stay=case.stay, facts=facts, source=words.Source.COURT, seen="Synthetic court, 27-XX-26-1"
        )
    )


def ask(case: Case, wanted: words.Overridable, by: User | None = None) -> UUID:
    act = acts.AskOverride(
        at=LATER,
        detainer=case.detainer,
        override=uuid4(),
        wanted=wanted,
        authority="Synthetic order of a court",
        reason="Synthetic reason",
    )
    case.record(act, by=by)
    return act.override


def ruling(case: Case, override: UUID, *, confirmed: bool = True) -> acts.RuleOnOverride:
    return acts.RuleOnOverride(
        at=LATER, detainer=case.detainer, override=override, confirmed=confirmed, reason="Read the order."
    )


def test_the_record_says_the_facts_and_what_it_does_not_say_is_left_out() -> None:
    case = made()
    with acting_as(case.desk):
        facts = facts_of(*case.row(), AT)
        assert facts == {
            "facility_class": "county_jail",
            "county": "Olmsted",
            "form": "I-247A",
            "administrative_warrant_attached": False,
            "served_on_person": False,
            "claims_us_citizenship": False,
            "otherwise_releasable": False,
            "criminal_hold": True,
        }
        coming = facts_of(*case.row(), AT, at_release=True)
        assert (coming["otherwise_releasable"], coming["detainer_only"]) == (True, True)
        assert "criminal_hold" not in coming


def test_a_detainer_known_from_a_roster_only_says_nothing_of_its_papers() -> None:
    case = made(form=words.FormFamily.NOT_STATED)
    with acting_as(case.desk):
        facts = facts_of(*case.row(), AT)
    assert "form" not in facts
    assert "administrative_warrant_attached" not in facts


def test_in_minnesota_the_answer_is_no_whatever_is_known() -> None:
    case = made()
    with acting_as(case.desk):
        decision = decide_for(*case.row(), AT, at_release=True)
        assert decision.action(Action.HOLD_DETAINER_ONLY).outcome is Outcome.PROHIBITED
        assert decision.action(Action.TRANSFER_AT_RELEASE).outcome is Outcome.PERMITTED
        clock = clock_of(decision, case.row()[0], AT)
        assert clock is not None
        assert clock.release_by == AT
    case.entitle()
    with pytest.raises(NotAuthorizedError, match=r"prohibited.*Esparza"):
        record_all(case.desk, hold(case, 20))
    with acting_as(case.desk):
        assert not DecisionRecord.objects.exists()


def test_proof_counts_from_when_it_is_stated_and_only_then() -> None:
    case = made("TX", "Harris")
    case.serve()
    case.record(
        acts.AttachWarrant(
            at=AT,
            detainer=case.detainer,
            kind=words.WarrantKind.I_200,
            signed_by="Synthetic immigration officer",
            signed_on=AT.date(),
        )
    )
    case.entitle()
    with acting_as(case.desk):
        assert "proof_of_lawful_status" in decide_for(*case.row(), LATER).assumed
    state_facts(case, proof_of_lawful_status=True)
    with pytest.raises(NotAuthorizedError, match="unsettled"):
        record_all(case.desk, hold(case, 20))
    state_facts(case, **FOUND)
    with acting_as(case.desk):
        stay, detainer = case.row()
        decision = decide_for(stay, detainer, LATER)
        clock = clock_of(decision, stay)
        assert clock is not None
        assert decision.action(Action.HOLD_DETAINER_ONLY).authorizes
        assert clock.release_by == longest_hold(stay)
        # Entitled Monday 9:00 there; both rules end Wednesday 9:00.
        assert clock.release_by == AT + timedelta(hours=48)
        assert clock.release_by.tzinfo == stay.facility.zone
    with pytest.raises(NotAuthorizedError, match=r"no longer than \[2026-01-14 09:00\]"):
        record_all(case.desk, hold(case, 49))
    record_all(case.desk, hold(case, 48))
    with acting_as(case.desk):
        kept = Hold.objects.select_related("decision").get()
        assert kept.decision.decision["rulebook_sha256"] == decision.rulebook_sha256
    state_facts(case, proof_of_lawful_status=None)
    with acting_as(case.desk):
        assert "proof_of_lawful_status" not in facts_of(*case.row(), LATER)
        assert facts_of(*case.row(), LATER)["convictions"] == ("felony",)


def test_an_unknown_fact_is_no_permission_until_it_is_stated_with_its_source() -> None:
    case = made("NJ", "Essex")
    case.serve()
    case.entitle()
    with pytest.raises(NotAuthorizedError, match=r"unknown.*convictions"):
        record_all(case.desk, hold(case, 2))
    state_facts(case, convictions=["listed_offense"])
    record_all(case.desk, hold(case, 2))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"nonsense": True}, "nonsense"),
        ({"served_on_person": True}, "record itself says"),
        ({"final_order": "yes"}, "final_order"),
        ({}, "No fact"),
    ],
)
def test_a_statement_that_the_law_cannot_use_is_refused(facts: dict[str, object], said: str) -> None:
    case = made()
    with pytest.raises(FactError, match=said):
        state_facts(case, **facts)


def test_an_open_claim_stops_hold_handover_and_override() -> None:
    case = made("TX", "Harris")
    case.entitle()
    case.record(acts.ClaimCitizenship(at=AT, stay=case.stay, claimed_by="the person"))
    with acting_as(case.desk):
        assert facts_of(*case.row(), LATER)["claims_us_citizenship"] is True
    with pytest.raises(ImpossibleActError, match="claim of US citizenship is open"):
        record_all(case.desk, hold(case, 20))
    with pytest.raises(ImpossibleActError, match="claim of US citizenship is open"):
        ask(case, words.Overridable.HOLD)


def test_an_override_holds_only_once_another_person_confirmed_it() -> None:
    case = made()
    case.entitle()
    override = ask(case, words.Overridable.HOLD)
    with pytest.raises(NotAuthorizedError, match="not confirmed"):
        record_all(case.desk, hold(case, 20, override))
    with pytest.raises(NotPermittedError, match="supervisor or counsel"):
        case.record(ruling(case, override))
    case.record(ruling(case, override), by=case.counsel)
    with pytest.raises(ChangedMeanwhileError, match="ruled on this override already"):
        case.record(ruling(case, override, confirmed=False), by=case.supervisor)
    record_all(case.desk, hold(case, 20, override))
    with acting_as(case.desk):
        assert Hold.objects.get().override_id == override
    with pytest.raises(NotAuthorizedError, match="no longer than"):
        record_all(case.desk, hold(case, 60, override))


def test_nobody_confirms_their_own_override_and_a_refused_one_allows_nothing() -> None:
    case = made()
    case.entitle()
    own = ask(case, words.Overridable.HOLD, by=case.supervisor)
    with pytest.raises(ImpossibleActError, match="Another person"):
        case.record(ruling(case, own), by=case.supervisor)
    case.record(ruling(case, own, confirmed=False), by=case.counsel)
    with pytest.raises(NotAuthorizedError, match="refused: Read the order"):
        record_all(case.desk, hold(case, 20, own))


def test_a_handover_is_refused_where_the_law_forbids_it_and_rests_on_a_confirmed_override_else() -> None:
    case = made("IL", "Cook")
    case.entitle()

    def hand_over(override: UUID | None = None) -> acts.HandOver:
        return acts.HandOver(
            at=LATER,
            stay=case.stay,
            detainer=case.detainer,
            releasing_officer="Synthetic one",
            receiving_officer="Synthetic two",
            identity_checked=True,
            property_items=("keys",),
            override=override,
        )

    with pytest.raises(NotAuthorizedError, match="does not allow"):
        case.record(hand_over())
    override = ask(case, words.Overridable.HAND_OVER)
    with pytest.raises(NotAuthorizedError, match="not confirmed"):
        case.record(hand_over(override))
    with pytest.raises(NotAuthorizedError, match="not asked for this"):
        record_all(case.desk, hold(case, 20, override))
    case.record(ruling(case, override), by=case.supervisor)
    case.record(hand_over(override))
    with acting_as(case.desk):
        handover = Stay.objects.get().handovers.get()
        assert (handover.override_id, handover.property_items) == (override, ["keys"])


def test_counsel_rules_and_records_nothing_else() -> None:
    case = made()
    case.record(acts.ClaimCitizenship(at=AT, stay=case.stay, claimed_by="the person"))
    with pytest.raises(NotPermittedError):
        case.record(acts.Release(at=LATER, stay=case.stay), by=case.counsel)
    act = acts.RuleOnClaim(
        at=LATER,
        stay=case.stay,
        ruling=words.Ruling.NOT_SHOWN,
        ruled_by="Synthetic counsel",
        evidence="Synthetic",
    )
    case.record(act, by=case.counsel)
    with acting_as(case.counsel):
        assert Stay.objects.get().claim == "not shown"
        assert Event.objects.latest("index").actor == case.counsel


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_stay SET claim = 'upheld', departed_at = now(), departure = 'released'",
        "UPDATE register_override SET authority = 'x', ruled_at = now(), ruled_by_id = {counsel}, confirmed = true",
        (
            "INSERT INTO register_event (index, id, agency_id, name, occurred_at, recorded_at, actor_id) "
            "VALUES (99, gen_random_uuid(), '{agency}', 'stay.released', now(), now(), {counsel})"
        ),
    ],
)
def test_the_database_lets_counsel_change_a_ruling_only(statement: str) -> None:
    case = made()
    case.entitle()
    ask(case, words.Overridable.HOLD)
    case.record(acts.ClaimCitizenship(at=AT, stay=case.stay, claimed_by="the person"))
    with (
        pytest.raises(DatabaseError, match=r"may change only|row-level security"),
        acting_as(case.counsel),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(counsel=case.counsel.pk, agency=case.counsel.agency_id))


def test_the_database_keeps_a_desk_clerk_from_confirming() -> None:
    case = made()
    case.entitle()
    ask(case, words.Overridable.HOLD)
    with acting_as(case.desk):
        ruled = Override.objects.update(ruled_at=LATER, ruled_by=case.counsel, confirmed=True)
    assert ruled == 0


@pytest.mark.parametrize(
    "changed", [{"authority": "another order"}, {"authority": "", "reason": "", "confirmed": False}]
)
def test_the_database_keeps_an_override_as_it_was_asked_and_ruled_on(changed: dict[str, Any]) -> None:
    case = made()
    case.entitle()
    case.record(ruling(case, ask(case, words.Overridable.HOLD)), by=case.counsel)
    with pytest.raises(DatabaseError, match="ruled on once"), acting_as(case.supervisor):
        Override.objects.update(**changed)


def test_a_place_without_a_rulebook_gives_no_authority() -> None:
    case = made("ZZ", "Nowhere")
    with acting_as(case.desk), pytest.raises(NoRulebookError, match="ZZ"):
        decide_for(*case.row(), AT)
    case.entitle()
    with pytest.raises(NotAuthorizedError, match="No rulebook"):
        record(
            case.desk,
            acts.PrepareHandover(at=LATER, stay=case.stay, detainer=case.detainer, decision="none"),
        )


def test_a_county_is_written_as_the_law_writes_it() -> None:
    case = made()
    name = case.desk.agency.name
    assert add_facility("A", name, "county_jail", county="hennepin county").county == "Hennepin"
    with pytest.raises(AdministrationError, match="Hennepin"):
        add_facility("B", name, "county_jail", county="Henepin")
    with pytest.raises(AdministrationError, match="no time zone"):
        add_facility("B", name, "county_jail", time_zone="Nowhere")


def test_what_staff_said_goes_with_an_expungement() -> None:
    case = made()
    case.entitle()
    state_facts(case, **FOUND)
    override = ask(case, words.Overridable.HOLD)
    case.record(ruling(case, override), by=case.counsel)
    record_all(case.desk, hold(case, 20, override))
    expunge(case.supervisor, case.person, order="Synthetic court, 1")
    with acting_as(case.supervisor):
        assert not Stay.objects.get().stated_facts.exists()
        assert DecisionRecord.objects.get().decision is None
        assert (Override.objects.get().authority, Override.objects.get().ruling_reason) == ("", "")
        assert Hold.objects.count() == 1


def test_an_override_lasts_to_the_earlier_of_the_two_deadlines() -> None:
    case, friday = made(), AT + timedelta(days=4)
    case.entitle(friday)
    override = ask(case, words.Overridable.HOLD)
    case.record(ruling(case, override), by=case.counsel)

    def kept(hours: float) -> list[acts.Act]:
        with acting_as(case.desk):
            decision = decided(*case.row(), friday + timedelta(minutes=5), words.Reliance.HOLD)
        told = acts.Hold(
            at=friday + timedelta(minutes=5),
            detainer=case.detainer,
            reference=uuid4(),
            until=friday + timedelta(hours=hours),
            decision=decision.reference,
            override=override,
        )
        return [decision, told]

    # Friday 9:00 before a holiday weekend: the form's 48 hours end Sunday 9:00, the regulation's only Wednesday.
    with pytest.raises(NotAuthorizedError, match=r"no longer than \[2026-01-18 09:00\]"):
        record_all(case.desk, kept(49))
    record_all(case.desk, kept(48))


def test_new_jerseys_hold_ends_with_the_day_and_an_override_does_not_outlast_it() -> None:
    case = made("NJ", "Mercer")
    case.serve()
    case.entitle()
    state_facts(case, convictions=["listed_offense"])
    with pytest.raises(NotAuthorizedError, match=r"no longer than \[2026-01-12 23:59\]"):
        record_all(case.desk, hold(case, 20))
    override = ask(case, words.Overridable.HOLD)
    case.record(ruling(case, override), by=case.counsel)
    with pytest.raises(NotAuthorizedError, match=r"no longer than \[2026-01-12 23:59\]"):
        record_all(case.desk, hold(case, 20, override=override))
    record_all(case.desk, hold(case, 10))


def test_no_detainers_hold_is_recorded_while_a_judges_paper_keeps_the_person() -> None:
    case = made("NJ", "Mercer")
    case.serve()
    case.record(
        acts.AttachWarrant(
            at=AT,
            detainer=case.detainer,
            kind=words.WarrantKind.JUDICIAL,
            signed_by="Synthetic judge",
            signed_on=AT.date(),
        )
    )
    case.entitle()
    state_facts(case, convictions=["listed_offense"])
    with pytest.raises(NotAuthorizedError, match="A judge's warrant or a criminal hold keeps the person"):
        record_all(case.desk, hold(case, 2))


def test_law_that_was_not_researched_allows_no_handover() -> None:
    case = made("NJ", "Mercer")
    case.entitle()
    with acting_as(case.desk):
        decision = decide_for(*case.row(), AT, at_release=True)
        assert decision.action(Action.TRANSFER_AT_RELEASE).outcome is Outcome.NOT_RESEARCHED
    act = acts.HandOver(
        at=LATER,
        stay=case.stay,
        detainer=case.detainer,
        releasing_officer="Synthetic sergeant",
        receiving_officer="Synthetic officer 11",
        identity_checked=True,
        property_items=("keys",),
    )
    with pytest.raises(NotAuthorizedError, match=r"not researched.*was not examined"):
        case.record(act)
