"""What the person at the keyboard can fix."""

from __future__ import annotations

from lodged.core.errors import LodgedError


class PrivateMatchError(LodgedError):
    """A message, a kept state or a request that can't be used; the message says why and what to do."""
