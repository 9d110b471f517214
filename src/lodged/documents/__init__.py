"""Papers in and out: a detainer read with the place of every value, and the letters a custodian writes.

Plain Python: it knows nothing of the record or of the web.
"""
