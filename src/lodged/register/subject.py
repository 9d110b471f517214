"""Everything the register holds about one person, table by table: what is told, what is left out, and why.

A column that nobody decided on stops the test over all models. To decide: name it in ``shown``, or give a reason in
``left_out``; a table that holds no person goes into :data:`NOBODY` with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from lodged.register import models as record
from lodged.register.expungement import about, files_of, papers_of, rulings_about

_NUMBER = "the program's own number"
_THIS = "this person, stay or detainer"
_OWN = {"id": _NUMBER, "agency": "the agency that gives this report"}
_SOURCE_COLUMNS = "source occurred_at recorded_at"


@dataclass(frozen=True)
class ReportedTable:
    """One table: which rows are the person's, the columns told, and those left out with the reason."""

    model: type[models.Model]
    title: str
    rows: Callable[[UUID], models.QuerySet[Any]]
    shown: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """Every column somebody decided on."""
        return set(self.shown) | set(self.left_out)


@dataclass(frozen=True)
class Part:
    """What one table holds about the person: its title, and each row as labels and values."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def _of_stay(model: type[models.Model]) -> Callable[[UUID], models.QuerySet[Any]]:
    return lambda person: model._default_manager.filter(stay__person=person).order_by("pk")


def _of_detainer(model: type[models.Model]) -> Callable[[UUID], models.QuerySet[Any]]:
    return lambda person: model._default_manager.filter(detainer__stay__person=person).order_by("pk")


def _of_person(model: type[models.Model]) -> Callable[[UUID], models.QuerySet[Any]]:
    return lambda person: model._default_manager.filter(person=person).order_by("pk")


def _documents(person: UUID) -> models.QuerySet[Any]:
    return record.Document.objects.filter(sha256__in=files_of(person)).order_by("recorded_at")


def _events(person: UUID) -> models.QuerySet[Any]:
    return record.Event.objects.filter(about(person)).select_related("actor").order_by("index")


def _reported(
    model: type[models.Model],
    title: str,
    rows: Callable[[type[models.Model]], Callable[[UUID], models.QuerySet[Any]]],
    shown: str,
    **left_out: str,
) -> ReportedTable:
    return ReportedTable(model, title, rows(model), tuple(shown.split()), {**_OWN, **left_out})


REPORTED: tuple[ReportedTable, ...] = (
    ReportedTable(
        record.Person,
        "The person's file",
        lambda person: record.Person.objects.filter(pk=person),
        ("id",),
        {"agency": _OWN["agency"]},
    ),
    _reported(
        record.PersonName,
        "Names",
        _of_person,
        f"kind last first middle {_SOURCE_COLUMNS}",
        person=_THIS,
        folded="the same name without accents, to search by",
    ),
    _reported(record.BirthDate, "Dates of birth", _of_person, f"value {_SOURCE_COLUMNS}", person=_THIS),
    _reported(
        record.PersonIdentifier,
        "Numbers",
        _of_person,
        f"kind value {_SOURCE_COLUMNS}",
        person=_THIS,
        lookup="a keyed hash of the number beside it",
    ),
    _reported(
        record.Stay,
        "Stays in custody",
        _of_person,
        "facility booking_number basis booked_at seen_at moved_at planned_for prepared_at entitled_at entitlement "
        "departed_at departure commitment_told_at delay_reason delay_note claim",
        person=_THIS,
        version="counts the entries",
    ),
    _reported(
        record.CustodySpan,
        "Where the person was, and since when the record says so",
        _of_stay,
        "stay facility began_at ended_at recorded_at superseded_at",
    ),
    _reported(
        record.CitizenshipClaim,
        "Claims of US citizenship",
        _of_stay,
        "stay claimed_at claimed_by words ruled_at ruling ruled_by evidence withdrawn_at withdrawal_reason recorded_at",
    ),
    _reported(
        record.StatedFact,
        "Facts stated for the law's decision",
        _of_stay,
        "stay name value source seen stated_at recorded_at",
    ),
    _reported(
        record.Detainer,
        "Detainers",
        _of_stay,
        "stay reference form form_version issued_on issued_by issuer_phone probable_cause resumes_custody "
        "document_sha256 received_at received_by channel lacks kept_only supersedes served_at served_by service_manner "
        "service_language refused_to_sign declined_at decline_reason no_show_at no_show_officer superseded_at "
        "lifted_at lift_reason",
        version="counts the entries",
    ),
    _reported(
        record.DetainerSpan,
        "When a detainer was lodged, and since when the record says so",
        _of_stay,
        "stay detainer began_at ended_at recorded_at superseded_at",
    ),
    _reported(
        record.Warrant,
        "Warrants that came with a detainer",
        _of_detainer,
        "detainer kind signed_by signed_on document_sha256 attached_at recorded_at",
    ),
    _reported(
        record.Notice,
        "Notices to ICE",
        _of_detainer,
        "detainer due_at given_at attempts channel sent_to given_by delivered release_at detail answer answered_at "
        "recorded_at",
    ),
    _reported(
        record.Dispatch,
        "E-mails to ICE",
        _of_detainer,
        "detainer queued_by queued_role queued_at sent_to release_at message_id letter letter_sha256 state attempts "
        "next_attempt_at possible_repeat last_error done_at",
        notice=_NUMBER,
        claimed_at="when the program took it up",
    ),
    _reported(
        record.DecisionRecord,
        "What the law said, as it was relied on",
        _of_detainer,
        "detainer decided_at relied_on_for rulebook_sha256 decision recorded_at",
    ),
    _reported(
        record.Override,
        "Overrides of the law's decision",
        _of_detainer,
        "detainer wanted authority reason asked_at asked_by ruled_at ruled_by confirmed ruling_reason recorded_at",
    ),
    _reported(
        record.Hold,
        "Times kept past entitlement to release",
        _of_detainer,
        "detainer began_at until decision override recorded_at",
    ),
    _reported(
        record.Handover,
        "Handovers to ICE",
        _of_stay,
        "stay detainer handed_over_at releasing_officer receiving_officer identity_checked property_receipt "
        "property_items override recorded_at",
    ),
    _reported(
        record.Paper,
        "Papers received",
        lambda _: papers_of,
        "facility received_at received_by channel document_sha256 said outcome settled_at return_reason detainer "
        "recorded_at",
        person="the paper's own pseudonym",
    ),
    _reported(
        record.Document,
        "Files received",
        lambda _: _documents,
        "sha256 media_type pages size content recorded_at",
    ),
    _reported(
        record.PairRuling,
        "Decisions whether a detainer on a list is this person's",
        lambda _: rulings_about,
        "detainer_id facility_name booking_id decision settles reason evidence ruled_by ruled_at recorded_at",
        seen="a fingerprint of the records compared",
    ),
    _reported(
        record.RetentionHold,
        "Why the file is kept although its time is over",
        _of_person,
        "reason placed_by placed_at released_by released_at",
        person=_THIS,
    ),
    ReportedTable(
        record.Event,
        "Every entry of the history, who made it, and who opened the file",
        _events,
        ("index", "id", "name", "occurred_at", "recorded_at", "actor", "program", "payload", "expunged_by"),
        {
            "agency": _OWN["agency"],
            "person_id": _THIS,
            "stay_id": _THIS,
            "detainer_id": _THIS,
            "salt": "random bytes that seal the entry in the journal",
        },
    ),
)
"""Every table that holds something about a person in custody."""

NOBODY: Mapping[str, str] = {
    "register.Agency": "an agency",
    "register.User": "a member of staff",
    "register.Facility": "a place",
    "register.FacilityReturn": "counts without names",
    "register.SavedMapping": "names of columns",
    "register.Sharing": "what agencies share",
    "register.IceContact": "offices of ICE and their numbers",
    "register.JournalEntry": "commitments, which name nobody",
    "register.JournalHash": "hashes",
    "register.JournalFrontier": "hashes",
    "register.JournalCheckpoint": "hashes",
    "register.RetentionRule": "an agency's schedule",
    "register.Disposal": "pseudonyms of files that were disposed of",
    "web.RequestCount": "how often an address wrote, by keyed hash",
    "api.Token": "a program's key, as a hash",
    "api.Use": "how often a program asked",
    "api.KeptAnswer": "answers to programs, with pseudonyms only",
    "api.Webhook": "where programs are told",
    "api.Delivery": "what programs were told, with pseudonyms only",
    "signin.SignInEvent": "how a member of staff signed in",
    "signin.Attempts": "failures at the door, by keyed hash",
    "casework.ReconciliationRun": "that a list was reconciled; its files lie outside the record",
}
"""Tables that hold no person in custody, with what they hold."""


def held_about(person: UUID, zone: ZoneInfo) -> tuple[Part, ...]:
    """Return everything that whoever is acting may see about a person, times in ``zone``; tables without a row too."""
    return tuple(Part(table.title, _rows(table, person, zone)) for table in REPORTED)


def left_out() -> tuple[tuple[str, str], ...]:
    """Columns that the report leaves out, with the reason."""
    return tuple(
        (f"{table.title}: {name.replace('_', ' ')}", why)
        for table in REPORTED
        for name, why in table.left_out.items()
    )


def _rows(table: ReportedTable, person: UUID, zone: ZoneInfo) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        tuple((_label(name), _value(row, name, zone)) for name in table.shown) for row in table.rows(person)
    )


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(row: models.Model, name: str, zone: ZoneInfo) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if value in (None, "", [], {}):
        return "nothing"
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
        case bytes() | memoryview():
            return _bytes(bytes(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _bytes(value: bytes) -> str:
    """JSON as it stands; of a file, how long it is: the file itself is given with the report."""
    try:
        return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True)
    except ValueError:
        return f"a file of {len(value):,} bytes, given with this report on request"
