"""Mail servers on this machine, each misbehaving in its own way."""

from __future__ import annotations

import email
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from lodged.web.mail import MailServer
from tests.served import free_port


class Box:
    """Takes every message, after what `before` does at each; answers with `answer`."""

    def __init__(
        self, answer: str = "250 taken", *, slow: float = 0, dies: bool = False, rcpt: str = ""
    ) -> None:
        self.answer, self.slow, self.dies, self.rcpt = answer, slow, dies, rcpt
        self.messages: list[Message] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content))
        if self.slow:
            time.sleep(self.slow)  # The server's own thread.
        if self.dies:
            server.transport.abort()
        return self.answer


@contextmanager
def served(box: Any) -> Iterator[MailServer]:
    """Serve a box, or another of aiosmtpd's handlers."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield at(controller.port)
    finally:
        controller.stop()


def at(port: int) -> MailServer:
    return MailServer("smtp+plain", "127.0.0.1", port, "Jail <desk@jail.example>")
