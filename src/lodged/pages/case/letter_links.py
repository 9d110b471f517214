"""The letters about a stay that can be had as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from lodged.casework.case import Case


@dataclass(frozen=True)
class Letter:
    """A letter that can be had as PDF."""

    words: str
    address: str


_LETTERS = (
    ("packet", "The whole file as a packet"),
    ("persons-copy", "The person's copy and explanation, in English"),
    ("persons-copy?lang=es", "The person's copy and explanation, in Spanish"),
    ("notice", "Notice of release to ICE"),
    ("decision-record", "Decision record"),
    ("no-show", "No-show certificate"),
    ("commitment-notice", "Notice at commitment (Minn. Stat. 631.50)"),
    ("return-slip", "Return slip"),
    ("data-subject-report", "Report to the person on the data held"),
)


def letters(case: Case) -> list[Letter]:
    """Return the letters that fit the stay."""
    fitting = [
        (kind, words)
        for kind, words in _LETTERS
        if (kind in {"packet", "data-subject-report"} or case.detainer is not None)
        and (kind != "no-show" or (case.detainer is not None and case.detainer.no_show_at))
    ]
    return [Letter(words, _address(case, kind)) for kind, words in fitting]


def _address(case: Case, kind: str) -> str:
    name, _, query = kind.partition("?")
    address = reverse("desk-letter", kwargs={"stay_id": case.stay.id, "kind": name})
    return f"{address}?{query}" if query else address
