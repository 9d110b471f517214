"""Published figures, kept word for word, and checked by every reasonable way of counting.

>>> from lodged.figures.claims import load_claims
>>> load_claims()["press-7-of-87"].figure.number
7.0
"""

from lodged.figures.claims.checking import check_claim
from lodged.figures.claims.loading import ClaimError, chosen_claim, load_claims
from lodged.figures.claims.model import Bound, Claim, ClaimCheck, Verdict

__all__ = [
    "Bound",
    "Claim",
    "ClaimCheck",
    "ClaimError",
    "Verdict",
    "check_claim",
    "chosen_claim",
    "load_claims",
]
