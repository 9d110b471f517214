"""Counts: as of a moment as known at another, and the county returns with who has answered."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from lodged.api.access import Bearer, acting
from lodged.api.custody_feed import sane
from lodged.api.scopes import Scope
from lodged.api.shapes import Moment
from lodged.register.counting import held_at, held_with_detainer_at
from lodged.register.models import Facility
from lodged.register.returns import state_coverage

router = Router(tags=["Figures"])
State = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


class FacilityCount(Schema):
    """The count of one facility."""

    facility_id: UUID
    facility: str
    held: int
    with_detainer: int


class Held(Schema):
    """Who is held, counted: at ``at``, as the record knew it at ``known_at``."""

    definition: str = (
        "Custody spans that hold at the moment; with a detainer lodged, neither lifted nor superseded."
    )
    at: Moment
    known_at: Moment | None
    held: int
    with_detainer: int
    facilities: list[FacilityCount]


class ReturnShown(Schema):
    """A facility and its newest return; without one it adds nothing to a total."""

    facility_id: UUID
    facility: str
    agency: str
    counted_at: Moment | None
    held: int | None
    with_detainer: int | None


class Returns(Schema):
    """Who has answered in a state, through when."""

    state: str
    by: Moment
    facilities: int
    answered: int
    held: int
    with_detainer: int
    returns: list[ReturnShown]


@router.get("/figures/held", response=Held, auth=Bearer(Scope.FIGURES_READ), summary="Count who is held")
def held(
    request: HttpRequest,
    at: Moment | None = Query(None, description="When it was true; now when left out."),
    known_at: Moment | None = Query(
        None, description="When the record said so; as it says now when left out."
    ),
) -> Held:
    """Count the people held that the token's agency may see."""
    moment = sane(at) if at else timezone.now()
    known = sane(known_at) if known_at else None
    with acting(request):
        all_held = _by_facility(held_at(moment, known_at=known))
        detained = _by_facility(held_with_detainer_at(moment, known_at=known))
        names = dict(Facility.objects.filter(pk__in=all_held).values_list("pk", "name"))
    rows = [
        FacilityCount(facility_id=pk, facility=names[pk], held=count, with_detainer=detained.get(pk, 0))
        for pk, count in sorted(all_held.items(), key=lambda pair: names[pair[0]])
    ]
    return Held(
        at=moment,
        known_at=known,
        held=sum(row.held for row in rows),
        with_detainer=sum(row.with_detainer for row in rows),
        facilities=rows,
    )


@router.get(
    "/figures/returns", response=Returns, auth=Bearer(Scope.FIGURES_READ), summary="Show county returns"
)
def returns(
    request: HttpRequest,
    state: State = Query(description="Postal code of the state."),
    by: Moment | None = Query(None, description="The newest return counted at or before; now when left out."),
) -> Returns:
    """Return the newest return of every facility of a state that the token's agency may see."""
    moment = sane(by) if by else timezone.now()
    with acting(request) as user:
        coverage = state_coverage(user, state, moment)
        rows = [
            ReturnShown(
                facility_id=answer.facility.id,
                facility=answer.facility.name,
                agency=answer.facility.agency.name,
                counted_at=answer.newest.counted_at if answer.newest else None,
                held=answer.newest.held if answer.newest else None,
                with_detainer=answer.newest.with_detainer if answer.newest else None,
            )
            for answer in coverage.answers
        ]
    return Returns(
        state=state,
        by=moment,
        facilities=len(rows),
        answered=len(coverage.answered),
        held=coverage.held,
        with_detainer=coverage.with_detainer,
        returns=rows,
    )


def _by_facility(spans: object) -> dict[UUID, int]:
    counted = spans.values("facility").annotate(count=Count("pk"))  # type: ignore[attr-defined]
    return {row["facility"]: row["count"] for row in counted}
