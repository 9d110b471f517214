"""`lodged claim`: published figures, and what the files at hand say of them."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.figures import Definitions, Mapping, SaidCounts, Within, given_materials
from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption
from lodged.core.json import to_plain

if TYPE_CHECKING:
    from lodged.figures.claims.model import Claim, ClaimCheck

claim_app = typer.Typer(
    help="Published figures, and what the files at hand say of them.", no_args_is_help=True
)
Folders = Annotated[
    list[Path] | None, typer.Option("--claims", help="A file or folder of claims of your own.")
]


class Format(StrEnum):
    """How a check is given."""

    TABLE = "table"
    JSON = "json"


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.top.add_typer(claim_app, name="claim")


@claim_app.command("list")
def list_claims(folders: Folders = None) -> None:
    """List the claims: who said what of how many, and when."""
    from lodged.figures.claims import load_claims
    from lodged.figures.claims.verdict import figure_words

    table = Table("id", "said on", "speaker", "figure", "what was counted")
    for one in load_claims(folders or ()).values():
        table.add_row(one.id, str(one.said_on or "?"), one.speaker, figure_words(one), one.figure.counted)
    Console().print(table)


@claim_app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="[ID] FILE...",
            help="A claim's id (all claims if left out), then releases, tables, custody records or 287(g) lists.",
        ),
    ],
    folders: Folders = None,
    definitions: Definitions = None,
    within: Within = None,
    counts: SaidCounts = None,
    mapping: Mapping = None,
    profile: ProfileOption = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="The custody records are of every facility that the claim is about."),
    ] = False,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Count a claim in every reasonable way: the range, which ways give it, what is missing, and the verdict."""
    from lodged.figures.claims import check_claim, chosen_claim, load_claims
    from lodged.figures.claims.written import written_check
    from lodged.figures.definition import load_definitions

    claims = load_claims(folders or ())
    wanted = list(claims.values())
    if files[0] in claims or not Path(files[0]).exists():
        wanted = [chosen_claim(claims, files[0])]
        files = files[1:]
    known = load_definitions(definitions or ())
    paths = [Path(file) for file in files]
    materials = given_materials(paths, within, counts, mapping, profile)
    checks = [
        check_claim(one, materials, claims=claims, definitions=known, complete=complete) for one in wanted
    ]
    if output is Format.JSON:
        written = to_plain([written_check(one) for one in checks])
        typer.echo(json.dumps(written, indent=2, ensure_ascii=False))
        return
    for one in checks:
        _say(one)


def _say(one: ClaimCheck) -> None:
    from lodged.figures.claims.verdict import answers, value_words

    console = Console(highlight=False, soft_wrap=True)
    _say_claim(one.claim, console)
    console.print(f"  verdict: {one.verdict.value}", style="bold", markup=False)
    console.print(f"  {one.words}", markup=False)
    if one.results:
        table = Table("value", "holds", "gives it", "what it says", "decides", "counted so")
        for result in one.results:
            table.add_row(
                value_words(one.claim, result.value),
                _yes(result.satisfies),
                _yes(result.gives),
                _yes(one.claim.meanings[result.method.meaning].plain),
                _yes(answers(one.claim, result)),
                result.method.words.replace("[", r"\["),
            )
        Console().print(table)
    for filed in one.as_many_filed:
        console.print(f"  for scale: {filed.words}", markup=False)
    for other in one.same_figure:
        console.print(
            f"  same figure, new noun: {other.claim} ({other.speaker}, {other.said_on or 'no day seen'}): "
            f"{other.counted}",
            markup=False,
        )
    console.print()


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _say_claim(claim: Claim, console: Console) -> None:
    from lodged.figures.claims.verdict import figure_words

    console.print(f"{claim.id}: {figure_words(claim)}, {claim.figure.counted}", style="bold", markup=False)
    console.print(
        f'  said: "{claim.words}" ({claim.speaker}, {claim.said_on or "no day seen"})', markup=False
    )
    for source in claim.sources:
        console.print(f"  read in: {source.title}, {source.kind} {source.url}", markup=False)
    if claim.note:
        console.print(f"  note: {claim.note}", markup=False)
