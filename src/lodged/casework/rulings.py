"""What an agency's readers decided, as the next reconciliation takes it."""

from __future__ import annotations

from uuid import UUID

from lodged.linkage import Ruling
from lodged.register.acting import acting_for
from lodged.register.lifecycle.pairs import PairState
from lodged.register.models import Role
from lodged.register.pairs import PairHistory, histories


def kept_rulings(agency: UUID) -> tuple[Ruling, ...]:
    """Return the decisions that stand at an agency; pairs that can't be told or are disputed have none."""
    with acting_for(agency, Role.RECORDS_SUPERVISOR):
        return tuple(
            _ruling(history)
            for history in histories(agency).values()
            if history.standing in {PairState.SAME, PairState.DIFFERENT}
        )


def _ruling(history: PairHistory) -> Ruling:
    last = history.latest[-1]
    return Ruling(
        detainer_id=history.key.detainer_id,
        facility_name=history.key.facility_name,
        booking_id=history.key.booking_id,
        same=history.standing is PairState.SAME,
        by=" and ".join(dict.fromkeys(ruling.ruled_by.get_username() for ruling in history.latest)),
        why=last.reason,
        on=last.ruled_at.date(),
    )
