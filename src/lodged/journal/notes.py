"""Signed notes and their keys, as c2sp.org/signed-note defines them (Ed25519, signature type 0x01)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lodged.journal.errors import KeyTextError, NoteError

ED25519 = b"\x01"
KEY_ID_BYTES = 4
KEY_BYTES = 32
MAX_SIGNATURES = 100
PRIVATE_PREFIX = "PRIVATE+KEY+"
_KEY_TEXT = re.compile(r"(?P<name>[^+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: a key's name, its four-byte id, and what it signed with."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Return the line as it stands in a note, with its newline."""
        return f"\N{EM DASH} {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key by which signed notes are trusted."""

    name: str
    public: bytes
    """32 bytes (RFC 8032)."""

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || 0x01 || public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    @classmethod
    def from_text(cls, text: str) -> VerifyingKey:
        """Read a key of the form `name+id+base64`.

        Raises:
            KeyTextError: it isn't such a key, its id doesn't fit, or it is of another kind.
        """
        name, key_id, public = _read_key(text, "verifying")
        key = cls(name, public)
        if key.key_id != key_id:
            raise KeyTextError(
                f"The id [{key_id.hex()}] of the verifying key [{name}] doesn't fit it. Copy it anew."
            )
        return key

    def text(self) -> str:
        """Return the key as `name+id+base64`, for publishing."""
        return _key_text(self.name, self.key_id, self.public)

    def verifies(self, text: str, signature: bytes) -> bool:
        """Return whether `signature` is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key. It comes from a file or the environment, never from code, and has no readable repr."""

    name: str
    seed: bytes
    """32 bytes (RFC 8032)."""

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """Make a new key named `name` (a journal's origin, such as `doc.example/journal`).

        Raises:
            KeyTextError: the name is empty or holds a space or a plus.
        """
        if not is_key_name(name):
            raise KeyTextError(f"A key's name is one word without spaces or plus signs; [{name}] isn't.")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """Read a key of the form `PRIVATE+KEY+name+id+base64`.

        Raises:
            KeyTextError: it isn't such a key. The message never repeats it.
        """
        if not text.startswith(PRIVATE_PREFIX):
            raise KeyTextError(f"A signing key begins with [{PRIVATE_PREFIX}]; this text doesn't.")
        name, key_id, seed = _read_key(text.removeprefix(PRIVATE_PREFIX), "signing")
        key = cls(name, seed)
        if key.verifying_key().key_id != key_id:
            raise KeyTextError(f"The id of the signing key [{name}] doesn't fit it. Copy it anew.")
        return key

    def text(self) -> str:
        """Return the key as `PRIVATE+KEY+name+id+base64`, for a file only its owner can read."""
        return PRIVATE_PREFIX + _key_text(self.name, self.verifying_key().key_id, self.seed)

    def verifying_key(self) -> VerifyingKey:
        """Return the public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifyingKey(self.name, public)

    def sign(self, text: str) -> Signature:
        """Sign a note's text."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifying_key().key_id, signature)


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, none of them checked yet."""

    text: str
    """Ends in a newline."""
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, raw: bytes) -> Note:
        """Read a signed note.

        Raises:
            NoteError: it isn't one; says what is wrong.
        """
        try:
            whole = raw.decode()
        except UnicodeDecodeError as error:
            raise NoteError("This isn't a signed note: it isn't UTF-8 text.") from error
        if any(character < " " and character != "\n" for character in whole):
            raise NoteError("This isn't a signed note: it holds a control character.")
        text, gap, lines = whole.rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise NoteError("This isn't a signed note: no empty line followed by whole signature lines.")
        signatures = [_read_signature(line) for line in lines[:-1].split("\n")]
        if len(signatures) > MAX_SIGNATURES:
            raise NoteError(
                f"This note carries [{len(signatures)}] signatures; at most {MAX_SIGNATURES} are read."
            )
        return cls(text + "\n", tuple(signatures))

    def with_signature(self, key: SigningKey) -> Note:
        """Return the note with `key`'s signature added, in place of an earlier one by the same key."""
        added = key.sign(self.text)
        kept = [one for one in self.signatures if (one.name, one.key_id) != (added.name, added.key_id)]
        return Note(self.text, (*kept, added))

    def encode(self) -> bytes:
        """Return the note as it is stored and sent."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()

    def signers(self, keys: Iterable[VerifyingKey]) -> tuple[VerifyingKey, ...]:
        """Return those of `keys` that signed this note; signatures by unknown keys count for nothing.

        Raises:
            NoteError: none did, or a signature that claims to be by one of them is false.
        """
        known = {(key.name, key.key_id): key for key in keys}
        valid: dict[VerifyingKey, None] = {}
        for one in self.signatures:
            key = known.get((one.name, one.key_id))
            if key is None:
                continue
            if not key.verifies(self.text, one.signature):
                raise NoteError(f"The signature by [{one.name}+{one.key_id.hex()}] is false.")
            valid[key] = None
        if not valid:
            names = ", ".join(f"{one.name}+{one.key_id.hex()}" for one in self.signatures)
            raise NoteError(f"It isn't signed by a key you gave; it claims [{names}].")
        return tuple(valid)


def is_key_name(name: str) -> bool:
    """Return whether a key may bear this name: not empty, without spaces, controls or plus signs."""
    return bool(name) and not any(one.isspace() or one == "+" or one < " " for one in name)


def decode_base64(text: str) -> bytes:
    """Decode standard base64, refusing any spelling but the one an encoder writes.

    Raises:
        ValueError: it isn't that.
    """
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if base64.b64encode(decoded).decode() != text:
        raise ValueError("not canonical base64")
    return decoded


def _read_signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\N{EM DASH}" or not is_key_name(parts[1]):
        raise NoteError(f"This isn't a signature line [{line[:80]}].")
    try:
        decoded = decode_base64(parts[2])
    except ValueError as error:
        raise NoteError(f"The signature by [{parts[1]}] isn't base64 [{error}].") from error
    if len(decoded) <= KEY_ID_BYTES:
        raise NoteError(f"The signature by [{parts[1]}] is too short.")
    return Signature(parts[1], decoded[:KEY_ID_BYTES], decoded[KEY_ID_BYTES:])


def _key_text(name: str, key_id: bytes, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{base64.b64encode(ED25519 + key).decode()}"


def _read_key(text: str, kind: str) -> tuple[str, bytes, bytes]:
    match = _KEY_TEXT.fullmatch(text.strip())
    if match is None or not is_key_name(match["name"]):
        raise KeyTextError(f"This isn't a {kind} key of the form name+id+base64.")
    try:
        key = decode_base64(match["key"])
    except ValueError as error:
        raise KeyTextError(f"The {kind} key [{match['name']}] isn't base64 [{error}].") from error
    if len(key) != 1 + KEY_BYTES or key[:1] != ED25519:
        raise KeyTextError(f"The {kind} key [{match['name']}] isn't an Ed25519 key (type 0x01, 32 bytes).")
    return match["name"], bytes.fromhex(match["id"]), key[1:]
