"""The pages' style sheets and scripts are gathered, or it is said in words that they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lodged.operations.instance import collect_static_files
from lodged.web.configuration import ConfigurationError


def test_an_install_without_web_assets_says_where_to_get_them(settings: Settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = []
    settings.STATIC_ROOT = tmp_path / "static"
    with pytest.raises(ConfigurationError, match="make wheel"):
        collect_static_files()
    assert not (tmp_path / "static").exists()


def test_the_assets_are_gathered_once(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    collect_static_files()
    sheet = tmp_path / "static" / "css" / "lodged.css"
    assert sheet.exists()
    sheet.write_text("ours", encoding="utf-8")
    collect_static_files()
    assert sheet.read_text(encoding="utf-8") == "ours", "what is gathered already was gathered again"
