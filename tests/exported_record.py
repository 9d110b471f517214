"""A record of two agencies, exported, for what reads an export."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db import transaction

from lodged.exchange.exporting import Manifest, export_all
from lodged.journal.tree import Frontier
from lodged.register import documents
from lodged.register.acting import acting_as
from lodged.register.counting import held_at
from lodged.register.models import Agency, Facility, JournalFrontier, Role, Sharing, User
from lodged.register.services import expunge
from tests.whole_case import AT, whole_case


def fill() -> None:
    """Two agencies that share, three people, one of them expunged, and one of every kind of row."""
    for number, name in enumerate(("Synthetic North", "Synthetic South")):
        agency = Agency.objects.create(name=name, state="MN")
        jail = Facility.objects.create(agency=agency, name=f"{name} Jail", kind="county_jail")
        user = User.objects.create(username=name, agency=agency, role=Role.RECORDS_SUPERVISOR)
        for i in range(2 - number):
            case = whole_case(user, jail, f"{number}-{i}")
            documents.keep(user, f"%PDF-{number}".encode(), "application/pdf")
            if (number, i) == (0, 1):
                expunge(user, case.person, order="Synthetic court, 1")
    first, second = Agency.objects.order_by("name")
    with acting_as(User(agency=first, role=Role.AGENCY_ADMINISTRATOR)):
        Sharing.objects.create(agency=first, reader=second, since=AT)


def root() -> bytes:
    edge = JournalFrontier.objects.get()
    return Frontier.from_bytes(edge.size, bytes(edge.nodes)).root()


def exported(folder: Path) -> tuple[Manifest, bytes, int]:
    """Fill, export, and take the filling back, so that the instance is empty again."""
    with transaction.atomic():
        fill()
        with acting_as(User.objects.get(username="Synthetic North")):
            held = held_at(AT + timedelta(days=1)).count()
        manifest, before = export_all(folder), root()
        transaction.set_rollback(True)
    return manifest, before, held
