"""Who may record. `check_can_record` raises with the reason; `can_record` asks without raising."""

from __future__ import annotations

from lodged.core.errors import LodgedError
from lodged.register.actor import Who, actor_of
from lodged.register.acts import Act, Expunge, ReadFile, RuleOnClaim, RuleOnOverride, RuleOnPair, SearchNames
from lodged.register.models import Role, User

MAY_RECORD = frozenset({Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR})
MAY_LOAD = frozenset({Role.RECORDS_SUPERVISOR})
MAY_EXPUNGE = frozenset({Role.RECORDS_SUPERVISOR})
MAY_RULE = frozenset({Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR, Role.COUNSEL})
"""On a claim of US citizenship; the ruling names who rules and the evidence."""
MAY_CONFIRM = frozenset({Role.RECORDS_SUPERVISOR, Role.COUNSEL})
MAY_RULE_ON_PAIRS = frozenset({Role.STATE_ANALYST, Role.RECORDS_SUPERVISOR, Role.COUNSEL, Role.AUDITOR})
MAY_READ = frozenset(Role) - {Role.AGENCY_ADMINISTRATOR}


class NotPermittedError(LodgedError):
    """This person may not do that; says who can."""


def check_can_record(who: Who, act: Act) -> None:
    """Raise NotPermittedError unless the actor's role may record the act."""
    allowed, others = _allowed(act)
    role = actor_of(who).role
    if role not in allowed:
        raise NotPermittedError(f"Your role ({role.label}) can't record this. {others} can.")


def _allowed(act: Act) -> tuple[frozenset[Role], str]:
    match act:
        case ReadFile() | SearchNames():
            return MAY_READ, "Everyone who may read a person's file"
        case Expunge():
            return MAY_EXPUNGE, "A records supervisor of your agency"
        case RuleOnClaim():
            return MAY_RULE, "The release desk, the records supervisors and counsel of your agency"
        case RuleOnOverride() | RuleOnPair(settles=True):
            return MAY_CONFIRM, "A records supervisor or counsel of your agency"
        case RuleOnPair():
            return MAY_RULE_ON_PAIRS, "A state analyst, supervisor, counsel or auditor of your agency"
    return MAY_RECORD, "The release desk and the records supervisors of your agency"


def check_can_load(user: User) -> None:
    """Raise NotPermittedError unless the user may load files into the register."""
    if user.role not in MAY_LOAD:
        raise NotPermittedError(
            f"Your role ({user.get_role_display()}) can't load files. A records supervisor of your agency can."
        )


def can_record(who: Who, act: Act) -> bool:
    """Return whether the actor's role may record the act."""
    try:
        check_can_record(who, act)
    except NotPermittedError:
        return False
    return True
