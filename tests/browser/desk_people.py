"""Book synthetic people into a running instance, for the browser tests of the desk; prints their stays as JSON.

Run as a program with the instance's ``LODGED_DATA_DIR``: ``desk_people.py NAME...``. Each NAME is booked twice, once
for each width of window, as ``NAME-1440`` and ``NAME-390``.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from uuid import uuid4

WIDTHS = (1440, 390)
FAMILIES = {"clean-1440": "Klarosyn", "clean-390": "Brevisyn"}
"""Family names that nobody else has, of people without a detainer."""


def main(names: list[str]) -> None:
    from lodged.operations.connected import connect

    connect()
    from lodged.demo.instance import JAIL, PASSWORD
    from lodged.register.models import Agency, Facility, Role, User

    desk = User.objects.get(username="desk")
    jail = Facility.objects.get(agency=desk.agency, name=JAIL)
    agency = Agency.objects.create(name="Synthetic Texas Sheriff", state="TX")
    texan = User.objects.create_user("texas", password=PASSWORD, role=Role.RELEASE_DESK, agency=agency)
    texas = Facility.objects.create(
        agency=agency, name="Synthetic Texas Jail", kind="county_jail", county="Harris"
    )
    stays = {}
    for name in names:
        for width in WIDTHS:
            user, facility = (texan, texas) if name.startswith("texas") else (desk, jail)
            stays[f"{name}-{width}"] = str(booked(user, facility, f"{name}-{width}"))
    print(json.dumps(stays))


def booked(user, facility, name: str):  # type: ignore[no-untyped-def]
    """A person booked two days ago with a detainer; the name says the rest."""
    from django.utils import timezone

    from lodged.register import acts
    from lodged.register import vocabulary as words
    from lodged.register.services import record_all

    at, person, stay, detainer = timezone.now() - timedelta(days=2), uuid4(), uuid4(), uuid4()
    made: list[acts.Act] = [
        acts.Describe(
            at=at,
            person=person,
            source=words.Source.DESK,
            names=(acts.Name(FAMILIES.get(name, "Sintética"), name.title()),),
        ),
        acts.Book(
            at=at,
            stay=stay,
            person=person,
            facility=facility.id,
            booking_number=f"SYN-T-{name}",
            basis=words.CustodyBasis.CHARGE,
        ),
    ]
    if name in FAMILIES:
        record_all(user, made)
        return stay
    made.append(
        acts.Lodge(
            at=at,
            detainer=detainer,
            stay=stay,
            form=words.FormFamily.I_247A,
            form_version="3/17",
            issued_on=at.date(),
            issued_by="Synthetic office",
            channel=words.Channel.FAX,
            received_by="Synthetic clerk",
        )
    )
    if "served" in name:
        made.append(
            acts.ServeCopy(
                at=at,
                detainer=detainer,
                served_by="Synthetic officer",
                manner=words.ServiceManner.IN_PERSON,
                language="en",
            )
        )
    if "entitled" in name:
        made.append(
            acts.Entitle(
                at=timezone.now() - timedelta(minutes=9), stay=stay, basis=words.EntitlementBasis.BAIL
            )
        )
    record_all(user, made)
    return stay


if __name__ == "__main__":
    main(sys.argv[1:])
