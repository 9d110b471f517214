"""A federal list beside the register: the detainers it has of people this agency holds.

A list shows that a detainer was issued. It doesn't show when the custodian received it, so a detainer loaded from
one is lodged at the time of loading, and only against a person who is still held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import polars as pl

from lodged.casework import detainers
from lodged.casework.detainers import DetainerReceived
from lodged.casework.loading.change import Change, ChangeKind, Comparison
from lodged.casework.loading.known import Known
from lodged.core.folding import comparison_key
from lodged.linkage import Verdict, link
from lodged.register import vocabulary as words
from lodged.register.models import Detainer, Stay
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.tables import CUSTODY_RECORDS

Row = dict[str, Any]
_Identity = tuple[tuple[str, str, str], date | None]


def compare_list(reading: Reading, known: Known, loaded_by: str) -> Comparison:
    """Compare a detainer list with the register; ``loaded_by`` is who receives the detainers."""
    changes: list[Change] = []
    problems = list(reading.problems)
    by_reference = {
        detainer.reference: detainer
        for on_stay in known.detainers.values()
        for detainer in on_stay
        if detainer.reference
    }
    holders = _held_by_row(reading, known)
    for index, row in enumerate(reading.rows.iter_rows(named=True)):
        detainer = by_reference.get(row["detainer_id"])
        if detainer is not None:
            changes += _lifted(row, detainer, known)
            continue
        outcome = _lodged(row, holders.get(index), known, loaded_by)
        if isinstance(outcome, Change):
            changes.append(outcome)
        else:
            problems.append(outcome)
    return Comparison(reading.files, reading.rows.height, tuple(changes), tuple(problems))


def _held_by_row(reading: Reading, known: Known) -> dict[int, Stay]:
    """Return the stay, still open, of the person that a row clearly is under any recorded name and date of birth.

    Each way of telling a person is linked by itself, so that somebody doesn't compete with themselves. A row that is
    clearly one person under one name and another under another is nobody's.
    """
    held = [stay for stay in known.stays.values() if stay.departed_at is None]
    if not held or reading.rows.is_empty():
        return {}
    identities = {stay.id: _identities(stay, known) for stay in held}
    matches: dict[int, dict[UUID, Stay]] = defaultdict(dict)
    for way in range(max(len(ways) for ways in identities.values())):
        here = [stay for stay in held if way < len(identities[stay.id])]
        linkage = link(reading.rows, _as_records(here, [identities[stay.id][way] for stay in here], known))
        for pair in linkage.links:
            if pair.verdict is Verdict.CLEAR:
                stay = here[pair.right]
                matches[pair.left][stay.id] = stay
    return {index: stay for index, stays in matches.items() if len(stays) == 1 for stay in stays.values()}


def _identities(stay: Stay, known: Known) -> list[_Identity]:
    """Return every recorded name of a person with every recorded date of birth."""
    names: list[tuple[str, str, str]] = sorted(known.names[stay.person_id]) or [("", "", "")]
    births: list[date | None] = [*sorted(known.births[stay.person_id])] or [None]
    return list(product(names, births))


def _as_records(held: Sequence[Stay], identities: Sequence[_Identity], known: Known) -> pl.DataFrame:
    rows = []
    for stay, ((last, first, middle), born) in zip(held, identities, strict=True):
        numbers = dict(known.numbers[stay.person_id])
        rows.append(
            {
                "facility_name": known.facilities[stay.facility_id].name,
                "booking_id": stay.booking_number,
                "last_name": last,
                "first_name": first,
                "middle_name": middle or None,
                "date_of_birth": born,
                "a_number": numbers.get(words.IdentifierKind.A_NUMBER.value),
                "fbi_number": numbers.get(words.IdentifierKind.FBI_NUMBER.value),
                "state_id": numbers.get(words.IdentifierKind.STATE_ID.value),
            }
        )
    schema = CUSTODY_RECORDS.schema
    return pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]})


def _lodged(row: Row, stay: Stay | None, known: Known, loaded_by: str) -> Change | Problem:
    if row["lifted_on"] is not None:
        return _note(row, "The list says it was lifted; the register never had it.", "Nothing was recorded.")
    if stay is None:
        reason = "Nobody this agency holds is clearly this person."
        return _note(row, reason, "Nothing was recorded. Reconcile the list to see who may be.")
    unnamed = [d for d in known.detainers.get(stay.id, []) if not d.reference and not d.lifted_at]
    if unnamed:
        reason = f"Booking {stay.booking_number} has a detainer on file without a number; it may be this one."
        return _note(row, reason, "A person must say whether they are one. Nothing was recorded.")
    received = DetainerReceived(
        form=_form(row["form"]),
        channel=words.Channel.PORTAL,
        issued_by="not stated",
        issued_on=row["issued_on"],
        form_version=row["form"] or "",
        received_by=loaded_by,
        reference=row["detainer_id"],
    )
    deed = detainers.lodge.of(stay.id, known.now, received)
    place = (row["detainer_id"], row["source_file"], row["source_row"])
    return Change(ChangeKind.DETAINER, *place, (deed,), "", f"booking {stay.booking_number}")


def _lifted(row: Row, detainer: Detainer, known: Known) -> list[Change]:
    if row["lifted_on"] is None or detainer.lifted_at is not None:
        return []
    day = known.moment(datetime.combine(row["lifted_on"], datetime.min.time()))
    # A list gives the day; within it, no earlier than the detainer was received here.
    at = min(known.now, max(day, detainer.received_at))
    deed = detainers.lift.of(detainer.id, at, _reason(row["lift_reason"]))
    place = (row["detainer_id"], row["source_file"], row["source_row"])
    return [Change(ChangeKind.LIFTED, *place, (deed,), "lodged", f"lifted {row['lifted_on']}")]


def _form(text: str | None) -> words.FormFamily:
    """Return the family of a form as lists write it; the longest name that the text begins with."""
    folded = comparison_key(text or "")
    families = sorted(words.FormFamily, key=lambda family: -len(family.value))
    for family in families:
        if family is not words.FormFamily.NOT_STATED and folded.startswith(comparison_key(family.value)):
            return family
    return words.FormFamily.NOT_STATED


def _reason(text: str | None) -> words.LiftReason:
    folded = comparison_key(text or "")
    for reason in words.LiftReason:
        if folded in {comparison_key(reason.value), comparison_key(reason.meaning)}:
            return reason
    return words.LiftReason.NOT_STATED


def _note(row: Row, reason: str, fix: str) -> Problem:
    return Problem(
        row["source_file"],
        reason,
        fix,
        Severity.NOTE,
        row["source_sheet"],
        row["source_row"],
        "detainer_id",
        row["detainer_id"],
    )
