"""The languages in which a copy is explained to the person, by their codes (BCP 47, ISO 639)."""

from __future__ import annotations

LANGUAGES = (
    ("en", "English"),
    ("es", "Spanish"),
    ("so", "Somali"),
    ("hmn", "Hmong"),
    ("kar", "Karen"),
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("om", "Oromo"),
    ("other", "Another language, or by an interpreter"),
)
