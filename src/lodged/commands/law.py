"""`lodged law`: what may happen here, today, with citation and proof."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.core.untrusted_json import parsed

if TYPE_CHECKING:
    from lodged.law import Decision, LawOn, Rulebooks

FOUND_WRONG = 1


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


Folder = Annotated[Path | None, typer.Option("--rulebooks", help="A folder of rulebooks of your own.")]
Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today if left out.")
]
Place = Annotated[str, typer.Option("--jurisdiction", "-j", help="For example us-mn.")]
FactsFile = Annotated[Path | None, typer.Option("--facts", help="JSON object of facts.")]
Output = Annotated[Format, typer.Option("--format", help="text explains; json is for programs.")]

law = typer.Typer(no_args_is_help=True, help="What the law of a place allows, requires and forbids.")


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.add_typer(law, name="law")


@law.command("list")
def list_(rulebooks: Folder = None, on: Day = None) -> None:
    """List the jurisdictions: hold, notice and handover for a county jail with nothing but a detainer."""
    from lodged.law import jurisdictions

    table = Table("jurisdiction", "title", "hold", "notify", "transfer", "rules", "text not seen")
    for row in jurisdictions(_books(rulebooks), _day(on)):
        table.add_row(
            row.jurisdiction,
            row.title,
            row.hold.words,
            row.notify.words,
            row.transfer.words,
            str(row.rules),
            str(row.unconfirmed),
        )
    Console().print(table)


@law.command()
def show(jurisdiction: str, rulebooks: Folder = None, on: Day = None) -> None:
    """Show the rules in force there, action by action, with citations and dates."""
    from lodged.law import Effect, law_changes, rules_by_action

    books = _books(rulebooks)
    book = books.book(jurisdiction)
    typer.echo(f"{book.title}, law of {_day(on)}\n{book.summary}")
    for action, rules in rules_by_action(books, jurisdiction, _day(on)).items():
        typer.echo(f"\n{action.value}")
        for ranked in rules:
            rule = ranked.rule
            if rule.effect is Effect.NOT_RESEARCHED:
                typer.echo(f"  {rule.effect.words}: for {rule.when}\n    {rule.because}")
                continue
            mark = " [house rule, not law]" if rule.house_rule else f" [{rule.grade.words}]"
            typer.echo(f"  {rule.effect.value}: {rule.id}, {rule.in_force}\n    when {rule.when}")
            typer.echo(f"    {rule.because}\n    {rule.citation}{mark}")
    typer.echo(
        "\nThe law or a dated fact changes on: " + ", ".join(map(str, law_changes(books, jurisdiction)))
    )


@law.command()
def decide(
    file: Annotated[Path | None, typer.Argument(help="JSON object of facts.")] = None,
    jurisdiction: Place = "us",
    facts: FactsFile = None,
    on: Day = None,
    format: Output = Format.TEXT,  # noqa: A002 - the option's name
    rulebooks: Folder = None,
) -> None:
    """Decide every action for the facts of a file, on a day."""
    from lodged.law import decide as decided

    books = _books(rulebooks)
    _print_decision(books, decided(books, jurisdiction, read_facts(facts or file), _day(on)), format)


@law.command("what-if")
def what_if(
    changes: Annotated[
        list[str], typer.Argument(help="FACT=VALUE, as often as needed; empty VALUE is unknown.")
    ],
    jurisdiction: Place = "us",
    facts: FactsFile = None,
    on: Day = None,
    rulebooks: Folder = None,
) -> None:
    """Change facts and show which outcomes change."""
    from lodged.law import decide as decided

    books, given = _books(rulebooks), read_facts(facts)
    supposed = given | dict(_change(change) for change in changes)
    before = decided(books, jurisdiction, given, _day(on))
    after = decided(books, jurisdiction, supposed, _day(on))
    table = Table("action", "before", "after")
    for one, other in zip(before.actions, after.actions, strict=True):
        if one.outcome is not other.outcome:
            table.add_row(one.action.value, one.outcome.words, other.outcome.words)
    if table.row_count:
        Console().print(table)
    else:
        typer.echo("No outcome changes.")


@law.command("test")
def run_tests(jurisdiction: Annotated[str | None, typer.Argument()] = None, rulebooks: Folder = None) -> None:
    """Run the cases of one rulebook, or of all; exit 1 where one gives another answer."""
    from lodged.law.cases import run_cases

    books = _books(rulebooks)
    names = [jurisdiction] if jurisdiction else _every(books)
    results = [result for name in names for result in run_cases(books, name)]
    wrong = [result for result in results if not result.passed]
    for result in wrong:
        typer.echo(
            f"{result.case.place}: {result.case.id} expects {result.action.value}"
            f" [{result.expected.value}] but got [{result.actual.value}]. {result.case.why}"
        )
    cases = len({(result.jurisdiction, result.case.id) for result in results})
    typer.echo(f"{cases} cases, {len(results)} expectations, {len(wrong)} wrong.")
    if wrong:
        raise typer.Exit(FOUND_WRONG)


@law.command()
def lint(jurisdiction: Annotated[str | None, typer.Argument()] = None, rulebooks: Folder = None) -> None:
    """Say what is wrong with the rulebooks: file, line, fix. Exit 1 where something is."""
    from lodged.law.lint import lint as findings_of

    books = _books(rulebooks)
    findings = [
        item
        for name in ([jurisdiction] if jurisdiction else _every(books))
        for item in findings_of(books, name)
    ]
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{len(findings)} findings.")
    if findings:
        raise typer.Exit(FOUND_WRONG)


@law.command()
def due(
    rulebooks: Folder = None,
    on: Day = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day to list.")
    ] = None,
) -> None:
    """List what to look at again: watched bills and dockets, and what ends by itself, the earliest first."""
    from lodged.law import due as listed

    day = _day(on)
    items = listed(_books(rulebooks), day, until.date() if until else None)
    for item in items:
        mark = "DUE " if item.on <= day else "    "
        typer.echo(f"{mark}{item.on} {item.jurisdiction} ({item.kind.value}) {item.id}: {item.what}")
    typer.echo(f"{len(items)} to look at, {sum(item.on <= day for item in items)} due on {day}.")


@law.command()
def text(jurisdiction: str, rulebooks: Folder = None, on: Day = None) -> None:
    """Show the words of the law there, span by span: the rules that model each, and what no rule models."""
    from lodged.law import load_texts, without_words

    books = _books(rulebooks)
    book = books.book(jurisdiction)
    quoted = load_texts(books, _text_folder(rulebooks)).get(jurisdiction)
    if quoted is None:
        typer.echo(
            f"The words of the law of {book.title} are not quoted yet; `lodged law show` has the sources."
        )
        return
    for item in quoted.texts:
        typer.echo(
            f"{item.citation} [{item.grade.words}], {item.in_force}\n  {item.address}, seen {item.seen_on}"
        )
        for span in item.spans:
            typer.echo(f'  {span.id}: "{span.words}"')
            if span.rules:
                typer.echo(f"    modeled by {', '.join(span.rules)}")
            if span.not_modeled:
                typer.echo(f"    NOT MODELED: {span.not_modeled}")
    for missing in quoted.unread:
        typer.echo(f"UNREAD {book.sources[missing.source].citation}: {missing.why}")
    loose = without_words(quoted, book, _day(on))
    typer.echo(f"{len(loose)} rules in force have no words here: {', '.join(rule.id for rule in loose)}")


@law.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where law-book.json and law-book.schema.json go.")],
    rulebooks: Folder = None,
) -> None:
    """Write every rulebook, the vocabulary and the texts as JSON, with the JSON Schema they follow."""
    from lodged.law import write_law_book

    for file in write_law_book(_books(rulebooks), folder, _text_folder(rulebooks)):
        typer.echo(f"wrote {file}")


@law.command()
def prove(jurisdiction: str, rulebooks: Folder = None, on: Day = None) -> None:
    """Prove or refute its properties for every combination of facts; exit 1 where one is refuted."""
    from lodged.law.proofs import prove as proofs

    refuted = False
    for proof in proofs(_books(rulebooks), jurisdiction, _day(on)):
        refuted = refuted or not proof.proved
        typer.echo(
            f"{'proved ' if proof.proved else 'REFUTED'} {proof.id} ({proof.seconds:.2f} s): {proof.claim}"
        )
        if proof.counterexample:
            shown = proof.counterexample
            typer.echo(f"  with {shown.facts or 'nothing known'}")
            if shown.other_facts:
                typer.echo(f"  against {shown.other_facts}")
            typer.echo("  " + ", ".join(f"{a.value} {o.value}" for a, o in shown.outcomes.items()))
    if refuted:
        raise typer.Exit(FOUND_WRONG)


@law.command()
def diff(
    left: Annotated[str, typer.Argument(help="JURISDICTION or JURISDICTION@DATE")],
    right: Annotated[str, typer.Argument(help="JURISDICTION or JURISDICTION@DATE")],
    facts: FactsFile = None,
    rulebooks: Folder = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="The folder of rulebooks for the right side, if another.")
    ] = None,
) -> None:
    """Compare two laws, or one on two days or in two folders: rules, then outcomes."""
    from lodged.law import difference, rule_difference
    from lodged.law.overview import SUPPOSED

    one, other = _law(left, rulebooks), _law(right, against or rulebooks)
    rules = rule_difference(one, other)
    for sign, names in (("-", rules.only_left), ("+", rules.only_right), ("~", rules.changed)):
        for name in names:
            typer.echo(f"{sign} {name}")
    for change in difference(one, other, read_facts(facts) if facts else SUPPOSED):
        typer.echo(f"{change.action.value}: {change.left.value} | {change.right.value}")


def _books(folder: Path | None) -> Rulebooks:
    from lodged.law import load_rulebooks

    return load_rulebooks(folder)


def _every(books: Rulebooks) -> list[str]:
    return [*([books.house.jurisdiction] if books.house else []), *sorted(books.books)]


def _text_folder(folder: Path | None) -> Path:
    from lodged.law.texts import TEXT_FOLDER

    return folder / "texts" if folder else TEXT_FOLDER


def _day(on: datetime | None) -> date:
    return on.date() if on else date.today()  # noqa: DTZ011 - the day where the person sits


def _law(written: str, folder: Path | None) -> LawOn:
    from lodged.law import LawOn
    from lodged.law.errors import LawError

    name, _, day = written.partition("@")
    try:
        on = date.fromisoformat(day) if day else _day(None)
    except ValueError as error:
        raise LawError(f"[{day}] is not a day. Write {name}@YYYY-MM-DD.") from error
    return LawOn(_books(folder), name, on)


def read_facts(file: Path | None) -> dict[str, object]:
    """Read a JSON file of facts; raises LawError."""
    from lodged.law.errors import LawError

    if file is None:
        raise LawError("No facts were given. Name a JSON file of facts: --facts FILE.")
    try:
        given = parsed(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LawError(f"The file [{file}] can't be read: {error.strerror}. Check its name.") from error
    except ValueError as error:
        raise LawError(f"The file [{file}] is not JSON: {error}. Write an object of facts.") from error
    if not isinstance(given, dict):
        raise LawError(
            f'The file [{file}] is not an object of facts. Write {{"facility_class": "county_jail"}}.'
        )
    return given


def _change(written: str) -> tuple[str, Any]:
    from lodged.law.errors import LawError

    name, equals, value = written.partition("=")
    if not equals:
        raise LawError(f"[{written}] is not a change. Write FACT=VALUE.")
    if not value:
        return name, None
    try:
        return name, parsed(value)
    except ValueError:
        return name, value


def _print_decision(books: Rulebooks, decision: Decision, output: Format) -> None:
    from lodged.law import explain

    if output is Format.JSON:
        typer.echo(json.dumps(decision.to_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo(explain(books, decision).text())
