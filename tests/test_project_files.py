"""What stands around the code says what is so: targets, versions, links, the changelog's form."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import lodged
from lodged.core.extras import Extra
from tools.pictures import SHOTS

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_help_says_something_of_every_target() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = {line.split()[0] for line in done.stdout.splitlines() if len(line.split()) > 1}
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert told == TARGETS == set(phony.split())


@pytest.mark.parametrize(
    "file", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda file: file.name
)
def test_a_workflow_calls_targets_that_there_are_and_pins_what_it_uses(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        assert set(matrix.get("target", ())) <= TARGETS
        for step in job["steps"]:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}"))
            for target in re.findall(r"^make (\S+)$", step.get("run", ""), re.MULTILINE):
                assert target in TARGETS


@pytest.mark.parametrize(
    "file",
    [*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml", ROOT / "CITATION.cff"],
    ids=lambda file: file.name,
)
def test_settings_are_readable(file: Path) -> None:
    assert yaml.safe_load(file.read_text("utf-8"))


def test_hooks_call_targets_that_there_are_and_fetch_nothing() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert {hook["entry"].removeprefix("make ") for hook in repository["hooks"]} <= TARGETS


def test_the_version_to_cite_is_this_one() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == lodged.__version__
    assert citation["license"] == "Apache-2.0"


def test_every_owned_path_is_there() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text("utf-8").splitlines()
    paths = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert [path for path in paths if path != "*" and not (ROOT / path.strip("/")).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)", text)
    own = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in own if not (page.parent / link).exists()] == []


def test_every_picture_is_made_by_the_command_and_shown_on_a_page() -> None:
    made = {f"{shot.name}.png" for shot in SHOTS}
    shown = {name for page in PAGES for name in re.findall(r"pictures/(\w+\.png)", page.read_text("utf-8"))}
    assert made == {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")} == shown


def test_every_extra_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "start.md").read_text("utf-8")
    assert [extra.value for extra in Extra if f"| `{extra.value}` |" not in text] == []


def test_the_changelog_has_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version) for version in versions[1:])
    for section in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]:
        kinds = re.findall(r"^### (.*)$", section, re.MULTILINE)
        assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        assert len(kinds) == len(set(kinds))
        assert section.partition("###")[0].strip() == "", "a line stands under no kind of change"


@pytest.mark.slow
def test_the_tutorials_commands_do_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "lodged run" not in block]
    assert len(blocks) == 4
    script = "set -e\n" + "".join(blocks)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "result" / "report.html").exists()
    assert "1,421" in done.stdout


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "--assume-old=.venv/dev", "docs", f"SITE={tmp_path}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "html" / "tutorial.html").read_text("utf-8")
    assert "From two lists" in page or "from two lists" in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?:", page), (
        "the site fetches something"
    )
