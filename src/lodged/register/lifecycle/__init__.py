"""What can follow what: the states of a stay and of a detainer, and the acts that lead from one to another.

One table each (:data:`~lodged.register.lifecycle.stays.STAY_RULES`,
:data:`~lodged.register.lifecycle.detainers.DETAINER_RULES`); the pictures in ``docs/register.md`` are drawn
from them. Pure: no clock, no database. It refuses what is impossible; what is forbidden is the law's to say.
"""
