"""Webhooks of the token's agency: add, list, give another secret, remove; and what was delivered."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from lodged.api import paging, webhook_delivery
from lodged.api.access import Bearer, acting
from lodged.api.idempotency import Key, once
from lodged.api.models import Delivery, Webhook
from lodged.api.scopes import Scope
from lodged.api.shapes import PRINTABLE, Moment, StrictSchema
from lodged.register.actor import Actor

router = Router(tags=["Webhooks"], auth=Bearer(Scope.WEBHOOKS_MANAGE))
Address = Annotated[str, StringConstraints(strict=True, min_length=8, max_length=500, pattern=PRINTABLE)]
EventName = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=64, pattern=PRINTABLE)]


class WebhookAsked(StrictSchema):
    """Where to tell of which events."""

    url: Address = Field(description="https, to a public address.")
    events: list[EventName] = Field(min_length=1, max_length=60, description="For example detainer.lodged.")


class WebhookShown(Schema):
    """A webhook."""

    id: UUID
    url: str
    events: list[str]
    added_at: Moment
    old_secret_signs_until: Moment | None


class WebhookAdded(WebhookShown):
    """A webhook with its secret, which is not shown again."""

    secret: str


class Webhooks(Schema):
    """The agency's webhooks."""

    items: list[WebhookShown]


class Try(Schema):
    """One try."""

    at: Moment
    answer: str


class DeliveryShown(Schema):
    """One event for one webhook."""

    id: UUID
    index: int
    event: str
    state: str
    repeated: bool
    tries: list[Try]
    next_at: Moment | None


class Deliveries(Schema):
    """The newest deliveries of a webhook."""

    items: list[DeliveryShown]


@router.post("/webhooks", response={201: WebhookAdded}, summary="Add a webhook")
def add(request: HttpRequest, body: WebhookAsked, key: Key) -> HttpResponse:
    """Add a webhook; the answer has the secret that signs its deliveries."""

    def do(actor: Actor) -> WebhookAdded:
        webhook, secret = webhook_delivery.add(actor.agency, body.url, body.events)
        return WebhookAdded(**_shown(webhook).model_dump(), secret=secret)

    return once(request, key, do)


@router.get("/webhooks", response=Webhooks, summary="List webhooks")
def list_webhooks(request: HttpRequest) -> Webhooks:
    """Return the agency's webhooks, the oldest first."""
    with acting(request):
        return Webhooks(items=[_shown(webhook) for webhook in _own()])


@router.get("/webhooks/{uuid:webhook_id}", response=WebhookShown, summary="Show one webhook")
def show(request: HttpRequest, webhook_id: UUID) -> WebhookShown:
    """Return one webhook, without its secret."""
    with acting(request):
        return _shown(get_object_or_404(_own(), pk=webhook_id))


@router.delete("/webhooks/{uuid:webhook_id}", response={204: None}, summary="Remove a webhook")
def remove(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Remove a webhook; nothing more is sent."""
    with acting(request):
        webhook_delivery.remove(get_object_or_404(_own(), pk=webhook_id))
    return HttpResponse(status=204)


@router.post(
    "/webhooks/{uuid:webhook_id}/secret", response={201: WebhookAdded}, summary="Replace a webhook's secret"
)
def replace(request: HttpRequest, webhook_id: UUID, key: Key) -> HttpResponse:
    """Add another secret; both sign for two days."""

    def do(actor: Actor) -> WebhookAdded:
        webhook = get_object_or_404(_own().select_for_update(), pk=webhook_id)
        secret = webhook_delivery.replace_secret(webhook)
        return WebhookAdded(**_shown(webhook).model_dump(), secret=secret)

    return once(request, key, do)


@router.get("/webhooks/{uuid:webhook_id}/deliveries", response=Deliveries, summary="Show what was delivered")
def deliveries(request: HttpRequest, webhook_id: UUID, limit: paging.Limit = paging.DEFAULT) -> Deliveries:
    """Return the newest deliveries with every try and its answer."""
    with acting(request):
        webhook = get_object_or_404(_own(), pk=webhook_id)
        rows = Delivery.objects.filter(webhook=webhook).order_by("-index")[:limit]
        return Deliveries(
            items=[
                DeliveryShown(
                    id=row.pk,
                    index=row.index,
                    event=row.body["name"],
                    state=row.state,
                    repeated=row.repeated,
                    tries=[Try(**one) for one in row.tries],
                    next_at=row.next_at,
                )
                for row in rows
            ]
        )


def _own() -> QuerySet[Webhook]:
    return Webhook.objects.filter(removed_at=None)


def _shown(webhook: Webhook) -> WebhookShown:
    return WebhookShown(
        id=webhook.pk,
        url=webhook.url,
        events=webhook.events,
        added_at=webhook.added_at,
        old_secret_signs_until=webhook.old_until,
    )
