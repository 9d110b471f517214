"""What every command that uses the record does first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lodged.core.errors import LodgedError
from lodged.core.extras import Extra, need

if TYPE_CHECKING:
    from lodged.register.models import Facility, User


def connect() -> None:
    """Connect to the record.

    Raises LodgedError when the web parts, which hold the record, are not installed.
    """
    need_web_parts()
    from lodged.operations import instance

    instance.connect()


def need_web_parts() -> None:
    """Raise MissingExtraError where the web parts are not installed."""
    need(Extra.WEB)


def member_of_staff(username: str) -> User:
    """Return the active member of staff with this name.

    Raises LodgedError when there is none.
    """
    from lodged.register.models import User

    user = User.objects.select_related("agency").filter(username=username, is_active=True).first()
    if user is None:
        raise LodgedError(
            f"There is no active member of staff [{username}]. Add one with [lodged record staff add]."
        )
    return user


def facility_of(user: User, name: str) -> Facility:
    """Return the facility of the user's agency with this name.

    Raises LodgedError, with the names there are, when there is none.
    """
    from lodged.register.models import Facility

    own = Facility.objects.filter(agency=user.agency).order_by("name")
    facility = own.filter(name__iexact=name).first()
    if facility is None:
        names = ", ".join(own.values_list("name", flat=True)) or "none yet"
        raise LodgedError(f"{user.agency} has no facility [{name}]. It has: {names}.")
    return facility
