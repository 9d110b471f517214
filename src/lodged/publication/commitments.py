"""Commitments to protected source files: they bind the publisher to the bytes, and tell a reader nothing of them.

A SHA-256 lets anyone who guesses a small file's content see that the guess is right, and its size helps. So a protected
file is published as ``HMAC-SHA256(opening, SHA-256 of the file)``, and the opening is kept back:
``HMAC-SHA256(key, SHA-256 of the file)`` under the publisher's key. Whoever is given a file and its opening can check
that it is the file; the opening of one file opens no other. The same file has the same commitment in every edition.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from lodged.core.errors import LodgedError

KEY_FILE = "publishing.key"
_OPENING = b"lodged/publication/opening/v1\x00"
_COMMITMENT = b"lodged/publication/commitment/v1\x00"
_KEY = re.compile(r"[0-9a-f]{64}")
_OTHERS = 0o077


class CommitmentError(LodgedError):
    """A publisher's key, or an opening, can't be used."""


@dataclass(frozen=True, slots=True)
class PublishingKey:
    """The publisher's secret, from which the openings are made."""

    secret: bytes = field(repr=False)

    @classmethod
    def kept_in(cls, path: Path) -> PublishingKey:
        """Read the key; one is made, readable by its owner alone, where there is none.

        Raises CommitmentError for a file that others may read, or that holds no key.
        """
        if not path.exists():
            _make(path)
        if path.stat().st_mode & _OTHERS:
            raise CommitmentError(
                f"[{path}] is the publisher's key, and others may read it. Run [chmod 600 {path}]."
            )
        text = path.read_text("ascii", errors="replace").strip()
        if not _KEY.fullmatch(text):
            raise CommitmentError(
                f"[{path}] holds no publishing key. Restore it from a copy, or name another file with --key."
            )
        return cls(bytes.fromhex(text))

    def opening(self, sha256: str) -> str:
        """Return the opening of the file of a SHA-256: to be shown to whoever may see the file, and nobody else."""
        return hmac.new(self.secret, _OPENING + sha256.encode(), hashlib.sha256).hexdigest()

    def commitment(self, sha256: str) -> str:
        """Return what is published of the file of a SHA-256."""
        return commitment(sha256, self.opening(sha256))


def commitment(sha256: str, opening: str) -> str:
    """Return the commitment that ``opening`` (64 hexadecimal digits) opens to the file of a SHA-256.

    Raises CommitmentError for an opening that is none.
    """
    if not _KEY.fullmatch(opening):
        raise CommitmentError(f"[{opening}] is no opening. It has 64 hexadecimal digits.")
    return hmac.new(bytes.fromhex(opening), _COMMITMENT + sha256.encode(), hashlib.sha256).hexdigest()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
