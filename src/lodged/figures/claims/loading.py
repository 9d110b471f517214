"""Read claims from YAML: those that come with the package, and a user's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lodged.core.errors import LodgedError
from lodged.figures.claims.model import (
    Bound,
    Claim,
    ClaimedFigure,
    ClaimSource,
    Meaning,
    Measure,
    Window,
)
from lodged.figures.claims.numbers import says
from lodged.figures.entries import Entry, read_entries

FOLDER = Path(__file__).parent / "published"


class ClaimError(LodgedError):
    """A claim can't be read, or there is none of that name."""


def load_claims(folders: Iterable[Path] = ()) -> dict[str, Claim]:
    """Return the claims that come with the package and those of further folders, by id.

    Raises ClaimError, naming file, claim and field, for one that can't be read, and for an id that is taken.
    """
    claims = dict(_own())
    for folder in folders:
        for claim in _read_folder(folder):
            if claim.id in claims:
                raise ClaimError(
                    f"[{folder}]: the claim [{claim.id}] exists already. Give yours an id of its own."
                )
            claims[claim.id] = claim
    return claims


def chosen_claim(claims: dict[str, Claim], wanted: str) -> Claim:
    """Return one claim; raises ClaimError, naming those there are, for an unknown one."""
    if wanted not in claims:
        raise ClaimError(f"There is no claim [{wanted}]. There are: {', '.join(sorted(claims))}.")
    return claims[wanted]


@cache
def _own() -> dict[str, Claim]:
    return {claim.id: claim for claim in _read_folder(FOLDER)}


def _read_folder(folder: Path) -> list[Claim]:
    return [_claim(entry) for entry in read_entries(folder, "claim", ClaimError)]


def _claim(entry: Entry) -> Claim:
    entry.only("id", "words", "speaker", "said_on", "figure", "meanings", "sources", "note", "retells")
    meanings = tuple(_meaning(one) for one in entry.parts("meanings"))
    words, figure = entry.text("words"), _figure(entry.part("figure"))
    if says(words, abs(figure.number)) is False:
        raise entry.error(
            f"the words don't say the number [{figure.number:,g}]. Write the number that was told, or quote the words "
            "that tell it"
        )
    return Claim(
        id=entry.text("id"),
        words=words,
        speaker=entry.text("speaker"),
        said_on=entry.day("said_on"),
        figure=figure,
        meanings=meanings,
        sources=tuple(_source(one) for one in entry.parts("sources")),
        note=entry.text("note", ""),
        retells=entry.text("retells", "") or None,
    )


def _figure(part: Entry) -> ClaimedFigure:
    part.only("number", "bound", "unit", "counted")
    if not part.has("bound"):
        known = ", ".join(bound.value for bound in Bound)
        raise part.error(
            f"the figure has no bound. Say how it was told, with one of: {known}. Without it nobody can tell whether "
            "another number contradicts it"
        )
    number, unit = part.number("number"), part.choice("unit", Measure)
    if number < 0 and unit is not Measure.PERCENT_CHANGE:
        raise part.error(f"the number [{number:,g}] counts nothing. Write how many were told, 0 or more")
    return ClaimedFigure(
        number=number,
        bound=part.choice("bound", Bound),
        unit=unit,
        counted=part.text("counted"),
    )


def _meaning(part: Entry) -> Meaning:
    part.only("words", "plain", "definitions", "state", "where", "windows", "needs")
    return Meaning(
        words=part.text("words"),
        plain=part.flag("plain"),
        definitions=part.texts("definitions"),
        state=part.text("state", "") or None,
        where=_where(part),
        windows=tuple(_window(one) for one in part.parts("windows", needed=False)) or (Window(),),
        needs=part.text("needs"),
    )


def _where(part: Entry) -> tuple[tuple[str, tuple[str, ...]], ...]:
    conditions = part.part("where", needed=False)
    return tuple((column, conditions.texts(column)) for column in conditions.names)


def _window(part: Entry) -> Window:
    part.only("from", "to", "as_of", "against")
    window = Window(
        first=part.day("from"),
        last=part.day("to"),
        as_of=part.day("as_of"),
        before=_window(part.part("against")) if part.has("against") else None,
    )
    _refuse_backwards(part, window.first, window.last)
    return window


def _refuse_backwards(part: Entry, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise part.error(f"the window ends on [{last}], before it begins on {first}. Exchange the two days")


def _source(part: Entry) -> ClaimSource:
    part.only("title", "url", "kind")
    url = part.text("url", "")
    if url and not _is_web_address(url):
        raise part.error(
            f"the url [{url}] is no address of a page. Write one that begins with https:// or http://, or leave it out"
        )
    return ClaimSource(part.text("title"), url, part.text("kind"))


def _is_web_address(url: str) -> bool:
    """Return whether it can only be followed to a page: any other scheme could run in the browser of who follows it."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
