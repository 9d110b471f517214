"""`lodged publish site` and `lodged publish report`: figures, maps and claims as a static site, and as one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from lodged.commands.figures import Mapping, SaidCounts, counted_as
from lodged.commands.groups import FORMER, Groups
from lodged.commands.options import ProfileOption, options_of_fields
from lodged.core.errors import LodgedError
from lodged.core.states import checked_state

if TYPE_CHECKING:
    from lodged.publication.document import Document
    from lodged.publication.edition import Edition

Key = Annotated[
    Path | None,
    typer.Option(
        help="The publisher's key: a file outside the folder, made where there is none. Default: publishing.key in "
        "the data folder."
    ),
]
TITLE = "Immigration detainers in figures"


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.publish.command("site")(site)
    groups.publish.command("report")(report)
    groups.publish.command("commitment")(commitment)
    groups.publish.command(FORMER, hidden=True)(site_in)


@dataclass(frozen=True)
class PublicationOptions:
    """What a site and a report are asked alike."""

    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="ICE's releases, 287(g) lists, custody records."),
    ] = None
    title: Annotated[str, typer.Option(help="The publication's title.")] = TITLE
    state: Annotated[str | None, typer.Option(help="Postal code; its facilities and counties are told.")] = (
        None
    )
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of preparation.")
    ] = None
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of preparation.")
    ] = None
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day asked about; of public files the newest if left out."
        ),
    ] = None
    already_public: Annotated[
        bool,
        typer.Option(
            "--already-public",
            help="The files are public as they are, custody records apart: hide no small counts of them.",
        ),
    ] = False
    threshold: Annotated[int, typer.Option(help="Counts from 1 to below this are hidden.")] = 10
    width: Annotated[
        int | None,
        typer.Option(help="How far apart the bounds of a hidden count must stay; threshold - 1 if left out."),
    ] = None
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of publication, for citations.")
    ] = None
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Mark every page; claims really made are not checked.")
    ] = False
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--definition",
            "-d",
            help="Publish this definition alone; may be repeated. All that fit if left out.",
        ),
    ] = None
    definitions: Annotated[list[Path] | None, typer.Option(help="Definitions of your own.")] = None
    claims: Annotated[list[Path] | None, typer.Option(help="Claims of your own.")] = None
    for_claims: Annotated[
        list[Path] | None, typer.Option(help="A further file that claims are checked on; may be repeated.")
    ] = None
    within: Annotated[str | None, typer.Option(help="The state of files whose rows name none.")] = None
    counts: SaidCounts = None
    mapping: Mapping = None
    profile: ProfileOption = None
    reconciliation: Annotated[
        Path | None,
        typer.Option(help="A folder that `lodged reconcile` wrote; its small counts are always hidden."),
    ] = None
    coverage: Annotated[Path | None, typer.Option(help="Which facility reported for which days: a map.")] = (
        None
    )

    key: Key = None

    def edition(self) -> Edition:
        """Return what is to be published; raises LodgedError for a state that is none."""
        from lodged.figures.question import Question
        from lodged.figures.suppression import Rule
        from lodged.publication.edition import Edition
        from lodged.sources.mapping import parse_mapping
        from lodged.sources.profiles import read_profile

        return Edition(
            title=self.title,
            files=tuple(self.files or ()),
            question=Question(
                state=checked_state(self.state),
                first=_day(self.first),
                last=_day(self.last),
                as_of=_day(self.as_of),
            ),
            already_public=self.already_public,
            rule=Rule(self.threshold, self.threshold - 1 if self.width is None else self.width),
            synthetic=self.synthetic,
            on=_day(self.on),
            only=tuple(self.only or ()),
            definitions=tuple(self.definitions or ()),
            claims=tuple(self.claims or ()),
            for_claims=tuple(self.for_claims or ()),
            within=checked_state(self.within),
            counted=counted_as(self.counts),
            mapping=parse_mapping(self.mapping or ()),
            profile=read_profile(self.profile) if self.profile else None,
            reconciliation=self.reconciliation,
            coverage=self.coverage,
            key=self.key or _kept_key(),
        )


@options_of_fields
def site(
    options: PublicationOptions,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder to write; one made before is replaced.")
    ] = Path("site"),
) -> None:
    """Make a site of figures with their definitions, charts, maps and tables, in English and Spanish.

    Small counts are hidden, and the tables are attacked by linear programming before anything is written.
    """
    _write_site(options, out)


@options_of_fields
def site_in(
    out: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; one made before is replaced.")
    ],
    options: PublicationOptions,
) -> None:
    """Make a site of figures as [lodged publish site] does, in the folder named first."""
    _write_site(options, out)


@options_of_fields
def report(
    options: PublicationOptions,
    out: Annotated[
        Path, typer.Option(help="The folder that report.pdf and report.html are written into.")
    ] = Path(),
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
) -> None:
    """Write the whole as one tagged PDF and one HTML file: figures, charts, claims, sources, method.

    Small counts are hidden and attacked as by `lodged publish site`.
    """
    from lodged.publication.publishing import report as make
    from lodged.publication.texts import Language

    if language not in set(Language):
        raise LodgedError(f"There is no [{language}]. The languages are {', '.join(Language)}.")
    edition = options.edition()
    with Console(stderr=True, highlight=False).status("Reading") as status:
        document, written = make(edition, out, Language(language), status.update)
    console = _say(document)
    for path in written:
        console.print(f"Written: {path}", markup=False)


def commitment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A source file of a publication.")],
    opening: Annotated[
        str | None, typer.Option(help="The opening that the publisher showed you, to check a commitment by.")
    ] = None,
    key: Key = None,
) -> None:
    """Open the commitment that stands for a protected file, or check one.

    The publisher gets the opening of FILE, to be shown to whoever may see the file and to nobody else: with it a
    guess of the file's content can be confirmed. Whoever has the file and its opening gets the commitment, to be
    compared with the published one.
    """
    from lodged.publication.commitments import PublishingKey
    from lodged.publication.commitments import commitment as committed

    sha256 = _sha256(file)
    if opening is None:
        where = key or _kept_key()
        if not where.is_file():
            raise LodgedError(
                f"There is no publisher's key [{where}]. Name it with --key, or give --opening."
            )
        opening = PublishingKey.kept_in(where).opening(sha256)
        typer.echo(f"Opening:    {opening}")
    typer.echo(f"Commitment: {committed(sha256, opening)}")


def _sha256(file: Path) -> str:
    if not file.is_file():
        raise LodgedError(f"There is no file [{file}]. Name one that was published.")
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _kept_key() -> Path:
    from lodged.publication.commitments import KEY_FILE
    from lodged.web.configuration import configuration

    return configuration().data_dir / KEY_FILE


def _write_site(options: PublicationOptions, out: Path) -> None:
    from lodged.publication.publishing import publish

    edition = options.edition()
    with Console(stderr=True, highlight=False).status("Reading") as status:
        document, count = publish(edition, out, status.update)
    console = _say(document)
    console.print(f"{count:,} files in {out}: index.html opens in any browser.", markup=False)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _say(document: Document) -> Console:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{len(document.figures)} figures, {len(document.tables)} tables, {len(document.claims)} claims."
    )
    for source in document.sources:
        protection = source.protection
        if protection:
            console.print(
                f"{source.id}: {protection.hidden:,} of {protection.cells:,} counts hidden; attacked, and "
                f"none can be narrowed below {protection.width} apart."
            )
        else:
            console.print(f"{source.id}: no count hidden.")
    return console
