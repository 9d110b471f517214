"""Every step, by its address."""

from __future__ import annotations

from lodged.pages.steps import citizenship_and_overrides, detainers, handover, leaving, notices, planning
from lodged.pages.steps.base import Step

STEPS: dict[str, Step] = {
    step.slug: step
    for room in (planning, leaving, handover, detainers, notices, citizenship_and_overrides)
    for step in room.STEPS
}
