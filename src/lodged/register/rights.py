"""What an act asks of whoever records it; which roles have the right stands in :mod:`lodged.register.permissions`."""

from __future__ import annotations

from enum import Enum, auto


class Right(Enum):
    """A right that some roles have. Plain, so that acts name it without the tables of staff."""

    READ = auto()
    """See people's files, which is recorded too."""
    RECORD = auto()
    """Record what happens in custody and to detainers."""
    RULE_ON_CLAIM = auto()
    """Rule on a claim of US citizenship, with who rules and the evidence; or record that it is withdrawn."""
    CONFIRM = auto()
    """Confirm or settle what somebody else asked for or decided."""
    RULE_ON_PAIRS = auto()
    """Say whether two records are of one person."""
    EXPUNGE = auto()
    """Remove a person's data on a lawful order."""
