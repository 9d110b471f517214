"""OpenTelemetry, where the usual OTEL_ variables ask for it: spans with routes and kinds of statement.

A span says neither an address nor a value: the route's name, the method, the status, and of each statement its first
word. OTEL_EXPORTER_OTLP_ENDPOINT (or ..._TRACES_ENDPOINT) turns it on; OTEL_SDK_DISABLED=true keeps it off.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from lodged.web.logs import method_of, route_of

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def is_wanted() -> bool:
    """Return whether the environment asks for traces."""
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not disabled and any(os.environ.get(name) for name in ENDPOINTS)


def start() -> None:
    """Send spans to where the environment says; once a process, and only where it is wanted."""
    if not is_wanted():
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    os.environ.setdefault("OTEL_SERVICE_NAME", "lodged")
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


class Traced:
    """Middleware: a span for each request, and one for each statement it causes. Absent where not wanted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the rest, or stand aside."""
        from django.core.exceptions import MiddlewareNotUsed

        if not is_wanted():
            raise MiddlewareNotUsed
        from opentelemetry import propagate, trace

        self._get_response = get_response
        self._tracer = trace.get_tracer("lodged")
        self._extract = propagate.extract
        self._server = trace.SpanKind.SERVER

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer within a span."""
        caller = self._extract({"traceparent": request.headers.get("traceparent", "")})
        method = method_of(request)
        with (
            self._tracer.start_as_current_span(
                method, context=caller, kind=self._server, record_exception=False
            ) as span,
            ExitStack() as stack,
        ):
            for database in connections.all():
                stack.enter_context(database.execute_wrapper(self._statement))
            response = self._get_response(request)
            route = route_of(request)
            span.update_name(f"{method} {route}")
            span.set_attribute("http.request.method", method)
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", response.status_code)
        return response

    def _statement(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        verb = str(sql).split(None, 1)[0].upper() if isinstance(sql, str) and sql.strip() else "STATEMENT"
        with self._tracer.start_as_current_span(verb, record_exception=False) as span:
            span.set_attribute("db.system.name", "postgresql")
            span.set_attribute("db.operation.name", verb)
            return execute(sql, params, many, context)
