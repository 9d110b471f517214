"""The page after sign-in, counsel's open questions, and what an administrator looks at."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lodged.casework.board import Filters, board
from lodged.casework.supervision import MOST_TODAY, today
from lodged.law import Action, Decision, Outcome
from lodged.pages.start.menu import start_address
from lodged.register.models import User
from lodged.register.permissions import MAY_CONFIRM
from lodged.signin.staff import MAY_MANAGE, staff_of_agency
from lodged.web.access import on_record, private, staff_of
from lodged.web.health import CHECKS, holds

ASK_COUNSEL = frozenset({Outcome.UNSETTLED, Outcome.NOT_RESEARCHED})
ACTIONS = (Action.HOLD_DETAINER_ONLY, Action.NOTIFY_RELEASE, Action.TRANSFER_AT_RELEASE)
SAID_OF_CHECKS = {
    "database": ("The database answers", "The database does not answer. Restart it, then look in its log."),
    "migrations": ("The tables are those of this version", "The tables are of another version: upgrade."),
    "worker": (
        "The worker runs: e-mails and reconciliations go out",
        "No worker gave a sign in the last minute.",
    ),
    "disk": ("The disk has room", "The disk is nearly full. Make room before anything is lost."),
}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead whoever is signed in to their own work, and others to the first page."""
    user = request.user
    return redirect(start_address(user) if isinstance(user, User) else "home")


@require_safe
@on_record(MAY_CONFIRM)
def questions(request: HttpRequest) -> HttpResponse:
    """Show what waits for counsel: claims of citizenship, overrides, and people for whom the law is not clear."""
    user, now = staff_of(request), timezone.now()
    zone = ZoneInfo(user.agency.time_zone)
    waiting = today(now)
    rows = board(Filters(), now, zone).rows
    context = {
        "claims": waiting.claims,
        "overrides": waiting.overrides,
        "unclear": [row for row in rows if row.case.decision and _unclear(row.case.decision)],
        "most": MOST_TODAY,
        "now": now,
    }
    return private(render(request, "start/questions.html", context))


def _unclear(decision: Decision) -> bool:
    return any(decision.action(action).outcome in ASK_COUNSEL for action in ACTIONS)


@require_safe
@on_record(MAY_MANAGE)
def administration(request: HttpRequest) -> HttpResponse:
    """Show whether everything this instance needs is there, and who works here."""
    user = staff_of(request)
    context = {
        "checks": [(holds(check), *SAID_OF_CHECKS[name]) for name, check in CHECKS.items()],
        "has_mail": settings.CONFIGURATION.mail is not None,
        "staff": staff_of_agency(user).filter(is_active=True).count(),
        "agency": user.agency,
    }
    return private(render(request, "start/administration.html", context))
