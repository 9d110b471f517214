"""A comparison step by step: prepare a request, match it with one's own rows, open the answer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import polars as pl

import lodged
from lodged.core.json import Plain
from lodged.private_match import intersection, messages
from lodged.private_match.errors import PrivateMatchError
from lodged.private_match.kept_state import Kept, check_limit, keep, make_folder, note_answered, take
from lodged.private_match.keys import SCHEME, KeyKind, keys_of
from lodged.private_match.messages import Message, MessageKind, Section
from lodged.private_match.result import Answer, Result, result
from lodged.sources.input_tables import read_custody_records, read_detainer_list
from lodged.sources.mapping import check_used, for_table, parse_mapping
from lodged.sources.model import Reading
from lodged.sources.profiles import read_profile
from lodged.sources.safe_cells import safe_csv
from lodged.sources.tables import CUSTODY_RECORDS, DETAINER_LIST, Table

TABLES = {"list": DETAINER_LIST, "custody": CUSTODY_RECORDS}
MOST_KEYS = 200_000
"""Keys answered from one folder in 30 days, unless somebody says otherwise."""
ROWS, COUNTS = "rows.csv", "counts.json"


@dataclass(frozen=True)
class Own:
    """One side's files, and what they are: a federal list or custody records."""

    files: Sequence[Path]
    table: Table
    mapping: Iterable[str] = ()
    profile: Path | None = None


def prepare(own: Own, folder: Path, out: Path) -> tuple[Message, Reading]:
    """Begin: write a request for one's own rows to ``out``, and keep the rest in ``folder``.

    Raises LodgedError where a file can't be read, or would be replaced.
    """
    reading = _read(own)
    request, kept = _ask(reading.rows, own.table.name, uuid4())
    message = Message(MessageKind.REQUEST, kept.exchange, {Section.REQUEST: request})
    return _send(message, kept, folder, out), reading


def match(
    request: Path, own: Own, folder: Path, out: Path, *, ask_back: bool = False, most: int = MOST_KEYS
) -> tuple[Message, Message, Reading]:
    """Answer a request from one's own rows; gives the request, the answer written to ``out``, and the reading.

    With ``ask_back`` the answer holds a request of one's own, and ``folder`` keeps what opens the answer to it.
    Raises LodgedError as :func:`prepare`, and where the request is over the limit.
    """
    request_message = messages.read(request, MessageKind.REQUEST)
    reading = _read(own)
    make_folder(folder)
    sections = _answer(request_message, reading.rows, folder, most)
    kept = None
    if ask_back:
        sections[Section.REQUEST], kept = _ask(reading.rows, own.table.name, request_message.exchange)
    message = Message(MessageKind.ANSWER, request_message.exchange, sections, answers=request_message.sha256)
    sent = _send(message, kept, folder, out)
    _note(request_message, folder)
    return request_message, sent, reading


def open_answer(answer: Path, folder: Path, out: Path) -> tuple[Message, Result]:
    """Open an answer to one's own request and write the result into the new folder ``out``.

    Raises PrivateMatchError for an answer to another request, or one that was changed.
    """
    message, kept = _answer_to(answer, folder)
    answered = intersection.Answered(message.sections[Section.SETUP], message.sections[Section.RESPONSE])
    done = result(kept, intersection.matching_places(kept.secret, answered))
    _write(done, kept, message, out)
    return message, done


def answer_back(answer: Path, folder: Path, out: Path, *, most: int = MOST_KEYS) -> Message:
    """Answer the request that came with an answer, so that the other side learns as much.

    Raises PrivateMatchError where it asked nothing, was answered already, or is over the limit.
    """
    request_message, kept = _answer_to(answer, folder)
    if Section.REQUEST not in request_message.sections:
        raise PrivateMatchError(f"[{answer.name}] asks nothing back, so there is nothing to answer.")
    sections = _answer(request_message, kept.rows, folder, most)
    message = Message(MessageKind.ANSWER, request_message.exchange, sections, answers=request_message.sha256)
    sent = messages.write(message, out)
    _note(request_message, folder)
    return sent


def _read(own: Own) -> Reading:
    names = parse_mapping(own.mapping)
    if own.profile:
        return _through_profile(own, own.profile, names)
    read = read_detainer_list if own.table is DETAINER_LIST else read_custody_records
    reading = read(own.files, for_table(names, own.table))
    check_used(names, [reading.mapped])
    return reading


def _through_profile(own: Own, path: Path, names: Mapping[str, str]) -> Reading:
    if own.table is DETAINER_LIST:
        raise PrivateMatchError("A profile says how custody records are read. Leave out --profile.")
    if names:
        raise PrivateMatchError("A profile names the columns already. Leave out --map, or --profile.")
    return read_custody_records(own.files, profile=read_profile(path))


def _ask(rows: pl.DataFrame, table: str, exchange: UUID) -> tuple[bytes, Kept]:
    keys = keys_of(rows)
    prepared = intersection.ask(sorted(keys))
    places = tuple(None if key is None else _place(*keys[key]) for key in prepared.order)
    return prepared.request, Kept(exchange, table, rows, prepared.secret, "", places)


def _place(kind: KeyKind, rows: list[int]) -> tuple[str, tuple[int, ...]]:
    return kind.value, tuple(rows)


def _answer(request_message: Message, rows: pl.DataFrame, folder: Path, most: int) -> dict[Section, bytes]:
    request = request_message.sections[Section.REQUEST]
    check_limit(folder, request_message.sha256, intersection.size_of(request), most, datetime.now(UTC))
    answered = intersection.answer(sorted(keys_of(rows)), request)
    return {Section.SETUP: answered.setup, Section.RESPONSE: answered.response}


def _note(request_message: Message, folder: Path) -> None:
    size = intersection.size_of(request_message.sections[Section.REQUEST])
    note_answered(folder, request_message.exchange, request_message.sha256, size, datetime.now(UTC))


def _send(message: Message, kept: Kept | None, folder: Path, out: Path) -> Message:
    """Write a message, then what opens the answer to it; without the second the first is taken back."""
    sent = messages.write(message, out)
    try:
        if kept is not None:
            keep(folder, Kept(kept.exchange, kept.table, kept.rows, kept.secret, sent.sha256, kept.places))
    except BaseException:
        out.unlink()
        raise
    return sent


def _answer_to(answer: Path, folder: Path) -> tuple[Message, Kept]:
    kept = take(folder)
    message = messages.read(answer, MessageKind.ANSWER)
    if message.exchange != kept.exchange or message.answers != kept.awaits:
        raise PrivateMatchError(
            f"[{answer.name}] answers another request than the one kept in [{folder}]. Look which file belongs to it."
        )
    return message, kept


def _write(done: Result, kept: Kept, message: Message, out: Path) -> None:
    if out.exists():
        raise PrivateMatchError(
            f"[{out}] is there already and was not replaced. Name a new folder with --out."
        )
    if not out.parent.is_dir():
        raise PrivateMatchError(f"There is no folder [{out.parent}]. Make it, or name another.")
    answers = pl.DataFrame(
        {"found": [answer.value for answer in done.answers], "why": done.why},
        schema={"found": pl.String, "why": pl.String},
    )
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as building:
        new = Path(building) / "new"
        new.mkdir(mode=0o700)
        safe_csv(pl.concat([done.rows, answers], how="horizontal"), new / ROWS)
        counts = json.dumps(counts_of(done, kept, message), indent=2) + "\n"
        (new / COUNTS).write_text(counts, encoding="utf-8")
        new.rename(out)


def counts_of(done: Result, kept: Kept, message: Message) -> dict[str, Plain]:
    """Return the counts as ``counts.json`` holds them; every line sums to its total, and the totals to the rows."""
    return {
        "title": "Own rows by what they are and whether the other side has them",
        "version": lodged.__version__,
        "keys": SCHEME,
        "exchange": str(kept.exchange),
        "answer_sha256": message.sha256,
        "table": kept.table,
        "rows": done.rows.height,
        "answers": {answer.value: answer.label for answer in Answer},
        "counts": {
            category: {"rows": counts.total(), **{answer.value: counts[answer] for answer in Answer}}
            for category, counts in done.counts.items()
        },
    }
