"""Read claims from YAML: those that come with the package, and a user's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

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
from lodged.figures.entries import Entry, read_entries

FOLDER = Path(__file__).parent / "published"


class ClaimError(LodgedError):
    """A claim can't be read, or there is none of that name."""


def load_claims(folders: Iterable[Path] = ()) -> dict[str, Claim]:
    """Give the claims that come with the package and those of further folders, by id.

    Raises ClaimError, naming file, claim and field, for one that can't be read, and for an id that is taken.
    """
    found = dict(_own())
    for folder in folders:
        for claim in _read_folder(folder):
            if claim.id in found:
                raise ClaimError(
                    f"[{folder}]: the claim [{claim.id}] exists already. Give yours an id of its own."
                )
            found[claim.id] = claim
    return found


def chosen_claim(claims: dict[str, Claim], wanted: str) -> Claim:
    """Give one claim; raises ClaimError, naming those there are, for an unknown one."""
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
    return Claim(
        id=entry.text("id"),
        words=entry.text("words"),
        speaker=entry.text("speaker"),
        said_on=entry.day("said_on"),
        figure=_figure(entry.part("figure")),
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
    return ClaimedFigure(
        number=part.number("number"),
        bound=part.choice("bound", Bound),
        unit=part.choice("unit", Measure),
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
    days: dict[str, Any] = {
        "first": part.day("from"),
        "last": part.day("to"),
        "as_of": part.day("as_of"),
    }
    before = _window(part.part("against")) if part.has("against") else None
    window = Window(**days, before=before)
    _refuse_backwards(part, window.first, window.last)
    return window


def _refuse_backwards(part: Entry, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise part.error(f"the window ends on [{last}], before it begins on {first}. Exchange the two days")


def _source(part: Entry) -> ClaimSource:
    part.only("title", "url", "kind")
    return ClaimSource(part.text("title"), part.text("url", ""), part.text("kind"))
