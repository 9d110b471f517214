"""Deeds on a detainer: lodged or kept on file, served, lifted, superseded, declined, and the papers that go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from lodged.casework.case import OPEN, Case, case_about
from lodged.casework.custody import in_custody, other_agencys, own_stay
from lodged.casework.deeds import DeedRefusedError, deed, name_of, refuse
from lodged.documents.completeness import Confirmed, Finding, Signer, WarrantOnPaper, check
from lodged.law.conditions import FactValue
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.decisions import check_statement, decided
from lodged.register.lifecycle.detainers import DetainerState
from lodged.register.models import Detainer, Stay
from lodged.register.sealed import lookup_text
from lodged.register.vocabulary import (
    Channel,
    DeclineReason,
    FormFamily,
    LiftReason,
    NameKind,
    ProbableCause,
    Reliance,
    ServiceManner,
    Source,
    WarrantKind,
)


@dataclass(frozen=True)
class WarrantReceived:
    """A warrant that came with a detainer, or after it."""

    kind: WarrantKind
    signer: Signer
    signed_by: str
    signed_on: date | None


@dataclass(frozen=True)
class DetainerReceived:
    """A detainer as the custodian received it. What nobody said is None, and is found missing, not taken as given."""

    form: FormFamily
    channel: Channel
    issued_by: str
    issued_on: date | None = None
    form_version: str = ""
    received_by: str = ""
    reference: str = ""
    """The issuer's own number."""
    grounds: tuple[ProbableCause, ...] = ()
    box_2: bool = False
    """Whether it says that DHS brought the person and will resume custody."""
    signed: bool | None = None
    """Whether an immigration officer signed it."""
    warrant: WarrantReceived | None = None
    document_sha256: str | None = None
    paper: UUID | None = None
    """The receipt it was confirmed from."""
    issuer_phone: str = ""
    """The number the form says to call."""

    def findings(self, received_on: date) -> tuple[Finding, ...]:
        """Return what is missing or doubtful on a detainer received that day, with what to do."""
        warrants = (
            (WarrantOnPaper(self.warrant.kind.value, self.warrant.signer, self.warrant.signed_on),)
            if self.warrant
            else ()
        )
        seen = Confirmed(
            form=self.form.value,
            issued_on=self.issued_on,
            signed=self.signed,
            grounds=frozenset(ground.value for ground in self.grounds),
            box_2=self.box_2,
            warrants=warrants,
        )
        return check(seen, received_on)


@dataclass(frozen=True)
class PersonOnForm:
    """What a form says of the person."""

    last: str
    first: str
    born: date | None = None
    identifiers: tuple[acts.Identifier, ...] = ()


@deed
def lodge(
    actor: Actor,
    stay: UUID,
    at: datetime,
    received: DetainerReceived,
    *,
    person: PersonOnForm | None = None,
    supersedes: UUID | None = None,
    detainer: UUID | None = None,
) -> Iterator[acts.Act]:
    """Record a detainer, its warrant, what it lacks, what it says of the person, and what it takes the place of.

    `detainer` is the identifier of the new detainer, where the caller needs it before.
    """
    case = own_stay(actor, stay)
    key = detainer or uuid4()
    if person is not None:
        yield from _described(case.stay, at, person)
    yield acts.Lodge(
        at=at,
        detainer=key,
        stay=stay,
        form=received.form,
        form_version=received.form_version,
        issued_on=received.issued_on,
        issued_by=received.issued_by,
        channel=received.channel,
        received_by=received.received_by or name_of(actor),
        probable_cause=received.grounds,
        resumes_custody=received.box_2,
        document_sha256=received.document_sha256,
        supersedes=supersedes,
        reference=received.reference,
        paper=received.paper,
        issuer_phone=received.issuer_phone,
        lacks=tuple(finding.id for finding in received.findings(at.astimezone(case.zone).date())),
    )
    yield from _warrant(key, at, received)
    if supersedes is not None:
        yield _superseding(case, at, supersedes, key)


@deed
def keep_refused(
    actor: Actor,
    stay: UUID,
    at: datetime,
    received: DetainerReceived,
    reason: DeclineReason,
    *,
    detainer: UUID | None = None,
) -> Iterator[acts.Act]:
    """Record a detainer that is kept on file and not honored; raises as :func:`lodge`."""
    own_stay(actor, stay)
    key = detainer or uuid4()
    yield acts.KeepRefused(
        at=at,
        detainer=key,
        stay=stay,
        form=received.form,
        issued_by=received.issued_by,
        channel=received.channel,
        reason=reason,
        document_sha256=received.document_sha256,
        reference=received.reference,
        paper=received.paper,
    )
    yield from _warrant(key, at, received)


@deed
def serve_copy(
    actor: Actor,
    detainer: UUID,
    at: datetime,
    served_by: str,
    manner: ServiceManner,
    language: str,
    *,
    refused_to_sign: bool = False,
) -> Iterator[acts.Act]:
    """Record that the person was given a copy; refusing to sign is service too."""
    case, _ = own_detainer(actor, detainer)
    refuse(may_serve(case))
    yield acts.ServeCopy(
        at=at,
        detainer=detainer,
        served_by=served_by,
        manner=manner,
        language=language,
        refused_to_sign=refused_to_sign,
    )


@deed
def attach_warrant(
    actor: Actor, detainer: UUID, at: datetime, warrant: WarrantReceived
) -> Iterator[acts.Act]:
    """Record a warrant that came after the detainer; an unsigned paper is none."""
    case, _ = own_detainer(actor, detainer)
    refuse(on_open_detainer(case))
    if warrant.signer is Signer.NOBODY:
        raise DeedRefusedError("An unsigned paper is no warrant. Ask the issuing office for a signed one.")
    yield _attached(detainer, at, warrant, None)


@deed
def lift(actor: Actor, detainer: UUID, at: datetime, reason: LiftReason) -> Iterator[acts.Act]:
    """Record that the issuer canceled the detainer."""
    case, _ = own_detainer(actor, detainer)
    refuse(on_open_detainer(case))
    yield acts.Lift(at=at, detainer=detainer, reason=reason)


@deed
def decline(actor: Actor, detainer: UUID, at: datetime, reason: DeclineReason) -> Iterator[acts.Act]:
    """Record that the custodian does not do what the detainer asks, and the law's decision that was relied on."""
    case, subject = own_detainer(actor, detainer)
    refuse(may_decline(case))
    decision = decided(case.stay, subject, at, Reliance.DECLINE)
    yield decision
    yield acts.Decline(at=at, detainer=detainer, reason=reason, decision=str(decision.reference))


@deed
def state_facts(
    actor: Actor, stay: UUID, at: datetime, facts: Mapping[str, FactValue | None], source: Source, seen: str
) -> Iterator[acts.Act]:
    """Record what staff know for the law's decision, and where it stands."""
    case = own_stay(actor, stay)
    refuse(on_detainer(case))
    check_statement(facts)
    yield acts.StateFacts(at=at, stay=stay, facts=dict(facts), source=source, seen=seen)


def own_detainer(actor: Actor, detainer: UUID) -> tuple[Case, Detainer]:
    """Return the case of a detainer of the actor's own agency, and the detainer.

    Raises NotOnRecordError, DeedRefusedError for another agency's.
    """
    case = case_about(detainer)
    refuse(other_agencys(actor, case))
    if case.detainer is None:
        raise DeedRefusedError("No detainer is on record for this stay.")
    return case, case.detainer


def on_open_detainer(case: Case) -> str | None:
    """Return why nothing is done on the detainer; None while the person is here and it is open."""
    if case.detainer is None:
        return "No detainer is on record for this stay."
    if case.is_open:
        return None
    return (
        in_custody(case) or f"The detainer is [{case.detainer_state.value if case.detainer_state else ''}]."
    )


def on_detainer(case: Case) -> str | None:
    """Return why there is no detainer to speak of; None where one counts, whatever became of the stay."""
    return None if case.detainer is not None else "No detainer is on record for this stay."


def may_serve(case: Case) -> str | None:
    """Return why no copy can be served; None where it is still to be."""
    refused = on_open_detainer(case)
    if refused is None and case.detainer_state is not DetainerState.LODGED:
        return "The copy was served already; the file says when and by whom."
    return refused


def may_decline(case: Case) -> str | None:
    """Return why the detainer can't be declined; None where it can."""
    if not case.due and not case.gone:
        return "The person isn't entitled to release yet, so there is nothing to decline. Record the entitlement first."
    return on_detainer(case) if case.gone else on_open_detainer(case)


def _superseding(case: Case, at: datetime, earlier: UUID, by: UUID) -> acts.Supersede:
    before = next((one for one, state in case.detainers if one.pk == earlier and state in OPEN), None)
    if before is None:
        raise DeedRefusedError(
            "The detainer chosen to be replaced is not open on this booking. Choose one of the booking it is about."
        )
    return acts.Supersede(at=max(at, before.received_at), detainer=earlier, by=by)


def _described(stay: Stay, at: datetime, form: PersonOnForm) -> Iterator[acts.Act]:
    """Yield what the form says of the person that the record doesn't have yet."""
    person = stay.person
    name = acts.Name(form.last, form.first, kind=NameKind.AS_ON_FORM)
    names = () if person.names.filter(last=name.last, first=name.first, middle="").exists() else (name,)
    births = (form.born,) if form.born and not person.birth_dates.filter(value=form.born).exists() else ()
    held = {lookup_text(one.kind, one.value) for one in person.identifiers.all()}
    numbers = tuple(one for one in form.identifiers if lookup_text(one.kind.value, one.value) not in held)
    if names or births or numbers:
        yield acts.Describe(
            at=at,
            person=person.id,
            source=Source.FORM,
            names=names,
            birth_dates=births,
            identifiers=numbers,
        )


def _warrant(detainer: UUID, at: datetime, received: DetainerReceived) -> Iterator[acts.Act]:
    """Yield the warrant that came along; an unsigned paper is none."""
    if received.warrant is not None and received.warrant.signer is not Signer.NOBODY:
        yield _attached(detainer, at, received.warrant, received.document_sha256)


def _attached(
    detainer: UUID, at: datetime, warrant: WarrantReceived, document_sha256: str | None
) -> acts.AttachWarrant:
    return acts.AttachWarrant(
        at=at,
        detainer=detainer,
        kind=warrant.kind,
        signed_by=warrant.signed_by,
        signed_on=warrant.signed_on,
        document_sha256=document_sha256,
    )
