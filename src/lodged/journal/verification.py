"""Verify a journal: recompute it from its rows, and say what doesn't fit and where.

Three witnesses stand against a changed row, each harder to bend than the one before: the row's stored
hash, the checkpoints kept beside the journal, and the checkpoints somebody else holds. Who changes rows
only is caught by the hashes, to the row. Who rewrites the hashes too is caught by the first checkpoint
that no longer fits, to the rows since the last that does. Who signs a new history with the journal's key
is caught by whoever holds an earlier checkpoint or reads two that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.errors import NoteError
from lodged.journal.findings import Finding, Report, Tampering
from lodged.journal.location import locate
from lodged.journal.notes import Note, VerifyingKey
from lodged.journal.payloads import check_payloads
from lodged.journal.reading import HashList, Reading, read_rows
from lodged.journal.store import JournalStore, StoredCheckpoint
from lodged.journal.tree import HASH_BYTES, Frontier

_BATCH = 65536


@dataclass(frozen=True, slots=True)
class _Named:
    """A checkpoint that could be read and, where keys were given, is signed by one."""

    name: str
    head: Checkpoint


def verify(
    store: JournalStore, keys: Sequence[VerifyingKey] = (), held: Sequence[StoredCheckpoint] = ()
) -> Report:
    """Verify everything `store` holds.

    Args:
        store: the journal.
        keys: whose signatures count. Without any, signatures aren't checked and the report says so.
        held: further checkpoints, kept by whoever asks; the strongest witnesses.
    """
    signed, forged = _signed([*store.checkpoints(), *held], keys)
    reading = read_rows(store.leaves(), {one.head.size for one in signed})
    believed, strangers = _of_one_journal(signed, reading)
    stored = _stored_level(store, 0, reading.size)
    fitting = [one for one in believed if reading.roots.get(one.head.size) == one.head.root]
    attested = max((one.head.size for one in fitting), default=0)
    rows = _row_findings(reading, stored, believed, attested)
    findings = [
        *rows.findings,
        *_checkpoint_findings(believed, rows.roots, rows.size, bool(keys)),
        *_tail_findings(store, believed, reading.size, rows),
        *_level_findings(store, rows),
        *forged,
        *strangers,
    ]
    opened = expunged = 0
    lines = store.private_lines()
    if lines is not None:
        private = check_payloads(lines, reading)
        findings += private.findings
        opened, expunged = private.opened, private.expunged
    return Report(
        size=reading.size,
        root=reading.roots[reading.size],
        attested=attested,
        signatures_checked=bool(keys),
        opened=opened,
        expunged=expunged,
        clock_steps=tuple(reading.clock_steps),
        findings=tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The history that the best witness tells, and how the rows differ from it."""

    findings: tuple[Finding, ...]
    levels: dict[int, HashList]
    roots: dict[int, bytes]
    located: bool
    """Whether the rows differ from their stored hashes, so that these tell the history."""

    @property
    def size(self) -> int:
        return len(self.levels[0])


def _row_findings(reading: Reading, stored: HashList, believed: list[_Named], attested: int) -> _Rows:
    if stored.packed == reading.levels[0].packed:
        return _Rows(tuple(_own_findings(reading)), reading.levels, reading.roots, located=False)
    if believed and attested == max(one.head.size for one in believed) and attested == reading.size:
        # The checkpoint confirms the rows, so the stored hashes are what was changed; levels are compared later.
        return _Rows(tuple(_own_findings(reading)), reading.levels, reading.roots, located=False)
    levels, roots = _tree_over(stored, {one.head.size for one in believed})
    confirmed = max(
        (one.head.size for one in believed if roots.get(one.head.size) == one.head.root), default=0
    )
    witness = f"the stored hashes, which a checkpoint confirms for the first {confirmed} rows"
    claims = reading.claims
    findings = locate(
        stored, reading.levels[0], lambda row: claims[row] if claims[row] >= 0 else None, witness
    )
    return _Rows(findings, levels, roots, located=True)


def _tree_over(hashes: HashList, sizes: set[int]) -> tuple[dict[int, HashList], dict[int, bytes]]:
    frontier = Frontier()
    levels, roots = {0: HashList()}, {0: frontier.root()}
    for at in range(len(hashes)):
        for node in frontier.append(hashes[at]):
            levels.setdefault(node.level, HashList()).packed += node.digest
        if at + 1 in sizes:
            roots[at + 1] = frontier.root()
    return levels, roots


def _own_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what is wrong with rows that are as the journal wrote them."""
    for row, claimed in enumerate(reading.claims):
        if claimed != row:
            says = "isn't an entry in canonical form" if claimed < 0 else f"says it is row {claimed}"
            yield Finding(Tampering.ROW_UNREADABLE, row, row, f"Row {row} {says}.")
    for row, earlier in reading.repeated.items():
        yield Finding(
            Tampering.ROW_UNREADABLE, row, row, f"Row {row} holds the event of row {earlier} again."
        )


def _signed(
    stored: Sequence[StoredCheckpoint], keys: Sequence[VerifyingKey]
) -> tuple[list[_Named], list[Finding]]:
    signed: list[_Named] = []
    forged: list[Finding] = []
    for one in stored:
        try:
            note = Note.parse(one.note)
            head = Checkpoint.parse(note.text)
            if keys:
                _check_signs_for_itself(head, note.signers(keys))
        except NoteError as error:
            forged.append(_forged(one.name, None, f"can't be believed. {error}"))
        else:
            signed.append(_Named(one.name, head))
    signed.sort(key=lambda one: one.head.size)
    return signed, forged


def _check_signs_for_itself(head: Checkpoint, signers: Sequence[VerifyingKey]) -> None:
    """Raise NoteError unless one of the signers is the journal that the checkpoint is for: they have one name."""
    names = [key.name for key in signers]
    if head.origin not in names:
        raise NoteError(f"It is for another journal [{head.origin}] than its signer's [{', '.join(names)}].")


def _of_one_journal(signed: list[_Named], reading: Reading) -> tuple[list[_Named], list[Finding]]:
    """Return those of the journal whose newest checkpoint fits the rows, or of the newest where none does."""
    if not signed:
        return [], []
    fitting = [one for one in signed if reading.roots.get(one.head.size) == one.head.root]
    origin = (fitting or signed)[-1].head.origin
    strangers = [
        _forged(one.name, None, f"is for another journal [{one.head.origin}], not [{origin}].")
        for one in signed
        if one.head.origin != origin
    ]
    return [one for one in signed if one.head.origin == origin], strangers


def _checkpoint_findings(
    believed: list[_Named], roots: dict[int, bytes], size: int, signed: bool
) -> Iterator[Finding]:
    """Compare the checkpoints with the history the rows or their hashes tell."""
    fitting = [one.head.size for one in believed if roots.get(one.head.size) == one.head.root]
    largest = max(fitting, default=-1)
    reported: set[int] = set()
    for one in believed:
        head = one.head
        if roots.get(head.size) == head.root or head.size in reported:
            continue
        if head.size <= largest:
            kind = Tampering.HISTORY_FORKED if signed else Tampering.CHECKPOINT_FORGED
            verdict = "is signed, but a later checkpoint" if signed else "contradicts a later checkpoint that"
            yield Finding(kind, None, None, f"[{one.name}] {verdict} confirms the rows as they stand.")
        elif head.size > size:
            reported.add(head.size)
            yield Finding(
                Tampering.ROW_REMOVED,
                size,
                head.size - 1,
                f"Rows {size} to {head.size - 1} are gone: [{one.name}] covers {head.size} rows.",
            )
        else:
            reported.add(head.size)
            first = max((fit for fit in fitting if fit < head.size), default=0)
            if not reported - {head.size}:
                yield _rewritten(one, first, head.size - 1, signed)


def _rewritten(one: _Named, first: int, last: int, signed: bool) -> Finding:
    doubt = "" if signed else " (or the checkpoint was: its signature wasn't checked)"
    return Finding(
        Tampering.ROWS_REWRITTEN,
        first,
        last,
        f"Rows {first} to {last}, or their number, were rewritten together with their hashes{doubt}: "
        f"[{one.name}] is the first checkpoint that doesn't fit.",
    )


def _tail_findings(store: JournalStore, believed: list[_Named], size: int, rows: _Rows) -> Iterator[Finding]:
    """Yield rows after the newest checkpoint, which in an export must not be."""
    covered = max((one.head.size for one in believed), default=0)
    if store.complete and not rows.located and size > covered:
        yield Finding(
            Tampering.ROW_ADDED,
            covered,
            size - 1,
            f"Rows {covered} to {size - 1} stand after the newest believed checkpoint, which covers {covered} rows.",
        )


def _level_findings(store: JournalStore, rows: _Rows) -> Iterator[Finding]:
    """Compare the stored hashes with those the history gives."""
    for level, hashes in rows.levels.items():
        stored = _stored_level(store, level, len(hashes))
        if stored.packed == hashes.packed:
            continue
        wrong = [at for at in range(max(len(stored), len(hashes))) if _at(stored, at) != _at(hashes, at)]
        covers = "row" if level == 0 else f"{256**level} rows each,"
        yield Finding(
            Tampering.HASH_CHANGED,
            wrong[0],
            wrong[-1],
            f"{len(wrong)} stored hashes of level {level} ({covers} positions {wrong[0]} to {wrong[-1]}) are "
            "not those of the rows.",
        )


def _at(hashes: HashList, at: int) -> bytes | None:
    return hashes[at] if at < len(hashes) else None


def _stored_level(store: JournalStore, level: int, expected: int) -> HashList:
    """Return all stored hashes of a level, past the expected number too."""
    levels, stored, start = store.levels(), HashList(), 0
    while batch := levels.read(level, start, start + _BATCH):
        stored.packed += batch
        if len(batch) < _BATCH * HASH_BYTES and start + _BATCH >= expected:
            break
        start += _BATCH
    return stored


def _forged(name: str, row: int | None, what: str) -> Finding:
    return Finding(Tampering.CHECKPOINT_FORGED, row, row, f"The checkpoint [{name}] {what}")
