"""The commands that use the record: load files into it, export and import it, file a return, add staff."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption
from lodged.core.errors import LodgedError

if TYPE_CHECKING:
    from lodged.casework.loading.change import Comparison

MOST_SHOWN = 30
As = Annotated[str, typer.Option("--as", metavar="USERNAME", help="The member of staff who does it.")]
agency = typer.Typer(no_args_is_help=True, help="Agencies of this instance.")
facility = typer.Typer(no_args_is_help=True, help="Facilities of an agency.")
staff = typer.Typer(no_args_is_help=True, help="Members of staff.")


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.record.command("load")(load)
    groups.record.command("export")(export)
    groups.record.command("import")(import_)
    groups.record.command("return")(return_)
    groups.record.command("coverage")(coverage)
    groups.record.add_typer(agency, name="agency")
    groups.record.add_typer(facility, name="facility")
    groups.record.add_typer(staff, name="staff")


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, XLSX or Parquet files.")],
    username: As,
    federal_list: Annotated[
        bool, typer.Option("--list", help="The files are a federal detainer list, not custody records.")
    ] = False,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="THEIRS=OURS; kept for the next file when applied.")
    ] = None,
    profile: ProfileOption = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Record the changes; without it they are shown.")
    ] = False,
) -> None:
    """Compare files with the record, and show or record the difference. The same file twice changes nothing."""
    from lodged.operations.connected import connect, member_of_staff
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profiles import read_profile

    connect()
    from lodged.casework.loading import services

    user = member_of_staff(username)
    names = parse_mapping(mapping) if mapping else None
    if mapping and profile:
        raise LodgedError("A profile names the columns already. Leave out --map, or --profile.")
    if federal_list and profile:
        raise LodgedError("A profile says how custody records are read. Leave out --profile, or --list.")
    if federal_list:
        comparison = services.compare_lists(user, files, names)
    else:
        comparison = services.compare_rosters(user, files, names, read_profile(profile) if profile else None)
    _say_comparison(comparison)
    if not apply:
        typer.echo("Nothing was recorded. Add --apply to record these changes.")
        return
    recorded = services.apply(user, comparison)
    if names:
        services.save_mapping(user, names)
    typer.echo(f"Recorded {recorded:,} events.")


def _say_comparison(comparison: Comparison) -> None:
    console = Console()
    table = Table(
        "Change", "Cases", title=f"{comparison.rows:,} rows compared with the record", title_justify="left"
    )
    table.columns[1].justify = "right"
    for kind, count in comparison.counts.most_common():
        table.add_row(kind.value, f"{count:,}")
    console.print(table if comparison.changes else f"{comparison.rows:,} rows compared: nothing differs.")
    for change in comparison.changes[:MOST_SHOWN]:
        came = f" (was {change.before})" if change.before else ""
        console.print(
            f"  row {change.row}, {change.subject}: {change.kind.value} {change.after}{came}",
            markup=False,
            soft_wrap=True,
        )
    if len(comparison.changes) > MOST_SHOWN:
        console.print(f"  and {len(comparison.changes) - MOST_SHOWN:,} more")
    for problem in comparison.problems[:MOST_SHOWN]:
        console.print(f"  {problem}", markup=False, soft_wrap=True)
    if len(comparison.problems) > MOST_SHOWN:
        console.print(f"  and {len(comparison.problems) - MOST_SHOWN:,} more problems")


def export(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write the whole record as documented files: personal data, so keep the folder as safe as the database."""
    from lodged.operations.connected import connect

    connect()
    from lodged.exchange.exporting import export_all

    manifest = export_all(folder)
    rows = sum(file.rows for file in manifest.files)
    typer.echo(f"{rows:,} rows in {len(manifest.files)} files are in {folder}.")
    typer.echo(f"Journal: {manifest.journal_size:,} entries, root {manifest.journal_root}")


def import_(folder: Annotated[Path, typer.Argument(help="The folder of an export.")]) -> None:
    """Read an export into this empty instance: all of it or nothing, checked against its journal."""
    from lodged.operations.connected import connect

    connect()
    from lodged.exchange.importing import import_all

    journal = import_all(folder)
    typer.echo(f"Journal: {journal.size:,} entries, root {journal.root}, as exported.")
    typer.echo("Staff have no passwords yet: give them with [lodged record staff password].")


def return_(
    name: Annotated[str, typer.Argument(metavar="FACILITY", help="A facility of your agency.")],
    username: As,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at", formats=["%Y-%m-%dT%H:%M"], help="The moment, in the agency's time; now if left out."
        ),
    ] = None,
) -> None:
    """Count who is held at a facility, and how many with a detainer, and file it as its return."""
    from lodged.operations.connected import connect, facility_of, member_of_staff

    connect()
    from django.utils import timezone

    from lodged.register.returns import file_return

    user = member_of_staff(username)
    zone = ZoneInfo(user.agency.time_zone)
    moment = at.replace(tzinfo=zone) if at else timezone.now()
    count = file_return(user, facility_of(user, name), moment)
    nil = " This is a nil return: nobody held with a detainer." if count.is_nil else ""
    typer.echo(
        f"Filed: {count.facility}, {moment.astimezone(zone):%Y-%m-%d %H:%M}: {count.held:,} held, "
        f"{count.with_detainer:,} with a detainer.{nil}"
    )


def coverage(
    state: Annotated[str, typer.Argument(help="Postal code of the state.")],
    username: As,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the answers as a CSV that [lodged count figures] counts."),
    ] = None,
) -> None:
    """Show which facilities of a state have filed a return, and through when."""
    from lodged.operations.connected import connect, member_of_staff

    connect()
    from django.utils import timezone

    from lodged.exchange.record_tables import counts_of
    from lodged.register.returns import state_coverage

    user = member_of_staff(username)
    zone = ZoneInfo(user.agency.time_zone)
    returns = state_coverage(user, state.strip().upper(), timezone.now())
    table = Table("Facility", "Agency", "Answered through", "Held", "With a detainer")
    for answer in returns.answers:
        one = answer.newest
        cells = (
            (f"{one.counted_at.astimezone(zone):%Y-%m-%d %H:%M}", f"{one.held:,}", f"{one.with_detainer:,}")
            if one
            else ("no return", "", "")
        )
        table.add_row(answer.facility.name, str(answer.facility.agency), *cells)
    Console().print(table)
    if out:
        from lodged.sources.safe_cells import safe_csv

        safe_csv(counts_of(returns, zone), out)
        typer.echo(f"Written: {out}")
    typer.echo(
        f"{len(returns.answered)} of {len(returns.answers)} facilities answered: {returns.held:,} held, "
        f"{returns.with_detainer:,} with a detainer, where somebody answered."
    )


@agency.command("add")
def add_agency(
    name: str,
    state: Annotated[str, typer.Option(help="Postal code.")],
    time_zone: Annotated[str, typer.Option(help="For example America/Chicago.")] = "America/Chicago",
) -> None:
    """Add an agency."""
    from lodged.operations.connected import connect

    connect()
    from lodged.register import administration

    typer.echo(f"Added {administration.add_agency(name, state, time_zone)}.")


@agency.command("answer-minutes")
def set_answer_minutes(
    name: Annotated[str, typer.Argument(metavar="AGENCY", help="The agency's name.")],
    minutes: Annotated[int, typer.Argument(help="From 1 to 2,880.")],
) -> None:
    """Say after how many minutes a notice to ICE without an answer is shown to supervisors; 120 unless set."""
    from lodged.operations.connected import connect

    connect()
    from lodged.register import administration

    owner = administration.set_answer_minutes(name, minutes)
    typer.echo(f"{owner}: a notice without an answer is shown after {owner.answer_minutes:,} minutes.")


@facility.command("add")
def add_facility(
    name: str,
    of: Annotated[str, typer.Option("--agency", help="The agency's name.")],
    kind: Annotated[
        str, typer.Option(help="county_jail, state_prison, lockup, hospital, juvenile or federal.")
    ],
    code: Annotated[str, typer.Option(help="The federal facility code, if it has one.")] = "",
    county: Annotated[str, typer.Option(help="Its county; part of the law depends on it.")] = "",
    city: Annotated[str, typer.Option(help="Its city, where a city's own law speaks.")] = "",
    time_zone: Annotated[str, typer.Option(help="Where it differs from the agency's.")] = "",
) -> None:
    """Add a facility to an agency."""
    from lodged.operations.connected import connect

    connect()
    from lodged.register import administration

    added = administration.add_facility(name, of, kind, code, county=county, city=city, time_zone=time_zone)
    typer.echo(f"Added {added}.")


@staff.command("add")
def add_staff(
    username: str,
    of: Annotated[str, typer.Option("--agency", help="The agency's name.")],
    role: Annotated[str, typer.Option(help="For example records_supervisor.")],
    password: Annotated[str, typer.Option(hidden=True, envvar="LODGED_NEW_PASSWORD")] = "",
    link: Annotated[
        bool, typer.Option("--link", help="Print an address at which they choose their password, once.")
    ] = False,
) -> None:
    """Add a member of staff; asks for a password, or prints an address with --link."""
    from lodged.operations.connected import connect

    connect()
    from lodged.register import administration

    if link:
        from lodged.signin.staff import set_up_address

        user = administration.add_staff(username, of, role, None)
        typer.echo(f"Added {user}, {user.get_role_display()} of {user.agency}. They choose a password at:")
        typer.echo(set_up_address(user))
        return
    chosen = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    user = administration.add_staff(username, of, role, chosen)
    typer.echo(f"Added {user}, {user.get_role_display()} of {user.agency}.")


@staff.command("password")
def new_password(
    username: str,
    password: Annotated[
        str,
        typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="LODGED_NEW_PASSWORD"),
    ],
) -> None:
    """Give a member of staff a new password."""
    from lodged.operations.connected import connect, member_of_staff

    connect()
    from lodged.register import administration

    administration.set_password(member_of_staff(username), password)
    typer.echo(f"{username} has a new password.")
