"""`lodged journal`: check a history on any machine, sign it, prove one entry of it.

Every command takes an exported folder; without one it asks the record of this instance.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import Console

from lodged.commands.groups import Groups
from lodged.core.errors import LodgedError
from lodged.core.private_files import close_to_others

if TYPE_CHECKING:
    from lodged.journal.checkpoint import Checkpoint
    from lodged.journal.findings import Report
    from lodged.journal.notes import Note, SigningKey, VerifyingKey
    from lodged.journal.store import JournalStore, StoredCheckpoint

FOUND_WRONG = 1
MOST_SHOWN = 50
KEY_FILE = "LODGED_JOURNAL_KEY_FILE"

journal = typer.Typer(no_args_is_help=True, help="The history that nobody can quietly rewrite.")
Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="An exported journal; the record of this instance if left out."),
]
Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key", help="A public key, or a file that holds one; signatures by others count for nothing."
    ),
]
SecretKey = Annotated[
    Path | None, typer.Option("--key-file", envvar=KEY_FILE, help="The file of the journal's private key.")
]


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.add_typer(journal, name="journal")


@journal.command()
def key(
    name: Annotated[str, typer.Argument(help="The journal's name, for example doc.example/journal.")],
    out: Annotated[Path, typer.Option(help="The file of the private key; it must not exist yet.")],
) -> None:
    """Make the journal's key: the private half into a file for its owner alone, the public half printed."""
    from lodged.journal.notes import SigningKey

    made = SigningKey.generate(name)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise LodgedError(
            f"[{out}] exists already; a key is never overwritten. Choose another file."
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made.text() + "\n")
    typer.echo(made.verifying_key().text())


@journal.command()
def checkpoint(key_file: SecretKey = None) -> None:
    """Sign the size and root that this instance's journal has now, keep it, and print it for others to hold."""
    signing = _signing_key(key_file)
    from lodged.operations.connected import connect

    connect()
    from lodged.register.checkpoints import sign_checkpoint

    typer.echo(sign_checkpoint(signing).decode(), nl=False)


@journal.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    private: Annotated[
        bool,
        typer.Option(
            "--private", help="With salts and payloads: personal data, for the record's owner only."
        ),
    ] = False,
) -> None:
    """Write this instance's journal, up to its newest checkpoint, as files that can be checked anywhere."""
    if folder.exists() and any(folder.iterdir()):
        raise LodgedError(f"[{folder}] is not empty, so nothing was written. Choose a new folder.")
    from lodged.journal.export import export_files

    for file in export_files(_store(None), private=private):
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            out.writelines(file.chunks)
    if private:
        close_to_others(folder)
    typer.echo(f"Written to {folder}. Check it anywhere with: lodged journal verify --folder {folder}")


@journal.command()
def verify(
    folder: Folder = None,
    keys: Keys = None,
    held: Annotated[
        list[Path] | None, typer.Option("--held", help="A checkpoint kept elsewhere, the strongest witness.")
    ] = None,
) -> None:
    """Check every row, hash, checkpoint and payload, and say what is wrong and where. Exit code 1 when something is."""
    from lodged.journal.verification import verify as check

    report = check(
        _store(folder), [_key(text) for text in keys or ()], [_stored(path) for path in held or ()]
    )
    _say_report(report)
    if not report.intact:
        raise typer.Exit(FOUND_WRONG)


@journal.command()
def replay() -> None:
    """Work the record's tables out anew from the acts, and say where they differ. Exit code 1 when they do.

    The journal proves the acts; this proves that the tables, from which everything is counted, are what the acts make.
    """
    from lodged.operations.connected import connect

    connect()
    from lodged.register.replay import replay as replayed

    replay_result = replayed()
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{replay_result.acts:,} acts replayed; {replay_result.rows:,} rows compared.")
    if replay_result.expunged:
        console.print(
            f"{replay_result.expunged:,} acts were expunged on an order; the people they were about are not compared."
        )
    _say_findings([f"{finding.kind.value}: {finding.detail}" for finding in replay_result.findings])
    if replay_result.findings:
        raise typer.Exit(FOUND_WRONG)


@journal.command()
def prove(
    event: Annotated[UUID, typer.Argument(help="The event's identifier.")],
    out: Annotated[Path, typer.Option(help="The proof's file, *.tlog-proof.")],
    folder: Folder = None,
) -> None:
    """Write the proof that one event stands in the journal; it needs nothing else to be checked."""
    from lodged.journal.checkpoint import Checkpoint
    from lodged.journal.prooffile import ProofFile
    from lodged.journal.proofs import inclusion_proof

    store = _store(folder)
    newest = store.checkpoint()
    head = Checkpoint.from_note(newest.note)
    index = store.find(event)
    if index >= head.size:
        raise LodgedError(
            f"The event is entry [{index}], after the newest checkpoint of [{head.size}] entries. "
            "Sign a checkpoint first, with [lodged journal checkpoint]."
        )
    path = tuple(inclusion_proof(store.levels(), index, head.size))
    out.write_bytes(ProofFile(store.leaf(index), index, path, newest.note).encode())
    typer.echo(f"Entry {index} of {head.size:,}: proof written to {out}.")


@journal.command("check-proof")
def check_proof(file: Path, keys: Keys = None) -> None:
    """Check a proof with nothing but its file and the journal's public key."""
    from lodged.journal.checkpoint import Checkpoint
    from lodged.journal.prooffile import ProofFile

    proof = ProofFile.parse(_bytes(file))
    head = Checkpoint.parse(proof.note().text)
    if not proof.holds():
        typer.echo(
            f"The proof does not hold: this entry is not entry {proof.index} of the checkpoint's journal."
        )
        raise typer.Exit(FOUND_WRONG)
    given = [_key(text) for text in keys or ()]
    if given and not _is_signed(proof.note(), given):
        typer.echo(
            "The entry stands in the journal of the checkpoint, but none of the keys given signed that."
        )
        raise typer.Exit(FOUND_WRONG)
    entry = proof.entry()
    signed = (
        "signed by a key given" if given else "whose signature was not checked, because no --key was given"
    )
    typer.echo(f"The proof holds: entry {proof.index} of {head.size:,} in {head.origin}, {signed}.")
    typer.echo(f"{entry.event_type}, {entry.event_id}")
    typer.echo(
        f"true at {entry.occurred_at:%Y-%m-%d %H:%M:%S} UTC, recorded {entry.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    typer.echo(
        f"by {entry.actor} of agency {entry.agency}; about {', '.join(entry.subjects) or 'nothing named'}"
    )


@journal.command()
def consistency(
    old: Annotated[Path, typer.Argument(help="The earlier checkpoint.")],
    new: Annotated[Path, typer.Argument(help="The later checkpoint.")],
    folder: Folder = None,
    keys: Keys = None,
) -> None:
    """Check that the history of one checkpoint is the beginning of another's: nothing was rewritten in between."""
    from lodged.journal.proofs import consistency_holds, consistency_proof

    first, second = (_believed(path, keys) for path in (old, new))
    if first.origin != second.origin:
        raise LodgedError(f"The checkpoints are of two journals: [{first.origin}] and [{second.origin}].")
    if first.size > second.size:
        first, second = second, first
    path = consistency_proof(_store(folder).levels(), first.size, second.size)
    if not consistency_holds(first.size, second.size, first.root, second.root, path):
        typer.echo(
            f"The two do not belong together: the journal of {second.size:,} entries doesn't begin with the one of "
            f"{first.size:,}. One of them was rewritten. Keep both, and ask the journal's owner."
        )
        raise typer.Exit(FOUND_WRONG)
    typer.echo(f"Consistent: the first {first.size:,} of {second.size:,} entries are unchanged.")


def _store(folder: Path | None) -> JournalStore:
    if folder is not None:
        from lodged.journal.folder import FolderStore

        return FolderStore(folder)
    from lodged.operations.connected import connect

    connect()
    from lodged.register.journal_store import DatabaseStore

    return DatabaseStore()


def _signing_key(path: Path | None) -> SigningKey:
    from lodged.journal.notes import SigningKey

    if path is None:
        raise LodgedError(
            f"No private key was named. Give its file with --key-file or {KEY_FILE}. "
            "Make one with [lodged journal key]."
        )
    return SigningKey.from_text(_bytes(path).decode("utf-8", "replace").strip())


def _key(text: str) -> VerifyingKey:
    from lodged.journal.notes import VerifyingKey

    path = Path(text)
    return VerifyingKey.from_text(path.read_text("utf-8").strip() if path.is_file() else text.strip())


def _stored(path: Path) -> StoredCheckpoint:
    from lodged.journal.store import StoredCheckpoint

    return StoredCheckpoint(str(path), _bytes(path))


def _believed(path: Path, keys: list[str] | None) -> Checkpoint:
    from lodged.journal.checkpoint import Checkpoint
    from lodged.journal.notes import Note

    note = Note.parse(_bytes(path))
    if keys and not _is_signed(note, [_key(text) for text in keys]):
        raise LodgedError(f"[{path}] is signed by none of the keys given.")
    return Checkpoint.parse(note.text)


def _is_signed(note: Note, keys: list[VerifyingKey]) -> bool:
    from lodged.journal.errors import NoteError

    try:
        return bool(note.signers(keys))
    except NoteError:
        return False


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LodgedError(f"[{path}] can't be read: {error.strerror}. Check its name.") from error


def _say_report(report: Report) -> None:
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{report.size:,} entries, root {report.root.hex()}")
    signed = "" if report.signatures_checked else " (no --key was given, so signatures were not checked)"
    console.print(f"{report.attested:,} of them are confirmed by a checkpoint{signed}.")
    if report.opened or report.expunged:
        console.print(
            f"{report.opened:,} payloads open their commitment; {report.expunged:,} were expunged on an order."
        )
    for row in report.clock_steps:
        console.print(
            f"Note: row {row} was recorded at an earlier time than the row before it; a clock was set back."
        )
    _say_findings([f"{finding.kind.value}: {finding.detail}" for finding in report.findings])
    if report.findings:
        console.print("Keep this copy as it is, and compare it with one that somebody else holds.")


def _say_findings(findings: list[str]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if not findings:
        console.print("Nothing is wrong.")
        return
    console.print(f"{len(findings):,} things are wrong:")
    for finding in findings[:MOST_SHOWN]:
        console.print(f"  {finding}", markup=False)
    if len(findings) > MOST_SHOWN:
        console.print(f"  and {len(findings) - MOST_SHOWN:,} more")
