"""A list of names that somebody published, looked up in custody records: who may be meant, and what became of them.

:func:`lodged.names_check.search.search` is the door.
"""
