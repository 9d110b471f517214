"""What may happen to the record: one frozen type an act, with everything a reader needs to repeat it.

An act is what the journal commits to. :func:`payload_of` and :func:`act_from` turn it into JSON and back;
``name`` is its type in the journal and never changes meaning.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, ClassVar, get_args, get_origin, get_type_hints
from uuid import UUID

from lodged.core.json import Plain
from lodged.law.conditions import FactValue
from lodged.register import vocabulary as words
from lodged.register.rights import Right


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that was done or became true at a moment, with the zone of its clock."""

    name: ClassVar[str]
    """Its type in the journal; it never changes meaning."""
    sentence: ClassVar[str]
    """How a person's file tells it, its fields in braces."""
    right: ClassVar[Right]
    """What it asks of whoever records it."""
    at: datetime
    """When it was true."""

    @property
    def needs(self) -> Right:
        """The right that this very act asks for: ``right``, or more where a field says so."""
        return self.right


@dataclass(frozen=True, kw_only=True)
class PersonAct(Act):
    """An act on a person's file."""

    person: UUID


@dataclass(frozen=True, kw_only=True)
class StayAct(Act):
    """An act on one stay."""

    stay: UUID


@dataclass(frozen=True, kw_only=True)
class DetainerAct(Act):
    """An act on one detainer."""

    detainer: UUID


@dataclass(frozen=True, kw_only=True)
class FacilityAct(Act):
    """An act on a facility as a whole; it holds no person's data."""

    facility: UUID


@dataclass(frozen=True, kw_only=True)
class AgencyAct(Act):
    """An act of an agency that is on nobody's file in particular."""


@dataclass(frozen=True)
class Name:
    """A name as somebody wrote it."""

    last: str
    first: str
    middle: str = ""
    kind: words.NameKind = words.NameKind.BOOKED


@dataclass(frozen=True)
class Identifier:
    """A number somebody gave the person."""

    kind: words.IdentifierKind
    value: str


@dataclass(frozen=True, kw_only=True)
class Describe(PersonAct):
    """Add what a source says of a person; the first opens the file."""

    name = "person.described"
    sentence = "Described as {names}; born {birth_dates} ({source})."
    right = Right.RECORD
    source: words.Source
    names: tuple[Name, ...] = ()
    birth_dates: tuple[date, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadFile(PersonAct):
    """Somebody opened the person's file."""

    name = "person.file-read"
    sentence = "The file was opened: {purpose}."
    right = Right.READ
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ReceivePaper(PersonAct):
    """A paper arrived, and nobody has read it yet; ``at`` is the minute of receipt.

    ``person`` is a pseudonym of the paper's own, for whoever it names, so that an order can have it removed.
    """

    name = "paper.received"
    sentence = "A document arrived by {channel}."
    right = Right.RECORD
    paper: UUID
    facility: UUID
    channel: words.Channel
    document_sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnPaper(PersonAct):
    """A paper went back to whoever sent it; that it came, and why it went back, stays. ``person`` as on receipt."""

    name = "paper.returned"
    sentence = "The document went back: {reason}."
    right = Right.RECORD
    paper: UUID
    reason: words.ReturnReason
    sent_by: str
    form: words.FormFamily
    name_on_form: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Expunge(PersonAct):
    """The person's data are removed on a lawful order; the journal keeps only commitments."""

    name = "journal.payload-expunged"
    sentence = "Data were removed on an order: {order}."
    right = Right.EXPUNGE
    order: str
    events: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book(StayAct):
    """Custody begins."""

    name = "stay.booked"
    sentence = "Booked under {booking_number}: {basis}. {not_same_as}"
    right = Right.RECORD
    person: UUID
    facility: UUID
    booking_number: str
    basis: words.CustodyBasis
    not_same_as: tuple[UUID, ...] = ()
    """People held then with the same name and birth or number, of whom whoever booked said: a different person."""


@dataclass(frozen=True, kw_only=True)
class Move(StayAct):
    """The person is moved to another facility of the same custodian."""

    name = "stay.moved"
    sentence = "Moved to another facility."
    right = Right.RECORD
    facility: UUID


@dataclass(frozen=True, kw_only=True)
class ChangeBasis(StayAct):
    """Custody goes on for another reason."""

    name = "stay.basis-changed"
    sentence = "Held on another basis: {basis}. {reason}"
    right = Right.RECORD
    basis: words.CustodyBasis
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanRelease(StayAct):
    """The planned release is set or changed."""

    name = "stay.release-planned"
    sentence = "Release planned for {planned_for}: {reason}"
    right = Right.RECORD
    planned_for: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawPlan(StayAct):
    """There is no planned release any more."""

    name = "stay.plan-withdrawn"
    sentence = "The planned release was taken back: {reason}"
    right = Right.RECORD
    reason: str


@dataclass(frozen=True, kw_only=True)
class Entitle(StayAct):
    """From this minute the person is entitled to release."""

    name = "stay.entitled"
    sentence = "Cleared for release: {basis}."
    right = Right.RECORD
    basis: words.EntitlementBasis


@dataclass(frozen=True, kw_only=True)
class WithdrawEntitlement(StayAct):
    """The person is no longer eligible for release, for example by a new charge or a judge's warrant."""

    name = "stay.entitlement-withdrawn"
    sentence = "No longer eligible for release: {reason}"
    right = Right.RECORD
    reason: str


@dataclass(frozen=True, kw_only=True)
class PrepareHandover(StayAct):
    """Staff got a handover to ICE ready."""

    name = "stay.handover-prepared"
    sentence = "A handover to ICE was prepared."
    right = Right.RECORD
    detainer: UUID
    decision: str
    """Reference of the law's decision that allows it."""


@dataclass(frozen=True, kw_only=True)
class CancelHandover(StayAct):
    """The prepared handover will not happen."""

    name = "stay.handover-cancelled"
    sentence = "The prepared handover was canceled: {reason}"
    right = Right.RECORD
    reason: str


@dataclass(frozen=True, kw_only=True)
class Release(StayAct):
    """The person was released."""

    name = "stay.released"
    sentence = "Released. {note}"
    right = Right.RECORD
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOver(StayAct):
    """The person passed into ICE custody."""

    name = "stay.handed-over"
    sentence = (
        "Handed over to ICE by {releasing_officer} to {receiving_officer}; identity checked: "
        "{identity_checked}; property: {property_items}."
    )
    right = Right.RECORD
    detainer: UUID
    releasing_officer: str
    receiving_officer: str
    identity_checked: bool
    property_receipt: str = ""
    property_items: tuple[str, ...] = ()
    """What of the person's property went along, item by item."""
    override: UUID | None = None
    """The confirmed override it rests on, where the law's decision does not allow it."""


@dataclass(frozen=True, kw_only=True)
class TransferToAgency(StayAct):
    """The person passed to another custodian."""

    name = "stay.transferred"
    sentence = (
        "Transferred to {receiving_agency}, received by {receiving_officer}; the detainer's papers went along: "
        "{with_papers}."
    )
    right = Right.RECORD
    receiving_agency: str
    receiving_officer: str = ""
    with_papers: bool = False
    """Whether the detainer's papers and the packet of the custody went along."""


@dataclass(frozen=True, kw_only=True)
class EndOtherwise(StayAct):
    """Custody ended by death or otherwise."""

    name = "stay.ended-otherwise"
    sentence = "Custody ended; died: {died}. {reason}"
    right = Right.RECORD
    died: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReportDeparture(StayAct):
    """A file of the custodian says that custody ended; who handed over, and to whom, it does not say."""

    name = "stay.departure-reported"
    sentence = "A file reports the end of custody: {reason} ({source})."
    right = Right.RECORD
    reason: words.DepartureReason
    source: words.Source


@dataclass(frozen=True, kw_only=True)
class CorrectBooking(StayAct):
    """Custody began at another minute than recorded."""

    name = "stay.booking-corrected"
    sentence = "The booking was at {booked_at}, not as recorded: {reason}"
    right = Right.RECORD
    booked_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectDeparture(StayAct):
    """Custody ended at another minute than recorded."""

    name = "stay.departure-corrected"
    sentence = "The departure was at {departed_at}, not as recorded: {reason}"
    right = Right.RECORD
    departed_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawDeparture(StayAct):
    """The end of custody was recorded in error; the person is still held."""

    name = "stay.departure-withdrawn"
    sentence = "The end of custody was recorded in error: {reason}"
    right = Right.RECORD
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClaimCitizenship(StayAct):
    """The person, or someone for them, says they are a US citizen."""

    name = "stay.citizenship-claimed"
    sentence = "Claim of US citizenship, by {claimed_by}. Words: {words}."
    right = Right.RECORD
    claimed_by: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleOnClaim(StayAct):
    """A named person ruled on the open claim."""

    name = "stay.claim-ruled"
    sentence = "Ruling on the claim by {ruled_by}: {ruling}. Evidence: {evidence}"
    right = Right.RULE_ON_CLAIM
    ruling: words.Ruling
    ruled_by: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class WithdrawClaim(StayAct):
    """The open claim is taken back: by who made it, or because it was recorded in error."""

    name = "stay.claim-withdrawn"
    sentence = "The claim of US citizenship was withdrawn: {reason}"
    right = Right.RULE_ON_CLAIM
    reason: str


@dataclass(frozen=True, kw_only=True)
class StateFacts(StayAct):
    """What staff know for the law's decision and the record doesn't say by itself."""

    name = "stay.facts-stated"
    sentence = "Stated for the law's decision: {facts} ({source}; {seen})."
    right = Right.RECORD
    facts: dict[str, FactValue | None]
    """Facts of the law's vocabulary by name; None takes an earlier statement back."""
    source: words.Source
    seen: str
    """Where it stands: the court's case number, the form, the person's own words."""


@dataclass(frozen=True, kw_only=True)
class NotifyCommitment(StayAct):
    """The immigration officer of the district was told of a commitment, or an attempt was made.

    The four items of Minn. Stat. 631.50, as somebody said or wrote them; an empty one was not known, none inferred.
    """

    name = "stay.commitment-notified"
    sentence = (
        "Notice at commitment by {channel} to {sent_to}, by {given_by}; reached them: "
        "{delivered}. Committed on {committed_on}, {reasons}, {length}; country of citizenship "
        "{country}; last entry {last_entry} ({source})."
    )
    right = Right.RECORD
    channel: words.Channel
    sent_to: str
    given_by: str
    delivered: bool
    committed_on: date | None
    reasons: str = ""
    length: str = ""
    country: str = ""
    last_entry: str = ""
    source: words.Source
    """Who told the country and the last entry."""


@dataclass(frozen=True, kw_only=True)
class ExplainDelay(StayAct):
    """Why the person left later than they were entitled to."""

    name = "stay.delay-explained"
    sentence = "Why release was delayed: {reason}. {note}"
    right = Right.RECORD
    reason: words.DelayReason
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Lodge(DetainerAct):
    """A detainer arrived; ``at`` is the minute of receipt."""

    name = "detainer.lodged"
    sentence = "Detainer received by {channel}: {form}, issued by {issued_by} on {issued_on}."
    right = Right.RECORD
    stay: UUID
    form: words.FormFamily
    form_version: str
    issued_on: date | None
    issued_by: str
    channel: words.Channel
    received_by: str
    probable_cause: tuple[words.ProbableCause, ...] = ()
    resumes_custody: bool = False
    """Box 2: DHS brought the person and intends to resume custody."""
    document_sha256: str | None = None
    supersedes: UUID | None = None
    reference: str = ""
    """The issuer's own number of the detainer."""
    paper: UUID | None = None
    """The paper it was read from, where one was received at the desk."""
    lacks: tuple[str, ...] = ()
    """What the check for completeness found missing on it: ids of :mod:`lodged.documents.completeness`."""
    issuer_phone: str = ""
    """The number the form says to call."""


@dataclass(frozen=True, kw_only=True)
class KeepRefused(DetainerAct):
    """A detainer arrived that the facility may not honor: the least record that it did."""

    name = "detainer.kept-refused"
    sentence = "Detainer received and not honored: {reason}."
    right = Right.RECORD
    stay: UUID
    form: words.FormFamily
    issued_by: str
    channel: words.Channel
    reason: words.DeclineReason
    document_sha256: str | None = None
    reference: str = ""
    """The issuer's own number of the detainer."""
    paper: UUID | None = None
    """The paper it was read from, where one was received at the desk."""


@dataclass(frozen=True, kw_only=True)
class AttachWarrant(DetainerAct):
    """A warrant came with the detainer, or after it."""

    name = "detainer.warrant-attached"
    sentence = "Warrant attached: {kind}, signed by {signed_by} on {signed_on}."
    right = Right.RECORD
    kind: words.WarrantKind
    signed_by: str
    signed_on: date | None
    document_sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class ServeCopy(DetainerAct):
    """The person was given a copy; refusing to sign is service too."""

    name = "detainer.copy-served"
    sentence = (
        "Copy served by {served_by}, {manner}, explained in {language}; refused to sign: {refused_to_sign}."
    )
    right = Right.RECORD
    served_by: str
    manner: words.ServiceManner
    language: str
    refused_to_sign: bool = False


@dataclass(frozen=True, kw_only=True)
class Supersede(DetainerAct):
    """A later form took this one's place."""

    name = "detainer.superseded"
    sentence = "A later form took the detainer's place."
    right = Right.RECORD
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Lift(DetainerAct):
    """The issuer canceled it."""

    name = "detainer.lifted"
    sentence = "The issuer canceled the detainer: {reason}."
    right = Right.RECORD
    reason: words.LiftReason


@dataclass(frozen=True, kw_only=True)
class Decline(DetainerAct):
    """The custodian did not do what it asked."""

    name = "detainer.declined"
    sentence = "Declined: {reason}."
    right = Right.RECORD
    reason: words.DeclineReason
    decision: str
    """Reference of the law's decision, or of the order."""


@dataclass(frozen=True, kw_only=True)
class PlanNotice(DetainerAct):
    """ICE is to be told of a coming release by a time."""

    name = "detainer.notice-planned"
    sentence = "Notice to ICE planned: due {due_at}, of a release on {release_at}."
    right = Right.RECORD
    notice: UUID
    due_at: datetime
    release_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiveNotice(DetainerAct):
    """ICE was told of a coming release, or an attempt was made; ``notice`` may be one that was planned."""

    name = "detainer.notice-given"
    sentence = (
        "Notice to ICE by {channel} to {sent_to}, by {given_by}; reached them: {delivered}; "
        "release told: {release_at}."
    )
    right = Right.RECORD
    notice: UUID
    channel: words.Channel
    sent_to: str
    given_by: str
    delivered: bool
    release_at: datetime
    detail: str = ""
    """What the mail server or the officer said; whether it may be a repeat of one that arrived."""


@dataclass(frozen=True, kw_only=True)
class RecordAnswer(DetainerAct):
    """What ICE answered to a notice."""

    name = "detainer.answer-recorded"
    sentence = "ICE answered: {answer}; who answered: {answered_by}."
    right = Right.RECORD
    notice: UUID
    answer: words.Answer
    answered_by: str = ""


@dataclass(frozen=True, kw_only=True)
class NoteNoShow(DetainerAct):
    """ICE was told of the release and was not there when the person was released."""

    name = "detainer.no-show"
    sentence = "ICE was told and was not there; seen by {officer}. {note}"
    right = Right.RECORD
    officer: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Decide(DetainerAct):
    """The law's decision that was shown to staff and that they relied on."""

    name = "detainer.decided"
    sentence = "Decision of the law relied on for: {relied_on_for}."
    right = Right.RECORD
    reference: UUID
    decision: dict[str, Plain]
    """As :meth:`lodged.law.Decision.to_json` writes it."""
    rulebook_sha256: str
    relied_on_for: words.Reliance


@dataclass(frozen=True, kw_only=True)
class Hold(DetainerAct):
    """The person is kept past their entitlement to release, on authority that is named."""

    name = "detainer.hold-begun"
    sentence = "Kept past entitlement, until {until}."
    right = Right.RECORD
    reference: UUID
    until: datetime
    decision: UUID
    """The recorded decision it rests on."""
    override: UUID | None = None
    """The confirmed override it rests on, where the decision does not allow it."""


@dataclass(frozen=True, kw_only=True)
class AskOverride(DetainerAct):
    """Somebody wants to do what the law's decision does not allow, and names their authority."""

    name = "detainer.override-asked"
    sentence = "Override asked for: {wanted}. Authority: {authority}. Reason: {reason}"
    right = Right.RECORD
    override: UUID
    wanted: words.Overridable
    authority: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RuleOnOverride(DetainerAct):
    """Another person, a records supervisor or counsel, confirmed the override or refused it."""

    name = "detainer.override-ruled"
    sentence = "Override ruled on; confirmed: {confirmed}. Reason: {reason}"
    right = Right.CONFIRM
    override: UUID
    confirmed: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileReturn(FacilityAct):
    """A facility's own count of the people held at ``at``; nobody with a detainer is a nil return."""

    name = "facility.return-filed"
    sentence = "The facility's count: {held} held, {with_detainer} with a detainer."
    right = Right.RECORD
    held: int
    with_detainer: int


@dataclass(frozen=True, kw_only=True)
class RuleOnPair(AgencyAct):
    """A reader said whether a detainer on a list and a custody record are of one person."""

    name = "pair.ruled"
    sentence = "A pair of records was ruled on: {decision}. {reason}"
    right = Right.RULE_ON_PAIRS
    detainer_id: str
    facility_name: str
    booking_id: str
    decision: words.PairDecision
    settles: bool
    """Whether it settles a pair on which two readers did not agree."""
    reason: str
    evidence: str
    """What the comparison said, in words, when the reader decided."""
    seen: str
    """Fingerprint of the two records as the reader saw them."""

    @property
    def needs(self) -> Right:
        """Settling what two readers disagree on asks for the right to confirm."""
        return Right.CONFIRM if self.settles else self.right


@dataclass(frozen=True, kw_only=True)
class SearchNames(AgencyAct):
    """Somebody looked up a list of names; the files it showed are each recorded as read besides."""

    name = "names.searched"
    sentence = "A list of {names} names was looked up, {shown} people shown: {purpose}."
    right = Right.READ
    list_sha256: str
    names: int
    shown: int
    """People shown as possible, each of whose files is recorded as read."""
    purpose: str


@dataclass(frozen=True, kw_only=True)
class KeepContact(AgencyAct):
    """The agency put an office of ICE into its directory, or changed what the directory says of it."""

    name = "directory.contact-kept"
    sentence = "Directory: {office}, telephone {phone}, fax {fax}, e-mail {email}, hours {hours}. {note}"
    right = Right.RECORD
    contact: UUID
    office: str
    phone: str = ""
    fax: str = ""
    email: str = ""
    hours: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RetireContact(AgencyAct):
    """An office in the directory is offered no more."""

    name = "directory.contact-retired"
    sentence = "Directory: an office was retired. {reason}"
    right = Right.RECORD
    contact: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SetVictimLine(AgencyAct):
    """Where victims register to be told of a release: the number or address of VINE, shown and never written to."""

    name = "agency.victim-line-set"
    sentence = "The victim notice line was set: {line}"
    right = Right.RECORD
    line: str


@dataclass(frozen=True, kw_only=True)
class SetLetterhead(AgencyAct):
    """The lines under the agency's name on its letters."""

    name = "agency.letterhead-set"
    sentence = "The letterhead was set: {lines}"
    right = Right.RECORD
    lines: tuple[str, ...]


DEPARTURES = (Release, HandOver, TransferToAgency, EndOtherwise, ReportDeparture)
ACTS: dict[str, type[Act]] = {
    kind.name: kind
    for base in (PersonAct, StayAct, DetainerAct, FacilityAct, AgencyAct)
    for kind in base.__subclasses__()
}


def payload_of(act: Act) -> dict[str, Plain]:
    """Return the act as a JSON object, times in UTC."""
    return {field.name: _plain(getattr(act, field.name)) for field in dataclasses.fields(act)}


def act_from(name: str, payload: Mapping[str, Plain]) -> Act:
    """Return the act that :func:`payload_of` wrote.

    Raises KeyError for a name that is no act.
    """
    act: Act = _built(ACTS[name], payload)
    return act


def _plain(value: Any) -> Plain:
    match value:
        case date():
            return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()
        case UUID():
            return str(value)
        case Enum():
            return str(value.value)
        case tuple():
            return [_plain(item) for item in value]
        case Name() | Identifier():
            return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    plain: Plain = value
    return plain


def _built(kind: type, payload: Mapping[str, Plain]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _typed(hints[name], value) for name, value in payload.items()})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in {types.UnionType, typing.Union}:
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is dict:
        return dict(value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], item) for item in value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _built(hint, value)
    if hint in {datetime, date}:
        return hint.fromisoformat(value)
    return hint(value)
