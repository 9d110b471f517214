"""Who may do what at the desk. `check_can_x` raises with the reason; `can_x` asks without raising."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from lodged.casework.models import ReconciliationRun
from lodged.register.models import Role, User
from lodged.register.permissions import require

MAY_RECONCILE = frozenset({Role.STATE_ANALYST, Role.RECORDS_SUPERVISOR, Role.COUNSEL, Role.AUDITOR})


def check_can_reconcile(user: User | AnonymousUser) -> None:
    """Raise PermissionDenied unless the user may reconcile files of their own."""
    if not isinstance(user, User):
        raise PermissionDenied("Sign in to reconcile files of your own: they hold personal data.")
    require(user, MAY_RECONCILE, "reconcile lists")


def why_not_reconcile(user: User | AnonymousUser) -> str:
    """Return why the user may not reconcile files of their own; empty where they may."""
    try:
        check_can_reconcile(user)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def check_can_review(user: User | AnonymousUser, run: ReconciliationRun) -> None:
    """Raise PermissionDenied unless the user may decide on the pairs of a run: their own agency's."""
    check_can_reconcile(user)
    if isinstance(user, User) and user.agency_id != run.agency_id:
        raise PermissionDenied(f"The pairs of this reconciliation are for {run.agency} to decide.")


def can_review(user: User | AnonymousUser, run: ReconciliationRun) -> bool:
    """Return whether the user may decide on the pairs of a run."""
    try:
        check_can_review(user, run)
    except PermissionDenied:
        return False
    return True


def check_can_see_run(user: User | AnonymousUser, run: ReconciliationRun) -> None:
    """Raise PermissionDenied unless the run is the demonstration's or the user's own agency's."""
    if run.is_demonstration:
        return
    check_can_reconcile(user)
    if isinstance(user, User) and user.agency_id != run.agency_id:
        raise PermissionDenied("This reconciliation belongs to another agency.")
