"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """See the package's own words."""

    name = "lodged.pages"
    label = "pages"
