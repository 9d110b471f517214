"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """See the package's own words."""

    name = "lodged.signin"
    label = "signin"

    def ready(self) -> None:
        """Listen to what the sign-in library reports."""
        from lodged.signin import signals

        signals.listen()
