"""`lodged private`: compare lists with another agency without showing them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption

if TYPE_CHECKING:
    from lodged.private_match.messages import Message
    from lodged.private_match.result import Result
    from lodged.sources.model import Reading

MOST_KEYS = 200_000
app = typer.Typer(
    no_args_is_help=True, help="Compare lists with another agency without showing them to each other."
)


class Kind(Enum):
    """What one's own files are."""

    LIST = "list"
    """A federal list, one row a detainer."""
    CUSTODY = "custody"
    """Custody records, one row a stay."""


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Your own files: CSV, XLSX or Parquet.")]
As = Annotated[Kind, typer.Option("--as", help="What your files are.")]
Keep = Annotated[
    Path, typer.Option(help="A folder that keeps your rows and your secret. Never send anything of it.")
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="THEIRS=OURS: a column named otherwise; may be repeated."),
]
Most = Annotated[
    int, typer.Option(min=1, help="The most keys to answer from this folder in 30 days; padding counts.")
]


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.top.add_typer(app, name="private")


@app.command()
def prepare(
    files: Files,
    kind: As,
    keep: Keep,
    out: Annotated[Path, typer.Option(help="The request: a new file to send to the other side.")],
    mapping: Mapping = None,
    profile: ProfileOption = None,
) -> None:
    """Begin a comparison: write a request to send to the other agency."""
    from lodged.private_match import exchange

    own = exchange.Own(files, exchange.TABLES[kind.value], mapping or (), profile)
    message, reading = exchange.prepare(own, keep, out)
    _say_read(reading)
    _say_sent(message, out)
    _line(f"Keep [{keep}] until the answer comes; it opens it. Only you can read it.")


@app.command()
def match(
    request: Annotated[Path, typer.Argument(help="The request you were sent.")],
    files: Files,
    kind: As,
    keep: Keep,
    out: Annotated[Path, typer.Option(help="The answer: a new file to send back.")],
    ask_back: Annotated[bool, typer.Option(help="Ask in return which of your rows they have.")] = False,
    most: Most = MOST_KEYS,
    mapping: Mapping = None,
    profile: ProfileOption = None,
) -> None:
    """Answer a request from your own files; the asker learns which of its own rows you have."""
    from lodged.private_match import exchange

    own = exchange.Own(files, exchange.TABLES[kind.value], mapping or (), profile)
    request_message, message, reading = exchange.match(request, own, keep, out, ask_back=ask_back, most=most)
    _line(f"The request's fingerprint is {request_message.fingerprint}.")
    _say_read(reading)
    _say_sent(message, out)
    if ask_back:
        _line(f"Keep [{keep}] until they answer you; it opens the answer. Only you can read it.")


@app.command(name="open")
def open_(
    answer: Annotated[Path, typer.Argument(help="The answer you were sent.")],
    keep: Keep,
    out: Annotated[Path | None, typer.Option(help="A new folder for the result.")] = None,
    answer_back: Annotated[
        Path | None, typer.Option(help="Where they ask back: a new file with your answer, to send them.")
    ] = None,
    most: Most = MOST_KEYS,
) -> None:
    """Open an answer: see which of your own rows the other agency has."""
    from lodged.private_match import exchange
    from lodged.private_match.messages import Section

    if out is None and answer_back is None:
        raise typer.BadParameter("Say where the result goes with --out, or answer them with --answer-back.")
    if out is not None:
        message, done = exchange.open_answer(answer, keep, out)
        _line(f"The answer's fingerprint is {message.fingerprint}.")
        _say_result(done)
        _line(f"Written to {out}: rows.csv has your own rows, counts.json the counts.")
        if Section.REQUEST in message.sections and answer_back is None:
            _line("They ask back which of their rows you have. To answer, open it with --answer-back FILE.")
    if answer_back is not None:
        _say_sent(exchange.answer_back(answer, keep, answer_back, most=most), answer_back)


def _say_read(reading: Reading) -> None:
    rows_in = sum(file.rows_in for file in reading.files)
    _line(f"Read {reading.rows.height:,} of {rows_in:,} rows.")
    for problem in reading.problems[:20]:
        _line(f"  {problem}")
    if len(reading.problems) > 20:
        _line(f"  and {len(reading.problems) - 20:,} more problems; lodged inspect shows all of them.")


def _say_sent(message: Message, out: Path) -> None:
    _line(f"Send [{out}]. Its fingerprint, to compare by telephone: {message.fingerprint}")


def _say_result(done: Result) -> None:
    from lodged.private_match.result import Answer

    table = Table("Your rows", *(answer.label for answer in Answer), "All")
    for column in table.columns[1:]:
        column.justify = "right"
    for category, counts in done.counts.items():
        table.add_row(category, *(f"{counts[answer]:,}" for answer in Answer), f"{counts.total():,}")
    Console().print(table)


def _line(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(text, markup=False)
