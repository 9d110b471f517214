"""No British spelling and none of our banned words where people read: `make words`, and part of `make check`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ = ("src", "docs", "frontend", "tools", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
KINDS = {".py", ".html", ".md", ".yaml", ".scss", ".ts", ".mjs", ".css"}

BANNED = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bspelt\b": "spelled",
    r"\btowards\b": "toward",
    r"\bper cent\b": "percent",
    r"\bwhilst\b": "while",
    r"\blearnt\b": "learned",
    r"\bdialled\b": "dialed",
    r"\bjudgement": "judgment",
    r"\ba paper came\b": "a detainer was received",
    r"\bwhat stands on the paper\b": "the detainer's details",
    r"\bnothing was sent yet\b": "there is a problem",
    r"\bnobody stands in it twice\b": "is entered twice",
    r"\bnobody was free\b": "staff not available",
    r"\bnothing is at this address\b": "page not found",
    r"\bentitlement fell away\b": "no longer eligible",
}
"""What is not written, as patterns whatever the capitals, and what to write."""

# Names of columns, keys of rulebooks and this list itself are no prose.
WRITTEN = {
    "src/lodged/commands/inspect.py": {'"mend"'},
    "src/lodged/reconcile/files.py": {'"mend"', "reason, mend."},
    "src/lodged/pages/templates/reconcile/problems.html": {"row.mend"},
    "docs/reconcile.md": {"reason, mend |"},
}
SKIPPED = {"tools/words.py", "src/lodged/web/assets", "src/lodged/figures/made", "node_modules"}


def files() -> Iterator[Path]:
    """Give each file whose words people read."""
    for place in READ:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            if file.suffix in KINDS and not any(name.startswith(skipped) for skipped in SKIPPED):
                yield file


def banned_in(text: str, excepted: set[str] = frozenset()) -> Iterator[tuple[int, str, str]]:
    """Give line, word and better word of each banned word of a text; lines with what is excepted are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        if not any(one in line for one in excepted):
            for pattern, better in BANNED.items():
                for match in re.finditer(pattern, line, re.IGNORECASE):
                    yield number, match[0], better


def faults() -> list[str]:
    """Return each banned word with its place and what to write."""
    return [
        f"{name}:{line}: write [{better}], not [{word}]"
        for file in files()
        for name in [file.relative_to(ROOT).as_posix()]
        for line, word, better in banned_in(file.read_text("utf-8"), WRITTEN.get(name, set()))
    ]


def british() -> list[str]:
    """Return each British spelling with its place and the American one, by codespell's own list."""
    command = [sys.executable, "-m", "codespell_lib", *(str(file.relative_to(ROOT)) for file in files())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode and not done.stdout:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()


def main() -> int:
    """Write each fault; return 1 where there is one."""
    every_fault = [*faults(), *british()]
    sys.stdout.write("\n".join(every_fault or ["The words are American English and plain."]) + "\n")
    return bool(every_fault)


if __name__ == "__main__":
    sys.exit(main())
