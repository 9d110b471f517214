"""What gunicorn reads (``--config python:lodged.web.server``): its own log lines and the end of a web process."""

from __future__ import annotations

import os
from typing import Any

import gunicorn  # type: ignore[import-untyped]

from lodged.web.configuration import configuration
from lodged.web.logs import logging_settings

# What it writes as the Server of every answer.
gunicorn.SERVER = "lodged"
logconfig_dict = logging_settings(as_json=configuration().json_logs)
logconfig_dict["loggers"] |= {
    name: {"level": "WARNING", "handlers": ["console"], "propagate": False}
    for name in ("gunicorn.error", "gunicorn.access")
}
# One line a request is ours; this program's own would hold the address with its identifiers.
accesslog = None
loglevel = "warning"
threads = 4
# A slow upload of 200 MB is no reason to end a worker.
timeout = 300
graceful_timeout = 25
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - its heartbeat files


def child_exit(server: Any, worker: Any) -> None:
    """Take a web process that ended out of the metrics."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
