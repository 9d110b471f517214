"""Work done by the worker, outside any page's request."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from lodged.casework import notices_by_email, reconciliations
from lodged.casework.jobs import Job


@app.task(name=Job.RECONCILE.task, queue=Job.RECONCILE.queue)
def reconcile_run(run_id: str, agency_id: str) -> None:
    """Reconcile the uploads of one run."""
    run = reconciliations.find(UUID(run_id), UUID(agency_id))
    try:
        reconciliations.do(run)
    except Exception:
        reconciliations.fail(
            run,
            "Something went wrong on our side, not in your files. Nothing was lost: your files are kept. "
            "Ask the administrator to look in the server's log.",
        )
        raise


@app.task(name=Job.RECONCILE_AGAIN.task, queue=Job.RECONCILE_AGAIN.queue)
def reconcile_again(run_id: str, agency_id: str) -> None:
    """Put what readers decided since into a finished run."""
    reconciliations.do_again(reconciliations.find(UUID(run_id), UUID(agency_id)))


@app.task(name=Job.DELIVER_NOTICE.task, queue=Job.DELIVER_NOTICE.queue)
def deliver_notice(dispatch_id: str, agency_id: str) -> None:
    """Try one notice now, where it is due."""
    notices_by_email.deliver(UUID(dispatch_id), UUID(agency_id))


@app.periodic(cron="* * * * *")
@app.task(
    name=Job.DELIVER_DUE_NOTICES.task,
    queue=Job.DELIVER_DUE_NOTICES.queue,
    queueing_lock="outbox",
    pass_context=False,
)
def deliver_due_notices(timestamp: int) -> None:
    """Try every notice that is due: each minute, and after whatever broke a try off."""
    notices_by_email.deliver_due()
