"""The menu of each role: one's own work first, and nothing that the role may not open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from lodged.register.models import Role, User


@dataclass(frozen=True)
class Entry:
    """One item of the menu: the name of its address, and its words."""

    name: str
    words: str


@dataclass(frozen=True)
class Place:
    """An item as it stands on a page."""

    address: str
    words: str
    is_current: bool
    """Whether the page shown belongs to it."""


DESK, TODAY, INTAKE = (
    Entry("desk", "Desk"),
    Entry("desk-supervision", "Today"),
    Entry("desk-intake", "Intake"),
)
QUESTIONS, RECORD = Entry("questions", "Questions"), Entry("record-held", "Record")
RECONCILE, LAW, FIGURES = Entry("reconcile", "Reconcile"), Entry("law", "Law"), Entry("figures", "Figures")
CLAIMS, STAFF, HEALTH = Entry("claims", "Claims"), Entry("staff", "Staff"), Entry("administration", "Health")
SIGN_INS = Entry("staff-sign-ins", "Sign-ins")

EVERYONE = (RECONCILE, LAW, FIGURES, CLAIMS)
MENUS: Mapping[Role, tuple[Entry, ...]] = {
    Role.RELEASE_DESK: (DESK, INTAKE, RECORD, LAW, FIGURES),
    Role.RECORDS_SUPERVISOR: (TODAY, DESK, INTAKE, RECORD, RECONCILE, LAW),
    Role.STATE_ANALYST: (RECONCILE, RECORD, DESK, FIGURES, CLAIMS, LAW),
    Role.COUNSEL: (QUESTIONS, DESK, RECORD, RECONCILE, LAW),
    Role.FEDERAL_LIAISON: (DESK, RECORD, LAW, FIGURES),
    Role.AUDITOR: (TODAY, RECORD, RECONCILE, SIGN_INS, FIGURES, LAW),
    Role.AGENCY_ADMINISTRATOR: (STAFF, HEALTH, LAW, FIGURES),
}
"""The first of each is where the role begins after signing in."""


def menu(request: HttpRequest) -> dict[str, object]:
    """Return templates the menu of whoever is signed in, or of everyone."""
    user = getattr(request, "user", None)
    entries = MENUS[Role(user.role)] if isinstance(user, User) else EVERYONE
    addresses = {entry: reverse(entry.name) for entry in entries}
    within = [address for address in addresses.values() if request.path.startswith(address)]
    nearest = max(within, key=len, default="")
    return {"menu": [Place(address, entry.words, address == nearest) for entry, address in addresses.items()]}


def start_address(user: User) -> str:
    """Return where a member of staff begins."""
    return reverse(MENUS[Role(user.role)][0].name)
