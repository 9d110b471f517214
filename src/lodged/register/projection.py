"""What each act makes of the tables: the one place where the record's present state is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatch
from uuid import UUID

from django.db.models import F, QuerySet

from lodged.core.errors import LodgedError
from lodged.law import Decision
from lodged.register import acts
from lodged.register.authority import check_handover, check_hold
from lodged.register.decisions import check_statement
from lodged.register.lifecycle.detainers import Detainer as DetainerFacts
from lodged.register.lifecycle.detainers import DetainerState, detainer_status
from lodged.register.lifecycle.pairs import Opinion, check_can_follow
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import Stay as StayFacts
from lodged.register.models import (
    Agency,
    BirthDate,
    CitizenshipClaim,
    CustodySpan,
    DecisionRecord,
    Detainer,
    DetainerSpan,
    FacilityReturn,
    Handover,
    Hold,
    IceContact,
    Notice,
    Override,
    PairRuling,
    Paper,
    Person,
    PersonIdentifier,
    PersonName,
    StatedFact,
    Stay,
    Warrant,
)
from lodged.register.vocabulary import PaperOutcome, ReturnReason


class ChangedMeanwhileError(LodgedError):
    """Somebody else recorded an act on this since it was shown."""


@dataclass(frozen=True)
class Recording:
    """For which agency, as which event, by whom and when an act is recorded, and on which version it was decided."""

    agency_id: UUID
    event_id: UUID
    recorded_at: datetime
    actor_id: int
    """The member of staff whose act it is."""
    version: int | None = None
    """The version the clerk was shown; None where nobody was shown one, as in an import."""
    replayed: bool = False
    """The act was accepted once: what the law of its day allowed is not asked of today's rulebooks."""


@singledispatch
def project(act: acts.Act, recording: Recording) -> None:
    """Apply `act` to the tables.

    Raises:
        ImpossibleActError: it can't follow what is recorded.
        ChangedMeanwhileError: the version shown is no longer the present one.
    """


@project.register
def _(act: acts.Describe, recording: Recording) -> None:
    if not Person.objects.filter(pk=act.person).exists():
        Person.objects.create(id=act.person, agency_id=recording.agency_id)
    common = {
        "agency_id": recording.agency_id,
        "person_id": act.person,
        "source": act.source,
        "occurred_at": act.at,
        "recorded_at": recording.recorded_at,
    }
    PersonName.objects.bulk_create(
        PersonName(**common, kind=name.kind, last=name.last, first=name.first, middle=name.middle)
        for name in act.names
    )
    BirthDate.objects.bulk_create(BirthDate(**common, value=value) for value in act.birth_dates)
    PersonIdentifier.objects.bulk_create(
        PersonIdentifier(**common, kind=number.kind, value=number.value) for number in act.identifiers
    )


@project.register
def _(act: acts.FileReturn, recording: Recording) -> None:
    FacilityReturn.objects.create(
        agency_id=recording.agency_id,
        facility_id=act.facility,
        counted_at=act.at,
        held=act.held,
        with_detainer=act.with_detainer,
        recorded_at=recording.recorded_at,
    )


@project.register
def _(act: acts.KeepContact, recording: Recording) -> None:
    values = {name: getattr(act, name) for name in ("office", "phone", "fax", "email", "hours", "note")}
    if not act.office.strip() or not (act.phone or act.fax or act.email):
        raise ImpossibleActError(
            "A contact needs the name of the office, and a telephone, a fax or an e-mail."
        )
    if _contact(act.contact) is None:
        IceContact.objects.create(
            id=act.contact, agency_id=recording.agency_id, recorded_at=recording.recorded_at, **values
        )
        return
    if not IceContact.objects.filter(pk=act.contact, retired_at=None).update(**values):
        raise ChangedMeanwhileError(
            "Somebody else retired this contact meanwhile. Add it again if it is right."
        )


@project.register
def _(act: acts.RetireContact, recording: Recording) -> None:
    if not act.reason.strip():
        raise ImpossibleActError("Say why this contact is retired.")
    if _contact(act.contact) is None:
        raise ImpossibleActError("The directory has no such contact.")
    if not IceContact.objects.filter(pk=act.contact, retired_at=None).update(retired_at=act.at):
        raise ChangedMeanwhileError("Somebody else retired this contact already.")


def _contact(contact: UUID) -> IceContact | None:
    return IceContact.objects.filter(pk=contact).first()


@project.register
def _(act: acts.SetVictimLine, recording: Recording) -> None:
    if not recording.replayed:
        Agency.objects.filter(pk=recording.agency_id).update(victim_line=act.line)


@project.register
def _(act: acts.SetLetterhead, recording: Recording) -> None:
    # Replayed, it would write to the agency itself: agencies are no table that acts alone make.
    if not recording.replayed:
        Agency.objects.filter(pk=recording.agency_id).update(letterhead="\n".join(act.lines))


@project.register
def _(act: acts.RuleOnPair, recording: Recording) -> None:
    if not act.reason.strip():
        raise ImpossibleActError("A decision on a pair needs a reason.")
    pair = {
        "agency_id": recording.agency_id,
        "detainer_id": act.detainer_id,
        "facility_name": act.facility_name,
        "booking_id": act.booking_id,
    }
    # Records that changed are read afresh: what was said of them before doesn't bind the next reader.
    before = [ruling.opinion() for ruling in PairRuling.objects.filter(**pair, seen=act.seen)]
    check_can_follow(before, Opinion(str(recording.actor_id), act.decision, act.settles, act.seen))
    PairRuling.objects.create(
        **pair,
        id=recording.event_id,
        decision=act.decision,
        settles=act.settles,
        reason=act.reason,
        evidence=act.evidence,
        seen=act.seen,
        ruled_by_id=recording.actor_id,
        ruled_at=act.at,
        recorded_at=recording.recorded_at,
    )


@project.register
def _(act: acts.Book, recording: Recording) -> None:
    stay = Stay(
        id=act.stay,
        agency_id=recording.agency_id,
        person_id=act.person,
        facility_id=act.facility,
        booking_number=act.booking_number,
        basis=act.basis,
    )
    stay.take(StayFacts().after(act))
    stay.save(force_insert=True)
    _open_span(stay, act.at, None, recording)


@project.register
def _(act: acts.StayAct, recording: Recording) -> None:
    stay = Stay.objects.get(pk=act.stay)
    before = stay.facts()
    stay.take(before.after(act))
    match act:
        case acts.PrepareHandover() | acts.HandOver():
            _check_handover(act, recording)
        case acts.ChangeBasis():
            stay.basis = act.basis
        case acts.Entitle():
            stay.entitlement = act.basis
        case acts.Move():
            stay.facility_id = act.facility
        case acts.NotifyCommitment():
            stay.commitment_told_at = act.at if act.delivered else stay.commitment_told_at
        case acts.ExplainDelay():
            stay.delay_reason, stay.delay_note = act.reason, act.note
    _save(stay, recording)
    _update_spans(stay, before, act, recording)
    _write_outcome(stay, act, recording)


def _write_outcome(stay: Stay, act: acts.StayAct, recording: Recording) -> None:
    """Handovers, and claims of US citizenship with their rulings."""
    match act:
        case acts.HandOver():
            Handover.objects.create(
                agency_id=recording.agency_id,
                stay=stay,
                recorded_at=recording.recorded_at,
                detainer_id=act.detainer,
                handed_over_at=act.at,
                releasing_officer=act.releasing_officer,
                receiving_officer=act.receiving_officer,
                identity_checked=act.identity_checked,
                property_receipt=act.property_receipt,
                property_items=list(act.property_items),
                override_id=act.override,
            )
        case acts.StateFacts():
            _state_facts(act, stay, recording)
        case acts.ClaimCitizenship():
            CitizenshipClaim.objects.create(
                agency_id=recording.agency_id,
                stay=stay,
                recorded_at=recording.recorded_at,
                claimed_at=act.at,
                claimed_by=act.claimed_by,
                words=act.words,
            )
        case acts.RuleOnClaim():
            if not (act.ruled_by.strip() and act.evidence.strip()):
                raise ImpossibleActError("A ruling needs the name of who rules and the evidence it rests on.")
            _open_claims(stay).update(
                ruled_at=act.at, ruling=act.ruling, ruled_by=act.ruled_by, evidence=act.evidence
            )
        case acts.WithdrawClaim():
            _open_claims(stay).update(withdrawn_at=act.at, withdrawal_reason=act.reason)


def _open_claims(stay: Stay) -> QuerySet[CitizenshipClaim]:
    return CitizenshipClaim.objects.filter(stay=stay, ruled_at=None, withdrawn_at=None)


@project.register
def _(act: acts.Lodge, recording: Recording) -> None:
    _receive(
        act,
        recording,
        Detainer(
            form_version=act.form_version,
            issued_on=act.issued_on,
            received_by=act.received_by,
            probable_cause=list(act.probable_cause),
            resumes_custody=act.resumes_custody,
            lacks=list(act.lacks),
            supersedes_id=act.supersedes,
            issuer_phone=act.issuer_phone,
        ),
    )
    _settle(act.paper, PaperOutcome.LODGED, recording, detainer=act.detainer)


@project.register
def _(act: acts.KeepRefused, recording: Recording) -> None:
    _receive(act, recording, Detainer(kept_only=True, decline_reason=act.reason))
    _settle(act.paper, PaperOutcome.KEPT, recording, detainer=act.detainer)


@project.register
def _(act: acts.ReceivePaper, recording: Recording) -> None:
    Paper.objects.create(
        id=act.paper,
        agency_id=recording.agency_id,
        person=act.person,
        facility_id=act.facility,
        received_at=act.at,
        received_by_id=recording.actor_id,
        channel=act.channel,
        document_sha256=act.document_sha256 or "",
        recorded_at=recording.recorded_at,
    )


@project.register
def _(act: acts.ReturnPaper, recording: Recording) -> None:
    _settle(act.paper, PaperOutcome.RETURNED, recording, reason=act.reason)


def _settle(
    paper: UUID | None,
    outcome: PaperOutcome,
    recording: Recording,
    *,
    detainer: UUID | None = None,
    reason: ReturnReason | None = None,
) -> None:
    """Write what became of a paper, once. What was typed from it goes, save what a return slip repeats."""
    if paper is None:
        return
    waiting = Paper.objects.filter(pk=paper, outcome=PaperOutcome.WAITING)
    at = recording.recorded_at
    if reason is None:
        settled = waiting.update(outcome=outcome, settled_at=at, detainer_id=detainer, said=None)
    else:
        settled = waiting.update(outcome=outcome, settled_at=at, return_reason=reason)
    if not settled:
        raise ImpossibleActError(
            "This paper was settled already, perhaps by somebody else or by a second click. Look at it again."
        )


@project.register
def _(act: acts.DetainerAct, recording: Recording) -> None:
    detainer = Detainer.objects.select_related("stay").get(pk=act.detainer)
    detainer.take(detainer.facts().after(act))
    match act:
        case acts.ServeCopy():
            detainer.service_manner, detainer.service_language = act.manner, act.language
            detainer.served_by, detainer.refused_to_sign = act.served_by, act.refused_to_sign
        case acts.Decline():
            detainer.decline_reason = act.reason
        case acts.Lift():
            detainer.lift_reason = act.reason
        case acts.NoteNoShow():
            detainer.no_show_at, detainer.no_show_officer = act.at, act.officer
    _save(detainer, recording)
    _write_beside(act, detainer, recording)
    _write_authority(act, detainer, recording)


def _write_beside(act: acts.DetainerAct, detainer: Detainer, recording: Recording) -> None:
    """Warrants, notices, answers, and the end of the detainer's span."""
    match act:
        case acts.AttachWarrant():
            Warrant.objects.create(
                agency_id=recording.agency_id,
                detainer=detainer,
                recorded_at=recording.recorded_at,
                kind=act.kind,
                signed_by=act.signed_by,
                signed_on=act.signed_on,
                document_sha256=act.document_sha256 or "",
                attached_at=act.at,
            )
        case acts.GiveNotice():
            _give_notice(act, detainer, recording)
        case acts.PlanNotice():
            _plan_notice(act, detainer, recording)
        case acts.RecordAnswer():
            notice = Notice.objects.filter(pk=act.notice, detainer=detainer, given_at__isnull=False)
            if not notice.update(answer=act.answer, answered_at=act.at):
                raise ImpossibleActError(
                    "The answer is to a notice that was not given about this detainer. Record the notice first."
                )
        case acts.Lift() | acts.Supersede():
            for span in detainer.spans.filter(superseded_at=None, ended_at=None):
                _supersede(span, recording)
                _add_detainer_span(detainer, span.began_at, act.at, recording)


def _write_authority(act: acts.DetainerAct, detainer: Detainer, recording: Recording) -> None:
    """Decisions, and what rests on them or is asked for against them."""
    match act:
        case acts.Decide():
            _keep_decision(act, detainer, recording)
        case acts.Hold():
            if not recording.replayed:
                check_hold(act)
            Hold.objects.create(
                agency_id=recording.agency_id,
                detainer=detainer,
                recorded_at=recording.recorded_at,
                id=act.reference,
                began_at=act.at,
                until=act.until,
                decision_id=act.decision,
                override_id=act.override,
            )
        case acts.AskOverride():
            _ask_override(act, detainer, recording)


def _state_facts(act: acts.StateFacts, stay: Stay, recording: Recording) -> None:
    check_statement(act.facts)
    if not act.seen.strip():
        raise ImpossibleActError(
            "A statement needs to say where it stands, for example a court's case number."
        )
    StatedFact.objects.bulk_create(
        StatedFact(
            agency_id=recording.agency_id,
            stay=stay,
            recorded_at=recording.recorded_at,
            name=name,
            value=value,
            source=act.source,
            seen=act.seen,
            stated_at=act.at,
        )
        for name, value in act.facts.items()
    )


def _keep_decision(act: acts.Decide, detainer: Detainer, recording: Recording) -> None:
    try:
        decision = Decision.from_json(act.decision)
    except (KeyError, TypeError, ValueError) as error:
        raise ImpossibleActError("This is not a decision of the law. Open the page again.") from error
    if decision.rulebook_sha256 != act.rulebook_sha256:
        raise ImpossibleActError("The decision was made under another rulebook than the act names.")
    DecisionRecord.objects.create(
        agency_id=recording.agency_id,
        detainer=detainer,
        recorded_at=recording.recorded_at,
        id=act.reference,
        decided_at=act.at,
        relied_on_for=act.relied_on_for,
        rulebook_sha256=act.rulebook_sha256,
        decision=act.decision,
    )


def _ask_override(act: acts.AskOverride, detainer: Detainer, recording: Recording) -> None:
    if not (act.authority.strip() and act.reason.strip()):
        raise ImpossibleActError("An override needs the authority it rests on and the reason.")
    Override.objects.create(
        agency_id=recording.agency_id,
        detainer=detainer,
        recorded_at=recording.recorded_at,
        id=act.override,
        wanted=act.wanted,
        authority=act.authority,
        reason=act.reason,
        asked_at=act.at,
        asked_by_id=recording.actor_id,
    )


@project.register
def _(act: acts.RuleOnOverride, recording: Recording) -> None:
    """Only the override changes, so that counsel, who may record nothing else, can rule on it."""
    override = Override.objects.select_related("detainer__stay").filter(pk=act.override).first()
    if override is None or override.detainer_id != act.detainer:
        raise ImpossibleActError("This override was not asked for on this detainer.")
    override.detainer.facts().after(act)
    if override.ruled_at is not None:
        raise ChangedMeanwhileError("Somebody else ruled on this override already. Look at the ruling.")
    if override.asked_by_id == recording.actor_id:
        raise ImpossibleActError("Who asked for an override can't rule on it. Another person must.")
    if not act.reason.strip():
        raise ImpossibleActError("A ruling needs its reason.")
    Override.objects.filter(pk=act.override, ruled_at=None).update(
        ruled_at=act.at, ruled_by_id=recording.actor_id, confirmed=act.confirmed, ruling_reason=act.reason
    )


def _plan_notice(act: acts.PlanNotice, detainer: Detainer, recording: Recording) -> None:
    """Plan a notice, or plan one anew that was not given yet."""
    known = Notice.objects.filter(pk=act.notice).first()
    if known is None:
        Notice.objects.create(
            agency_id=recording.agency_id,
            detainer=detainer,
            recorded_at=recording.recorded_at,
            id=act.notice,
            due_at=act.due_at,
            release_at=act.release_at,
        )
        return
    if known.detainer_id != detainer.pk or known.delivered:
        raise ImpossibleActError("This notice was given already, or is another detainer's. Plan a new one.")
    Notice.objects.filter(pk=known.pk).update(due_at=act.due_at, release_at=act.release_at)


def _give_notice(act: acts.GiveNotice, detainer: Detainer, recording: Recording) -> None:
    """Write a notice, or the next attempt at one that was planned or not delivered."""
    attempt = {
        "given_at": act.at,
        "channel": act.channel,
        "sent_to": act.sent_to,
        "given_by": act.given_by,
        "delivered": act.delivered,
        "release_at": act.release_at,
        "detail": act.detail[:500],
    }
    known = Notice.objects.filter(pk=act.notice).first()
    if known is None:
        Notice.objects.create(
            agency_id=recording.agency_id,
            detainer=detainer,
            recorded_at=recording.recorded_at,
            id=act.notice,
            attempts=1,
            **attempt,
        )
        return
    if known.detainer_id != detainer.pk:
        raise ImpossibleActError("The notice was planned for another detainer. Give a notice for this one.")
    if known.delivered:
        raise ImpossibleActError("This notice was delivered already. Give a new one where something changed.")
    Notice.objects.filter(pk=known.pk).update(**attempt, attempts=F("attempts") + 1)


def _check_handover(act: acts.PrepareHandover | acts.HandOver, recording: Recording) -> None:
    """Refuse a handover on a detainer that isn't this stay's or is no longer open, or that nothing allows."""
    stay = Stay.objects.get(pk=act.stay)
    detainer = Detainer.objects.select_related("stay").filter(pk=act.detainer, stay=stay).first()
    if detainer is None:
        raise ImpossibleActError("The detainer named is not lodged against this stay. Name one that is.")
    state = detainer_status(replace(detainer.facts(), stay=stay.facts()))
    if state not in {DetainerState.LODGED, DetainerState.IN_FORCE}:
        raise ImpossibleActError(
            f"The detainer is [{state.value}], so nobody can be handed over on it. Look at the detainer first."
        )
    if not recording.replayed:
        check_handover(act, stay, detainer)


def _receive(act: acts.Lodge | acts.KeepRefused, recording: Recording, detainer: Detainer) -> None:
    stay = Stay.objects.get(pk=act.stay)
    DetainerFacts(stay.facts()).after(act)
    detainer.id, detainer.agency_id, detainer.stay = act.detainer, recording.agency_id, stay
    detainer.form, detainer.issued_by, detainer.channel = act.form, act.issued_by, act.channel
    detainer.received_at, detainer.document_sha256 = act.at, act.document_sha256 or ""
    detainer.reference = act.reference
    detainer.save(force_insert=True)
    _add_detainer_span(detainer, act.at, None, recording)


def _save(row: Stay | Detainer, recording: Recording) -> None:
    """Write the row where its version is still the one that was read, and the one that was shown."""
    shown = row.version if recording.version is None else recording.version
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {"id", "version"}
    }
    changed = (
        type(row)._default_manager.filter(pk=row.pk, version=shown).update(**values, version=F("version") + 1)
    )
    if not changed:
        raise ChangedMeanwhileError(
            f"Somebody else recorded something here since you opened it (you saw version [{shown}], it is now "
            f"[{row.version}]). Look at what changed, then decide again."
        )


def _update_spans(stay: Stay, before: StayFacts, act: acts.StayAct, recording: Recording) -> None:
    current = CustodySpan.objects.filter(stay=stay, superseded_at=None).order_by("began_at", "id")
    if isinstance(act, acts.Move):
        _replace(current.last(), recording, ended_at=act.at)
        _open_span(stay, act.at, None, recording)
    elif before.departed_at != stay.departed_at:
        _replace(current.last(), recording, ended_at=stay.departed_at)
    elif before.booked_at != stay.booked_at:
        _replace(current.first(), recording, began_at=stay.booked_at)


def _replace(span: CustodySpan | None, recording: Recording, **changed: datetime | None) -> None:
    if span is None:
        raise ValueError("A stay in the register has a span.")
    _supersede(span, recording)
    span.pk, span.recorded_at, span.superseded_at = None, recording.recorded_at, None
    for name, value in changed.items():
        setattr(span, name, value)
    span.save(force_insert=True)


def _supersede(span: CustodySpan | DetainerSpan, recording: Recording) -> None:
    type(span).objects.filter(pk=span.pk).update(superseded_at=recording.recorded_at)


def _open_span(stay: Stay, began_at: datetime, ended_at: datetime | None, recording: Recording) -> None:
    CustodySpan.objects.create(
        agency_id=recording.agency_id,
        stay=stay,
        facility_id=stay.facility_id,
        began_at=began_at,
        ended_at=ended_at,
        recorded_at=recording.recorded_at,
    )


def _add_detainer_span(
    detainer: Detainer, began_at: datetime, ended_at: datetime | None, recording: Recording
) -> None:
    DetainerSpan.objects.create(
        agency_id=recording.agency_id,
        detainer=detainer,
        stay_id=detainer.stay_id,
        began_at=began_at,
        ended_at=ended_at,
        recorded_at=recording.recorded_at,
    )
