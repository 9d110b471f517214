"""Both languages say everything."""

from __future__ import annotations

import string

import pytest

from lodged.figures.claims import load_claims
from lodged.figures.definition import Source, Unit, load_definitions
from lodged.publication import reconciled
from lodged.publication.tables import sheets_of
from lodged.publication.texts import Language, texts
from lodged.reconcile.categories import Category

ENGLISH, SPANISH = texts(Language.ENGLISH), texts(Language.SPANISH)


def holes(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_both_languages_fill_every_phrase_with_the_same_holes() -> None:
    assert set(ENGLISH.phrases) == set(SPANISH.phrases)
    for key, phrase in ENGLISH.phrases.items():
        assert holes(phrase) == holes(SPANISH.phrases[key]), key
        assert SPANISH.phrases[key].strip()


def test_every_level_of_every_source_and_every_unit_has_words() -> None:
    levels = {
        level
        for source in Source
        for state in (None, "MN")
        for of_sheet in sheets_of(source, state).values()
        for level in of_sheet
    }
    keys = {f"level.{level}" for level in levels} | {f"source.{source.value}" for source in Source}
    keys |= {f"{form}.{unit.value}" for form in ("units", "one") for unit in Unit}
    assert not keys - set(ENGLISH.phrases)


def shipped() -> dict[str, str]:
    """Every text that definitions, claims and categories show, with where it is from."""
    found: dict[str, str] = {}
    for one in load_definitions().values():
        found |= dict.fromkeys((one.title, one.means, *one.treatment.values()), one.id)
    for claim in load_claims().values():
        found |= dict.fromkeys((claim.figure.counted, claim.note), claim.id)
        found |= {text: claim.id for meaning in claim.meanings for text in (meaning.words, meaning.needs)}
    for category in Category:
        found |= {category.label: category.value, category.meaning: category.value}
    found |= dict.fromkeys((reconciled.LISTED_TITLE, reconciled.LISTED_MEANS), "reconciliation")
    return found | dict.fromkeys((reconciled.REPORTING_TITLE, reconciled.REPORTING_MEANS), "coverage")


def test_everything_a_definition_or_a_claim_says_has_its_spanish() -> None:
    lacking = [f"{where}: {text}" for text, where in shipped().items() if not SPANISH.has(text)]
    assert not lacking, "Write these in src/lodged/publication/words/es_texts.yaml."


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("not in MN", "fuera de MN"),
        ("prepared before 2025-01-20", "emitidas antes del 2025-01-20"),
        (
            (
                "The last 1,360 detainers filed up to 2026-01-12 reach back to 2025-06-03 (x.csv). "
                "Filed says nothing of who is still held."
            ),
            (
                "Las últimas 1,360 órdenes emitidas hasta el 2026-01-12 se remontan al 2025-06-03 (x.csv). "
                "Que se emitieran no dice quién sigue en custodia."
            ),
        ),
    ],
)
def test_texts_with_values_in_them_are_told_in_spanish(english: str, spanish: str) -> None:
    assert SPANISH.text(english) == spanish


def test_a_users_own_text_is_shown_as_it_is_and_marked_as_english() -> None:
    assert SPANISH.marked("My <own> words") == '<span lang="en">My &lt;own&gt; words</span>'
    assert ENGLISH.marked("My words") == "My words"
