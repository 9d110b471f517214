"""The pages of a publication, drawn from its document: the same bodies for the static site and the live instance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from lodged.core.states import STATES
from lodged.figures.claims.model import Bound, Weight, Window
from lodged.figures.claims.written import WrittenClaim
from lodged.figures.definition import Source
from lodged.figures.question import Duplicates, RollUp
from lodged.publication.citation import citation
from lodged.publication.codebook import codebook, downloads, vocabulary
from lodged.publication.document import (
    Document,
    PublishedFigure,
    PublishedMethod,
    PublishedProtection,
    PublishedTable,
)
from lodged.publication.edition import PublicationError
from lodged.publication.pictures import drawing_of, heading, shown
from lodged.publication.texts import Texts

PAGES = ("home", "maps", "claims", "data", "method")
"""The pages besides those of figures and claims; no definition may have one of these names."""


class Link(Protocol):
    """Where things are, from the page that is drawn."""

    def page(self, name: str) -> str:
        """Return the address of one of :data:`PAGES`."""

    def figure(self, name: str) -> str:
        """Return the address of a figure's page."""

    def claim(self, name: str) -> str:
        """Return the address of a claim's page."""

    def file(self, path: str) -> str:
        """Return the address of a file of the publication."""

    def embed(self, table: str) -> str:
        """Return the address of a chart alone."""

    def embed_address(self, table: str) -> str:
        """Return what others write into their pages to show a chart."""

    def other_language(self) -> str:
        """Return the address of this page in the other language."""


@dataclass(frozen=True)
class Page:
    """A page's title and the HTML of its body."""

    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class ShownTable(PublishedTable):
    """A table with its title, its figure's day, the names of its files, and whether it is drawn as a map."""

    title: str
    as_of: date | None
    files: str
    is_map: bool


class Answer(Enum):
    """What a count is asked of a claim."""

    SATISFIES = "satisfies"
    """Whether its words hold."""
    GIVES = "gives"
    """Whether it is the figure."""


@dataclass(frozen=True)
class Drawn:
    """A document with its words, pictures and addresses: what pages are drawn with.

    ``picture`` gives a table's SVG, or None where it has none.
    """

    document: Document
    words: Texts
    picture: Callable[[str], str | None]
    link: Link

    def page(self, name: str) -> Page:
        """Draw one of :data:`PAGES`."""
        title = self.document.title if name == "home" else self.words(f"nav.{name}")
        makers: Mapping[str, Callable[[], Mapping[str, object]]] = {"maps": self._maps, "data": self._data}
        more = makers[name]() if name in makers else {}
        return Page(title, self._render(f"{name}.html", **more))

    def figure(self, name: str) -> Page:
        """Draw a figure's page; raises KeyError for one that isn't published."""
        figure = self.document.figure(name)
        source = self.document.source(figure.source)
        body = self._render(
            "figure.html",
            figure=figure,
            tables=[self._table(table) for table in figure.tables],
            protected=source.protection is not None,
            problems=source.problems,
            notes=source.notes,
        )
        return Page(self.words.text(figure.title), body)

    def claim(self, name: str) -> Page:
        """Draw a claim's page; raises KeyError for one that wasn't checked."""
        checks = {check.claim.id: check for check in self.document.claims}
        check = checks[name]
        title = f"{check.claim.speaker}: {number(check.claim.number)}"
        return Page(title, self._render("claim.html", check=check, claim=check.claim, claim_ids=set(checks)))

    def embed(self, name: str) -> str:
        """Draw a chart alone, as a whole page; raises KeyError where there is none."""
        table = self._table(name)
        picture = self.picture(name)
        if picture is None:
            raise KeyError(name)
        figure = self.document.figure(table.figure)
        return str(
            self._render(
                "embed.html",
                title=table.title,
                table=table,
                figure=figure,
                picture=_safe(picture),
                files=table.files,
            )
        )

    def framed(self, page: Page, here: str, other: str) -> str:
        """Put a body into the frame of the static site."""
        return str(self._render("frame.html", title=page.title, body=page.body, here=here, other=other))

    def _maps(self) -> Mapping[str, object]:
        tables = [self._table(name) for name in self.document.tables]
        return {"maps": [table for table in tables if table.is_map and self.picture(table.id)]}

    def _data(self) -> Mapping[str, object]:
        return {
            "downloads": downloads(self.words, self.document),
            "codebook": codebook(self.words, self.document),
            "vocabulary": vocabulary(self.words, self.document),
        }

    def _table(self, name: str) -> ShownTable:
        table = self.document.tables[name]
        drawing = drawing_of(self.document, table)
        figure = self.document.figure(table.figure)
        return ShownTable(
            id=table.id,
            figure=table.figure,
            level=table.level,
            share=table.share,
            source=table.source,
            rows=table.rows,
            title=heading(self.words, figure, table),
            as_of=figure.as_of,
            files=file_names(self.document, figure.source),
            is_map=drawing is not None and drawing.is_map,
        )

    def _render(self, template: str, **more: object) -> Markup:
        words, doc = self.words, self.document
        rendered = (
            environment()
            .get_template(template)
            .render(
                t=words,
                doc=doc,
                link=self.link,
                state_name=_state(words, doc),
                scope=scope(words, doc),
                period=period(words, doc),
                file_names=lambda source: file_names(doc, source),
                protected=more.pop("protected", withholds_claims(doc)),
                cite=lambda figure=None: citation(words, doc, figure),
                picture_of=lambda name: _safe(drawn) if (drawn := self.picture(name)) else None,
                shown=shown,
                number=number,
                answer=lambda method, question: answer_words(words, method, Answer(question)),
                claimed=lambda claim: claimed_words(words, claim),
                hiding_words=lambda protection: hiding_words(words, protection),
                method_words=lambda method: method_words(words, method),
                **more,
            )
        )
        return Markup(rendered)  # noqa: S704 - the templates escape what they are given


def file_names(document: Document, source: str) -> str:
    """Name the files of a source."""
    return ", ".join(file.name for file in document.source(source).files)


def _state(words: Texts, document: Document) -> str:
    return STATES[document.state] if document.state else words("home.all-states")


def scope(words: Texts, document: Document) -> str:
    """Return what was asked: state, period, and the day, where every figure has the same."""
    state, period_words = _state(words, document), period(words, document)
    if document.as_of:
        day = words.day(document.as_of)
        return words("home.scope", day=day, state=state, period=period_words)
    return words("home.scope-each", state=state, period=period_words)


def refuse_reserved(names: list[str]) -> None:
    """Refuse a definition whose page would have the address of another page; raises PublicationError."""
    taken = [name for name in names if name in {*PAGES, "files", "embed", "index"}]
    if taken:
        raise PublicationError(
            f"The definition [{taken[0]}] has the name of a page of the publication. Give it another id."
        )


def withholds_claims(document: Document) -> bool:
    """Return whether claims were left out because small counts are hidden."""
    return any(
        source.protection is not None
        for source in document.sources
        if source.id == Source.FOIA_DETAINERS.value
    )


def period(words: Texts, document: Document) -> str:
    """Return the period that was asked for."""
    first, last = document.first, document.last
    if first and last:
        return words("home.period", first=words.day(first), last=words.day(last))
    if first or last:
        return words("home.from", first=words.day(first)) if first else words("home.to", last=words.day(last))
    return words("home.all-time")


def number(value: float) -> str:
    """Write a number with as many decimals as it has, at most one.

    >>> number(1360.0), number(31.54)
    ('1,360', '31.5')
    """
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def claimed_words(words: Texts, claim: WrittenClaim) -> str:
    """Return a claim's figure as it was told. A number told as it is gets no word before it: nobody said "exactly"."""
    bound = "" if claim.bound is Bound.EXACTLY else f"{words('bound.' + claim.bound.value)} "
    return f"{bound}{number(claim.number)} {words('measure.' + claim.unit.value)}"


def answer_words(words: Texts, method: PublishedMethod, question: Answer) -> str:
    """Return what a count answers of a claim; of one that shows nothing no answer is given."""
    is_least = method.weight is Weight.AT_LEAST
    if method.partial or (is_least and not method.satisfies):
        return words("answer.not-decided")
    is_so = method.satisfies if question is Answer.SATISFIES else method.gives
    return words("answer.yes" if is_so else "answer.no")


def hiding_words(words: Texts, protection: PublishedProtection | None) -> list[str]:
    """Return what was hidden, and what was done so that it stays so."""
    if protection is None:
        return [words("method.hidden-none")]
    return [
        words("method.hidden-1", most=protection.threshold - 1),
        words("method.hidden-2", hidden=protection.hidden, cells=protection.cells, width=protection.width),
        words("method.hidden-3"),
        words("method.hidden-4"),
    ]


def value_words(words: Texts, figure: PublishedFigure) -> str:
    """Write a figure's value with what it is a number of."""
    if figure.hidden:
        return words("figure.hidden")
    if figure.value is None:
        return words("figure.cant-tell")
    if figure.share:
        return f"{figure.value:.1%}"
    return f"{figure.value:,.0f} {words('units.' + figure.unit.value).lower()}"


def method_words(words: Texts, method: PublishedMethod) -> str:
    """Return a claim's method in a line."""
    parts = [
        words.text(method.title) + f" ({method.definition} {method.version})",
        window_words(words, method.window_days),
        method.release,
    ]
    if method.duplicates is not Duplicates.KEPT:
        parts.append(words(f"duplicates.{method.duplicates.value}"))
    if method.roll_up is not RollUp.AS_WRITTEN:
        parts.append(words(f"roll-up.{method.roll_up.value}"))
    return "; ".join(parts)


def window_words(words: Texts, window: Window) -> str:
    """Return a claim's window of time."""
    days = (("window.from", window.first), ("window.to", window.last), ("window.as-of", window.as_of))
    parts = [words(key, day=words.day(day)) for key, day in days if day]
    if window.before:
        parts.append(words("window.against", window=window_words(words, window.before)))
    return " ".join(parts) or words("window.all")


def _safe(picture: str) -> Markup:
    return Markup(picture)  # noqa: S704 - drawn here, with every text in it escaped


@cache
def environment() -> Environment:
    """Return the templates."""
    made = Environment(
        loader=PackageLoader("lodged.publication"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["count"] = lambda value: f"{value:,}"
    made.filters["first_up"] = lambda text: text[:1].upper() + text[1:]
    made.filters["drawn"] = _safe
    made.filters["slug"] = lambda text: re.sub(r"[^a-z]+", "-", text)
    return made
