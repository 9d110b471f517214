"""The instance's keys: the first seals, every one opens, so that a key can be replaced while the record is in use.

A sealed value is ``v1.KEY-ID.`` followed by a nonce of 12 bytes and AES-256-GCM's output. What a value is for (its
*purpose*) goes into the derived key, so that a value moved from one column to another doesn't open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lodged.core.errors import LodgedError

KEY_BYTES = 32
_NONCE_BYTES = 12
_MARK = b"v1."
_KEY_ID = re.compile(r"[a-z0-9-]{1,32}")


class SealError(LodgedError):
    """A key is missing or malformed, or a sealed value doesn't open."""


class UnknownKeyError(SealError):
    """What is sealed was sealed with a key that isn't set here."""


@dataclass(frozen=True)
class Key:
    """A secret of 32 bytes and the name it is known by."""

    id: str
    secret: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """Return the key for one purpose; knowing it tells nothing of the others."""
        return _derived(self.secret, purpose)

    def __str__(self) -> str:
        """Write it as the setting has it."""
        return f"{self.id}:{base64.urlsafe_b64encode(self.secret).decode().rstrip('=')}"


@lru_cache(maxsize=64)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"lodged/" + purpose.encode()).derive(secret)


def new_key(key_id: str) -> Key:
    """Make a key.

    Raises SealError for a name that isn't 1 to 32 of a-z, 0-9 and -.
    """
    if not _KEY_ID.fullmatch(key_id):
        raise SealError(f"[{key_id}] can't name a key. Use 1 to 32 of the characters a-z, 0-9 and -.")
    return Key(key_id, secrets.token_bytes(KEY_BYTES))


@dataclass(frozen=True)
class Keyring:
    """Keys in order; the first seals.

    >>> ring = Keyring.read(str(new_key("a")))
    >>> ring.open("example", ring.seal("example", b"synthetic"))
    b'synthetic'
    """

    keys: tuple[Key, ...]

    @classmethod
    def read(cls, text: str) -> Keyring:
        """Read ``ID:SECRET,ID:SECRET``, each secret 32 bytes in URL-safe base64.

        Raises SealError, never repeating a secret, when the text says something else.
        """
        keys = tuple(_key(part.strip()) for part in text.split(",") if part.strip())
        if not keys:
            raise SealError(
                "No key is set. Make one with [lodged instance keys make] and set LODGED_FIELD_KEYS to it."
            )
        if len({key.id for key in keys}) < len(keys):
            raise SealError("LODGED_FIELD_KEYS names a key twice. Give each its own name.")
        return cls(keys)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Seal with the first key; two sealings of one value differ."""
        key, nonce = self.keys[0], secrets.token_bytes(_NONCE_BYTES)
        return b"%s%s.%s" % (
            _MARK,
            key.id.encode(),
            nonce + AESGCM(key.derived(purpose)).encrypt(nonce, plain, None),
        )

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Open what :meth:`seal` gave.

        Raises:
            UnknownKeyError: its key isn't in this ring.
            SealError: it was changed, or sealed for another purpose.
        """
        name = key_of(sealed)
        key = self.named(name or "")
        _, _, rest = sealed[len(_MARK) :].partition(b".")
        nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        try:
            return AESGCM(key.derived(purpose)).decrypt(nonce, body, None)
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"A value sealed with key [{key.id}] doesn't open: it was changed outside the program, or the key is "
                "another one of the same name. Set the right key, or restore from a backup."
            ) from error

    def lookups(self, purpose: str, text: str) -> tuple[str, ...]:
        """Return what a value is found by without being opened: its keyed hash under each key, the first first."""
        return tuple(
            hmac.digest(key.derived(f"{purpose}/lookup"), text.encode(), "sha256").hex() for key in self.keys
        )

    def named(self, key_id: str) -> Key:
        """Return the key of this name; raises UnknownKeyError when it isn't here."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise UnknownKeyError(
            f"This was sealed with key [{key_id}], which is not among those set. Add it to LODGED_FIELD_KEYS, "
            "after the first."
        )


def key_of(value: bytes) -> str | None:
    """Return which key sealed a value; None for one that isn't sealed."""
    if not value.startswith(_MARK):
        return None
    name = value[len(_MARK) : len(_MARK) + 33].partition(b".")[0].decode("ascii", "replace")
    return name if _KEY_ID.fullmatch(name) else None


def _key(text: str) -> Key:
    name, _, secret = text.partition(":")
    try:
        raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if not _KEY_ID.fullmatch(name) or len(raw) != KEY_BYTES:
        shown = name if _KEY_ID.fullmatch(name) else "?"
        raise SealError(
            f"LODGED_FIELD_KEYS has a key [{shown}] that isn't NAME:SECRET with 32 bytes in base64. "
            "Make one with [lodged instance keys make]."
        )
    return Key(name, raw)
