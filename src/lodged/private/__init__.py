"""Two agencies compare lists without showing them: each learns only which of its own rows the other has.

The protocol is private set intersection over normalised keys of each row. :mod:`lodged.private.exchange` is the door.
"""
