"""Work done by the worker, outside any page's request."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app


@app.task(name="lodged.desk.reconcile_run", queue="reconciliations")
def reconcile_run(run_id: str, agency_id: str) -> None:
    """Reconcile the uploads of one run."""
    from lodged.desk import reconciliations

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


@app.task(name="lodged.desk.reconcile_again", queue="reconciliations")
def reconcile_again(run_id: str, agency_id: str) -> None:
    """Put what readers decided since into a finished run."""
    from lodged.desk import reconciliations

    reconciliations.do_again(reconciliations.find(UUID(run_id), UUID(agency_id)))


@app.task(name="lodged.desk.deliver_notice", queue="outbox")
def deliver_notice(dispatch_id: str, agency_id: str) -> None:
    """Try one notice now, where it is due."""
    from lodged.desk import outbox

    outbox.deliver(UUID(dispatch_id), UUID(agency_id))


@app.periodic(cron="* * * * *")
@app.task(name="lodged.desk.deliver_due_notices", queue="outbox", queueing_lock="outbox", pass_context=False)
def deliver_due_notices(timestamp: int) -> None:
    """Try every notice that is due: each minute, and after whatever broke a try off."""
    from lodged.desk import outbox

    outbox.deliver_due()
