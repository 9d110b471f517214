"""Work of the API done by the worker."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="lodged.api.tell", queue="webhooks", queueing_lock="lodged.api.tell", pass_context=False)
def tell(timestamp: int = 0) -> None:
    """Make deliveries of what was recorded, and put each that is due into the queue."""
    from lodged.api import webhook_delivery

    for agency in webhook_delivery.agencies_with_webhooks():
        for delivery in webhook_delivery.collect(agency):
            _queue(agency, delivery)


@app.task(name="lodged.api.deliver", queue="webhooks")
def deliver(agency: str, delivery: str) -> None:
    """Send one delivery once; when it fails, the next round tries again at its time."""
    from lodged.api import webhook_delivery

    webhook_delivery.deliver(UUID(agency), UUID(delivery))


@app.periodic(cron="17 3 * * *")
@app.task(name="lodged.api.forget_answers", queue="webhooks", queueing_lock="lodged.api.forget_answers")
def forget_answers(timestamp: int = 0) -> None:
    """Remove kept answers that are too old to be asked for again."""
    from lodged.api.idempotency import forget_old
    from lodged.api.webhook_delivery import agencies_with_webhooks

    for agency in agencies_with_webhooks():
        forget_old(agency)


def _queue(agency: UUID, delivery: UUID) -> None:
    try:
        with transaction.atomic():
            job = deliver.configure(queueing_lock=f"deliver {delivery}")
            job.defer(agency=str(agency), delivery=str(delivery))
    except exceptions.AlreadyEnqueued:
        return
