"""How a delivery is signed, and how its receiver checks it.

``Lodged-Signature: t=1700000000,v1=HEX`` where HEX is HMAC-SHA256 of ``t.body`` with the webhook's secret. While a
secret is being replaced there are two ``v1``; either counts.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "Lodged-Signature"
OLDEST_SECONDS = 300


def signature(secrets: Sequence[str], body: bytes, at: int) -> str:
    """Return the header's value.

    >>> signature(["secret"], b"{}", 1700000000)[:20]
    't=1700000000,v1=b856'
    """
    return ",".join([f"t={at}", *(f"v1={_mac(secret, body, at)}" for secret in secrets)])


def is_signed(secret: str, body: bytes, header: str, *, now: float) -> bool:
    """Return whether a delivery comes from who knows the secret, and is no older than five minutes."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not times[0].isdecimal() or abs(now - int(times[0])) > OLDEST_SECONDS:
        return False
    expected = _mac(secret, body, int(times[0]))
    return any(hmac.compare_digest(expected, value) for name, _, value in parts if name == "v1")


def _mac(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
