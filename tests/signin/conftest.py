"""What the tests of sign-in share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Change the instance's configuration for one test."""

    def change(**values: Any) -> None:
        monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, **values))

    return change
