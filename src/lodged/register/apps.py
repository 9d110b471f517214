"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """See the package's own words."""

    name = "lodged.register"
    label = "register"
