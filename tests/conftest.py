"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


UMASK = os.umask(0o022)
os.umask(UMASK)


@pytest.fixture(autouse=True)
def unchanged_umask() -> Iterator[None]:
    """Put the mask of new files back: a command that runs in the tests' own process narrows it for all that follow."""
    os.umask(UMASK)
    yield
    os.umask(UMASK)
