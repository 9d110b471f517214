"""The one family of errors a person can fix.

The command prints them without a traceback and exits with code 2; the pages and the API show the same words.
"""

from __future__ import annotations


class LodgedError(Exception):
    """Something the person who asked can fix; the message says what happened and what to do next."""


class UnreadableFileError(LodgedError):
    """A file can't be read at all: wrong type, empty, too large, damaged, or without a required column."""
