"""The wheel as a stranger gets it: built, installed into an empty environment, and used without Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import free_port, wait_until_up
from tests.test_plain_rooms import HELD, LISTED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
LOCK = ROOT / "requirements" / "run.lock"
START_SECONDS = 600


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("lodged-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path) -> Iterator[Path]:
    """An empty environment with the wheel's base, at the versions of the lock.

    Started by root, the database's programs in it run as another user, who may not enter pytest's own folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="lodged-wheel-"))
    folder.chmod(0o755)
    # A constraint with hashes would ask for one of the wheel too.
    pins = [
        line.partition(" ")[0] for line in LOCK.read_text("utf-8").splitlines() if line and line[0].isalnum()
    ]
    (folder / "pins.txt").write_text("\n".join(pins) + "\n", "utf-8")
    uv("venv", "--quiet", "--python", sys.executable, folder / "venv")
    install(folder, str(wheel))
    yield folder
    shutil.rmtree(folder)


def uv(*words: str | Path) -> None:
    # Started by root, the database's programs run as another user, who must be able to read them.
    subprocess.run([PROGRAMS / "uv", *words], check=True, umask=0o022)


def install(folder: Path, what: str) -> None:
    into = folder / "venv" / "bin" / "python"
    uv("pip", "install", "--quiet", "--python", into, "--constraint", folder / "pins.txt", what)


def lodged(environment: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [environment / "venv" / "bin" / "lodged", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=240, cwd=cwd, env=bare(environment)
    )


def bare(environment: Path) -> dict[str, str]:
    """Nothing but what was installed: no Node, no package of the checkout, no setting of the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LODGED_", "DJANGO_", "PYTHON"))
    }
    return kept | {"PATH": str(environment / "venv" / "bin")}


def test_the_wheel_carries_its_style_sheet_scripts_fonts_and_shapes(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "lodged/web/assets/css/lodged.css",
        "lodged/web/assets/js/htmx.js",
        "lodged/web/assets/js/uswds.js",
        "lodged/web/assets/img/lodged.svg",
    ):
        assert wanted in names
    assert any(name.endswith("/shapes/states.json") for name in names)
    assert any(name.endswith(".ttf") for name in names)
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_the_base_inspects_counts_and_reconciles(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LISTED, "utf-8")
    (tmp_path / "custody.csv").write_text(HELD, "utf-8")
    for words in (["inspect", "list.csv"], ["figures", "custody.csv"]):
        done = lodged(environment, *words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    words = ["reconcile", "list.csv", "--custody", "custody.csv", "--state", "MN", "--as-of", "2026-01-13"]
    done = lodged(environment, *words, "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert sum(category["count"] for category in summary["categories"]) == 2
    refused = lodged(environment, "run", "--demonstration", cwd=tmp_path)
    assert refused.returncode == 2
    assert "pip install 'lodged[demonstration]'" in refused.stderr


@pytest.fixture
def demonstration(environment: Path, wheel: Path) -> Iterator[str]:
    """The address of a demonstration that the wheel serves, with its extra."""
    install(environment, f"lodged[demonstration] @ {wheel.as_uri()}")
    port = free_port()
    settings = {"LODGED_PORT": str(port), "LODGED_DATA_DIR": str(environment / "data")}
    process = subprocess.Popen(
        [environment / "venv" / "bin" / "lodged", "run", "--demonstration", "--no-browser"],
        env=bare(environment) | settings,
        cwd=environment,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process, seconds=START_SECONDS)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_demonstration_runs_without_node(demonstration: str) -> None:
    with urllib.request.urlopen(f"{demonstration}/reconcile/", timeout=60) as page:  # noqa: S310 - our own address
        text = page.read().decode("utf-8")
    assert "synthetic" in text.lower()
    sheet = next(part for part in text.split('"') if part.endswith(".css"))
    with urllib.request.urlopen(f"{demonstration}{sheet}", timeout=60) as style:  # noqa: S310 - our own address
        assert b".usa-button" in style.read()
