"""Seal a stream of any length so that a piece left out, added, moved or changed is noticed.

The file is a line ``lodged-sealed-1 KEY-ID``, a nonce prefix of 7 bytes, then pieces of 1 MiB, each sealed with
AES-256-GCM. A piece's nonce is the prefix, its number (4 bytes) and whether it is the last (1 byte): the STREAM
construction (Hoang, Reyhanitabar, Rogaway and Vizar, 2015).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lodged.sealing.keyring import Keyring, SealError

PIECE_BYTES = 1024 * 1024
_MAGIC = b"lodged-sealed-1 "
_TAG_BYTES, _PREFIX_BYTES, _LONGEST_HEAD = 16, 7, 64
PURPOSE = "file"


def seal_stream(ring: Keyring, name: str, source: BinaryIO, target: BinaryIO) -> None:
    """Seal everything `source` gives into `target`; `name` says what it is and must be given again to open it."""
    key, prefix = ring.keys[0], secrets.token_bytes(_PREFIX_BYTES)
    cipher = AESGCM(key.derived(f"{PURPOSE}/{name}"))
    head = _MAGIC + key.id.encode() + b"\n"
    target.write(head + prefix)
    number, piece = 0, _piece(source)
    while True:
        following = _piece(source) if len(piece) == PIECE_BYTES else b""
        last = not following
        target.write(cipher.encrypt(_nonce(prefix, number, last=last), piece, head))
        if last:
            return
        number, piece = number + 1, following


def open_stream(ring: Keyring, name: str, source: BinaryIO) -> Iterator[bytes]:
    """Yield the pieces of a sealed file, each after it proved to be whole and in its place.

    Raises SealError when the file is of another kind, was changed, or ends early; what was given before is right.
    """
    head = source.readline(_LONGEST_HEAD)
    if not head.startswith(_MAGIC) or not head.endswith(b"\n"):
        raise SealError(f"[{name}] is not a sealed file of this program. Name the folder that a backup made.")
    key = ring.named(head[len(_MAGIC) :].strip().decode("ascii", "replace"))
    cipher, prefix = AESGCM(key.derived(f"{PURPOSE}/{name}")), source.read(_PREFIX_BYTES)
    number, piece = 0, source.read(PIECE_BYTES + _TAG_BYTES)
    while True:
        following = source.read(PIECE_BYTES + _TAG_BYTES)
        last = not following
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=last), piece, head)
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"[{name}] was changed or is cut off at piece {number + 1}. Copy the backup again, or use another one."
            ) from error
        if last:
            return
        number, piece = number + 1, following


def _piece(source: BinaryIO) -> bytes:
    """Read a whole piece, also from a pipe that gives less at a time."""
    parts, missing = [], PIECE_BYTES
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
