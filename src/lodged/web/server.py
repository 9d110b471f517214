"""What gunicorn reads (``--config python:lodged.web.server``): its log lines, and a web process's start and end."""

from __future__ import annotations

import gc
import os
from typing import Any

import gunicorn  # type: ignore[import-untyped]

from lodged.core.private_files import write_for_owner_only
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
# Nobody steers it but its supervisor; the socket for that would be in a home that may not be there.
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - its heartbeat files


def on_starting(server: Any) -> None:
    """Keep what the web processes write, such as uploads, for their own user; they inherit it."""
    write_for_owner_only()


def post_worker_init(worker: Any) -> None:
    """Read the pages and the law before the first request, and leave them out of the garbage collector's rounds.

    Going through all of it stopped every request of the process for a quarter of a second, each few seconds; and a page
    makes many objects that are gone with it, so the rounds come seldom.
    """
    from django.urls import get_resolver

    from lodged.law import load_rulebooks

    get_resolver().reverse_dict  # noqa: B018 - reads every page's module
    load_rulebooks()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def child_exit(server: Any, worker: Any) -> None:
    """Take a web process that ended out of the metrics."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
