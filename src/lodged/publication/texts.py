"""The words of a publication in each of its languages.

``words/<language>.yaml`` holds the phrases of the pages, by key; both languages fill every key. What definitions and
claims say of themselves is written in English; ``words/es_texts.yaml`` gives each such text in Spanish, by the English.
A text that has no Spanish (one of a user's own definitions) is shown as it is, and marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from lodged.core.yaml_with_lines import read

WORDS = Path(__file__).parent / "words"
_HOLE = re.compile(r"\\\{(\w+)\\\}")


class Language(StrEnum):
    """The languages of a publication."""

    ENGLISH = "en"
    SPANISH = "es"

    @property
    def own_name(self) -> str:
        """Return what the language is called in it."""
        return {Language.ENGLISH: "English", Language.SPANISH: "Español"}[self]


@dataclass(frozen=True)
class Texts:
    """One language's words."""

    language: Language
    phrases: Mapping[str, str]
    translated: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, with its values filled in; raises KeyError for a phrase that isn't there."""
        return self.phrases[key].format(**{name: self._shown(value) for name, value in values.items()})

    def has(self, text: str) -> bool:
        """Return whether a text of a definition or claim is there in this language."""
        return self.language is Language.ENGLISH or not text.strip() or self._translation(text) is not None

    def text(self, text: str) -> str:
        """Return a text of a definition or claim in this language, or as it is."""
        if self.language is Language.ENGLISH:
            return text
        return self._translation(text) or text

    def marked(self, text: str) -> Markup:
        """Return a text for a page, marked as English where it is not in the page's language."""
        if self.has(text):
            return escape(self.text(text))
        return Markup('<span lang="en">{}</span>').format(text)

    def value(self, level: str, group: str) -> str:
        """Return the words for a value of a level; what has none is a name and stays as it is."""
        if not group:
            return self.phrases["value.not-stated"]
        return self.phrases.get(f"value.{level}.{group}", self.phrases.get(f"value.{group}", group))

    def level(self, level: str) -> str:
        """Return the words for a level."""
        return self.phrases[f"level.{level}"]

    def day(self, day: date | str | None) -> str:
        """Return a day in words."""
        if not day:
            return self.phrases["day.none"]
        given = date.fromisoformat(day) if isinstance(day, str) else day
        month = self.phrases["months"].split()[given.month - 1]
        return self.phrases["day"].format(day=given.day, month=month, year=given.year)

    def _shown(self, value: object) -> object:
        if isinstance(value, bool):
            return value
        if isinstance(value, date):
            return self.day(value)
        return f"{value:,}" if isinstance(value, int) else value

    def _translation(self, text: str) -> str | None:
        plain = " ".join(text.split())
        if plain in self.translated:
            return self.translated[plain]
        for pattern, translation in _patterns(self.language):
            match = pattern.fullmatch(plain)
            if match:
                return translation.format(**match.groupdict())
        return None


@cache
def texts(language: Language | str) -> Texts:
    """Return a language's words."""
    language = Language(language)
    translated = _load("es_texts.yaml") if language is Language.SPANISH else {}
    return Texts(language, _load(f"{language.value}.yaml"), translated)


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return texts with holes in them, such as ``prepared before {day}``."""
    patterns = []
    for text, translation in texts(language).translated.items():
        if "{" in text:
            pattern = _HOLE.sub(r"(?P<\1>.+)", re.escape(text))
            patterns.append((re.compile(pattern), translation))
    return tuple(patterns)


@cache
def _load(name: str) -> dict[str, str]:
    data: Any = read(WORDS / name).data
    return {" ".join(str(key).split()): " ".join(str(text).split()) for key, text in data.items()}
