"""The command line: an overview of one small screen, groups behind it, and every name of before."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner, Result

from lodged.cli import app
from lodged.commands.groups import OVERVIEW
from lodged.demo import synthetic_minnesota
from lodged.demo.release import RELEASE, write_release
from lodged.register.models import Role, User
from tests.register.case import Case, made

FORMER = {
    **{f"{name}": f"record {name}" for name in ("load", "export", "import", "return", "coverage")},
    "agency add": "record agency add",
    "agency answer-minutes": "record agency answer-minutes",
    "facility add": "record facility add",
    "staff add": "record staff add",
    "staff password": "record staff password",
    "token add": "record token add",
    "token list": "record token list",
    "token revoke": "record token revoke",
    **{name: f"count {name}" for name in ("figures", "definitions", "quality", "diff", "prepare")},
    "report": "publish report",
    **{name: f"instance {name}" for name in ("serve", "upgrade", "backup", "restore", "doctor")},
    **{f"keys {name}": f"instance keys {name}" for name in ("make", "show", "rotate")},
    "run": "instance run",
}
"""The command as people had written it into scripts, and where it stands now."""


def lodged(*words: object, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env=environment)


def said(*words: object, **environment: str) -> str:
    """What a run that worked prints, without the line breaks of a narrow terminal."""
    done = lodged(*words, **environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def help_of(name: str) -> str:
    done = lodged(*name.split(), "--help", COLUMNS="100")
    assert done.exit_code == 0, done.output
    usage, found, rest = done.output.partition("[OPTIONS]")
    assert found, done.output
    assert usage.split()[-len(name.split()) :] == name.split()
    return " ".join(rest.split())


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (100, 40)])
def test_the_overview_fits_one_screen(columns: int, lines: int) -> None:
    shown = lodged("--help", COLUMNS=str(columns), LINES=str(lines)).output.split("\n")
    assert len(shown) <= lines, "The last line is the one the next command is typed on."
    assert max(map(len, shown)) <= columns


def test_the_overview_has_every_command_that_is_not_hidden_and_no_other() -> None:
    top = get_command(app)
    assert isinstance(top, TyperGroup)
    written = [name for commands in OVERVIEW.values() for name in commands]
    assert sorted(written) == sorted(name for name, one in top.commands.items() if not one.hidden)
    shown = lodged("--help").output
    assert [name for name in written if not re.search(rf"^.{{12}}{name} ", shown, re.MULTILINE)] == []


def test_nothing_typed_shows_the_overview() -> None:
    assert "Running it  instance" in lodged().output


def test_a_name_that_never_was_is_refused() -> None:
    done = lodged("figure")
    assert done.exit_code == 2
    assert "No such command" in done.output


@pytest.mark.parametrize("former", FORMER)
def test_a_former_name_has_the_help_of_the_new_one(former: str) -> None:
    assert help_of(former) == help_of(FORMER[former])


def test_no_help_shows_a_former_name() -> None:
    shown = lodged("--help").output
    assert [name for name in FORMER if re.search(rf"^.{{12}}{name} ", shown, re.MULTILINE)] == ["run"]
    assert "former" not in lodged("publish", "--help").output + lodged("question", "--help").output


WRITTEN = re.compile(
    r"(?:[`\[>]|^(?:/opt/lodged/bin/)?)lodged ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", re.MULTILINE
)
FENCED = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands_written_in(path: Path) -> set[tuple[str, str]]:
    """The commands that a page, a message or a template tells people to type, as their first two words."""
    text = path.read_text("utf-8")
    told = "\n".join(FENCED.findall(text)) if path.suffix == ".md" else ""
    inline = re.findall(r"`+lodged [^`]+`|\[lodged [^\]]+\]|>lodged [^<]+<", text)
    return set(WRITTEN.findall("\n".join([told, *inline])))


def test_pages_and_messages_name_commands_as_they_stand_now() -> None:
    top = get_command(app)
    assert isinstance(top, TyperGroup)
    root = Path(__file__).parents[2]
    pages = [root / "README.md", *(root / "docs").rglob("*.md"), *(root / "deploy").rglob("*.service")]
    pages += [path for path in (root / "src").rglob("*") if path.suffix in {".py", ".html", ".yaml"}]
    wrong = [
        f"{path.relative_to(root)}: lodged {first} {second}"
        for path in pages
        for first, second in sorted(commands_written_in(path))
        if not stands(top, first, second)
    ]
    assert wrong == []


def stands(top: TyperGroup, first: str, second: str) -> bool:
    inside = top.commands.get(first)
    if isinstance(inside, TyperGroup):
        return second == "" or (second in inside.commands and not inside.commands[second].hidden)
    return inside is not None


def test_the_command_starts_without_what_only_some_commands_need() -> None:
    heavy = "polars duckdb splink scipy django pydantic yaml lodged.law lodged.sealing"
    program = (
        f"import sys, lodged.cli; print(*[name for name in '{heavy}'.split() if name in sys.modules], end='')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic Minnesota's files with its release."""
    folder = tmp_path_factory.mktemp("files")
    synthetic_minnesota.write(folder)
    write_release(synthetic_minnesota.make(), folder)
    return folder


def release_in(folder: Path) -> Path:
    return folder / RELEASE


def test_figures_are_counted_by_the_former_names(files: Path, tmp_path: Path) -> None:
    release = release_in(files)
    for here in ([], ["count"]):
        assert '"definition": "lodged"' in said(*here, "figures", release, "-d", "lodged", "--format", "json")
        assert "declined" in said(*here, "definitions")
        assert said(*here, "quality", release, "--format", "json").startswith("{")
        assert "Nothing changed." in said(*here, "diff", release, release)
        assert "rows, SHA-256" in said(*here, "prepare", release, "--out", tmp_path / f"{len(here)}.parquet")


@pytest.mark.parametrize(
    "words",
    [
        ["publish", "OUT", "FILE", "-d", "lodged"],
        ["publish", "-d", "lodged", "OUT", "FILE"],
        ["publish", "site", "FILE", "-d", "lodged", "--out", "OUT"],
    ],
    ids=" ".join,
)
def test_a_site_is_published_in_the_former_way_too(words: list[str], files: Path, tmp_path: Path) -> None:
    places = {"OUT": tmp_path / "out", "FILE": release_in(files)}
    assert "index.html opens in any browser" in said(
        *[places.get(word, word) for word in words], "--already-public"
    )
    assert (tmp_path / "out" / "index.html").exists()


def test_publish_site_with_files_writes_the_folder_site_as_it_always_did(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said("publish", "site", release_in(files), "-d", "lodged", "--already-public")
    assert (tmp_path / "site" / "index.html").exists()


@pytest.mark.parametrize("name", ["report", "publish report"])
def test_a_report_is_written_by_the_former_name_too(name: str, files: Path, tmp_path: Path) -> None:
    said(*name.split(), release_in(files), "-d", "lodged", "--already-public", "--out", tmp_path)
    assert (tmp_path / "report.pdf").exists()


def test_a_question_is_asked_and_tracked_by_verbs(tmp_path: Path) -> None:
    asked, answer = tmp_path / "asked", tmp_path / "answer.txt"
    answer.write_text("Synthetic answer.")
    made = said(
        "question", "ask", "dhs-1360", "--out", asked, "--from", "Synthetic Desk", "--on", "2026-01-20"
    )
    assert f"When it is sent: lodged question sent {asked} --on 2026-01-20" in made
    assert "an answer is asked for by 2026-02-01" in said(
        "question", "sent", asked, "--on", "2026-01-21", "--due", "2026-02-01"
    )
    assert "answered on 2026-01-30" in said("question", "answered", asked, answer, "--on", "2026-01-30")
    assert "answered" in said("question", "status", asked, asked)


def test_a_question_is_asked_and_tracked_by_options_as_before(tmp_path: Path) -> None:
    asked, answer = tmp_path / "asked", tmp_path / "answer.txt"
    answer.write_text("Synthetic answer.")
    said("question", "dhs-1360", "--out", asked, "--from", "Synthetic Desk", "--on", "2026-01-20")
    assert "sent on 2026-01-21" in said(
        "question", "--out", asked, "--sent", "2026-01-21", "--on", "2026-01-22"
    )
    assert "answered on 2026-01-30" in said(
        "question", "--out", asked, "--answer", answer, "--on", "2026-01-30"
    )
    assert "answered" in said("question", "--status", asked)
    for words, wanted in (
        (["--sent", "2026-01-21"], "--out"),
        (["--out", tmp_path / "new"], "Name the claim"),
        (["dhs-1360", "--out", tmp_path / "new"], "Say who asks"),
    ):
        refused = lodged("question", *words).exception
        assert wanted in str(refused)


@pytest.fixture
def case(db: None) -> Case:
    return made()


@pytest.mark.django_db
@pytest.mark.parametrize("here", [[], ["record"]], ids=["former", "new"])
def test_the_record_is_kept_by_the_former_names(here: list[str], case: Case, tmp_path: Path) -> None:
    agency, jail, clerk = case.desk.agency.name, case.facility.name, case.supervisor.username
    roster = tmp_path / "roster.csv"
    roster.write_text("facility_name,booking_id,last_name,first_name,date_of_birth,booked_at\n")
    assert "nothing differs" in said(*here, "load", roster, "--as", clerk)
    assert "Filed:" in said(*here, "return", jail, "--as", clerk)
    analyst = User.objects.create(username="ana", agency=case.desk.agency, role=Role.STATE_ANALYST)
    assert "facilities answered" in said(*here, "coverage", "MN", "--as", analyst.username)
    assert "Added" in said(*here, "agency", "add", "Synthetic Other", "--state", "MN")
    assert "90 minutes" in said(*here, "agency", "answer-minutes", agency, "90")
    assert "Added" in said(
        *here, "facility", "add", "Synthetic Annex", "--agency", agency, "--kind", "county_jail"
    )
    password = {"LODGED_NEW_PASSWORD": "synthetic long password 77"}
    assert "Added kim" in said(
        *here, "staff", "add", "kim", "--agency", agency, "--role", "release_desk", **password
    )
    assert "new password" in said(*here, "staff", "password", "kim", **password)
    token = ["jail-system", "--agency", agency]
    assert "not shown again" in said(
        *here, "token", "add", *token, "--role", "release_desk", "--scope", "custody:write"
    )
    assert "jail-system" in said(*here, "token", "list", "--agency", agency)
    assert "revoked" in said(*here, "token", "revoke", *token)
    assert "Journal:" in said(*here, "export", tmp_path / "export")
    assert "has records already" in str(lodged(*here, "import", tmp_path / "export").exception)


@pytest.mark.parametrize("here", [[], ["instance"]], ids=["former", "new"])
def test_a_key_is_made_by_the_former_name(here: list[str]) -> None:
    assert said(*here, "keys", "make", "syn-1").startswith("syn-1:")


@pytest.mark.parametrize("here", [[], ["instance"]], ids=["former", "new"])
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["serve"], "is not set"),
        (["upgrade"], "is not set"),
        (["backup", "BACKUP"], "is not set"),
        (["restore", "BACKUP"], "is not set"),
        (["doctor"], "WRONG"),
    ],
)
def test_what_an_instance_lacks_is_said_under_the_former_names(
    here: list[str], words: list[str], wanted: str, tmp_path: Path
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LODGED_")}
    done = subprocess.run(
        [sys.executable, "-m", "lodged", *here, *words],
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"LODGED_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        cwd=tmp_path,
    )
    assert done.returncode in {1, 2}, done.stderr
    assert wanted in done.stderr + done.stdout
