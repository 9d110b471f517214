"""The salted commitment that stands in the journal for an event's personal data.

An entry is kept for ever and may be published, so it holds no payload, only
HMAC-SHA256(key = salt, message = :data:`DOMAIN` + event id + canonical payload), where the salt is 32
random bytes made for that event alone.

Why salted: names and dates of birth are few enough to try them all. A bare hash of "Doe, Jane,
1990-01-01" would tell anyone who guesses right that they did. With an unknown salt every payload is
equally likely, equal payloads have unlike commitments, and once salt and payload are expunged the
commitment says nothing, while the Merkle proof over it stays whole. While the salt exists, whoever holds
it can show the payload: nobody can find a second payload that opens the same commitment without breaking
SHA-256, and the event id inside keeps a payload from being shown under another event.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import rfc8785

from lodged.core.json import Plain
from lodged.journal.errors import EntryError

SALT_BYTES = 32
COMMITMENT_BYTES = 32
DOMAIN = b"lodged/journal/payload/v1\x00"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What to store when an event is written: the commitment in the entry, the rest privately."""

    commitment: bytes
    """32 bytes, for the entry."""
    salt: bytes
    """32 random bytes; as private as the payload."""
    payload: bytes
    """The payload as canonical JSON (RFC 8785)."""


def canonical(value: Mapping[str, Plain]) -> bytes:
    """`value` as canonical JSON (RFC 8785).

    Raises:
        EntryError: it holds something JSON can't (a date, a set) or a number past 2**53.
    """
    try:
        return bytes(rfc8785.dumps(dict(value)))
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        message = f"This payload can't be written as canonical JSON [{error}]. Give dates as text."
        raise EntryError(message) from error


def commitment_of(event_id: UUID, salt: bytes, payload: bytes) -> bytes:
    """Return the commitment to canonical `payload` under `salt`.

    Raises:
        EntryError: the salt isn't 32 bytes (HMAC pads short keys, so only one length binds).
    """
    if len(salt) != SALT_BYTES:
        raise EntryError(f"A salt has {SALT_BYTES} bytes; this one has [{len(salt)}].")
    return hmac.digest(salt, DOMAIN + event_id.bytes + payload, "sha256")


def seal(event_id: UUID, payload: Mapping[str, Plain]) -> Sealed:
    """Commit to `payload` under a fresh salt.

    Raises:
        EntryError: the payload isn't JSON.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    body = canonical(payload)
    return Sealed(commitment_of(event_id, salt, body), salt, body)


def opens(commitment: bytes, event_id: UUID, salt: bytes, payload: bytes) -> bool:
    """Return whether `salt` and canonical `payload` are what `commitment` was made from."""
    return hmac.compare_digest(commitment, commitment_of(event_id, salt, payload))
