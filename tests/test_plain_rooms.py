"""The plain rooms and the command work where none of the extras are installed, and say which one a job lacks."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lodged.core.extras import MODULES, Extra

ROOT = Path(__file__).parents[1]
EVERY_EXTRA = tuple(Extra)
NOT_INSTALLED = """
import sys
from importlib.abc import MetaPathFinder

class NotInstalled(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {modules!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        return None

sys.meta_path.insert(0, NotInstalled())
from lodged.cli import main
main()
"""
LISTED = (
    "detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state\n"
    "SYN-1,Example,Ada,1990-05-17,HENNEPIN COUNTY ADC,MN\n"
    "SYN-2,Sample,Bo,1985-02-03,HENNEPIN COUNTY ADC,MN\n"
)
HELD = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file\n"
    "HENNEPIN COUNTY ADC,B-1,Example,Ada,1990-05-17,2026-01-02 10:00,yes\n"
)


def lodged_without(
    extras: Iterable[Extra], *arguments: str | Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command where the modules of these extras can't be found."""
    modules = set().union(*(MODULES[extra] for extra in extras))
    command = [sys.executable, "-c", NOT_INSTALLED.format(modules=modules), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LISTED, encoding="utf-8")
    (tmp_path / "custody.csv").write_text(HELD, encoding="utf-8")
    return tmp_path


def test_a_small_list_is_reconciled_without_the_extras(files: Path) -> None:
    arguments = [
        "reconcile",
        "list.csv",
        "--custody",
        "custody.csv",
        "--state",
        "MN",
        "--as-of",
        "2026-01-13",
    ]
    done = lodged_without(EVERY_EXTRA, *arguments, "--out", "out", cwd=files)
    assert done.returncode == 0, done.stderr
    summary = json.loads((files / "out" / "summary.json").read_text(encoding="utf-8"))
    counts = {category["id"]: category["count"] for category in summary["categories"] if category["count"]}
    assert counts == {"in-custody": 1, "no-roster": 1}


@pytest.mark.parametrize(
    "command",
    ["--help", "inspect list.csv", "figures custody.csv", "definitions", "law test us-mn", "claim list"],
)
def test_a_plain_command_needs_no_extra(files: Path, command: str) -> None:
    done = lodged_without(EVERY_EXTRA, *command.split(), cwd=files)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("extra", "command"),
    [
        (Extra.PROOFS, "law prove us-mn"),
        (Extra.PROOFS, "law lint us-mn"),
        (Extra.CHARTS, "publish out custody.csv"),
        (Extra.LETTERS, "report custody.csv --out out"),
        (Extra.PRIVATE, "private prepare list.csv --as list --keep kept --out out"),
        (
            Extra.SPARK,
            "reconcile list.csv --custody custody.csv --state MN --as-of 2026-01-13 --engine spark --out out",
        ),
        (Extra.WEB, "run"),
        (Extra.WEB, "doctor"),
        (Extra.DEMONSTRATION, "run --demonstration"),
    ],
)
def test_what_lacks_an_extra_says_how_to_install_it(files: Path, extra: Extra, command: str) -> None:
    before = {path.name for path in files.iterdir()}
    done = lodged_without([extra], *command.split(), cwd=files)
    assert done.returncode == 2, done.stderr
    assert f"pip install 'lodged[{extra.value}]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in files.iterdir()} == before, "something was left half done"


def test_a_module_that_no_extra_brings_is_a_fault_of_ours() -> None:
    modules = {"rich"}
    command = [sys.executable, "-c", NOT_INSTALLED.format(modules=modules)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def imported_modules() -> set[str]:
    """Every top-level module of others that the package imports anywhere."""
    found: set[str] = set()
    for path in (ROOT / "src" / "lodged").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"lodged", "_typeshed"}


@cache
def declared() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: the base under the empty name, and each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {name: [Requirement(text) for text in texts] for name, texts in groups.items()}


def brought_by(*groups: str) -> set[str]:
    """Every distribution that is installed with these groups of requirements, theirs included."""
    waiting = [requirement for group in groups for requirement in declared()[group]]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        if name == "lodged":
            waiting += [inner for extra in requirement.extras for inner in declared()[extra]]
            continue
        found.add(name)
        try:
            texts = requires(name) or []
        except PackageNotFoundError:
            continue
        extras = requirement.extras or {""}
        for text in texts:
            inner = Requirement(text)
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(inner)
    return found


def test_every_imported_module_is_of_the_base_or_named_under_the_extra_that_brings_it() -> None:
    distributions = packages_distributions()
    base = brought_by("")
    named = {module: extra for extra, modules in MODULES.items() for module in modules}
    unexplained = []
    for module in sorted(imported_modules()):
        of = {canonicalize_name(name) for name in distributions.get(module, ())}
        if of & base or (module in named and of & brought_by(named[module].value)):
            continue
        # What only comes along with a module that is named is found missing with it.
        if module == "pydantic_core":
            continue
        unexplained.append(module)
    assert unexplained == []


def test_no_extra_claims_what_the_base_brings() -> None:
    distributions = packages_distributions()
    base = brought_by("")
    claimed = {
        module
        for modules in MODULES.values()
        for module in modules - {"google"}
        if {canonicalize_name(name) for name in distributions.get(module, ())} & base
    }
    assert claimed == set()


def test_every_extra_is_one_of_the_package_and_the_other_way_about() -> None:
    assert {extra.value for extra in Extra} | {"", "dev"} == set(declared())
