"""Who is who: names, dates of birth and identifiers compared.

:func:`identify` is the door for rows: a detainer list and custody records in, each row's person with the evidence out.
:func:`link` judges pair by pair, where there is no list to decide over.
"""

from lodged.linkage.engines import DUCKDB, Engine, EngineKind
from lodged.linkage.evidence import Contribution
from lodged.linkage.identifying import identify
from lodged.linkage.linking import link
from lodged.linkage.links import Link, Linkage, Verdict
from lodged.linkage.model import Model, load_model
from lodged.linkage.rulings import Ruling

__all__ = [
    "DUCKDB",
    "Contribution",
    "Engine",
    "EngineKind",
    "Link",
    "Linkage",
    "Model",
    "Ruling",
    "Verdict",
    "identify",
    "link",
    "load_model",
]
