"""What Prometheus may ask: requests by route, jobs by state, the journal's size. Nothing of a person.

Requests are counted in each web process; ``lodged instance serve`` gives them one folder (PROMETHEUS_MULTIPROC_DIR) so
that whichever process is asked answers for all.
"""

from __future__ import annotations

import hmac
import os
import shutil
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from lodged.web.clients import is_this_machine
from lodged.web.logs import method_of, route_of

REQUESTS = Counter("lodged_http_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("lodged_http_request_seconds", "Seconds until an answer began.", ["method", "route"])


class CountRequests:
    """Middleware: count and time every request by its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the rest."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and count."""
        began = time.perf_counter()
        response = self._get_response(request)
        method, route = method_of(request), route_of(request)
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(method, route).observe(time.perf_counter() - began)
        return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer who holds the token, or where none is set, programs on this machine; to others there is nothing here."""
    token = settings.CONFIGURATION.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = hmac.compare_digest(given.encode(), token.encode()) if token else is_this_machine(request)
    if not allowed:
        raise Http404
    body = generate_latest(_requests()) + generate_latest(_of_the_instance())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _requests() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _of_the_instance() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Instance())
    return registry


class _Instance:
    """What is read from the database and the disk when asked."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up = GaugeMetricFamily("lodged_database_up", "Whether the database answers.")
        try:
            yield from _from_database()
            up.add_metric([], 1)
        except DatabaseError:
            up.add_metric([], 0)
        yield up
        free = GaugeMetricFamily("lodged_disk_free_bytes", "Free space where the data folder is.")
        free.add_metric([], shutil.disk_usage(settings.CONFIGURATION.data_dir).free)
        yield free


def _from_database() -> list[GaugeMetricFamily]:
    size = GaugeMetricFamily("lodged_journal_entries", "Entries of the journal.")
    jobs = GaugeMetricFamily("lodged_jobs", "Jobs of the worker by state.", labels=["state"])
    beat = GaugeMetricFamily("lodged_worker_heartbeat_age_seconds", "Since the newest sign of a worker.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM register_journalfrontier")
        size.add_metric([], cursor.fetchone()[0])
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1")
        for state, count in cursor.fetchall():
            jobs.add_metric([state], count)
        age = heartbeat_age(cursor)
    if age is not None:
        beat.add_metric([], age)
    return [size, jobs, beat]


def heartbeat_age(cursor: Any) -> float | None:
    """Seconds since a worker last said that it is alive; None where none ever did."""
    cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
    (age,) = cursor.fetchone()
    return None if age is None else float(age)
