"""Who is who: names, dates of birth and identifiers compared.

:func:`link` is the door: a detainer list and custody records in, links with their evidence out.
"""

from lodged.linkage.engines import DUCKDB, Engine, EngineKind
from lodged.linkage.evidence import Contribution
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
    "link",
    "load_model",
]
