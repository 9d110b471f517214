"""`lodged publish` and `lodged report`: figures, maps and claims as a static site, and as one document."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from lodged.commands.figures import SaidCounts, counted_as
from lodged.core.errors import LodgedError

if TYPE_CHECKING:
    from lodged.publication.document import Document
    from lodged.publication.edition import Edition

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE...", help="ICE's releases, 287(g) lists, custody records."),
]
Title = Annotated[str, typer.Option(help="The publication's title.")]
State = Annotated[str | None, typer.Option(help="Postal code; its facilities and counties are told.")]
First = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of preparation.")
]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of preparation.")]
AsOf = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked about; the newest if left out.")
]
AlreadyPublic = Annotated[
    bool,
    typer.Option(
        "--already-public",
        help="The files are public as they are, custody records apart: hide no small counts of them.",
    ),
]
Threshold = Annotated[int, typer.Option(help="Counts from 1 to below this are hidden.")]
Width = Annotated[
    int | None,
    typer.Option(help="How far apart the bounds of a hidden count must stay; threshold - 1 if left out."),
]
On = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of publication, for citations.")
]
Synthetic = Annotated[
    bool, typer.Option("--synthetic", help="Mark every page; claims really made are not checked.")
]
Definitions = Annotated[list[Path] | None, typer.Option(help="Definitions of your own.")]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--definition", "-d", help="Publish this definition alone; may be repeated. All that fit if left out."
    ),
]
Claims = Annotated[list[Path] | None, typer.Option(help="Claims of your own.")]
ForClaims = Annotated[
    list[Path] | None, typer.Option(help="A further file that claims are checked on; may be repeated.")
]
Within = Annotated[str | None, typer.Option(help="The state of files whose rows name none.")]
Reconciliation = Annotated[
    Path | None,
    typer.Option(help="A folder that `lodged reconcile` wrote; its small counts are always hidden."),
]
Coverage = Annotated[Path | None, typer.Option(help="Which facility reported for which days: a map.")]
TITLE = "Immigration detainers in figures"


def register(app: typer.Typer) -> None:
    """Add the commands to `lodged`."""
    app.command("publish")(publish)
    app.command("report")(report)


def publish(
    out: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; one made before is replaced.")
    ],
    files: Files = None,
    title: Title = TITLE,
    state: State = None,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    already_public: AlreadyPublic = False,
    threshold: Threshold = 10,
    width: Width = None,
    on: On = None,
    synthetic: Synthetic = False,
    only: Only = None,
    definitions: Definitions = None,
    claims: Claims = None,
    for_claims: ForClaims = None,
    within: Within = None,
    counts: SaidCounts = None,
    reconciliation: Reconciliation = None,
    coverage: Coverage = None,
) -> None:
    """Make a site of figures with their definitions, charts, maps and tables, in English and Spanish.

    Small counts are hidden, and the tables are attacked by linear programming before anything is written.
    """
    from lodged.publication.publishing import publish as make

    edition = _edition(locals())
    with Console(stderr=True, highlight=False).status("Reading") as status:
        document, count = make(edition, out, status.update)
    console = _say(document)
    console.print(f"{count:,} files in {out}: index.html opens in any browser.", markup=False)


def report(
    files: Files = None,
    out: Annotated[
        Path, typer.Option(help="The folder that report.pdf and report.html are written into.")
    ] = Path(),
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
    title: Title = TITLE,
    state: State = None,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    already_public: AlreadyPublic = False,
    threshold: Threshold = 10,
    width: Width = None,
    on: On = None,
    synthetic: Synthetic = False,
    only: Only = None,
    definitions: Definitions = None,
    claims: Claims = None,
    for_claims: ForClaims = None,
    within: Within = None,
    counts: SaidCounts = None,
    reconciliation: Reconciliation = None,
    coverage: Coverage = None,
) -> None:
    """Write the whole as one tagged PDF and one HTML file: figures, charts, claims, sources, method.

    Small counts are hidden and attacked as by `lodged publish`.
    """
    from lodged.publication.publishing import report as make
    from lodged.publication.texts import Language

    if language not in set(Language):
        raise LodgedError(f"There is no [{language}]. The languages are {', '.join(Language)}.")
    edition = _edition(locals())
    with Console(stderr=True, highlight=False).status("Reading") as status:
        document, written = make(edition, out, Language(language), status.update)
    console = _say(document)
    for path in written:
        console.print(f"Written: {path}", markup=False)


def _edition(asked: dict[str, Any]) -> Edition:
    """Make what is asked for from a command's own options, by their names."""
    from lodged.core.states import postal_code
    from lodged.figures.question import Question
    from lodged.figures.suppression import Rule
    from lodged.publication.edition import Edition

    def state(name: str) -> str | None:
        said = asked[name]
        if said is not None and postal_code(str(said)) is None:
            raise LodgedError(f"[{said}] is no state. Give its postal code, for example MN.")
        return postal_code(str(said)) if said is not None else None

    days = {
        name: said.date() if isinstance(said := asked[name], datetime) else None
        for name in ("first", "last", "as_of", "on")
    }
    return Edition(
        title=asked["title"],
        files=tuple(asked["files"] or ()),
        question=Question(state=state("state"), first=days["first"], last=days["last"], as_of=days["as_of"]),
        already_public=asked["already_public"],
        rule=Rule(asked["threshold"], asked["threshold"] - 1 if asked["width"] is None else asked["width"]),
        synthetic=asked["synthetic"],
        on=days["on"],
        only=tuple(asked["only"] or ()),
        definitions=tuple(asked["definitions"] or ()),
        claims=tuple(asked["claims"] or ()),
        for_claims=tuple(asked["for_claims"] or ()),
        within=state("within"),
        counted=counted_as(asked["counts"]),
        reconciliation=asked["reconciliation"],
        coverage=asked["coverage"],
    )


def _say(document: Document) -> Console:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{len(document['figures'])} figures, {len(document['tables'])} tables, {len(document['claims'])} claims."
    )
    for source in document["sources"]:
        protection = source["protection"]
        if protection:
            console.print(
                f"{source['id']}: {protection['hidden']:,} of {protection['cells']:,} counts hidden; attacked, and "
                f"none can be narrowed below {protection['width']} apart."
            )
        else:
            console.print(f"{source['id']}: no count hidden.")
    return console
