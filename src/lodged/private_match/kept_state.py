"""What one side keeps of a comparison: its own rows, its secret, and what it answered. Only its owner may read it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl

from lodged.core.untrusted_json import parsed
from lodged.private_match.errors import PrivateMatchError
from lodged.private_match.messages import write_new

STATE, ROWS, LEDGER = "state.json", "rows.parquet", "answered.jsonl"
OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
LIMIT_DAYS = 30


@dataclass(frozen=True)
class Kept:
    """One side's part of one comparison.

    ``table`` names which table at the door ``rows`` are of. ``secret``, ``request`` (its SHA-256) and ``places`` are of
    the request this side sent: for each place of it the kind of key and the rows that have it, None for padding; all
    are empty where it sent none. ``awaits`` is the SHA-256 of the message that an answer must name.
    """

    exchange: UUID
    table: str
    rows: pl.DataFrame
    secret: bytes = b""
    awaits: str = ""
    places: tuple[tuple[str, tuple[int, ...]] | None, ...] = ()


@dataclass(frozen=True)
class LedgerLine:
    """One request that was answered: when, in which exchange, how many keys it had, and its SHA-256."""

    at: str
    exchange: str
    keys: int
    request: str


def keep(folder: Path, kept: Kept) -> None:
    """Keep one side's part in a folder that only its owner may read.

    Raises PrivateMatchError where the folder keeps a comparison already.
    """
    make_folder(folder)
    if (folder / STATE).exists():
        raise PrivateMatchError(
            f"[{folder}] keeps a comparison already. Name a new folder with --keep, or remove that one if it is done."
        )
    rows = io.BytesIO()
    kept.rows.write_parquet(rows)
    write_new(folder / ROWS, rows.getvalue(), OWNER_ONLY)
    state = {
        "format": "lodged-private-state",
        "version": 1,
        "exchange": str(kept.exchange),
        "table": kept.table,
        "secret": kept.secret.hex(),
        "awaits": kept.awaits,
        "places": kept.places,
    }
    write_new(folder / STATE, json.dumps(state).encode(), OWNER_ONLY)


def take(folder: Path) -> Kept:
    """Read what is kept in a folder.

    Raises PrivateMatchError where nothing is, or where others than its owner may read it.
    """
    for name in (STATE, ROWS):
        path = folder / name
        if not path.is_file():
            raise PrivateMatchError(
                f"[{folder}] keeps no comparison: {name} is missing. Name the folder given to --keep when it began."
            )
        if path.stat().st_mode & 0o077:
            raise PrivateMatchError(
                f"[{path}] can be read by others than its owner, and it holds the secret of the comparison. Begin the "
                "comparison again in a new folder."
            )
    try:
        return _kept(parsed((folder / STATE).read_bytes()), pl.read_parquet(folder / ROWS))
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise PrivateMatchError(
            f"What [{folder}] keeps is damaged. Begin the comparison again in a new folder."
        ) from error


def make_folder(folder: Path) -> None:
    """Make the folder, for its owner alone."""
    try:
        folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    except (FileNotFoundError, FileExistsError) as error:
        raise PrivateMatchError(f"[{folder}] can't be made a folder. Name another with --keep.") from error


def check_limit(folder: Path, request: str, keys: int, most: int, now: datetime) -> None:
    """Refuse a request that was answered from here, or that is one too many.

    A guesser who can list names asks with many of them: ``most`` limits the keys answered from a folder in 30 days.
    """
    lines = _ledger(folder)
    if any(line.request == request for line in lines):
        raise PrivateMatchError(
            "This request was answered already. The answer that was sent is the only one."
        )
    since = (now - timedelta(days=LIMIT_DAYS)).isoformat()
    before = sum(line.keys for line in lines if line.at >= since)
    if before + keys > most:
        raise PrivateMatchError(
            f"The request has [{keys:,}] keys, and {before:,} were answered from [{folder}] in the last {LIMIT_DAYS} "
            f"days; the limit is {most:,}. Nothing was sent. A list of a thousand people has some six thousand keys: "
            "ask what list this is, and raise --most if you are content with the answer."
        )


def note_answered(folder: Path, exchange: UUID, request: str, keys: int, now: datetime) -> None:
    """Note that a request was answered."""
    line = LedgerLine(now.astimezone(UTC).isoformat(), str(exchange), keys, request)
    path = folder / LEDGER
    path.touch(OWNER_ONLY)
    with path.open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(asdict(line)) + "\n")


def _ledger(folder: Path) -> list[LedgerLine]:
    path = folder / LEDGER
    if not path.exists():
        return []
    try:
        lines = [LedgerLine(**parsed(line)) for line in path.read_bytes().splitlines()]
        if all(isinstance(line.at, str) and isinstance(line.keys, int) for line in lines):
            return lines
    except (ValueError, TypeError) as error:
        raise _damaged_ledger(path) from error
    raise _damaged_ledger(path)


def _damaged_ledger(path: Path) -> PrivateMatchError:
    return PrivateMatchError(
        f"[{path}] is damaged, so what was answered before can't be told, and nothing was sent. Restore it from a copy."
    )


def _kept(state: Mapping[str, Any], rows: pl.DataFrame) -> Kept:
    if (state["format"], state["version"]) != ("lodged-private-state", 1):
        raise ValueError("another format")
    return Kept(
        exchange=UUID(state["exchange"]),
        table=state["table"],
        rows=rows,
        secret=bytes.fromhex(state["secret"]),
        awaits=state["awaits"],
        places=tuple(place and (place[0], tuple(place[1])) for place in state["places"]),
    )
