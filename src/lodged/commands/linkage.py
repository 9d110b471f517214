"""`lodged linkage`: train the model that says who is who, and measure its errors by naming tradition."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lodged.commands.groups import Groups

commands = typer.Typer(no_args_is_help=True, help="Train and measure the model that says who is who.")


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.top.add_typer(commands, name="linkage")


@commands.command()
def train(
    on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The date of the model, YYYY-MM-DD; its name.")
    ],
    out: Annotated[Path, typer.Option(help="The model file to write.")],
) -> None:
    """Train on synthetic people and write the model file with its thresholds and expected errors."""
    from lodged.demo.training.files import write_model

    data = write_model(on.date(), out)
    expected = data["expected"]
    console = Console()
    console.print(f"Written to {out}: clear from {data['thresholds']['clear']} bits, ", end="")
    console.print(f"possible from {data['thresholds']['possible']}.", soft_wrap=True)
    console.print(
        f"Expected, on {expected['true_pairs']:,} true pairs of synthetic people not trained on: "
        f"{expected['true_pairs_clear']:.1%} clear, {expected['true_pairs_in_review']:.1%} in review, "
        f"{expected['true_pairs_missed']:.2%} missed; {expected['rows_clearly_linked_to_somebody_else']:.3%} of rows "
        "clearly linked to somebody else.",
        soft_wrap=True,
    )


@commands.command()
def measure(
    out: Annotated[Path | None, typer.Option(help="Write the fairness card into this file.")] = None,
    people: Annotated[int | None, typer.Option(help="People of each naming tradition in each set.")] = None,
    sets: Annotated[int | None, typer.Option(help="Independent sets, each linked by itself.", min=1)] = None,
) -> None:
    """Measure the model's errors in each naming tradition, on synthetic people it was not trained on."""
    from lodged.demo.training.card import page
    from lodged.demo.training.measuring import PEOPLE, SETS, measure_sets

    size, many = people or PEOPLE, sets or SETS
    text = page(measure_sets(size, many), size, many)
    if out:
        out.write_text(text, encoding="utf-8")
    Console(soft_wrap=True, highlight=False).print(text, markup=False)
