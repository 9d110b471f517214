"""Who does something on the record: by hand, or a program for whom; with the role held when it was done or queued."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lodged.register.models import Role, User
from lodged.register.vocabulary import Program


@dataclass(frozen=True)
class Actor:
    """Whose deed an act is. It never changes: not even when the person has another role by the time it is recorded."""

    account: int
    """The number of the member of staff whose deed it is."""
    agency: UUID
    role: Role
    """The role held when the deed was done by hand, or when it was queued for a program."""
    program: Program | None = None
    """The program that does it for them; None where they do it themselves."""

    @property
    def reference(self) -> str:
        """Return how the journal names the actor: `staff:7` by hand, `program:outbox/staff:7` by a program for them."""
        return actor_reference(self.account, self.program)


Who = User | Actor
"""Whoever may be named as the one who acts: a member of staff who is here, or an actor that was kept."""


def actor_of(who: Who, program: Program | None = None) -> Actor:
    """Return the actor; a member of staff acts in the role they have now, by hand or through `program`."""
    return who if isinstance(who, Actor) else Actor(who.pk, who.agency_id, Role(who.role), program)


def actor_reference(account: int, program: Program | str | None) -> str:
    """Return how a journal entry names an account, and the program that acted for it."""
    return f"program:{program}/staff:{account}" if program else f"staff:{account}"
