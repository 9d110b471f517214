"""Two lists in, every row in exactly one category, and the bridge from one total to the other.

:func:`lodged.reconcile.files.reconcile_files` reads and writes files; :func:`reconcile` works on readings in hand.
"""

from lodged.reconcile.categories import Category
from lodged.reconcile.reconciliation import reconcile
from lodged.reconcile.result import Reconciliation

__all__ = ["Category", "Reconciliation", "reconcile"]
