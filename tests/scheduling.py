"""Which tests stay together when several workers run them."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

SHARE_A_FIXTURE = ("tests/browser", "tests/faults", "tests/operations", "tests/publication")
"""Folders whose files share what is dear to make: a running instance, a browser, a publication."""


class ByWhatTheyShare(LoadScopeScheduling):
    """A file's tests go to one worker, in their order; so does a whole folder where its files share a fixture."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return the group of a test: its file, or the folder of its file."""
    file = PurePosixPath(nodeid.partition("::")[0])
    return str(file.parent) if str(file.parent) in SHARE_A_FIXTURE else str(file)
