"""Compare files with the register, show the difference, and apply it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone

from lodged.casework.custody import AlreadyBookedError
from lodged.casework.deeds import perform
from lodged.casework.loading.change import Comparison
from lodged.casework.loading.known import read_known
from lodged.casework.loading.lists import compare_list
from lodged.casework.loading.rosters import compare_roster
from lodged.register.acting import acting_as
from lodged.register.actor import actor_of
from lodged.register.models import SavedMapping, User
from lodged.register.permissions import check_can_load
from lodged.register.projection import ChangedMeanwhileError
from lodged.register.vocabulary import Program
from lodged.sources.input_tables import read_custody_records, read_detainer_list
from lodged.sources.mapping import check_used, for_table
from lodged.sources.profiles import Profile
from lodged.sources.stays import one_row_a_stay
from lodged.sources.tables import CUSTODY_RECORDS, DETAINER_LIST

Mapped = Mapping[str, str]


def compare_rosters(
    user: User, paths: Sequence[Path], mapping: Mapped | None = None, profile: Profile | None = None
) -> Comparison:
    """Compare custody records with what the user's agency has; nothing is recorded.

    Without ``mapping`` the agency's saved one is used, as far as the files have its columns; with ``profile`` neither.

    Raises LodgedError where a file can't be read or the user may not load files.
    """
    check_can_load(user)
    with acting_as(user):
        names = for_table(mapping if mapping is not None else _saved(user), CUSTODY_RECORDS)
        if profile is not None:
            profile.check_tells_start()
        reading = read_custody_records(paths, names, profile=profile)
        if mapping is not None and profile is None:
            check_used(names, [reading.mapped])
        return compare_roster(one_row_a_stay(reading), read_known(user.agency, timezone.now()))


def compare_lists(user: User, paths: Sequence[Path], mapping: Mapped | None = None) -> Comparison:
    """Compare a federal detainer list with what the user's agency has; as :func:`compare_rosters`."""
    check_can_load(user)
    with acting_as(user):
        names = for_table(mapping if mapping is not None else _saved(user), DETAINER_LIST)
        reading = read_detainer_list(paths, names)
        if mapping is not None:
            check_used(names, [reading.mapped])
        return compare_list(reading, read_known(user.agency, timezone.now()), f"staff:{user.pk}")


def apply(user: User, comparison: Comparison) -> int:
    """Record what a comparison found; gives the number of acts.

    Raises as :func:`~lodged.register.services.record_all`, and ChangedMeanwhileError where somebody loaded in between.
    """
    check_can_load(user)
    if not comparison.changes:
        return 0
    try:
        return len(perform(actor_of(user, Program.LOAD), *comparison.deeds).events)
    except (IntegrityError, AlreadyBookedError) as error:
        raise ChangedMeanwhileError(
            "The register changed since the file was compared with it, so nothing was recorded. Compare it again."
        ) from error


def save_mapping(user: User, mapping: Mapped) -> None:
    """Keep how the agency's files name the columns."""
    check_can_load(user)
    with acting_as(user):
        saved = SavedMapping.objects.filter(agency=user.agency).first()
        if saved is None:
            SavedMapping.objects.create(agency=user.agency, pairs=dict(mapping))
        else:
            saved.pairs = {**saved.pairs, **mapping}
            saved.save()


def _saved(user: User) -> dict[str, str]:
    saved = SavedMapping.objects.filter(agency=user.agency).first()
    return dict(saved.pairs) if saved else {}
