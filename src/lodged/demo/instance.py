"""The demonstration: synthetic agencies, staff, lists and a finished reconciliation."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.utils import timezone

from lodged.casework import reconciliations
from lodged.casework.loading import services
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.demo import board, synthetic_minnesota
from lodged.demo.release import write_release
from lodged.figures.question import Question
from lodged.operations.printed_sign_ins import COUNTY, PASSWORD, SIGN_INS, STATE
from lodged.publication.commitments import KEY_FILE
from lodged.publication.edition import Edition
from lodged.publication.publishing import publish
from lodged.register.acting import acting_for
from lodged.register.models import Agency, Facility, Role, Stay, User
from lodged.sources.facilities import load_directory

AS_OF = date(2026, 1, 13)
OTHER_WORLD = synthetic_minnesota.DEFAULT_SEED + 1
PUBLISHED = ("lodged", "declined", "share-booked", "agreements-in-force")
"""The definitions whose figures the demonstration publishes: enough to show each kind of page."""


JAIL = "Anoka County Jail"
"""The one jail of synthetic Minnesota whose stays are loaded into the record, as its sheriff would load them."""


def is_loaded() -> bool:
    """Return whether the demonstration is there and its reconciliation done."""
    return ReconciliationRun.objects.filter(is_demonstration=True, status=RunStatus.DONE).exists()


def load() -> None:
    """Make the staff and reconcile synthetic Minnesota; what a broken-off load left is made anew."""
    for sign_in in SIGN_INS:
        agency, _ = Agency.objects.get_or_create(name=sign_in.agency, defaults={"state": "MN"})
        if not User.objects.filter(username=sign_in.username).exists():
            User.objects.create_user(sign_in.username, password=PASSWORD, role=sign_in.role, agency=agency)
    state = Agency.objects.get(name=STATE)
    run = ReconciliationRun(agency=state, state="MN", as_of=AS_OF, is_demonstration=True)
    with acting_for(state.id, Role.STATE_ANALYST):
        for unfinished in ReconciliationRun.objects.filter(is_demonstration=True):
            shutil.rmtree(unfinished.folder, ignore_errors=True)
            unfinished.delete()
        _write_lists(run.uploads)
        run.save()
    _load_jail(next((run.uploads / "custody").glob("*/*.csv")))
    reconciliations.do(run)
    if run.status != RunStatus.DONE:
        raise RuntimeError(f"The demonstration could not be reconciled: {run.message}")
    _publish(run)


def _publish(run: ReconciliationRun) -> None:
    """Publish synthetic figures, for the pages of figures and claims to show.

    The release is of another synthetic world than the list reconciled: one list can't be published open and hidden.
    """
    with tempfile.TemporaryDirectory() as folder:
        release, agreements, claims = write_release(synthetic_minnesota.make(OTHER_WORLD), Path(folder))
        edition = Edition(
            title="Synthetic Minnesota in figures",
            files=(release, agreements),
            question=Question(state="MN", as_of=AS_OF),
            already_public=True,
            synthetic=True,
            only=PUBLISHED,
            claims=(claims,),
            reconciliation=run.result,
            coverage=next((run.uploads / "coverage").glob("*/*.csv")),
            key=settings.CONFIGURATION.data_dir / KEY_FILE,
        )
        publish(edition, settings.CONFIGURATION.published_dir)


def enliven() -> None:
    """Give the release desk a board around now; a board that lies behind is moved to now."""
    desk, now = User.objects.get(username="desk"), timezone.now()
    with acting_for(desk.agency_id, Role.AUDITOR):
        made = Stay.objects.filter(booking_number__startswith=board.BOOKING).exists()
    if made:
        board.freshen(desk, now)
    else:
        board.make_board(desk, Facility.objects.get(agency=desk.agency, name=JAIL), now)


def _load_jail(custody: Path) -> None:
    county = Agency.objects.get(name=COUNTY)
    Facility.objects.get_or_create(
        agency=county, name=JAIL, defaults={"kind": "county_jail", "county": "Anoka"}
    )
    supervisor = User.objects.get(username="supervisor")
    rows = pl.read_csv(custody, infer_schema=False)
    place = load_directory().resolve(JAIL, state="MN")
    names = [
        name for name in rows["facility_name"].unique() if load_directory().resolve(name, state="MN") == place
    ]
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "custody_records.csv"
        rows.filter(pl.col("facility_name").is_in(names)).write_csv(own)
        services.apply(supervisor, services.compare_rosters(supervisor, [own]))


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
