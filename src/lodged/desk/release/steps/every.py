"""Every step, by its address."""

from __future__ import annotations

from lodged.desk.release.steps import claims, custody, notices, papers
from lodged.desk.release.steps.base import Step

STEPS: dict[str, Step] = {
    step.slug: step for room in (custody, papers, notices, claims) for step in room.STEPS
}
