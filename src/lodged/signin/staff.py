"""What an agency's administrator does with its staff: nobody of another agency, and never themselves."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lodged.core.errors import LodgedError
from lodged.register.acting import acting_as
from lodged.register.models import Role, User
from lodged.register.permissions import require
from lodged.signin import attempts
from lodged.signin.adapters import is_from_provider
from lodged.signin.log import note
from lodged.signin.models import Kind, SignInEvent

MAY_MANAGE = frozenset({Role.AGENCY_ADMINISTRATOR})
MAY_READ_LOG = frozenset({Role.AGENCY_ADMINISTRATOR, Role.AUDITOR})


class StaffError(LodgedError):
    """That can't be done with this account."""


def staff_of_agency(by: User) -> QuerySet[User]:
    """Return the accounts that ``by`` manages, their own among them."""
    return User.objects.filter(agency=by.agency).order_by("-is_active", "username")


def log_of_agency(by: User) -> list[SignInEvent]:
    """Return what happened at the door of the agency's accounts, newest first."""
    with acting_as(by):
        return list(SignInEvent.objects.select_related("user", "by")[:500])


def add(by: User, username: str, role: str, *, request: HttpRequest | None = None) -> tuple[User, str]:
    """Add a member of staff; gives the account and the address at which they choose their password, once.

    Raises StaffError for a name that is taken or can't be one, or an unknown role.
    """
    check_can_manage(by)
    user = User(username=username, agency=by.agency, role=_role(role))
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise StaffError(
            f"[{username}] can't be a user name. Use letters, digits and @ . + - _ only."
        ) from error
    if User.objects.filter(username__iexact=username).exists():
        raise StaffError(f"There is a user [{username}] already. Choose another name.")
    user.set_unusable_password()
    with transaction.atomic():
        user.save()
        note(Kind.STAFF_ADDED, user, request=request, by=by, words=user.get_role_display())
    return user, set_up_address(user)


def new_link(by: User, user: User, *, request: HttpRequest | None = None) -> str:
    """Return a new address at which they choose a password; raises StaffError as :func:`check_can_change`."""
    check_can_change(by, user)
    if is_from_provider(user):
        raise StaffError(f"{user} signs in at the agency's identity provider and has no password here.")
    note(Kind.LINK_MADE, user, request=request, by=by)
    return set_up_address(user)


def set_up_address(user: User) -> str:
    """Return where ``user`` chooses a password. It works until it was used, or for three days."""
    path = reverse(
        "staff-set-up",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    return f"{settings.CONFIGURATION.address}{path}"


def close(by: User, user: User, *, request: HttpRequest | None = None) -> None:
    """Close an account: it signs in no more, and its sessions end. Raises StaffError as :func:`check_can_change`."""
    check_can_change(by, user)
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        note(Kind.STAFF_CLOSED, user, request=request, by=by)
    for session in UserSession.objects.filter(user=user):
        session.end()


def reopen(by: User, user: User, *, request: HttpRequest | None = None) -> None:
    """Open a closed account again; raises StaffError as :func:`check_can_change`."""
    check_can_change(by, user)
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        note(Kind.STAFF_REOPENED, user, request=request, by=by)


def change_role(by: User, user: User, role: str, *, request: HttpRequest | None = None) -> None:
    """Give an account another role; raises StaffError as :func:`check_can_change`, or for an unknown role."""
    check_can_change(by, user)
    if is_from_provider(user):
        raise StaffError(f"{user}'s role comes from the agency's identity provider. Change it there.")
    before, user.role = user.get_role_display(), _role(role)
    with transaction.atomic():
        user.save(update_fields=["role"])
        note(Kind.ROLE_CHANGED, user, request=request, by=by, words=f"{before} to {user.get_role_display()}")


def set_signature(by: User, user: User, title: str, phone: str) -> None:
    """Set what stands under an officer's signature on letters: the title, and the number to call back.

    Raises StaffError as :func:`check_can_change`, or where either is too long.
    """
    check_can_change(by, user)
    user.title, user.phone = title.strip(), phone.strip()
    try:
        user.clean_fields(
            exclude=[one.name for one in User._meta.fields if one.name not in {"title", "phone"}]
        )
    except ValidationError as error:
        raise StaffError(" ".join(error.messages)) from error
    user.save(update_fields=["title", "phone"])


def lift_lockout(by: User, user: User, *, request: HttpRequest | None = None) -> None:
    """Let an account that had too many failures try again; raises StaffError as :func:`check_can_change`."""
    check_can_change(by, user)
    attempts.forget(user.get_username())
    note(Kind.LOCKOUT_LIFTED, user, request=request, by=by)


def reset_factors(by: User, user: User, *, request: HttpRequest | None = None) -> None:
    """Remove the second factors of someone who lost theirs; raises StaffError as :func:`check_can_change`."""
    check_can_change(by, user)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        note(Kind.FACTORS_RESET, user, request=request, by=by)


def check_can_manage(by: User) -> None:
    """Raise NotPermittedError unless ``by`` is an agency's administrator."""
    require(by, MAY_MANAGE, "manage staff")


def check_can_change(by: User, user: User) -> None:
    """Raise StaffError unless ``by`` may change this account, and as :func:`check_can_manage`."""
    check_can_manage(by)
    if user.agency_id != by.agency_id:
        raise StaffError("This account is another agency's.")
    if user.pk == by.pk:
        raise StaffError("Nobody changes their own account here. Ask another administrator of your agency.")


def _role(role: str) -> str:
    if role not in Role.values:
        raise StaffError(f"[{role}] is no role. The roles are: {', '.join(Role.values)}.")
    return role
