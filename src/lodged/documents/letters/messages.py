"""The words said to the person, by language: one file of the catalog a language, the same keys in each.

A language is offered once its file has every key. To add one, copy ``catalog/en.yaml`` under the language's code,
translate the values, and leave what stands in braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from lodged.core.yaml_with_lines import read

CATALOG = Path(__file__).parent / "catalog"
BASE = "en"
_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Messages:
    """The words of one language."""

    language: str
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return what the language calls itself."""
        return self.texts["language"]

    def say(self, key: str, **values: str) -> str:
        """Return the words of a key with its blanks filled."""
        return self.texts[key].format(**values)

    def moment(self, at: datetime) -> str:
        """Return an aware time as people write it, with its zone's short name."""
        month = self.texts["months"].split(",")[at.month - 1].strip()
        return self.say(
            "moment", day=str(at.day), month=month, year=str(at.year), time=f"{at:%H:%M}", zone=f"{at:%Z}"
        )


@cache
def words_in(language: str) -> Messages:
    """Return the words of a language that is offered; KeyError where it isn't."""
    if language not in languages():
        raise KeyError(language)
    return _read(language)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages whose catalog is complete, English first."""
    codes = sorted(path.stem for path in CATALOG.glob("*.yaml"))
    return (BASE, *(code for code in codes if code != BASE and not lacking(code)))


def lacking(language: str) -> tuple[str, ...]:
    """Return what a language's file lacks: keys that it hasn't, and those whose blanks differ from the English ones."""
    ours, theirs = _read(BASE).texts, _read(language).texts
    return tuple(key for key in ours if key not in theirs or blanks(ours[key]) != blanks(theirs[key]))


def blanks(text: str) -> frozenset[str]:
    """Return the blanks of a text.

    >>> sorted(blanks("On {day}, {form} came."))
    ['day', 'form']
    """
    return frozenset(_BLANK.findall(text))


def _read(language: str) -> Messages:
    texts = read(CATALOG / f"{language}.yaml").data
    return Messages(language, {str(key): str(text) for key, text in texts.items()})
