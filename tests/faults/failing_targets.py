"""A mail server and a program that is told of events, each failing more often than not until it is mended."""

from __future__ import annotations

import email
import json
import random
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Failing:
    """Fails two times of three until it is mended."""

    rng: random.Random
    mended: bool = False

    def fault(self) -> str:
        """What goes wrong this time; empty for nothing."""
        return "" if self.mended else self.rng.choice(["refuses", "is gone", ""])


@dataclass
class FailingMail(Failing):
    """Refuses, or takes the message and is gone before it says so, or takes it."""

    arrived: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    """Every message that was taken, by its Message-ID, in order."""

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer a message."""
        fault = self.fault()
        if fault == "refuses":
            return "451 try later"
        message = email.message_from_bytes(envelope.content)
        self.arrived[str(message["Message-ID"])].append(message)
        if fault == "is gone" and server.transport is not None:
            server.transport.abort()
        return "250 taken"


@dataclass
class FailingReceiver(Failing):
    """Answers with an error, or hears and is gone before it answers, or answers."""

    address: str = ""
    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Of every delivery that was heard, in order, whether it said that it is a repeat."""
    told: set[int] = field(default_factory=set)
    """The places in the journal it was told of."""


@contextmanager
def failing_receiver(seed: int) -> Iterator[FailingReceiver]:
    """Serve one on this machine."""
    receiver = FailingReceiver(random.Random(seed))  # noqa: S311 - repeatable

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = receiver.fault()
            if fault == "refuses":
                self.send_error(503)
                return
            receiver.heard[self.headers["Lodged-Delivery"]].append(self.headers["Lodged-Repeated"])
            receiver.told.add(json.loads(body)["index"])
            if fault == "is gone":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
