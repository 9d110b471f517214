"""Who is on this instance: agencies, their facilities and their staff."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lodged.core.errors import LodgedError
from lodged.core.states import STATES
from lodged.law import FactError
from lodged.register.decisions import check_county
from lodged.register.models import Agency, Facility, Role, User
from lodged.register.vocabulary import FacilityKind

MOST_ANSWER_MINUTES = 2 * 24 * 60


class AdministrationError(LodgedError):
    """That agency, facility or member of staff can't be added so."""


def add_agency(name: str, state: str, time_zone: str) -> Agency:
    """Add an agency.

    Raises AdministrationError for a name that is taken, no state, or no time zone.
    """
    if state.upper() not in STATES:
        raise AdministrationError(f"[{state}] is no state. Give its postal code, for example MN.")
    check_zone(time_zone)
    if Agency.objects.filter(name=name).exists():
        raise AdministrationError(f"There is an agency [{name}] already.")
    return Agency.objects.create(name=name, state=state.upper(), time_zone=time_zone)


def set_answer_minutes(agency: str, minutes: int) -> Agency:
    """Set after how many minutes a notice to ICE without an answer is shown to the agency's supervisors.

    Raises AdministrationError for an unknown agency, or a time that isn't between a minute and two days.
    """
    if not 1 <= minutes <= MOST_ANSWER_MINUTES:
        raise AdministrationError(
            f"[{minutes}] is no time to wait for an answer. Give minutes from 1 to {MOST_ANSWER_MINUTES:,} (two days)."
        )
    owner = agency_named(agency)
    owner.answer_minutes = minutes
    owner.save(update_fields=["answer_minutes"])
    return owner


def add_facility(
    name: str,
    agency: str,
    kind: str,
    code: str = "",
    *,
    county: str = "",
    city: str = "",
    time_zone: str = "",
) -> Facility:
    """Add a facility to an agency; `time_zone` only where it differs from the agency's.

    Raises AdministrationError for an unknown agency, kind, county or zone, or a name that the agency has already.
    """
    owner = agency_named(agency)
    kinds = [member.value for member in FacilityKind]
    if kind not in kinds:
        raise AdministrationError(f"[{kind}] is no kind of facility. The kinds are: {', '.join(kinds)}.")
    if Facility.objects.filter(agency=owner, name=name).exists():
        raise AdministrationError(f"{owner} has a facility [{name}] already.")
    if time_zone:
        check_zone(time_zone)
    try:
        county = check_county(owner.state, county)
    except FactError as error:
        raise AdministrationError(str(error)) from error
    return Facility.objects.create(
        agency=owner, name=name, kind=kind, code=code, county=county, city=city, time_zone=time_zone
    )


def check_zone(time_zone: str) -> None:
    """Raise AdministrationError for what is no time zone."""
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise AdministrationError(
            f"[{time_zone}] is no time zone. Write for example America/Chicago."
        ) from error


def add_staff(username: str, agency: str, role: str, password: str | None) -> User:
    """Add a member of staff; without a password they can't sign in until they chose one.

    Raises AdministrationError for an unknown agency or role, a name that is taken, or a weak password.
    """
    owner = agency_named(agency)
    if role not in Role.values:
        raise AdministrationError(f"[{role}] is no role. The roles are: {', '.join(Role.values)}.")
    if User.objects.filter(username=username).exists():
        raise AdministrationError(f"There is a member of staff [{username}] already.")
    user = User(username=username, agency=owner, role=role)
    if password is None:
        user.set_unusable_password()
        user.save()
    else:
        set_password(user, password)
    return user


def set_password(user: User, password: str) -> None:
    """Give a member of staff a password and save them.

    Raises AdministrationError for a weak one.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AdministrationError("The password is too weak. " + " ".join(error.messages)) from error
    user.set_password(password)
    user.save()


def agency_named(name: str) -> Agency:
    """Return the agency of this name; raises AdministrationError, with the names there are, when there is none."""
    agency = Agency.objects.filter(name__iexact=name).first()
    if agency is None:
        names = ", ".join(Agency.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise AdministrationError(f"There is no agency [{name}]. There are: {names}.")
    return agency
