"""Asking for a reconciliation, doing it, and reading its result back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.core.files.uploadedfile import UploadedFile

from lodged.casework import profiles
from lodged.casework.jobs import Job, defer
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.casework.rulings import kept_rulings
from lodged.core.errors import LodgedError
from lodged.core.json import from_json
from lodged.reconcile.files import NOT_ON_LIST, PROBLEMS, ROWS, SUMMARY, reconcile_files
from lodged.reconcile.reconciliation import Progress, Stage, silent
from lodged.reconcile.review import write_review
from lodged.reconcile.summary import Summary
from lodged.register.acting import acting_as, acting_for
from lodged.register.models import Role, User

AT_ONCE_ROWS = 50_000
"""Rows of all files that are reconciled again while somebody waits, in a few seconds."""


@dataclass(frozen=True)
class Request:
    """What somebody asked to have reconciled."""

    detainers: UploadedFile
    custody: Iterable[UploadedFile]
    coverage: UploadedFile | None
    state: str
    as_of: Any
    mapping: list[str]
    layout: str = ""
    """The key of the profile that the custody records are read through, where one was chosen."""


def ask(user: User, request: Request) -> ReconciliationRun:
    """Keep the uploads and queue the work; the run and its job are written together or not at all."""
    run = ReconciliationRun(
        agency=user.agency, asked_by=user, state=request.state, as_of=request.as_of, mapping=request.mapping
    )
    try:
        _keep(run.uploads / "list", [request.detainers])
        _keep(run.uploads / "custody", request.custody)
        _keep(run.uploads / "coverage", [request.coverage] if request.coverage else [])
        _keep_profile(run.uploads / "profile", user, request.layout)
        with acting_as(user):
            run.save()
            defer(Job.RECONCILE, run.agency_id, run_id=run.id)
    except BaseException:
        shutil.rmtree(run.folder, ignore_errors=True)
        raise
    return run


def find(run_id: UUID, agency_id: UUID) -> ReconciliationRun:
    """Find a run for the worker, which belongs to no agency itself."""
    with acting_for(agency_id, Role.RECORDS_SUPERVISOR):
        return ReconciliationRun.objects.get(id=run_id)


def fail(run: ReconciliationRun, message: str) -> None:
    """Note that a run could not be done, and why."""
    _update(run, status=RunStatus.FAILED, message=message)


def do(run: ReconciliationRun) -> None:
    """Reconcile the uploads of a run; its status says how it went.

    A file that can't be read is the asker's to fix: the run fails with the reader's own words.
    """
    _update(run, status=RunStatus.RUNNING)
    try:
        _reconcile(run, _reporter(run))
    except LodgedError as error:
        fail(run, str(error))
    else:
        _update(run, status=RunStatus.DONE, step="", fraction=1.0)


def do_again(run: ReconciliationRun) -> None:
    """Reconcile the uploads of a finished run once more, with what readers have decided since.

    The former result is shown until the new one is whole. Two at a time wait for each other, so the newest decisions
    are in the last. Raises LodgedError where an upload can't be read any more.
    """
    with acting_for(run.agency_id, Role.RECORDS_SUPERVISOR):
        ReconciliationRun.objects.select_for_update().get(id=run.id)
        _reconcile(run, silent)


def bring_up_to_date(run: ReconciliationRun) -> bool:
    """Put new decisions into effect: at once where the lists are of ordinary size, else by the worker.

    Gives whether it is done already. Raises as :func:`do_again`.
    """
    if sum(file.rows_in for file in summary(run).inputs) <= AT_ONCE_ROWS:
        do_again(run)
        return True
    defer(Job.RECONCILE_AGAIN, run.agency_id, run_id=run.id)
    return False


def _reconcile(run: ReconciliationRun, progress: Progress) -> None:
    done = reconcile_files(
        detainers=_kept(run.uploads / "list"),
        custody=_kept(run.uploads / "custody"),
        coverage=next(iter(_kept(run.uploads / "coverage")), None),
        state=run.state,
        as_of=run.as_of,
        out=run.result,
        mapping=run.mapping,
        profile=next(iter(_kept(run.uploads / "profile")), None),
        kept=kept_rulings(run.agency_id),
        progress=progress,
    )
    write_review(done, run.review)


def summary(run: ReconciliationRun) -> Summary:
    """Return the result's ``summary.json``; raises JsonError where it is damaged."""
    return from_json(Summary, (run.result / SUMMARY).read_bytes())


def rows(run: ReconciliationRun, category: str) -> pl.LazyFrame:
    """Return the list's rows in one category, as text, in the list's order."""
    table = pl.scan_csv(run.result / ROWS, infer_schema=False)
    return table.filter(pl.col("category") == category)


def not_on_list(run: ReconciliationRun) -> pl.LazyFrame:
    """Return custody records with a detainer on file that no row of the list matches, as text."""
    return pl.scan_csv(run.result / NOT_ON_LIST, infer_schema=False)


def problems(run: ReconciliationRun) -> pl.LazyFrame:
    """Return what was wrong in the files, as text."""
    return pl.scan_csv(run.result / PROBLEMS, infer_schema=False)


def _keep(folder: Path, uploads: Iterable[UploadedFile]) -> None:
    """Keep each upload under its own name, in a folder of its own: two files may be called the same."""
    folder.mkdir(parents=True)
    for number, upload in enumerate(uploads, 1):
        own = folder / str(number)
        own.mkdir()
        with (own / Path(upload.name or "file").name).open("xb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)


def _keep_profile(folder: Path, user: User, key: str) -> None:
    """Keep the profile as it is now, so that reconciling again reads the files the same way."""
    if not key:
        return
    path = profiles.chosen(user, key)
    if path is None:
        raise LodgedError("The layout is no longer there. Choose another.")
    (folder / "1").mkdir(parents=True)
    shutil.copyfile(path, folder / "1" / path.name)


def _kept(folder: Path) -> list[Path]:
    """Return the files kept, in the order they were uploaded."""
    return sorted(folder.glob("*/*"), key=lambda path: int(path.parent.name))


def _update(run: ReconciliationRun, **values: Any) -> None:
    """Write how far a run has come, at once, so that the page sees it."""
    for name, value in values.items():
        setattr(run, name, value)
    with acting_for(run.agency_id, Role.RECORDS_SUPERVISOR):
        run.save(update_fields=list(values))


def _reporter(run: ReconciliationRun) -> Progress:
    def report(stage: Stage, fraction: float) -> None:
        _update(run, step=stage.value, fraction=fraction)

    return report
