"""Two agencies compare lists without showing them: each learns only which of its own rows the other has.

The protocol is private set intersection over normalized keys of each row; :mod:`lodged.private_match.exchange` runs it.
"""
