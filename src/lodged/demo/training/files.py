"""The model file: what training found, written so that a person can read it and a comparison shows what changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lodged.demo.training.train import train

_HEAD = """\
# The linkage model. For each thing compared: how often a pair of records shows a level when they are of one person (m)
# and when they are of two people (u). log2(m / u) is the level's weight of evidence in bits; where a level has a rarity
# (see comparisons.py), the value's own share stands for u. Trained on synthetic people only, by
#     lodged linkage train --on {on} --out {name}
# from src/lodged/demo/training/definition.yaml. Errors by naming tradition: docs/linkage-fairness.md.
"""


def write_model(on: date, out: Path) -> dict[str, Any]:
    """Train, and write the model file; give its contents."""
    data = train(f"lodged-{on}", str(on))
    text = yaml.safe_dump(data, sort_keys=False, default_flow_style=None, width=118)
    out.write_text(_HEAD.format(on=on, name=out.name) + text, encoding="utf-8")
    return data
