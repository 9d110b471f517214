"""The files that two sides send each other. Format: docs/formats.md, "Messages of a private comparison".

A first line that names the format, a line of JSON, then the sections that it lists, one after another.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from lodged.core.untrusted_json import parsed
from lodged.private_match.errors import PrivateMatchError
from lodged.private_match.keys import SCHEME

MAGIC = b"LODGED PRIVATE COMPARISON 1\n"
LONGEST_HEADER = 10_000
LARGEST_BYTES = 1024**3


class MessageKind(Enum):
    """What a message is for."""

    REQUEST = "request"
    """The first message: the asker's keys."""
    ANSWER = "answer"
    """An answer to a request; it may ask back."""


class Section(Enum):
    """A part of a message."""

    REQUEST = "request"
    """The sender's keys under the sender's secret."""
    SETUP = "setup"
    """All keys of the side that answers, under its secret."""
    RESPONSE = "response"
    """The keys of the request, under both secrets."""


NEEDED = {
    MessageKind.REQUEST: ({Section.REQUEST},),
    MessageKind.ANSWER: (
        {Section.SETUP, Section.RESPONSE},
        {Section.SETUP, Section.RESPONSE, Section.REQUEST},
    ),
}


@dataclass(frozen=True)
class Message:
    """A message; ``answers`` is the SHA-256 of the message it answers, empty for the first."""

    kind: MessageKind
    exchange: UUID
    sections: Mapping[Section, bytes]
    answers: str = ""
    sha256: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """The first half of its SHA-256 in groups of four, to be compared by telephone."""
        return " ".join(self.sha256[at : at + 4] for at in range(0, 32, 4))


def write(message: Message, path: Path) -> Message:
    """Write a message to a new file and give it back with its SHA-256.

    Raises PrivateMatchError where the file is there already.
    """
    header = {
        "message": message.kind.value,
        "exchange": str(message.exchange),
        "keys": SCHEME,
        "answers": message.answers,
        "sections": [
            {"name": section.value, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for section, body in message.sections.items()
        ],
    }
    content = b"".join([MAGIC, json.dumps(header).encode(), b"\n", *message.sections.values()])
    write_new(path, content)
    return Message(
        message.kind,
        message.exchange,
        message.sections,
        message.answers,
        hashlib.sha256(content).hexdigest(),
    )


def read(path: Path, kind: MessageKind) -> Message:
    """Read a message that must be of one kind.

    Raises PrivateMatchError for a file that is another thing, was cut or changed, or was made with other keys.
    """
    if not path.is_file():
        raise PrivateMatchError(f"There is no file [{path}].")
    if path.stat().st_size > LARGEST_BYTES:
        raise PrivateMatchError(
            f"[{path.name}] is larger than 1 GB, so it was not read. No list needs as much."
        )
    content = path.read_bytes()
    if not content.startswith(MAGIC):
        raise PrivateMatchError(
            f"[{path.name}] is no message of a private comparison, or one of another version of Lodged. Both sides "
            "need the same version; lodged --version says which you have."
        )
    end = content.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_HEADER)
    header = _header(content[len(MAGIC) : end] if end >= 0 else b"", path)
    message = _message(header, content[end + 1 :], path)
    if message.kind is not kind:
        raise PrivateMatchError(
            f"[{path.name}] is {_a(message.kind)}, and {_a(kind)} is needed here. Look which file you were sent for."
        )
    return Message(
        message.kind,
        message.exchange,
        message.sections,
        message.answers,
        hashlib.sha256(content).hexdigest(),
    )


def write_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that appears whole or not at all, and replaces nothing."""
    if not path.parent.is_dir():
        raise PrivateMatchError(f"There is no folder [{path.parent}]. Make it, or name another file.")
    handle, building = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(building).chmod(mode)
        # Taking the name first refuses a file that is there, which a rename alone would replace.
        path.open("xb").close()
        Path(building).replace(path)
    except FileExistsError as error:
        raise PrivateMatchError(
            f"[{path}] is there already and was not replaced. Name a new file."
        ) from error
    finally:
        Path(building).unlink(missing_ok=True)


def _header(line: bytes, path: Path) -> dict[str, Any]:
    try:
        header = parsed(line)
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(header, dict):
        raise _damaged(path)
    return header


def _message(header: dict[str, Any], body: bytes, path: Path) -> Message:
    sections: dict[Section, bytes] = {}
    at = 0
    try:
        if header["keys"] != SCHEME:
            raise PrivateMatchError(
                f"[{path.name}] was made by a version of Lodged that makes its keys in another way, so nothing would "
                "be found. Both sides need the same version."
            )
        kind = MessageKind(header["message"])
        for section in header["sections"]:
            part = body[at : at + section["bytes"]]
            if hashlib.sha256(part).hexdigest() != section["sha256"] or Section(section["name"]) in sections:
                raise _damaged(path)
            sections[Section(section["name"])] = part
            at += len(part)
        message = Message(kind, UUID(header["exchange"]), sections, str(header["answers"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path) from error
    if at != len(body) or set(sections) not in NEEDED[kind]:
        raise _damaged(path)
    return message


def _damaged(path: Path) -> PrivateMatchError:
    return PrivateMatchError(
        f"[{path.name}] was cut or changed on its way, so it was not used. Have it sent again, and compare its "
        "fingerprint by telephone."
    )


def _a(kind: MessageKind) -> str:
    return "a request" if kind is MessageKind.REQUEST else "an answer"
