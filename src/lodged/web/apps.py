"""The Django application that holds the frame of the pages."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, sign-in and settings shared by the web rooms."""

    name = "lodged.web"
    label = "web"
