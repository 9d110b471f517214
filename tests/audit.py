"""`make audit`: ask the advisory services about every locked package, of Python and of npm.

Exit code 1 when a package has a known weakness. Where a service can't be reached the build goes on, and says so in
words nobody overlooks: an audit that didn't happen must not look like one that found nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements/run.lock", "requirements/dev.lock")


class NotAskedError(Exception):
    """A service could not be asked; says why."""


@dataclass(frozen=True)
class Weakness:
    """A package with a known weakness."""

    package: str
    advisory: str
    fix: str


def of_python(lock: str) -> list[Weakness]:
    """Weaknesses of the packages of a lock file; raises NotAskedError."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--require-hashes"]
    done = _run([*command, "--progress-spinner", "off", "--format", "json", "-r", lock])
    return python_weaknesses(done.stdout, done.stderr)


def python_weaknesses(out: str, err: str) -> list[Weakness]:
    """Read what pip-audit answered."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotAskedError(_last_line(err or out)) from error
    # Where its service has no answer for a package, pip-audit leaves it out and still says that nothing was found.
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped:
        raise NotAskedError(
            f"it has no answer for {len(skipped)} of {len(packages)} packages, first {skipped[0]}"
        )
    return [
        Weakness(
            f"{package['name']} {package['version']}",
            weakness["id"],
            _fix(weakness.get("fix_versions") or []),
        )
        for package in packages
        for weakness in package.get("vulns", ())
    ]


def of_npm() -> list[Weakness]:
    """Weaknesses of the packages of npm's lock file; raises NotAskedError."""
    if shutil.which("npm") is None:
        raise NotAskedError("npm is not here")
    done = _run(["npm", "audit", "--json", "--audit=true"])
    return npm_weaknesses(done.stdout, done.stderr)


def npm_weaknesses(out: str, err: str) -> list[Weakness]:
    """Read what npm answered."""
    try:
        answer = json.loads(out)
        if "vulnerabilities" not in answer:
            raise NotAskedError(f"it answered {answer.get('statusCode', 'an error')}")
        found = answer["vulnerabilities"]
    except (ValueError, AttributeError, TypeError) as error:
        raise NotAskedError(_last_line(err or out)) from error
    return [
        Weakness(f"{name} {one.get('range', '')}", f"{one.get('severity', '?')} severity", "npm update")
        for name, one in found.items()
    ]


def main() -> int:
    """Ask, say, and give the exit code."""
    asked: dict[str, Callable[[], list[Weakness]]] = {
        lock: lambda lock=lock: of_python(lock) for lock in LOCKS
    }  # type: ignore[misc]
    asked["package-lock.json"] = of_npm
    found = 0
    for name, ask in asked.items():
        try:
            weaknesses = ask()
        except NotAskedError as error:
            print(f"\n{'!' * 100}\n!! NOT AUDITED: {name}. The advisory service could not be asked: {error}")
            print("!! Run [make audit] where it can be reached before this is released.")
            print("!" * 100)
            continue
        print(f"{name}: {len(weaknesses)} known weaknesses")
        for weakness in weaknesses:
            print(f"  {weakness.package}: {weakness.advisory}. {weakness.fix}")
        found += len(weaknesses)
    return 1 if found else 0


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    except subprocess.TimeoutExpired as error:
        raise NotAskedError("it did not answer within three minutes") from error


def _fix(versions: list[str]) -> str:
    return f"Fixed in {', '.join(versions)}: run [make lock]." if versions else "No version fixes it yet."


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


if __name__ == "__main__":
    sys.exit(main())
