"""An instance started as a program of its own: a free port for it, and the wait until it answers."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Wait until the instance is healthy; fail where its program ends or it does not answer in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "lodged run ended by itself; its output is above"
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the instance did not answer within {seconds} s")
