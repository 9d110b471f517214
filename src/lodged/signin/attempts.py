"""Failures counted over all workers: too many of one account, or from one address, lock it for a while.

An attempt counts as a failure from the moment it begins until it succeeds, so that guesses made side by side are
counted too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lodged.core.errors import LodgedError
from lodged.signin.models import Attempts

WINDOW = timedelta(minutes=15)


class LockedOutError(LodgedError):
    """Too many failures; says when the lock ends."""


@dataclass(frozen=True)
class Attempt:
    """An attempt that has begun and, unless it succeeds, was a failure."""

    subjects: tuple[str, ...]
    at: datetime

    def succeeded(self) -> None:
        """It was no failure after all; earlier ones still count."""
        with transaction.atomic():
            for row in _held(self.subjects):
                row.failures = [at for at in row.failures if at != self.at]
                row.locked_until = None
                row.save()


def begin(username: str, address: str | None = None) -> Attempt:
    """Begin an attempt of an account, from an address where one is given.

    Raises LockedOutError when either had too many failures.
    """
    limits = {_account(username): settings.CONFIGURATION.lockout_failures}
    if address is not None:
        limits[_hashed(f"address:{address}")] = settings.CONFIGURATION.lockout_address
    now = timezone.now()
    with transaction.atomic():
        Attempts.objects.bulk_create([Attempts(subject=subject) for subject in limits], ignore_conflicts=True)
        rows = _held(tuple(limits))
        for row in rows:
            if row.locked_until is not None and row.locked_until > now:
                raise LockedOutError(words(row.locked_until))
        for row in rows:
            row.failures = [at for at in row.failures if at > now - WINDOW] + [now]
            locks = len(row.failures) >= limits[row.subject]
            row.locked_until = (
                now + timedelta(minutes=settings.CONFIGURATION.lockout_minutes) if locks else None
            )
            row.save()
    return Attempt(tuple(limits), now)


def forget(username: str) -> None:
    """Forget an account's failures: it was signed in to, or an administrator lifted the lock."""
    Attempts.objects.filter(subject=_account(username)).delete()


def locked_until(username: str) -> datetime | None:
    """Return when the lock of an account ends; None when it isn't locked."""
    until = Attempts.objects.filter(subject=_account(username)).values_list("locked_until", flat=True).first()
    return until if until is not None and until > timezone.now() else None


def words(until: datetime) -> str:
    """Return what to tell whoever is locked out."""
    return (
        f"Signing in is locked after too many failed tries. The lock ends at "
        f"{timezone.localtime(until):%H:%M %Z on %-d %B}. Your agency's administrator can lift the lock of an account "
        "sooner."
    )


def _held(subjects: tuple[str, ...]) -> list[Attempts]:
    """The rows, held until the transaction ends; in one order, so that two attempts never wait for each other."""
    return list(Attempts.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))


def _account(username: str) -> str:
    return _hashed(f"account:{username.casefold()}")


def _hashed(subject: str) -> str:
    return salted_hmac("lodged.signin.attempts", subject, algorithm="sha256").hexdigest()
