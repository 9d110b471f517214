"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See the package's own words."""

    name = "lodged.casework"
    label = "casework"
