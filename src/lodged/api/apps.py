"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package's own words."""

    name = "lodged.api"
    label = "api"
