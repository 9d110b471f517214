"""Notices to ICE of a coming release, and the answers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from lodged.api import paging
from lodged.api.access import Bearer, acting
from lodged.api.custody import recorded
from lodged.api.custody_feed import sane
from lodged.api.custody_shapes import RecordedAll
from lodged.api.idempotency import Key, once
from lodged.api.scopes import Scope
from lodged.api.shapes import Moment, OneOf, StrictSchema, Text, Words
from lodged.casework.notices import IceAnswer, Reached, tell_ice
from lodged.register import vocabulary as words
from lodged.register.actor import Actor
from lodged.register.models import Detainer, Notice

router = Router(tags=["Notices"])


class Given(StrictSchema):
    """A notice was given, or an attempt was made."""

    at: Moment
    notice_id: UUID | None = Field(None, description="A planned notice; left out, this is one of its own.")
    channel: Annotated[str, OneOf(words.Channel)]
    sent_to: Text
    given_by: Text
    delivered: bool = Field(strict=True)
    release_at: Moment = Field(description="The release that was told of.")
    detail: Annotated[Words, Field(max_length=200)] = ""
    answer: Annotated[str, OneOf(words.Answer)] | None = Field(
        None, description="What ICE answered at once; left out where it has not answered yet."
    )
    answered_by: Words = ""


class NoticeShown(Schema):
    """A notice: planned, given, or both, and what ICE answered."""

    id: UUID
    detainer_id: UUID
    due_at: Moment | None
    given_at: Moment | None
    attempts: int
    channel: str
    sent_to: str
    delivered: bool
    release_at: Moment
    answer: str | None
    answered_at: Moment | None
    recorded_at: Moment


class NoticePage(Schema):
    """Notices, and the cursor of the next page."""

    items: list[NoticeShown]
    next: str | None


@router.get("/notices", response=NoticePage, auth=Bearer(Scope.NOTICES_READ), summary="List notices")
def list_notices(
    request: HttpRequest,
    cursor: paging.Cursor = None,
    limit: paging.Limit = paging.DEFAULT,
    detainer_id: UUID | None = Query(None, description="Only those of this detainer."),
) -> NoticePage:
    """Return every notice that the token's agency may see, in the order of recording."""
    with acting(request):
        rows = Notice.objects.all()
        if detainer_id is not None:
            rows = rows.filter(detainer=detainer_id)
        notices, following = paging.page(rows, "recorded_at", cursor, limit)
        return NoticePage(items=[_shown(notice) for notice in notices], next=following)


@router.post(
    "/detainers/{uuid:detainer_id}/notices",
    response={201: RecordedAll},
    auth=Bearer(Scope.NOTICES_WRITE),
    summary="Record that a notice was given",
)
def give(request: HttpRequest, detainer_id: UUID, body: Given, key: Key) -> HttpResponse:
    """Record a notice that another system gave; Lodged sends nothing for it."""

    def do(actor: Actor) -> RecordedAll:
        get_object_or_404(Detainer, pk=detainer_id, agency=actor.agency)
        if body.notice_id is not None:
            get_object_or_404(Notice, pk=body.notice_id, detainer=detainer_id)
        done = tell_ice(
            actor,
            detainer_id,
            sane(body.at),
            sane(body.release_at),
            Reached(words.Channel.of(body.channel), body.sent_to, body.delivered, body.given_by, body.detail),
            answer=IceAnswer(words.Answer.of(body.answer), body.answered_by) if body.answer else None,
            notice=body.notice_id,
        )
        return recorded(done.events)

    return once(request, key, do)


def _shown(notice: Notice) -> NoticeShown:
    return NoticeShown(
        id=notice.id,
        detainer_id=notice.detainer_id,
        due_at=notice.due_at,
        given_at=notice.given_at,
        attempts=notice.attempts,
        channel=notice.channel,
        sent_to=notice.sent_to,
        delivered=notice.delivered,
        release_at=notice.release_at,
        answer=notice.answer or None,
        answered_at=notice.answered_at,
        recorded_at=notice.recorded_at,
    )
