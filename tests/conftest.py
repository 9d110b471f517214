"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LODGED_SHARED", Path(__file__).parents[1] / ".." / "shared")).resolve()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data; tests that need it skip where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"real public data not found at {folder} (set LODGED_SHARED)")
    return folder


@pytest.fixture(scope="session")
def shared_cases() -> Path:
    """The folder of small inputs that others made, each with what is right; tests skip where it is absent."""
    folder = SHARED / "cases"
    if not folder.is_dir():
        pytest.skip(f"the cases of others not found at {folder} (set LODGED_SHARED)")
    return folder


SHARE_A_FIXTURE = ("tests/browser", "tests/faults", "tests/operations", "tests/publication")
"""Folders whose files share what is dear to make: a running instance, a browser, a publication."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep in one worker what shares a fixture: a file as a rule, a whole folder where its files do."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        file, folder = (
            path.relative_to(config.rootpath).as_posix() for path in (item.path, item.path.parent)
        )
        item.add_marker(pytest.mark.xdist_group(folder if folder in SHARE_A_FIXTURE else file))
