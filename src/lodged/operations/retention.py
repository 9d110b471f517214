"""Dispose of what an agency's schedule says is over: listed first, proposed by one supervisor, decided by another.

A person's file is removed as an expungement is: names, dates, numbers and private payloads go, the journal's proof
stays, and a new entry says on whose word and by which schedule.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from lodged.casework.models import ReconciliationRun
from lodged.core.errors import LodgedError
from lodged.register.acting import acting_as
from lodged.register.models import (
    CitizenshipClaim,
    Disposal,
    Person,
    PersonName,
    RetentionHold,
    RetentionRule,
    Role,
    Stay,
    User,
)
from lodged.register.permissions import require
from lodged.register.services import expunge
from lodged.register.vocabulary import RetentionKind

MAY_DISPOSE = frozenset({Role.RECORDS_SUPERVISOR})


class RetentionError(LodgedError):
    """That can't be set, held, proposed or disposed of so."""


@dataclass(frozen=True)
class Due:
    """One thing whose time is over."""

    subject: UUID
    since: datetime
    """The end that the schedule counts from."""


def set_rule(user: User, kind: str, keep_days: int, authority: str) -> RetentionRule:
    """Set a line of the agency's schedule; it replaces the line before. Raises RetentionError."""
    _check(user)
    kinds = [one.value for one in RetentionKind]
    if kind not in kinds:
        raise RetentionError(f"[{kind}] is no kind. The kinds are: {', '.join(kinds)}.")
    if keep_days < 1 or not authority.strip():
        raise RetentionError(
            "A line of a schedule needs a number of days from 1 and the authority it rests on."
        )
    with acting_as(user):
        return RetentionRule.objects.create(
            agency_id=user.agency_id,
            kind=kind,
            keep_days=keep_days,
            authority=authority.strip(),
            set_by=user,
            set_at=timezone.now(),
        )


def rules(user: User) -> list[RetentionRule]:
    """Return the agency's schedule: the newest line of each kind."""
    with acting_as(user):
        newest = {rule.kind: rule for rule in RetentionRule.objects.filter(agency=user.agency)}
    return [newest[kind] for kind in sorted(newest)]


def due(user: User, rule: RetentionRule) -> list[Due]:
    """Return what of the agency's is over by a line of its schedule, oldest first."""
    before = timezone.now() - timedelta(days=rule.keep_days)
    with acting_as(user):
        if rule.kind == RetentionKind.RECONCILIATION:
            runs = ReconciliationRun.objects.filter(
                agency=user.agency, asked_at__lt=before, is_demonstration=False
            )
            return [Due(run.id, run.asked_at) for run in runs.order_by("asked_at")]
        return _people_due(user, before)


def _people_due(user: User, before: datetime) -> list[Due]:
    """People who left before, are not held again, have no claim waiting and no hold, and whose data are still there."""
    here = Stay.objects.filter(person=OuterRef("pk"), departed_at=None)
    waiting = CitizenshipClaim.objects.filter(stay__person=OuterRef("pk"), ruled_at=None, withdrawn_at=None)
    held_back = RetentionHold.objects.filter(person=OuterRef("pk"), released_at=None)
    named = PersonName.objects.filter(person=OuterRef("pk"))
    people = (
        Person.objects.filter(
            Exists(named), ~Exists(here), ~Exists(waiting), ~Exists(held_back), agency=user.agency
        )
        .annotate(left_at=Max("stays__departed_at"))
        .filter(left_at__lt=before)
        .order_by("left_at", "pk")
    )
    return [Due(person.id, person.left_at) for person in people]


def propose(user: User, rule: RetentionRule) -> Disposal:
    """Propose to dispose of everything that is due now; raises RetentionError when nothing is."""
    _check(user)
    subjects = due(user, rule)
    if not subjects:
        raise RetentionError("Nothing is due, so there is nothing to propose.")
    with acting_as(user):
        return Disposal.objects.create(
            agency_id=user.agency_id,
            rule=rule,
            subjects=[str(one.subject) for one in subjects],
            proposed_by=user,
            proposed_at=timezone.now(),
        )


def apply(user: User, proposal: UUID) -> tuple[int, int]:
    """Dispose of what another supervisor proposed; gives how many were disposed of, and how many no longer were due.

    All of it or nothing. Raises RetentionError for a proposal of one's own, or one decided already.
    """
    _check(user)
    with acting_as(user):
        disposal = (
            Disposal.objects.select_for_update(of=("self",))
            .select_related("rule", "proposed_by")
            .filter(pk=proposal, agency=user.agency)
            .first()
        )
        if disposal is None:
            raise RetentionError(
                f"There is no proposal [{proposal}] of your agency. See [lodged retention proposals]."
            )
        if disposal.applied_at is not None:
            raise RetentionError(f"This proposal was applied on {disposal.applied_at:%Y-%m-%d} already.")
        if disposal.proposed_by_id == user.pk:
            raise RetentionError("You proposed this yourself. Another records supervisor decides.")
        still = {one.subject for one in due(user, disposal.rule)}
        subjects = [UUID(subject) for subject in disposal.subjects if UUID(subject) in still]
        for subject in subjects:
            _dispose(user, disposal, subject)
        disposal.applied_by, disposal.applied_at = user, timezone.now()
        disposal.save(update_fields=["applied_by", "applied_at"])
    return len(subjects), len(disposal.subjects) - len(subjects)


def _dispose(user: User, disposal: Disposal, subject: UUID) -> None:
    if disposal.rule.kind == RetentionKind.RECONCILIATION:
        run = ReconciliationRun.objects.get(pk=subject)
        folder = run.folder
        run.delete()
        # Not before the disposal is recorded: a file can't be put back.
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
        return
    order = f"Retention schedule: {disposal.rule.authority} ({disposal.rule.keep_days} days); proposed by "
    expunge(user, subject, order=f"{order}{disposal.proposed_by}, decided by {user}; disposal {disposal.id}")


def hold(user: User, person: UUID, reason: str) -> RetentionHold:
    """Keep a person's file although its time is over; raises RetentionError without a reason, or a second time."""
    _check(user)
    if not reason.strip():
        raise RetentionError("A hold needs a reason: the case, the request or the investigation.")
    with acting_as(user):
        if not Person.objects.filter(pk=person, agency=user.agency).exists():
            raise RetentionError(f"Your agency has no file [{person}].")
        if RetentionHold.objects.filter(person=person, released_at=None).exists():
            raise RetentionError("A hold on this file is open already.")
        return RetentionHold.objects.create(
            agency_id=user.agency_id,
            person_id=person,
            reason=reason.strip(),
            placed_by=user,
            placed_at=timezone.now(),
        )


def release(user: User, person: UUID) -> None:
    """End the hold on a person's file; raises RetentionError when none is open."""
    _check(user)
    with acting_as(user):
        open_holds = RetentionHold.objects.filter(person=person, agency=user.agency, released_at=None)
        if not open_holds.update(released_by=user, released_at=timezone.now()):
            raise RetentionError("No hold on this file is open.")


def proposals(user: User) -> list[Disposal]:
    """Return what was proposed at the agency, and what became of it."""
    with acting_as(user):
        return list(
            Disposal.objects.filter(agency=user.agency).select_related("rule", "proposed_by", "applied_by")
        )


def _check(user: User) -> None:
    require(user, MAY_DISPOSE, "dispose of records")
