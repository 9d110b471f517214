"""The worker of `lodged serve` (``python -m lodged.operations.worker``): does jobs until told to stop."""

from __future__ import annotations

STOP_JOBS_SECONDS = 25
"""How long a job that runs when the worker is told to stop may take to finish."""


def main() -> None:
    """Do jobs until SIGTERM or SIGINT."""
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from lodged.web.instance import WORKER_JOBS

    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(concurrency=WORKER_JOBS, shutdown_graceful_timeout=STOP_JOBS_SECONDS)


if __name__ == "__main__":
    main()
