"""Every step, by its address."""

from __future__ import annotations

from lodged.desk.release.steps import authority, claims, leaving, notices, papers, planning
from lodged.desk.release.steps.base import Step

STEPS: dict[str, Step] = {
    step.slug: step for room in (planning, leaving, authority, papers, notices, claims) for step in room.STEPS
}
