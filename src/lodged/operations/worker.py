"""The worker of `lodged instance serve` (``python -m lodged.operations.worker``): does jobs until told to stop."""

from __future__ import annotations

import logging
import time

from lodged.core.private_files import write_for_owner_only

STOP_JOBS_SECONDS = 25
"""How long a job that runs when the worker is told to stop may take to finish."""

TRY_AGAIN_SECONDS = 5
"""How long it waits for a database that is away."""

logger = logging.getLogger("lodged.worker")


def main() -> None:
    """Do jobs until SIGTERM or SIGINT; while the database is away, wait for it."""
    write_for_owner_only()
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException
    from psycopg import OperationalError

    from lodged.operations.instance import WORKER_JOBS

    while True:
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
                worker.run_worker(concurrency=WORKER_JOBS, shutdown_graceful_timeout=STOP_JOBS_SECONDS)
        except (ConnectorException, OperationalError):
            logger.exception("the database is away; trying again")
            time.sleep(TRY_AGAIN_SECONDS)
        else:
            return


if __name__ == "__main__":
    main()
