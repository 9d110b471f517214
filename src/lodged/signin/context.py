"""What every page knows of the session."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from lodged.register.models import Role, User
from lodged.register.permissions import MAY_READ


def session(request: HttpRequest) -> dict[str, object]:
    """Pass templates the time after which a device locks, and whether the user manages staff or reads the record."""
    user = getattr(request, "user", None)
    return {
        "device_lock_seconds": settings.CONFIGURATION.device_lock_minutes * 60,
        "manages_staff": isinstance(user, User) and user.role == Role.AGENCY_ADMINISTRATOR,
        "reads_record": isinstance(user, User) and user.role in MAY_READ,
        "use_banner": settings.CONFIGURATION.use_banner,
        "identity_providers": settings.CONFIGURATION.identity_providers,
    }
