"""An instance of its own, in processes of its own, that may be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

AGENCY, JAIL, CLERK = "Synthetic County", "Synthetic Jail", "records"


@dataclass(frozen=True)
class Faulty:
    """One instance under a folder."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    """More of its environment."""

    @property
    def environment(self) -> dict[str, str]:
        """Of its processes."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("LODGED_", "DJANGO_"))}
        return kept | {
            "LODGED_DATA_DIR": str(self.folder),
            "LODGED_NEW_PASSWORD": "correct-horse-battery",
            **self.settings,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "lodged", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> str:
        """Run the command to its end, which must be a good one."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        return out

    def script(self, text: str, *, connected: bool = True) -> subprocess.Popen[str]:
        """Start Python, with the record connected where not told otherwise."""
        connect = "from lodged.operations.connected import connect, member_of_staff\nconnect()\n"
        before = connect if connected else ""
        return subprocess.Popen(
            [sys.executable, "-u", "-c", before + textwrap.dedent(text)],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ask(self, text: str) -> Any:
        """Run Python with the record connected, and read the JSON it prints."""
        process = self.script(text)
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        return json.loads(out)

    def stop_database(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the database server with this signal and wait for its end; nothing where none runs."""
        try:
            pid = int((self.folder / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])
            server = psutil.Process(pid)
            server.send_signal(how)
            server.wait(timeout=60)
        except (FileNotFoundError, psutil.NoSuchProcess):
            return

    def prepare(self) -> None:
        """Add an agency, its jail and its clerk."""
        self.run("agency", "add", AGENCY, "--state", "MN")
        self.run("facility", "add", JAIL, "--agency", AGENCY, "--kind", "county_jail", "--county", "Olmsted")
        self.run("staff", "add", CLERK, "--agency", AGENCY, "--role", "records_supervisor")


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and all it started, as `kill -9` does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def roster(path: Path, people: int) -> Path:
    """Write a roster of synthetic people."""
    header = "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file"
    lines = [
        f"{JAIL},S-{n},Synthetic,Person {n},1990-01-02,2026-01-02 08:00,{'yes' if n % 3 else 'no'}"
        for n in range(people)
    ]
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


WHOLE = """
import json
from lodged.journal.verification import verify
from lodged.register.acting import acting_as
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Event, JournalFrontier, Stay
user = member_of_staff("records")
report = verify(DatabaseStore())
with acting_as(user):
    print(json.dumps({
        "findings": [finding.detail for finding in report.findings],
        "entries": report.size,
        "size": JournalFrontier.objects.get().size,
        "events": list(Event.objects.values_list("index", flat=True)),
        "stays": Stay.objects.count(),
    }))
"""
