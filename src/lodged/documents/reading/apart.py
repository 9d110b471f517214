"""Read a stranger's document in a process of its own, with little memory and little time.

A file made to exhaust the reader ends that process and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from lodged.core.errors import UnreadableFileError
from lodged.documents.reading.form import FormReading
from lodged.documents.reading.kinds import DocumentKind

SECONDS = 20
MEMORY_BYTES = 1_500_000_000
_REFUSED = 2


def read_apart(content: bytes, name: str) -> FormReading:
    """Read a document as :func:`~lodged.documents.reading.reader.read_form` does, and raise as it does."""
    return FormReading.from_json(json.loads(_ask(["read", name], content, name)))


def picture_apart(content: bytes, kind: DocumentKind, page: int) -> bytes:
    """Make the picture of a page as :func:`~lodged.documents.reading.picture.picture` does, and raise as it does."""
    return _ask(["picture", kind.name, str(page)], content, "document")


def _ask(arguments: list[str], content: bytes, name: str) -> bytes:
    command = [sys.executable, "-m", "lodged.documents.reading", *arguments]
    # Nothing of this process's settings and secrets is for the reader.
    known = {key: os.environ[key] for key in ("PYTHONPATH", "LANG", "TMPDIR") if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what was sent goes in as data
            command, input=content, capture_output=True, env=known, timeout=SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(name) from error
    if done.returncode == _REFUSED:
        raise UnreadableFileError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        raise _too_much(name)
    return done.stdout


def _too_much(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"[{name}] took too much time or memory to read, so it was not read. It may be damaged. "
        "Print and scan it, or type it in by hand."
    )
