"""The demonstration: synthetic agencies, staff, lists and a finished reconciliation."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lodged.demo import synthetic_minnesota
from lodged.desk import reconciliations
from lodged.desk.models import ReconciliationRun, RunStatus
from lodged.register.models import Agency, Role, User

AS_OF = date(2026, 1, 13)
PASSWORD = "synthetic-minnesota"  # noqa: S105 - printed on purpose; refused outside the demonstration


@dataclass(frozen=True)
class SignIn:
    """A synthetic member of staff."""

    username: str
    role: Role
    agency: str


STATE, COUNTY = "Synthetic Department of Corrections", "Synthetic County Sheriff"
SIGN_INS = (
    SignIn("analyst", Role.STATE_ANALYST, STATE),
    SignIn("desk", Role.RELEASE_DESK, COUNTY),
)


def is_loaded() -> bool:
    """Whether the demonstration is there and its reconciliation done."""
    return ReconciliationRun.objects.filter(is_demonstration=True, status=RunStatus.DONE).exists()


def load() -> None:
    """Make the staff and reconcile synthetic Minnesota; what a broken-off load left is made anew."""
    for sign_in in SIGN_INS:
        agency, _ = Agency.objects.get_or_create(name=sign_in.agency, defaults={"state": "MN"})
        if not User.objects.filter(username=sign_in.username).exists():
            User.objects.create_user(sign_in.username, password=PASSWORD, role=sign_in.role, agency=agency)
    for unfinished in ReconciliationRun.objects.filter(is_demonstration=True):
        shutil.rmtree(unfinished.folder, ignore_errors=True)
        unfinished.delete()
    run = ReconciliationRun(
        agency=Agency.objects.get(name=STATE), state="MN", as_of=AS_OF, is_demonstration=True
    )
    _write_lists(run.uploads)
    run.save()
    reconciliations.do(run)
    if run.status != RunStatus.DONE:
        raise RuntimeError(f"The demonstration could not be reconciled: {run.message}")


def _write_lists(uploads: Path) -> None:
    written = uploads / "written"
    synthetic_minnesota.write(written)
    for folder, name in (
        ("list", "federal_list.csv"),
        ("custody", "custody_records.csv"),
        ("coverage", "coverage.csv"),
    ):
        (uploads / folder / "1").mkdir(parents=True)
        shutil.copy(written / name, uploads / folder / "1" / name)
