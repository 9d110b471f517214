"""Keep programs running: start one again that died, end loudly when it dies again and again, stop all gracefully."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lodged.web.configuration import Configuration, ConfigurationError
from lodged.web.database import start_again

MOST_DEATHS, WITHIN_SECONDS = 5, 60.0
"""So many deaths within so many seconds are no accident."""

GRACE_SECONDS = 30.0
"""How long a program may take to finish what it does."""

logger = logging.getLogger("lodged.supervision")


def again_and_again(deaths: Sequence[float]) -> bool:
    """Return whether so many deaths (monotonic seconds, the last ones) came so close that they are no accident."""
    return len(deaths) == MOST_DEATHS and deaths[-1] - deaths[0] < WITHIN_SECONDS


@dataclass
class Program:
    """A program to keep running, and when it died."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS))

    def keep_running(self) -> bool:
        """Start it where it isn't running; False when it died too often to try again."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return True
            self.deaths.append(time.monotonic())
            logger.error("program ended", extra={"program": self.name, "exit_code": code})
            if again_and_again(self.deaths):
                logger.critical("program ends again and again", extra={"program": self.name})
                return False
        self.process = self.start()
        logger.info("program started", extra={"program": self.name, "attempt": len(self.deaths) + 1})
        return True


@dataclass
class EmbeddedDatabase:
    """The PostgreSQL that came along, and when it died."""

    folder: Path
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS))

    def keep_running(self) -> bool:
        """Start it where it isn't running; False when it died too often, or can't be started, to try again."""
        try:
            died = start_again(self.folder)
        except (ConfigurationError, subprocess.SubprocessError, AssertionError):
            died = True
            logger.exception("database could not be started")
        if not died:
            return True
        self.deaths.append(time.monotonic())
        logger.error("database ended and was started again", extra={"attempt": len(self.deaths)})
        return not again_and_again(self.deaths)


def embedded_database(config: Configuration) -> EmbeddedDatabase | None:
    """Return the database to keep running; none where the instance uses one of its own."""
    return None if config.database_url else EmbeddedDatabase(config.data_dir / "postgres")


def supervise(programs: Sequence[Program], database: EmbeddedDatabase | None = None) -> int:
    """Keep the database and the programs running until told to stop by SIGTERM or SIGINT; gives the exit code.

    0 after a stop that was asked for; 1 when one of them ended again and again, after the others were stopped.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    code = 0
    kept: list[Program | EmbeddedDatabase] = [*([database] if database else []), *programs]
    while not stopping.is_set():
        running = [one.keep_running() for one in kept]
        if not all(running):
            code = 1
            break
        stopping.wait(0.2)
    logger.info("stopping")
    _stop(programs)
    return code


def _stop(programs: Sequence[Program]) -> None:
    running = [program for program in programs if program.process is not None]
    for program in running:
        if program.process is not None:
            program.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for program in running:
        if program.process is None:
            continue
        try:
            program.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("program did not stop in time and was ended", extra={"program": program.name})
            program.process.kill()
            program.process.wait()


def web_and_worker(config: Configuration) -> tuple[Program, Program]:
    """Return the web server and the worker of an instance."""
    return Program("web", lambda: _web_server(config)), Program("worker", _worker)


def _web_server(config: Configuration) -> subprocess.Popen[bytes]:
    address = f"[{config.host}]" if ":" in config.host else config.host
    command = [sys.executable, "-m", "gunicorn", "lodged.web.wsgi:application"]
    command += ["--config", "python:lodged.web.server", "--bind", f"{address}:{config.port}"]
    command += ["--workers", str(config.web_workers)]
    return subprocess.Popen(command)  # noqa: S603 - our own words and a checked address


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lodged.operations.worker"])
