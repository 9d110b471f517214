"""Ask whoever published a figure what it counts: a letter, files that say the same, and the question's own record.

A pack is *public* or *private*. A public one tells a reconciliation by counts, with the small ones hidden; a private
one goes to the agency whose list it was, tells exact counts, and encloses its own rows by its own numbers, without
names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from lodged.core.json import Plain, to_plain
from lodged.core.private_files import FILE, PUBLIC_FILE
from lodged.documents.letters import set_letter
from lodged.documents.letters.document import Block, Facts, Heading, Items, Note, Paragraph, Table
from lodged.documents.letters.document import Document as Letter
from lodged.figures.claims.model import Claim, ClaimCheck
from lodged.figures.claims.written import written_claim
from lodged.figures.suppression import Rule
from lodged.publication.ledger import Ledger
from lodged.publication.pages import claimed_words, number
from lodged.publication.publishing import published_check
from lodged.publication.reconciled import LISTED, exact_totals, reconciled_tables
from lodged.publication.texts import Language, texts

LETTER, QUESTION, TOTALS, CASES = "letter.pdf", "question.json", "totals.csv", "cases.csv"
CASE_COLUMNS = ("detainer_id", "facility_name", "facility_state", "issued_on", "category", "reason")
"""What a case is told by: the agency's own number, not a name."""
QUESTIONS = tuple(
    """\
What is one unit of the figure: a detainer, a person, a stay, or something else?
Is it how many there were at one moment, or how many happened in a period? Which moment, or which period?
Which facilities does it take in: prisons, county jails, police, federal places? Of the state, or of an area office?
What was done with records without a recorded outcome, with duplicates and superseded forms, and without an identifier?
Which forms does it take in? Does it include notices that ask for no hold, or warrants without a detainer?
From which system was it taken, on which day, and by which query?
Please send the list behind the figure, by your own numbers, and its SHA-256.
If the list can't be sent: please send its counts by facility, form, month and recorded outcome.""".splitlines()
)
"""What is asked, in order."""


@dataclass(frozen=True)
class Asking:
    """Who asks whom, when, by which day an answer is asked for, and whether the pack is private."""

    sender: str
    recipient: str
    on: date
    due: date
    private: bool = False


@dataclass(frozen=True)
class Pack:
    """What a pack is made from. ``reconciliation`` is the folder of a finished one; ``check`` a checked claim."""

    claim: Claim
    asking: Asking
    check: ClaimCheck | None = None
    reconciliation: Path | None = None
    rule: Rule = field(default_factory=Rule)


def write_pack(pack: Pack, out: Path) -> tuple[Path, ...]:
    """Write the letter, the files and the first entry of the question's record; give the files' paths.

    Raises LedgerError where the folder holds another question already, and PublicationError for a folder that is no
    reconciliation. Nothing is written then.
    """
    ledger = Ledger.begin(out)
    totals = _totals(pack)
    contents: dict[str, bytes] = {
        LETTER: set_letter(letter(pack, totals)),
        QUESTION: (json.dumps(_question(pack, totals), indent=2, ensure_ascii=False) + "\n").encode(),
    }
    if totals is not None:
        contents[TOTALS] = totals.write_csv().encode()
    if pack.asking.private and pack.reconciliation is not None:
        contents[CASES] = _cases(pack.reconciliation).write_csv().encode()
    out.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = out / name
        path.touch(mode=FILE)
        path.chmod(FILE if pack.asking.private else PUBLIC_FILE)
        path.write_bytes(content)
    asking = pack.asking
    ledger.made(pack.claim.id, asking.on, asking.recipient, asking.due, [out / name for name in contents])
    return tuple(out / name for name in contents)


def letter(pack: Pack, totals: pl.DataFrame | None) -> Letter:
    """Return the letter."""
    claim, asking = pack.claim, pack.asking
    words = texts(Language.ENGLISH)
    day = words.day(claim.said_on)
    figure = claimed_words(words, written_claim(claim))
    blocks: list[Block] = [
        Paragraph(f"To: {asking.recipient}"),
        Paragraph(f"Please answer by {words.day(asking.due)}.", strong=True),
        Paragraph(
            "A figure of yours is being repeated, and we want to repeat it rightly. As published it can't be compared "
            "with any other, because what it counts was not said with it. We ask you to say it."
        ),
        Heading("The figure"),
        Facts(
            (
                ("The claim", f"\u201c{claim.words}\u201d"),
                ("Said by", claim.speaker),
                ("Said on", day),
                ("The figure", figure),
                ("What was counted, in the words used", claim.figure.counted),
                ("Where we read it", "; ".join(_read(source.title, source.url) for source in claim.sources)),
            )
        ),
        Heading("What we ask"),
        Items(QUESTIONS, numbered=True),
        Heading("Other readings"),
        Paragraph("These are the meanings we can think of. Please say which it is, or that it is another."),
        Table(
            "Meanings, and what would test each",
            ("It might mean", "To test it, we would need"),
            tuple((one.words, one.needs) for one in claim.meanings),
            (1, 1),
        ),
        *_methods(pack.check),
        *_same_figure(pack.check),
        *_category_totals(pack, totals),
        Heading("How to answer"),
        Paragraph(
            f"In any form. A file is best: a table with the columns of {QUESTION}, which is enclosed and says the same "
            "as this letter for a program to read. We will publish your answer beside the figure, whole."
        ),
        Note("This letter asks; it says nothing of who is right. It is not legal advice."),
    ]
    return Letter(
        title="Question about a published figure",
        sender=asking.sender,
        made_at=datetime.combine(asking.on, time(12), UTC),
        blocks=tuple(blocks),
        footing=f"Question about {claim.id}, {words.day(asking.on)}",
    )


def _read(title: str, url: str) -> str:
    return f"{title} ({url})" if url else title


def _methods(check: ClaimCheck | None) -> list[Block]:
    if check is None or not check.results:
        return []
    rows = tuple((one.method.words, number(one.value), "yes" if one.gives else "no") for one in check.results)
    return [
        Heading("What public files give"),
        Paragraph(
            "We counted in every way we could from the files named. None of this says what you counted."
        ),
        Table("Ways of counting", ("Way of counting", "Gives", "Same number?"), rows, (5, 1, 1)),
    ]


def _same_figure(check: ClaimCheck | None) -> list[Block]:
    if check is None or not check.same_figure:
        return []
    words = texts(Language.ENGLISH)
    retellings = tuple(
        f"{one.speaker}, {words.day(one.said_on)}: {one.counted}." for one in check.same_figure
    )
    return [
        Heading("The same number, used for something else"),
        Items(retellings),
        Paragraph("Please say which of these it is a number of."),
    ]


def _category_totals(pack: Pack, totals: pl.DataFrame | None) -> list[Block]:
    if totals is None:
        return []
    words = texts(Language.ENGLISH)
    rows = tuple(
        (words.value("category", category), "hidden" if rows is None else f"{rows:,}")
        for category, rows in totals.select("category", "rows").iter_rows()
    )
    introduction = (
        f"Your list, beside custodians' own records: each row is in exactly one category. {CASES} has every row by "
        "your own number. It is private: it is about people, and is for your agency alone."
        if pack.asking.private
        else f"A federal list, beside custodians' own records: each row is in exactly one category. Counts from 1 to "
        f"{pack.rule.threshold - 1} are hidden, and others from which they could be found."
    )
    return [
        Heading("What a comparison of records gives"),
        Paragraph(introduction),
        Table("Rows of the list by category", ("Category", "Rows"), rows, (4, 1)),
        Paragraph("Please say for each category whether your figure takes it in."),
    ]


def _totals(pack: Pack) -> pl.DataFrame | None:
    if pack.reconciliation is None:
        return None
    if pack.asking.private:
        return exact_totals(pack.reconciliation)
    part = reconciled_tables(pack.reconciliation, pack.rule)
    table = next(table for table in part.tables if table.id == f"{LISTED}-by-category")
    rows = [(row.group, row.rows, row.hidden) for row in table.rows]
    return pl.DataFrame(
        rows, schema={"category": pl.String, "rows": pl.Int64, "hidden": pl.Boolean}, orient="row"
    )


def _cases(reconciliation: Path) -> pl.DataFrame:
    rows = pl.read_csv(reconciliation / "rows.csv", infer_schema=False)
    return rows.select(name for name in CASE_COLUMNS if name in rows.columns)


def _question(pack: Pack, totals: pl.DataFrame | None) -> dict[str, Plain]:
    asking = pack.asking
    return {
        "claim": to_plain(written_claim(pack.claim)),
        "from": asking.sender,
        "to": asking.recipient,
        "on": str(asking.on),
        "answer_by": str(asking.due),
        "private": asking.private,
        "asked": list(QUESTIONS),
        "checked": to_plain(published_check(pack.check)) if pack.check else None,
        "category_totals": to_plain(totals.to_dicts()) if totals is not None else None,
        "answer": to_plain(_answer_columns()),
    }


def _answer_columns() -> Mapping[str, Sequence[str]]:
    """Return the columns in which an answer is easiest to compare."""
    return {
        "list": [
            "detainer_id",
            "facility_name",
            "facility_state",
            "form",
            "issued_on",
            "lifted_on",
            "lift_reason",
        ],
        "counts": ["facility_name", "facility_state", "form", "month", "outcome", "count"],
    }
