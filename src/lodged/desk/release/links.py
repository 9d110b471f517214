"""Addresses of other rooms of the desk that this one leads to: letters as PDF, the intake of papers."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lodged.desk.release.situations import Situation


@dataclass(frozen=True)
class Letter:
    """A letter that can be had as PDF."""

    words: str
    address: str


_LETTERS = (
    ("packet", "The whole file as a packet"),
    ("persons-copy", "The person's copy and explanation"),
    ("notice", "Notice of release to ICE"),
    ("decision-record", "Decision record"),
    ("no-show", "No-show certificate"),
    ("commitment-notice", "Notice at commitment (Minn. Stat. 631.50)"),
    ("return-slip", "Return slip"),
    ("data-subject-report", "Report to the person on the data held"),
)


def letters(situation: Situation) -> list[Letter]:
    """The letters that fit the stay."""
    fitting = [
        (kind, words)
        for kind, words in _LETTERS
        if (kind in {"packet", "data-subject-report"} or situation.detainer is not None)
        and (kind != "no-show" or (situation.detainer is not None and situation.detainer.no_show_at))
    ]
    return [
        Letter(words, address)
        for kind, words in fitting
        if (address := _address("desk-letter", stay_id=situation.stay.id, kind=kind))
    ]


def intake() -> str | None:
    """Where papers are taken in."""
    return _address("desk-intake")


def by_email(situation: Situation) -> str | None:
    """Where a notice goes out by e-mail, through the queue."""
    return _address("desk-notice-email", stay_id=situation.stay.id)


def outbox() -> str | None:
    """Where notices by e-mail are watched."""
    return _address("desk-outbox")


def _address(name: str, **values: object) -> str | None:
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return None
