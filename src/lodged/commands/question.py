"""`lodged question`: ask whoever published a figure what it counts, and keep track of the answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lodged.core.errors import LodgedError

DAYS_TO_ANSWER = 30


def register(app: typer.Typer) -> None:
    """Add the command to `lodged`."""
    app.command("question")(question)


def question(
    claim: Annotated[
        str | None, typer.Argument(metavar="[CLAIM]", help="The claim's id; see lodged claim list.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The question's folder: new to make one, its own to track it.")
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option("--file", help="A public file the claim is checked on; may be repeated."),
    ] = None,
    reconciliation: Annotated[
        Path | None, typer.Option(help="A folder that `lodged reconcile` wrote: category totals.")
    ] = None,
    private: Annotated[
        bool,
        typer.Option(
            "--private",
            help="For the agency whose list it is: exact counts, and its rows by its own numbers.",
        ),
    ] = False,
    sender: Annotated[str, typer.Option("--from", help="Who asks.")] = "",
    recipient: Annotated[str, typer.Option("--to", help="Who is asked; the speaker if left out.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if left out.")
    ] = None,
    due: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="By when an answer is asked for; 30 days if left out."),
    ] = None,
    sent: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Enter that it was sent that day.")
    ] = None,
    answer: Annotated[
        Path | None, typer.Option(help="Enter an answer: its file is kept, with its hash.")
    ] = None,
    status: Annotated[
        list[Path] | None,
        typer.Option("--status", help="Tell how the question in a folder stands; may be repeated."),
    ] = None,
    claims: Annotated[list[Path] | None, typer.Option(help="Claims of your own.")] = None,
    within: Annotated[str | None, typer.Option(help="The state of files whose rows name none.")] = None,
) -> None:
    """Write the letter that asks what a published figure counts, with files that say the same; then track the answer.

    lodged question dhs-1360 --out FOLDER --from "Who asks"; then --sent DATE, --answer FILE, --status FOLDER.
    """
    today = on.date() if on else datetime.now(UTC).astimezone().date()
    if status:
        _say_status(status, today)
        return
    if out is None:
        raise LodgedError("Name the question's folder with --out.")
    if sent or answer:
        _enter(out, today, sent.date() if sent else None, due.date() if due else None, answer)
        return
    if claim is None:
        raise LodgedError("Name the claim to ask about; [lodged claim list] shows them.")
    if not sender:
        raise LodgedError("Say who asks, with --from. A letter without a sender is not answered.")
    from lodged.core.states import postal_code
    from lodged.figures.claims import check_claim, chosen_claim, load_claims
    from lodged.figures.reading import read_materials
    from lodged.publication.question import Asking, Pack, write_pack

    known = load_claims(claims or ())
    chosen = chosen_claim(known, claim)
    materials = read_materials(files, within=postal_code(within)) if files else ()
    asking = Asking(
        sender=sender,
        recipient=recipient or chosen.speaker,
        on=today,
        due=due.date() if due else today + timedelta(days=DAYS_TO_ANSWER),
        private=private,
    )
    written = write_pack(
        Pack(chosen, asking, check_claim(chosen, materials, claims=known), reconciliation), out
    )
    console = Console(highlight=False, soft_wrap=True)
    for path in written:
        console.print(str(path), markup=False)
    if private:
        console.print(
            "PRIVATE: it is about people. Send it to the agency whose list it is, and to nobody else."
        )
    console.print(f"When it is sent: lodged question --out {out} --sent {today}", markup=False)


def _enter(out: Path, today: date, sent: date | None, due: date | None, answer: Path | None) -> None:
    from lodged.publication.ledger import Ledger

    ledger = Ledger.of(out)
    if sent:
        ledger.sent(sent, due)
    if answer:
        ledger.answered(today, answer)
    _say_status([out], today)


def _say_status(folders: list[Path], today: date) -> None:
    from lodged.publication.ledger import Ledger

    console = Console(highlight=False, soft_wrap=True)
    for folder in folders:
        found = Ledger.of(folder).question()
        console.print(f"{folder}: {found.standing(today).value}", style="bold", markup=False)
        console.print(f"  {found.claim}, asked of {found.recipient}; made on {found.made_on}", markup=False)
        if found.sent_on:
            console.print(f"  sent on {found.sent_on}; an answer is asked for by {found.due}")
        if found.answered_on:
            console.print(f"  answered on {found.answered_on}: {'; '.join(found.answers)}", markup=False)
