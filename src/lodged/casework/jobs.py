"""Jobs for the worker, put into its queue by name, so that what asks for work needn't know what does it."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from procrastinate.contrib.django import app


class Job(Enum):
    """A job: its name in the queue, and the queue."""

    RECONCILE = ("lodged.casework.reconcile_run", "reconciliations")
    RECONCILE_AGAIN = ("lodged.casework.reconcile_again", "reconciliations")
    DELIVER_NOTICE = ("lodged.casework.deliver_notice", "outbox")
    DELIVER_DUE_NOTICES = ("lodged.casework.deliver_due_notices", "outbox")

    @property
    def task(self) -> str:
        """The name that the worker knows it by."""
        return self.value[0]

    @property
    def queue(self) -> str:
        """The queue it waits in."""
        return self.value[1]


def defer(job: Job, agency: UUID, **about: UUID) -> None:
    """Queue a job of an agency, with the present transaction; `about` names what it is about."""
    arguments = {name: str(value) for name, value in about.items()}
    app.configure_task(name=job.task, queue=job.queue).defer(agency_id=str(agency), **arguments)
