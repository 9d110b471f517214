"""A question's own record: made, sent, answered. One line an event, each with the hash of the line before it.

The record lies in the pack's folder (``question.jsonl``), so it needs no server and no register; a changed or removed
line shows. Anyone may keep a copy of the last line's hash.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Literal

from lodged.core.errors import LodgedError
from lodged.core.json import ABSENT, Absent, JsonError, Plain, as_object, from_plain
from lodged.core.untrusted_json import parsed

LEDGER = "question.jsonl"
ANSWERS = "answers"


class LedgerError(LodgedError):
    """A question's record can't be read or continued."""


class Standing(Enum):
    """How a question stands on a day."""

    NOT_SENT = "not sent"
    WAITING = "waiting for an answer"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """The pack was made: about a claim, for someone, with the SHA-256 of each of its files."""

    event: Literal["made"] = "made"
    on: date
    claim: str
    to: str
    due: date
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """It was sent; ``due`` is a new day by which an answer is asked for."""

    event: Literal["sent"] = "sent"
    on: date
    due: date | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """An answer came."""

    event: Literal["answered"] = "answered"
    on: date
    file: str
    sha256: str


_Entry = _Made | _Sent | _Answered
_Line = dict[str, Plain]
"""An entry as its line holds it, with the hash of the line ``previous`` to it."""


@dataclass(frozen=True)
class Question:
    """A question as its record tells it."""

    folder: Path
    claim: str
    recipient: str
    made_on: date
    due: date
    sent_on: date | None
    answered_on: date | None
    answers: tuple[str, ...]
    """File name and SHA-256 of each answer."""

    def standing(self, on: date) -> Standing:
        """Return how it stands on a day: the first of these that is so."""
        if self.answered_on and self.answered_on <= on:
            return Standing.ANSWERED
        if self.sent_on is None or self.sent_on > on:
            return Standing.NOT_SENT
        return Standing.OVERDUE if on > self.due else Standing.WAITING


@dataclass(frozen=True)
class Ledger:
    """The record in one folder."""

    path: Path

    @classmethod
    def begin(cls, folder: Path) -> Ledger:
        """Begin a record; raises LedgerError where the folder has anything in it."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise LedgerError(f"[{folder}] is there and not empty. Name a new folder for each question.")
        return cls(folder / LEDGER)

    @classmethod
    def of(cls, folder: Path) -> Ledger:
        """Open a record; raises LedgerError where there is none."""
        if not (folder / LEDGER).is_file():
            raise LedgerError(
                f"[{folder}] holds no question. Make one with [lodged question ask CLAIM --out FOLDER]."
            )
        return cls(folder / LEDGER)

    def made(self, claim: str, on: date, recipient: str, due: date, files: Sequence[Path]) -> None:
        """Enter that the pack was made."""
        hashes = {path.name: _sha256(path) for path in files}
        self._append(_Made(on=on, claim=claim, to=recipient, due=due, files=hashes))

    def sent(self, on: date, due: date | None) -> None:
        """Enter that it was sent, and a new day by which an answer is asked for, if it is given."""
        question = self.question()
        if on < question.made_on:
            raise LedgerError(f"It can't have been sent on [{on}]: it was made on {question.made_on}.")
        self._append(_Sent(on=on, due=due or ABSENT))

    def answered(self, on: date, answer: Path) -> None:
        """Keep an answer's file beside the question, and enter its hash."""
        question = self.question()
        if question.sent_on is None or on < question.sent_on:
            raise LedgerError(
                "An answer comes after the question was sent. Enter that first, with --sent DATE."
            )
        if not answer.is_file():
            raise LedgerError(f"There is no file [{answer}]. Name the answer as it came; a text file does.")
        kept = self.path.parent / ANSWERS / answer.name
        if kept.exists():
            raise LedgerError(f"An answer [{answer.name}] is kept already. Give this one another name.")
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(answer, kept)
        self._append(_Answered(on=on, file=answer.name, sha256=_sha256(kept)))

    def question(self) -> Question:
        """Read the record; raises LedgerError where a line was changed or removed, or a file differs from its hash."""
        first, *later = self._lines()
        try:
            made, entries = from_plain(_Made, first), [_entry(line) for line in later]
        except JsonError as error:
            raise LedgerError(
                f"{self.path}: a line lacks what every such line says. Restore it from a copy."
            ) from error
        sent = [entry for entry in entries if isinstance(entry, _Sent)]
        answered = [entry for entry in entries if isinstance(entry, _Answered)]
        for answer in answered:
            self._same(self.path.parent / ANSWERS / answer.file, answer.sha256)
        for name, digest in made.files.items():
            self._same(self.path.parent / name, digest)
        return Question(
            folder=self.path.parent,
            claim=made.claim,
            recipient=made.to,
            made_on=made.on,
            due=[made.due, *(entry.due for entry in sent if entry.due)][-1],
            sent_on=sent[0].on if sent else None,
            answered_on=answered[0].on if answered else None,
            answers=tuple(f"{answer.file} (SHA-256 {answer.sha256})" for answer in answered),
        )

    def _lines(self) -> list[_Line]:
        previous, lines = "", []
        # As bytes, so that a line that is no UTF-8 is said to be the one that can't be read.
        for count, line in enumerate(self.path.read_bytes().splitlines(), 1):
            entry = self._line(line, count)
            if entry.get("previous") != previous:
                raise LedgerError(
                    f"{self.path}, line {count}: it doesn't follow the line before it, so a line was changed or "
                    "removed. Restore the file from a copy."
                )
            previous = hashlib.sha256(line).hexdigest()
            lines.append(entry)
        if not lines or lines[0].get("event") != "made":
            raise LedgerError(
                f"{self.path}: it doesn't begin with how the question was made. Restore it from a copy."
            )
        return lines

    def _line(self, line: bytes, count: int) -> _Line:
        try:
            entry = parsed(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            raise LedgerError(f"{self.path}, line {count}: it can't be read. Restore the file from a copy.")
        return entry

    def _append(self, entry: _Entry) -> None:
        lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        with self.path.open("a", encoding="utf-8") as record:
            record.write(json.dumps({**as_object(entry), "previous": previous}, ensure_ascii=False) + "\n")

    def _same(self, path: Path, digest: str) -> None:
        if not path.is_file() or _sha256(path) != digest:
            raise LedgerError(
                f"[{path}] is not the file that was entered: its SHA-256 differs. Restore it from a copy."
            )


def _entry(line: _Line) -> _Entry:
    return from_plain(_Answered, line) if line.get("event") == "answered" else from_plain(_Sent, line)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
