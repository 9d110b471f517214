"""Work done by the worker, outside any page's request."""

from __future__ import annotations

from procrastinate.contrib.django import app

from lodged.desk.models import ReconciliationRun, RunStatus


@app.task(name="lodged.desk.reconcile_run", queue="reconciliations")
def reconcile_run(run_id: str) -> None:
    """Reconcile the uploads of one run."""
    from lodged.desk import reconciliations

    run = ReconciliationRun.objects.get(id=run_id)
    try:
        reconciliations.do(run)
    except Exception:
        run.status = RunStatus.FAILED
        run.message = (
            "Something went wrong on our side, not in your files. Nothing was lost: your files are kept. "
            "Ask the administrator to look in the server's log."
        )
        run.save(update_fields=["status", "message"])
        raise
