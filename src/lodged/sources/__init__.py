"""Read what the world sends: a file in, typed rows and problems out.

Every reader returns a :class:`~lodged.sources.model.Reading`. Nothing is dropped in silence: rows in =
rows out + rows reported as unreadable, and each unreadable row is a problem with its file, sheet and row.
"""
