"""Requests counted by the minute, in the database for all web processes together: of an address, or of a token.

Failed sign-ins are counted apart, by :mod:`lodged.signin.attempts`: success takes them back, and too many
lock an account.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

_KEPT_MINUTES = 10
_COUNT = """
INSERT INTO web_requestcount (client, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (client, minute) DO UPDATE SET count = web_requestcount.count + 1 RETURNING count"""
# Whoever deletes at the same moment takes other rows, so that no two wait for each other.
_FORGET = """
DELETE FROM web_requestcount WHERE id IN (
  SELECT id FROM web_requestcount WHERE minute < %s FOR UPDATE SKIP LOCKED)"""


@dataclass(frozen=True)
class Counted:
    """How many requests a client has sent in this minute, with the one just counted."""

    requests: int
    seconds_left: int
    """Whole seconds until the minute is over, at least 1."""


def count_request(client: str) -> Counted:
    """Count one more request of a client, such as `address:192.0.2.7`, of which only a keyed hash is kept."""
    minute, second = divmod(int(time.time()), 60)
    hashed = hmac.digest(settings.SECRET_KEY.encode(), client.encode(), "sha256").hex()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [hashed, minute])
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute(_FORGET, [minute - _KEPT_MINUTES])
    return Counted(int(count), 60 - second)
