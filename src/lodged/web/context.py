"""What every page may know of the instance."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

import lodged


def instance(request: HttpRequest) -> dict[str, object]:
    """Pass templates the version and whether this is the demonstration."""
    return {"version": lodged.__version__, "demonstration": settings.CONFIGURATION.demonstration}
