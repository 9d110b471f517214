"""Who may do what, as data, and the one check of a role: :func:`require` refuses with who can instead."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied

from lodged.core.errors import LodgedError
from lodged.register.actor import Who, actor_of
from lodged.register.acts import Act
from lodged.register.models import Role
from lodged.register.rights import Right

MAY_RECORD = frozenset({Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR})
MAY_LOAD = frozenset({Role.RECORDS_SUPERVISOR})
MAY_EXPUNGE = frozenset({Role.RECORDS_SUPERVISOR})
MAY_RULE = frozenset({Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR, Role.COUNSEL})
MAY_CONFIRM = frozenset({Role.RECORDS_SUPERVISOR, Role.COUNSEL})
MAY_RULE_ON_PAIRS = frozenset({Role.STATE_ANALYST, Role.RECORDS_SUPERVISOR, Role.COUNSEL, Role.AUDITOR})
MAY_READ = frozenset(Role) - {Role.AGENCY_ADMINISTRATOR}

ROLES: Mapping[Right, frozenset[Role]] = {
    Right.READ: MAY_READ,
    Right.RECORD: MAY_RECORD,
    Right.RULE_ON_CLAIM: MAY_RULE,
    Right.CONFIRM: MAY_CONFIRM,
    Right.RULE_ON_PAIRS: MAY_RULE_ON_PAIRS,
    Right.EXPUNGE: MAY_EXPUNGE,
}

_CALLED: Mapping[Role, str] = {
    Role.RELEASE_DESK: "the release desk",
    Role.RECORDS_SUPERVISOR: "a records supervisor",
    Role.AGENCY_ADMINISTRATOR: "an agency administrator",
    Role.STATE_ANALYST: "a state analyst",
    Role.COUNSEL: "counsel",
    Role.FEDERAL_LIAISON: "a federal liaison",
    Role.AUDITOR: "an auditor",
}


class NotPermittedError(LodgedError, PermissionDenied):
    """This person's role may not do that; says who can. A page answers 403."""


def require(who: Who, roles: frozenset[Role], doing: str) -> None:
    """Raise NotPermittedError unless the role of ``who`` is among ``roles``; ``doing`` completes "can't ..."."""
    role = actor_of(who).role
    if role not in roles:
        *others, last = (_CALLED[able] for able in Role if able in roles)
        able = f"{', '.join(others)} or {last}" if others else last
        raise NotPermittedError(
            f"Your role ({role.label}) can't {doing}. {able[0].upper()}{able[1:]} of your agency can."
        )


def check_can_record(who: Who, act: Act) -> None:
    """Raise NotPermittedError unless the actor's role may record the act."""
    require(who, ROLES[act.needs], "record this")


def check_can_load(who: Who) -> None:
    """Raise NotPermittedError unless the role may load files into the register."""
    require(who, MAY_LOAD, "load files")
