"""`lodged question`: ask whoever published a figure what it counts, and keep track of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lodged.commands.figures import Mapping, SaidCounts, given_materials
from lodged.commands.groups import FORMER, Groups
from lodged.commands.options import ProfileOption, options_of_fields
from lodged.core.errors import LodgedError

DAYS_TO_ANSWER = 30
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The question's folder.")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if left out.")]
Due = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="By when an answer is asked for; 30 days if left out."),
]


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.question.command("ask")(ask)
    groups.question.command("sent")(sent)
    groups.question.command("answered")(answered)
    groups.question.command("status")(status)
    groups.question.command(FORMER, hidden=True)(question)


@dataclass(frozen=True)
class QuestionOptions:
    """What a letter is made with."""

    files: Annotated[
        list[Path] | None,
        typer.Option("--file", help="A public file the claim is checked on; may be repeated."),
    ] = None
    reconciliation: Annotated[
        Path | None, typer.Option(help="A folder that `lodged reconcile` wrote: category totals.")
    ] = None
    private: Annotated[
        bool,
        typer.Option(
            "--private",
            help="For the agency whose list it is: exact counts, and its rows by its own numbers.",
        ),
    ] = False
    sender: Annotated[str, typer.Option("--from", help="Who asks.")] = ""
    recipient: Annotated[str, typer.Option("--to", help="Who is asked; the speaker if left out.")] = ""
    on: On = None
    due: Due = None
    claims: Annotated[list[Path] | None, typer.Option(help="Claims of your own.")] = None
    within: Annotated[str | None, typer.Option(help="The state of files whose rows name none.")] = None
    counts: SaidCounts = None
    mapping: Mapping = None
    profile: ProfileOption = None


@options_of_fields
def ask(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id; see lodged claim list.")],
    out: Annotated[Path, typer.Option(help="The question's folder; it must be new.")],
    options: QuestionOptions,
) -> None:
    """Write the letter that asks what a published figure counts, with files that say the same."""
    _ask(claim, out, options)


def sent(folder: Folder, on: On = None, due: Due = None) -> None:
    """Enter that the letter was sent."""
    from lodged.publication.ledger import Ledger

    Ledger.of(folder).sent(_today(on), due.date() if due else None)
    _say_status([folder], _today(on))


def answered(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The answer; it is kept, with its hash.")],
    on: On = None,
) -> None:
    """Enter an answer."""
    from lodged.publication.ledger import Ledger

    Ledger.of(folder).answered(_today(on), file)
    _say_status([folder], _today(on))


def status(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="The questions' folders.")],
    on: On = None,
) -> None:
    """Say how questions stand."""
    _say_status(folders, _today(on))


@options_of_fields
def question(
    options: QuestionOptions,
    claim: Annotated[
        str | None, typer.Argument(metavar="[CLAIM]", help="The claim's id; see lodged claim list.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The question's folder: new to make one, its own to track it.")
    ] = None,
    sent_on: Annotated[
        datetime | None, typer.Option("--sent", formats=["%Y-%m-%d"], help="Enter that it was sent that day.")
    ] = None,
    answer: Annotated[
        Path | None, typer.Option(help="Enter an answer: its file is kept, with its hash.")
    ] = None,
    status_of: Annotated[
        list[Path] | None,
        typer.Option("--status", help="Tell how the question in a folder stands; may be repeated."),
    ] = None,
) -> None:
    """Ask, enter and track by options, as [lodged question] did before it had verbs."""
    today = _today(options.on)
    if status_of:
        _say_status(status_of, today)
        return
    if out is None:
        raise LodgedError("Name the question's folder with --out.")
    if sent_on or answer:
        _enter(out, today, sent_on, options.due, answer)
        return
    if claim is None:
        raise LodgedError("Name the claim to ask about; [lodged claim list] shows them.")
    _ask(claim, out, options)


def _ask(claim: str, out: Path, options: QuestionOptions) -> None:
    if not options.sender:
        raise LodgedError("Say who asks, with --from. A letter without a sender is not answered.")
    from lodged.figures.claims import check_claim, chosen_claim, load_claims
    from lodged.publication.question import Asking, Pack, write_pack

    known, today = load_claims(options.claims or ()), _today(options.on)
    chosen = chosen_claim(known, claim)
    materials = given_materials(
        options.files or [], options.within, options.counts, options.mapping, options.profile
    )
    asking = Asking(
        sender=options.sender,
        recipient=options.recipient or chosen.speaker,
        on=today,
        due=options.due.date() if options.due else today + timedelta(days=DAYS_TO_ANSWER),
        private=options.private,
    )
    written = write_pack(
        Pack(chosen, asking, check_claim(chosen, materials, claims=known), options.reconciliation), out
    )
    console = Console(highlight=False, soft_wrap=True)
    for path in written:
        console.print(str(path), markup=False)
    if options.private:
        console.print(
            "PRIVATE: it is about people. Send it to the agency whose list it is, and to nobody else."
        )
    console.print(f"When it is sent: lodged question sent {out} --on {today}", markup=False)


def _enter(
    out: Path, today: date, sent_on: datetime | None, due: datetime | None, answer: Path | None
) -> None:
    from lodged.publication.ledger import Ledger

    ledger = Ledger.of(out)
    if sent_on:
        ledger.sent(sent_on.date(), due.date() if due else None)
    if answer:
        ledger.answered(today, answer)
    _say_status([out], today)


def _today(on: datetime | None) -> date:
    return on.date() if on else datetime.now(UTC).astimezone().date()


def _say_status(folders: list[Path], today: date) -> None:
    from lodged.publication.ledger import Ledger

    console = Console(highlight=False, soft_wrap=True)
    for folder in folders:
        question = Ledger.of(folder).question()
        console.print(f"{folder}: {question.standing(today).value}", style="bold", markup=False)
        console.print(
            f"  {question.claim}, asked of {question.recipient}; made on {question.made_on}", markup=False
        )
        if question.sent_on:
            console.print(f"  sent on {question.sent_on}; an answer is asked for by {question.due}")
        if question.answered_on:
            console.print(
                f"  answered on {question.answered_on}: {'; '.join(question.answers)}", markup=False
            )
