"""Detainers: received, copied to the person, lifted; and what the law says of one."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from lodged.api import paging
from lodged.api.access import Bearer, acting
from lodged.api.custody import recorded
from lodged.api.custody_feed import sane
from lodged.api.custody_shapes import RecordedAll
from lodged.api.idempotency import Key, once
from lodged.api.scopes import Scope
from lodged.api.shapes import Day, Moment, OneOf, StrictSchema, Text, Version, Words
from lodged.casework import detainers
from lodged.casework.deeds import Planned, perform
from lodged.casework.detainers import DetainerReceived, WarrantReceived
from lodged.documents.completeness import Signer
from lodged.register import vocabulary as words
from lodged.register.actor import Actor
from lodged.register.decisions import decide_for
from lodged.register.lifecycle.detainers import detainer_status
from lodged.register.models import Detainer, Stay

router = Router(tags=["Detainers"])


class WarrantCame(StrictSchema):
    """A warrant that came with the detainer."""

    kind: Annotated[str, OneOf(words.WarrantKind)]
    signer: Literal["officer", "judge", "nobody"] = Field(
        description="An immigration officer, a judge of a court, or nobody: an unsigned paper is no warrant."
    )
    signed_by: Words = ""
    signed_on: Day | None = None


class Lodged(StrictSchema):
    """A detainer that arrived. What is left out is recorded as missing, not taken as given."""

    at: Moment = Field(description="The minute of receipt.")
    stay_id: UUID
    form: Annotated[str, OneOf(words.FormFamily)]
    form_version: Words = ""
    issued_on: Day | None = None
    issued_by: Text
    channel: Annotated[str, OneOf(words.Channel)]
    received_by: Words = ""
    probable_cause: list[Annotated[str, OneOf(words.ProbableCause)]] = Field([], max_length=4)
    resumes_custody: bool = Field(False, strict=True, description="Box 2 of the form.")
    reference: Annotated[Words, Field(max_length=64)] = Field("", description="The issuer's own number.")
    signed: bool | None = Field(None, strict=True, description="Whether an immigration officer signed it.")
    warrant: WarrantCame | None = None


class CopyServed(StrictSchema):
    """The person was given a copy; refusing to sign is service too."""

    event: Literal["copy_served"]
    at: Moment
    served_by: Text
    manner: Annotated[str, OneOf(words.ServiceManner)]
    language: Annotated[Text, Field(max_length=35)] = Field(description="For example es.")
    refused_to_sign: bool = Field(False, strict=True)
    version: Version | None = None


class Lifted(StrictSchema):
    """The issuer canceled it."""

    event: Literal["lifted"]
    at: Moment
    reason: Annotated[str, OneOf(words.LiftReason)]
    version: Version | None = None


DetainerEvent = Annotated[CopyServed | Lifted, Field(discriminator="event")]


class DetainerShown(Schema):
    """A detainer. It names nobody: ``person_id`` is the record's pseudonym."""

    id: UUID
    version: int
    stay_id: UUID
    person_id: UUID
    reference: str
    form: str
    issued_on: Day | None
    issued_by: str
    received_at: Moment
    channel: str
    status: str
    served_at: Moment | None
    declined_at: Moment | None
    superseded_at: Moment | None
    lifted_at: Moment | None
    lift_reason: str | None
    niem_lift_code: str | None = Field(description="NIEM im:DetentionDetainerLiftCode, or our extension.")


class DetainerPage(Schema):
    """Detainers, and the cursor of the next page."""

    items: list[DetainerShown]
    next: str | None


class DecisionShown(Schema):
    """What the law of the place says for this case."""

    at: Moment
    at_release: bool
    decision: dict[str, Any]


@router.post(
    "/detainers", response={201: RecordedAll}, auth=Bearer(Scope.DETAINERS_WRITE), summary="Record a detainer"
)
def lodge(request: HttpRequest, body: Lodged, key: Key) -> HttpResponse:
    """Record a detainer that arrived against a stay; the answer has the detainer's identifier."""

    def do(actor: Actor) -> RecordedAll:
        get_object_or_404(Stay, pk=body.stay_id, agency=actor.agency)
        return recorded(detainers.lodge(actor, body.stay_id, sane(body.at), _received(body)).events)

    return once(request, key, do)


@router.post(
    "/detainers/{uuid:detainer_id}/events",
    response={201: RecordedAll},
    auth=Bearer(Scope.DETAINERS_WRITE),
    summary="Record that a copy was served, or that it was lifted",
)
def record_event(request: HttpRequest, detainer_id: UUID, event: DetainerEvent, key: Key) -> HttpResponse:
    """Record an event of one detainer."""

    def do(actor: Actor) -> RecordedAll:
        get_object_or_404(Detainer, pk=detainer_id, agency=actor.agency)
        done = perform(actor, _deed(detainer_id, event), shown={detainer_id: event.version})
        return recorded(done.events)

    return once(request, key, do)


@router.get("/detainers", response=DetainerPage, auth=Bearer(Scope.DETAINERS_READ), summary="List detainers")
def list_detainers(
    request: HttpRequest,
    cursor: paging.Cursor = None,
    limit: paging.Limit = paging.DEFAULT,
    stay_id: UUID | None = Query(None, description="Only those of this stay."),
) -> DetainerPage:
    """Return every detainer that the token's agency may see, in the order of receipt."""
    with acting(request):
        rows = Detainer.objects.select_related("stay")
        if stay_id is not None:
            rows = rows.filter(stay=stay_id)
        detainers, following = paging.page(rows, "received_at", cursor, limit)
        return DetainerPage(items=[shown(detainer) for detainer in detainers], next=following)


@router.get(
    "/detainers/{uuid:detainer_id}",
    response=DetainerShown,
    auth=Bearer(Scope.DETAINERS_READ),
    summary="Show one detainer",
)
def show_detainer(request: HttpRequest, detainer_id: UUID) -> DetainerShown:
    """Return one detainer as the record has it now."""
    with acting(request):
        return shown(get_object_or_404(Detainer.objects.select_related("stay"), pk=detainer_id))


@router.get(
    "/detainers/{uuid:detainer_id}/decision",
    response=DecisionShown,
    auth=Bearer(Scope.DECISIONS_READ),
    tags=["Decisions"],
    summary="Ask what the law allows, requires and forbids",
)
def decision(
    request: HttpRequest,
    detainer_id: UUID,
    at: Moment | None = Query(None, description="Now when left out."),
    at_release: bool = Query(False, description="As if the person were entitled to release."),
) -> DecisionShown:
    """Return each action's outcome with the rules that led there. It's an answer, not an act: nothing is recorded."""
    moment = sane(at) if at else timezone.now()
    with acting(request):
        detainer = get_object_or_404(
            Detainer.objects.select_related("stay__facility__agency"), pk=detainer_id
        )
        result = decide_for(detainer.stay, detainer, moment, at_release=at_release)
        return DecisionShown(at=moment, at_release=at_release, decision=result.to_json())


def shown(detainer: Detainer) -> DetainerShown:
    """Return a detainer for an answer."""
    reason = words.LiftReason.of(detainer.lift_reason) if detainer.lift_reason else None
    return DetainerShown(
        id=detainer.id,
        version=detainer.version,
        stay_id=detainer.stay_id,
        person_id=detainer.stay.person_id,
        reference=detainer.reference,
        form=detainer.form,
        issued_on=detainer.issued_on,
        issued_by=detainer.issued_by,
        received_at=detainer.received_at,
        channel=detainer.channel,
        status=detainer_status(detainer.facts()).value,
        served_at=detainer.served_at,
        declined_at=detainer.declined_at,
        superseded_at=detainer.superseded_at,
        lifted_at=detainer.lifted_at,
        lift_reason=reason.value if reason else None,
        niem_lift_code=reason.niem if reason else None,
    )


def _received(body: Lodged) -> DetainerReceived:
    warrant = body.warrant
    return DetainerReceived(
        form=words.FormFamily.of(body.form),
        channel=words.Channel.of(body.channel),
        issued_by=body.issued_by,
        issued_on=body.issued_on,
        form_version=body.form_version,
        received_by=body.received_by,
        reference=body.reference,
        grounds=tuple(words.ProbableCause.of(cause) for cause in body.probable_cause),
        box_2=body.resumes_custody,
        signed=body.signed,
        warrant=WarrantReceived(
            words.WarrantKind.of(warrant.kind), Signer(warrant.signer), warrant.signed_by, warrant.signed_on
        )
        if warrant
        else None,
    )


def _deed(detainer: UUID, event: CopyServed | Lifted) -> Planned:
    match event:
        case CopyServed():
            return detainers.serve_copy.of(
                detainer,
                sane(event.at),
                event.served_by,
                words.ServiceManner.of(event.manner),
                event.language,
                refused_to_sign=event.refused_to_sign,
            )
        case Lifted():
            return detainers.lift.of(detainer, sane(event.at), words.LiftReason.of(event.reason))
