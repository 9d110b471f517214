"""The whole of a publication as one document: figures, pictures, claims, sources and method, in reading order.

The same blocks make the PDF (tagged, PDF/UA-1, charts as vector pictures) and the one HTML file, which holds everything
it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from lodged.core.json import to_json
from lodged.core.private_files import make_public_folder, open_to_all
from lodged.figures.drawing import made
from lodged.publication.citation import citation
from lodged.publication.document import Document, PublishedCheck, PublishedFigure, PublishedTable
from lodged.publication.pages import (
    Answer,
    answer_words,
    claimed_words,
    environment,
    file_names,
    hiding_words,
    method_words,
    number,
    scope,
    value_words,
)
from lodged.publication.pictures import Drawing, describe, drawing_of, heading, shown
from lodged.publication.texts import Language, Texts

TEMPLATE = Path(__file__).parent / "report.typ"
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1."""

    level: int
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, a large number, or a quotation."""

    kind: Literal["paragraph", "number", "quote"]
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, in order."""

    pairs: Sequence[tuple[str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: Sequence[str]
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with the words for it; ``width`` is in hundredths of the line."""

    svg: str
    alt: str
    width: int
    title: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``widths`` are shares of the line, 0 for as wide as it needs; ``words`` marks cells that are words."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    words: bool
    kind: Literal["table"] = "table"


Block = Heading | Text | Facts | Items | Picture | Table


@dataclass(frozen=True, slots=True)
class Report:
    """What the layouts read: what every page has, the opening, and the blocks in reading order."""

    title: str
    made_by: str
    language: Language
    footing: str
    contents: str
    opening: Sequence[Block]
    blocks: Sequence[Block]


def write_report(
    document: Document, pictures: Mapping[str, str], words: Texts, out: Path
) -> tuple[Path, Path]:
    """Write ``report.pdf`` and ``report.html`` into ``out``; the same document gives the same bytes."""
    whole = _report(document, pictures, words)
    make_public_folder(out)
    pdf, html = out / "report.pdf", out / "report.html"
    pdf.write_bytes(_pdf(whole))
    html.write_text(environment().get_template("report.html").render(t=words, report=whole), "utf-8")
    open_to_all(pdf)
    open_to_all(html)
    return pdf, html


def _pdf(report: Report) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[made("fonts")],
        # The same fonts on every machine, so the same bytes.
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": to_json(report).decode()},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _report(document: Document, pictures: Mapping[str, str], words: Texts) -> Report:
    return Report(
        title=document.title,
        made_by=document.made_by,
        language=words.language,
        footing=f"{document.title}. {document.made_by}.",
        contents=words("report.contents"),
        opening=tuple(_opening(document, words)),
        blocks=tuple(_blocks(document, pictures, words)),
    )


def _opening(document: Document, words: Texts) -> Iterator[Block]:
    if document.synthetic:
        yield _paragraph(words("synthetic"))
    yield _paragraph(words("home.intro"))
    yield _paragraph(scope(words, document))


def _blocks(document: Document, pictures: Mapping[str, str], words: Texts) -> Iterator[Block]:
    for source in document.sources:
        yield _heading(1, words(f"source.{source.id}"))
        for figure in document.figures:
            if figure.source == source.id:
                yield from _figure(document, figure, pictures, words)
    if document.claims:
        yield _heading(1, words("nav.claims"))
        yield _paragraph(words("claims.intro"))
        for check in document.claims:
            yield from _claim(check, words)
    yield from _method(document, words)


def _figure(
    document: Document, figure: PublishedFigure, pictures: Mapping[str, str], words: Texts
) -> Iterator[Block]:
    yield _heading(2, words.text(figure.title))
    yield Text("number", value_words(words, figure))
    if figure.untold:
        yield _paragraph(words("figure.untold", reason=words.text(figure.untold)))
    yield _paragraph(words.text(figure.means))
    facts = [
        (words("figure.id"), f"{figure.id}, {figure.version}"),
        (
            words("figure.unit"),
            f"{words('units.' + figure.unit.value)}, {words('kind.' + figure.kind.value)}",
        ),
        (words("column.as-of"), words.day(figure.as_of)),
        (words("column.file"), file_names(document, figure.source)),
        *((words(f"figure.note.{name}"), words.text(text)) for name, text in figure.treatment.items()),
        (words("figure.population"), figure.population),
        *([(words("figure.of"), figure.of)] if figure.of else []),
        *(
            (words("figure.left-out", reason=words.text(one.reason)), f"{one.rows:,}")
            for one in figure.excluded
            if one.rows is not None
        ),
    ]
    yield Facts(facts)
    for name in figure.tables:
        yield from _breakdown(document, figure, document.tables[name], pictures, words)


def _breakdown(
    document: Document,
    figure: PublishedFigure,
    table: PublishedTable,
    pictures: Mapping[str, str],
    words: Texts,
) -> Iterator[Block]:
    title = heading(words, figure, table)
    if table.id in pictures:
        drawing = drawing_of(document, table)
        width = 60 if drawing is Drawing.COUNTIES else 80
        alt = describe(words, figure, table)
        yield Picture(pictures[table.id], alt, width, title)
    value = words("column.share") if table.share else words(f"units.{figure.unit.value}")
    rows = [
        [words.value(table.level, row.group), shown(words, table, row)]
        + ([_count(row.rows), _count(row.of)] if table.share else [])
        for row in table.rows[:MOST_ROWS]
    ]
    more = [words("column.rows"), words("column.of")] if table.share else []
    yield _table(title, [words.level(table.level), value, *more], rows)
    if len(table.rows) > MOST_ROWS:
        yield _paragraph(words("table.most", shown=MOST_ROWS, all=len(table.rows)))


def _claim(check: PublishedCheck, words: Texts) -> Iterator[Block]:
    claim = check.claim
    figure = claimed_words(words, claim)
    yield _heading(2, figure)
    yield _paragraph(words("claim.said", speaker=claim.speaker, day=words.day(claim.said_on)))
    yield Text("quote", claim.words)
    verdict = words(f"verdict.{check.verdict.value}")
    is_english = words.language is Language.ENGLISH
    verdict_words = check.words if is_english else words(f"verdict.words.{check.verdict.value}")
    yield Facts([(words("claim.verdict"), f"{verdict}. {verdict_words}")])
    if check.undecided:
        yield _heading(3, words("claim.undecided"))
        yield Items([f"{words.text(why)}." for why in check.undecided])
    if check.missing:
        yield _heading(3, words("claim.missing"))
        yield Items(
            [f"{words.text(meaning)}: {words.text(needs)}." for meaning, needs in check.missing_parts]
        )
    if check.methods:
        rows = [
            [
                method_words(words, method),
                number(method.value),
                answer_words(words, method, Answer.SATISFIES),
                answer_words(words, method, Answer.GIVES),
            ]
            for method in check.methods
        ]
        header = [words(f"claim.{name}") for name in ("method", "value", "satisfies", "gives")]
        caption = f"{words('claim.methods')}: {figure}, {words.text(claim.counted)}"
        yield _table(caption, header, rows, widths=(5, 1, 1, 1))
    if check.same_figure:
        yield _heading(3, words("claim.same"))
        retellings = [
            words(
                "claim.same-line",
                speaker=one.speaker,
                day=words.day(one.said_on),
                counted=words.text(one.counted),
            )
            for one in check.same_figure
        ]
        yield Items(retellings)
    read = [f"{source.title} ({source.kind}). {source.url}" for source in claim.sources]
    yield Facts([(words("claim.source"), "; ".join(read))])


def _method(document: Document, words: Texts) -> Iterator[Block]:
    yield _heading(1, words("nav.method"))
    yield Items([words(f"method.counting-{n}") for n in (1, 2, 3)])
    for source in document.sources:
        yield _heading(2, f"{words('method.hidden')}: {words('source.' + source.id)}")
        yield Items(hiding_words(words, source.protection))
    yield _heading(2, words("method.hashes"))
    yield _paragraph(words("method.hashes-1"))
    rows = [[file.name, file.proof] for source in document.sources for file in source.files]
    header = [words("column.file"), words("column.proof")]
    yield _table(words("figure.sources"), header, rows, widths=(2, 3), of_words=True)
    yield _heading(2, words("figure.cite"))
    yield _paragraph(citation(words, document))
    yield _heading(2, words("method.law"))
    yield _paragraph(words("method.law-1"))


def _heading(level: int, text: str) -> Block:
    return Heading(level, text[:1].upper() + text[1:])


def _paragraph(text: str) -> Block:
    return Text("paragraph", text)


def _table(
    caption: str,
    header: list[str],
    rows: list[list[str]],
    *,
    widths: tuple[int, ...] = (),
    of_words: bool = False,
) -> Block:
    """``widths`` are shares of the line; without them each column is as wide as it needs."""
    return Table(
        caption=caption,
        header=[name[:1].upper() + name[1:] for name in header],
        rows=rows,
        widths=widths or [0] * len(header),
        words=of_words,
    )


def _count(rows: int | None) -> str:
    return "" if rows is None else f"{rows:,}"
