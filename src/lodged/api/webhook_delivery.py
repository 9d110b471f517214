"""From the journal to webhooks: each event of an agency is told, told again when that fails, and on record.

The journal is the outbox. A webhook keeps the place it was told up to; what was recorded after it becomes deliveries
in the same transaction that moves the place on, so no event is lost or made twice.
"""

from __future__ import annotations

import json
import secrets as randomness
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lodged.api import webhook_targets
from lodged.api.models import Delivery, DeliveryState, Webhook
from lodged.api.webhook_signing import HEADER, signature
from lodged.core.errors import LodgedError
from lodged.register.acting import acting_for
from lodged.register.acts import ACTS
from lodged.register.models import Agency, Event, JournalFrontier, Role

AFTER_TRIES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 21_600, 43_200))
"""How long to wait after the first try, the second, ...; after the last of them it's given up."""
STALE = timedelta(minutes=10)
"""A try that says nothing for so long was broken off with its process."""
BOTH_SECRETS = timedelta(days=2)
MOST_AT_ONCE = 500


class WebhookError(LodgedError):
    """That webhook can't be."""


def add(agency: UUID, url: str, events: Sequence[str]) -> tuple[Webhook, str]:
    """Add a webhook of an agency; gives it and its secret, which is not shown again.

    Raises WebhookError for an unknown event, TargetError for an address nothing is sent to.
    """
    unknown = sorted(set(events) - set(ACTS))
    if unknown or not events:
        raise WebhookError(f"[{', '.join(unknown)}] is no event. The events are: {', '.join(sorted(ACTS))}.")
    webhook_targets.check(url)
    secret = randomness.token_urlsafe(32)
    webhook = Webhook.objects.create(
        agency_id=agency,
        url=url,
        events=sorted(set(events)),
        secret=secret.encode(),
        position=JournalFrontier.objects.get().size,
        added_at=timezone.now(),
    )
    return webhook, secret


def replace_secret(webhook: Webhook) -> str:
    """Return a webhook another secret; the old one signs too for two days."""
    secret = randomness.token_urlsafe(32)
    webhook.old_secret, webhook.old_until = webhook.secret, timezone.now() + BOTH_SECRETS
    webhook.secret = secret.encode()
    webhook.save()
    return secret


def remove(webhook: Webhook) -> None:
    """Send it nothing more; what was sent stays on record."""
    webhook.removed_at = timezone.now()
    webhook.save(update_fields=["removed_at"])
    webhook.deliveries.filter(state=DeliveryState.PENDING).update(state=DeliveryState.FAILED, next_at=None)


def collect(agency: UUID) -> list[UUID]:
    """Make deliveries of what was recorded, and give those that are due."""
    with acting_for(agency, Role.AUDITOR):
        for webhook in Webhook.objects.select_for_update().filter(agency=agency, removed_at=None):
            _collect_for(webhook)
        due = Delivery.objects.filter(agency=agency, state=DeliveryState.PENDING, next_at__lte=timezone.now())
        return list(due.order_by("index").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _collect_for(webhook: Webhook) -> None:
    now = timezone.now()
    rows = Event.objects.filter(agency=webhook.agency_id, index__gte=webhook.position).order_by("index")
    new = list(
        rows.values("index", "id", "name", "person_id", "stay_id", "detainer_id", "recorded_at")[
            :MOST_AT_ONCE
        ]
    )
    Delivery.objects.bulk_create(
        Delivery(
            agency_id=webhook.agency_id,
            webhook=webhook,
            index=row["index"],
            body={key: _plain(value) for key, value in row.items()},
            next_at=now,
        )
        for row in new
        if row["name"] in webhook.events
    )
    if new:
        webhook.position = new[-1]["index"] + 1
        webhook.save(update_fields=["position"])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def deliver(agency: UUID, delivery: UUID) -> DeliveryState:
    """Try once. The try is on record before anything is sent, so a repeat is known for one even after a crash."""
    with acting_for(agency, Role.AUDITOR):
        row = Delivery.objects.select_for_update().select_related("webhook").get(pk=delivery)
        now = timezone.now()
        if row.state != DeliveryState.PENDING or row.next_at is None or row.next_at > now:
            return DeliveryState(row.state)
        row.tries = [*row.tries, {"at": now.isoformat(), "answer": "none yet"}]
        row.next_at = now + STALE
        row.save()
    answered, delivered = _send(row)
    with acting_for(agency, Role.AUDITOR), transaction.atomic():
        row.tries[-1]["answer"] = answered
        row.state, row.next_at = _after(row, delivered=delivered)
        row.save()
    return DeliveryState(row.state)


def _send(row: Delivery) -> tuple[str, bool]:
    """Return what was answered, and whether that means it was taken."""
    body = json.dumps(row.body, sort_keys=True, separators=(",", ":")).encode()
    headers = {
        HEADER: signature(_secrets(row.webhook), body, int(time.time())),
        "Lodged-Delivery": str(row.pk),
        "Lodged-Try": str(len(row.tries)),
        "Lodged-Repeated": "true" if row.repeated else "false",
    }
    try:
        status = webhook_targets.post(webhook_targets.check(row.webhook.url), body, headers)
    except webhook_targets.TargetError as error:
        return str(error), False
    return str(status), 200 <= status < 300


def _secrets(webhook: Webhook) -> list[str]:
    secrets = [bytes(webhook.secret)]
    if (
        webhook.old_secret is not None
        and webhook.old_until is not None
        and webhook.old_until > timezone.now()
    ):
        secrets.append(bytes(webhook.old_secret))
    return [secret.decode() for secret in secrets]


def _after(row: Delivery, *, delivered: bool) -> tuple[DeliveryState, datetime | None]:
    if delivered:
        return DeliveryState.DELIVERED, None
    if len(row.tries) > len(AFTER_TRIES):
        return DeliveryState.FAILED, None
    return DeliveryState.PENDING, timezone.now() + AFTER_TRIES[len(row.tries) - 1]


def agencies_with_webhooks() -> list[UUID]:
    """Return every agency; whose webhooks there are, only it may see."""
    return list(Agency.objects.values_list("pk", flat=True))
