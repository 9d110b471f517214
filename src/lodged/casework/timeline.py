"""What happened, said in a sentence each, with both times: when it was true and when it was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from django.db.models import Q

from lodged.casework.languages import LANGUAGES
from lodged.casework.moments import written
from lodged.register import acts
from lodged.register.models import Event, Stay


@dataclass(frozen=True)
class Line:
    """One act."""

    occurred_at: datetime
    recorded_at: datetime
    actor: str
    words: str
    event_id: str
    index: int
    is_late: bool
    """Recorded more than a day after it was true."""


LATE_SECONDS = 24 * 60 * 60


def timeline(stay: Stay, detainers: Iterable[object], zone: ZoneInfo) -> list[Line]:
    """Every act on the stay, its detainers and the person's description, the newest last, readings left out."""
    keys = [getattr(one, "pk", None) for one in detainers]
    about = Q(stay_id=stay.pk) | Q(detainer_id__in=keys) | Q(person_id=stay.person_id)
    events = Event.objects.filter(about).exclude(name=acts.ReadFile.name).select_related("actor")
    return [_line(event, zone) for event in events.order_by("occurred_at", "index")]


def _line(event: Event, zone: ZoneInfo) -> Line:
    late = (event.recorded_at - event.occurred_at).total_seconds() > LATE_SECONDS
    return Line(
        event.occurred_at,
        event.recorded_at,
        event.done_by,
        _words(event, zone),
        str(event.id),
        event.index,
        late,
    )


def _words(event: Event, zone: ZoneInfo) -> str:
    if event.payload is None:
        return "What was recorded here was expunged on an order."
    try:
        act = acts.act_from(event.name, json.loads(bytes(event.payload)))
    except (KeyError, TypeError, ValueError):
        return _spoken(event.name)
    said = _SAID.get(type(act))
    if said is None:
        return _spoken(event.name)
    return said.format_map(_Fields(act, zone)).strip()


def _spoken(name: str) -> str:
    return f"{name.partition('.')[2].replace('-', ' ').capitalize()}."


class _Fields(dict[str, str]):
    """The fields of an act as people read them."""

    def __init__(self, act: acts.Act, zone: ZoneInfo) -> None:
        super().__init__()
        self._act, self._zone = act, zone

    def __missing__(self, name: str) -> str:
        value = getattr(self._act, name)
        if name == "note" and not value:
            return ""
        return dict(LANGUAGES).get(value, value) if name == "language" else _shown(value, self._zone)


def _shown(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {_shown(its, zone)}" for key, its in value.items())
    if isinstance(value, tuple | list) and value:
        return ", ".join(_shown(one, zone) for one in value)
    return _one_shown(value, zone)


def _one_shown(value: object, zone: ZoneInfo) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return written(value, zone)
        case Enum():
            return str(getattr(value, "meaning", value.value))
        case acts.Name():
            return f"{value.last}, {value.first} {value.middle}".strip()
    return str(value) if value else "not stated"


_SAID: dict[type[acts.Act], str] = {
    acts.Describe: "Described as {names}; born {birth_dates} ({source}).",
    acts.Book: "Booked under {booking_number}: {basis}.",
    acts.Move: "Moved to another facility.",
    acts.ChangeBasis: "Held on another basis: {basis}. {reason}",
    acts.PlanRelease: "Release planned for {planned_for}: {reason}",
    acts.WithdrawPlan: "The planned release was taken back: {reason}",
    acts.Entitle: "Entitled to release: {basis}.",
    acts.WithdrawEntitlement: "The entitlement fell away: {reason}",
    acts.PrepareHandover: "A handover to ICE was prepared.",
    acts.CancelHandover: "The prepared handover was cancelled: {reason}",
    acts.Release: "Released. {note}",
    acts.HandOver: "Handed over to ICE by {releasing_officer} to {receiving_officer}; identity checked: "
    "{identity_checked}; property: {property_items}.",
    acts.TransferToAgency: "Transferred to {receiving_agency}, received by {receiving_officer}.",
    acts.EndOtherwise: "Custody ended; died: {died}. {reason}",
    acts.ReportDeparture: "A file reports the end of custody: {reason} ({source}).",
    acts.CorrectBooking: "The booking was at {booked_at}, not as recorded: {reason}",
    acts.CorrectDeparture: "The departure was at {departed_at}, not as recorded: {reason}",
    acts.WithdrawDeparture: "The end of custody was recorded in error: {reason}",
    acts.ClaimCitizenship: "Claim of US citizenship, by {claimed_by}. Words: {words}.",
    acts.RuleOnClaim: "Ruling on the claim by {ruled_by}: {ruling}. Evidence: {evidence}",
    acts.StateFacts: "Stated for the law's decision: {facts} ({source}; {seen}).",
    acts.NotifyCommitment: "Notice at commitment by {channel} to {sent_to}, by {given_by}; reached them: {delivered}. "
    "Committed on {committed_on}, {reasons}, {length}; country of citizenship {country}; last entry {last_entry} "
    "({source}).",
    acts.ExplainDelay: "Why later than entitled: {reason}. {note}",
    acts.Lodge: "Detainer received by {channel}: {form}, issued by {issued_by} on {issued_on}.",
    acts.KeepRefused: "Detainer received and not honoured: {reason}.",
    acts.AttachWarrant: "Warrant attached: {kind}, signed by {signed_by} on {signed_on}.",
    acts.ServeCopy: "Copy served by {served_by}, {manner}, explained in {language}; "
    "refused to sign: {refused_to_sign}.",
    acts.Supersede: "A later form took the detainer's place.",
    acts.Lift: "The issuer cancelled the detainer: {reason}.",
    acts.Decline: "Declined: {reason}.",
    acts.PlanNotice: "Notice to ICE planned: due {due_at}, of a release on {release_at}.",
    acts.GiveNotice: "Notice to ICE by {channel} to {sent_to}, by {given_by}; reached them: {delivered}; release told: "
    "{release_at}.",
    acts.RecordAnswer: "ICE answered: {answer}; who answered: {answered_by}.",
    acts.NoteNoShow: "ICE was told and was not there; seen by {officer}. {note}",
    acts.Decide: "Decision of the law relied on for: {relied_on_for}.",
    acts.Hold: "Kept past entitlement, until {until}.",
    acts.AskOverride: "Override asked for: {wanted}. Authority: {authority}. Reason: {reason}",
    acts.RuleOnOverride: "Override ruled on; confirmed: {confirmed}. Reason: {reason}",
}
