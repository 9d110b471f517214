"""The demonstration's sign-ins, printed for everyone: an instance in earnest refuses to start with them."""

from __future__ import annotations

from dataclasses import dataclass

from lodged.register.models import Role

PASSWORD = "synthetic-minnesota"  # noqa: S105 - printed on purpose; refused outside the demonstration
STATE, COUNTY = "Synthetic Department of Corrections", "Synthetic County Sheriff"


@dataclass(frozen=True)
class SignIn:
    """A synthetic member of staff."""

    username: str
    role: Role
    agency: str


SIGN_INS = (
    SignIn("analyst", Role.STATE_ANALYST, STATE),
    SignIn("reader", Role.STATE_ANALYST, STATE),
    SignIn("counsel", Role.COUNSEL, STATE),
    SignIn("desk", Role.RELEASE_DESK, COUNTY),
    SignIn("supervisor", Role.RECORDS_SUPERVISOR, COUNTY),
    SignIn("county-counsel", Role.COUNSEL, COUNTY),
    SignIn("administrator", Role.AGENCY_ADMINISTRATOR, COUNTY),
)
