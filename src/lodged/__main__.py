"""`python -m lodged` is the command `lodged`."""

from __future__ import annotations

from lodged.cli import main

main()
