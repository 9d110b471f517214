"""Check salts and payloads against the commitments in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lodged.journal.commitment import COMMITMENT_BYTES, opens
from lodged.journal.errors import EntryError
from lodged.journal.findings import Finding, Tampering
from lodged.journal.payload import Expunged, Opening, read_private_row
from lodged.journal.reading import Reading


@dataclass(frozen=True, slots=True)
class PayloadCheck:
    """What the private rows came to."""

    opened: int
    expunged: int
    findings: tuple[Finding, ...]


def check_payloads(lines: Iterable[bytes], reading: Reading) -> PayloadCheck:
    """Open every commitment for which there is a row; every entry must have one, or one that says it is expunged."""
    opened = expunged = 0
    findings: list[Finding] = []
    met = bytearray(reading.size)
    for number, line in enumerate(lines):
        row, problem = _read(line, number, reading)
        if problem is None and met[row]:
            problem = Finding(
                Tampering.PAYLOAD_ADDED, row, row, f"Payload line {number + 1} is a second one for row {row}."
            )
        if problem is not None:
            findings.append(problem)
        elif b'"salt":' in line[-80:]:
            opened += 1
        else:
            expunged += 1
        if row >= 0:
            met[row] = 1
    findings += _absent(met, reading)
    return PayloadCheck(opened, expunged, tuple(findings))


def _read(line: bytes, number: int, reading: Reading) -> tuple[int, Finding | None]:
    """Return the entry's row (-1 if there is none) and what is wrong with the line."""
    try:
        private = read_private_row(line)
    except EntryError as error:
        row = number if number < reading.size else -1
        return row, Finding(Tampering.PAYLOAD_CHANGED, row, row, f"Payload line {number + 1}: {error}")
    row = reading.events.get(str(private.event_id).encode(), -1)
    if row < 0:
        detail = f"Payload line {number + 1} is for an event [{private.event_id}] that isn't in the journal."
        return -1, Finding(Tampering.PAYLOAD_ADDED, number, number, detail)
    wrong = _wrong(private, row, reading)
    return row, wrong


def _wrong(private: Opening | Expunged, row: int, reading: Reading) -> Finding | None:
    if private.index != row:
        return Finding(
            Tampering.PAYLOAD_CHANGED,
            row,
            row,
            f"The payload of row {row} says it is of row {private.index}.",
        )
    if isinstance(private, Expunged):
        named = reading.expunging.get(str(private.expunged_by).encode(), b"")
        if b'"%b"' % str(private.event_id).encode() in named:
            return None
        return Finding(
            Tampering.PAYLOAD_REMOVED,
            row,
            row,
            f"The payload of row {row} is marked expunged by [{private.expunged_by}], but no such entry names it.",
        )
    commitment = reading.commitments[row * COMMITMENT_BYTES : (row + 1) * COMMITMENT_BYTES]
    if opens(bytes(commitment), private.event_id, private.salt, private.payload):
        return None
    return Finding(
        Tampering.PAYLOAD_CHANGED,
        row,
        row,
        f"The payload of row {row} isn't the one the journal committed to.",
    )


def _absent(met: bytearray, reading: Reading) -> Iterator[Finding]:
    row = met.find(0)
    while row >= 0:
        if reading.claims[row] >= 0:
            yield Finding(
                Tampering.PAYLOAD_REMOVED,
                row,
                row,
                f"The payload of row {row} is missing and isn't marked expunged.",
            )
        row = met.find(0, row + 1)
