"""A synthetic case in a jail, for tests: an agency with its staff, a person booked, and a detainer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.models import Agency, Detainer, Facility, Role, Stay, User
from lodged.register.services import record, record_all

AT = datetime(2026, 1, 12, 15, tzinfo=UTC)
"""A Monday, 9:00 in the jail."""


@dataclass(frozen=True)
class Case:
    """What a test needs to go on."""

    desk: User
    supervisor: User
    counsel: User
    facility: Facility
    person: UUID
    stay: UUID
    detainer: UUID

    def record(self, act: acts.Act, *, by: User | None = None) -> None:
        record(by or self.desk, act)

    def entitle(self, at: datetime = AT) -> None:
        self.record(acts.Entitle(at=at, stay=self.stay, basis=words.EntitlementBasis.BAIL))

    def serve(self, at: datetime = AT) -> None:
        self.record(
            acts.ServeCopy(
                at=at,
                detainer=self.detainer,
                served_by="Synthetic officer",
                manner=words.ServiceManner.IN_PERSON,
                language="es",
            )
        )

    def row(self) -> tuple[Stay, Detainer]:
        """The stay and the detainer as they stand; within ``acting_as``."""
        return Stay.objects.get(pk=self.stay), Detainer.objects.get(pk=self.detainer)


def made(state: str = "MN", county: str = "Olmsted", *, name: str = "County", **lodged: Any) -> Case:
    """A person booked on a charge three days ago, with a detainer received an hour later."""
    agency = Agency.objects.create(
        name=f"Synthetic {name}",
        state=state,
        time_zone="America/Chicago" if state in {"MN", "TX"} else "America/New_York",
    )
    jail = Facility.objects.create(
        agency=agency, name=f"Synthetic {name} Jail", kind="county_jail", county=county
    )
    staff = {
        role: User.objects.create(username=f"{name}-{role}", agency=agency, role=role)
        for role in (Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR, Role.COUNSEL)
    }
    case = Case(
        staff[Role.RELEASE_DESK],
        staff[Role.RECORDS_SUPERVISOR],
        staff[Role.COUNSEL],
        jail,
        uuid4(),
        uuid4(),
        uuid4(),
    )
    booked = AT - timedelta(days=3)
    record_all(case.desk, [*_booking(case, booked), _lodging(case, booked + timedelta(hours=1), lodged)])
    return case


def _booking(case: Case, booked: datetime) -> list[acts.Act]:
    return [
        acts.Describe(
            at=booked,
            person=case.person,
            source=words.Source.DESK,
            names=(acts.Name("Sintético", "Ada"),),
            birth_dates=(datetime(1990, 1, 2, tzinfo=UTC).date(),),
        ),
        acts.Book(
            at=booked,
            stay=case.stay,
            person=case.person,
            facility=case.facility.id,
            booking_number=f"SYN-{case.stay.hex[:6]}",
            basis=words.CustodyBasis.CHARGE,
        ),
    ]


def _lodging(case: Case, at: datetime, lodged: dict[str, Any]) -> acts.Lodge:
    said: dict[str, Any] = {
        "form": words.FormFamily.I_247A,
        "form_version": "3/17",
        "issued_on": at.date(),
        "issued_by": "Synthetic office",
        "channel": words.Channel.FAX,
        "received_by": "Synthetic clerk",
    }
    return acts.Lodge(at=at, detainer=case.detainer, stay=case.stay, **(said | lodged))
