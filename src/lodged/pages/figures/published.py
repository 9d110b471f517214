"""What this instance publishes: the folder that `lodged publish site` wrote, and how its parts are addressed here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from lodged.publication.document import Document
from lodged.publication.pages import Drawn
from lodged.publication.site import DOCUMENT, read_site
from lodged.publication.texts import Language, texts

LANGUAGE = "lang"
"""The parameter of an address that asks for a language."""
_FEW = 4


def published() -> Document | None:
    """Return what is published here; None where nothing is."""
    folder = settings.CONFIGURATION.published_dir
    path = folder / DOCUMENT
    return _read(folder, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=_FEW)
def _read(folder: Path, changed: int) -> Document | None:
    return read_site(folder)


@dataclass(frozen=True)
class LiveLink:
    """Addresses of this instance, in the language of the page they stand on."""

    request: HttpRequest
    language: Language

    def page(self, name: str) -> str:
        """Return the address of a page."""
        if name == "claims":
            return self._to("claims")
        return self._to("figures") if name == "home" else self._to(f"figures-{name}")

    def figure(self, name: str) -> str:
        """Return the address of a figure's page."""
        return self._to("figure", figure_id=name)

    def claim(self, name: str) -> str:
        """Return the address of a claim's page."""
        try:
            return self._to("claim", claim_id=name)
        except NoReverseMatch:
            return self.page("claims")

    def file(self, path: str) -> str:
        """Return the address of a file."""
        return reverse("published-file", kwargs={"path": path})

    def embed(self, table: str) -> str:
        """Return the address of a chart alone."""
        return self._to("figure-embed", table_id=table)

    def embed_address(self, table: str) -> str:
        """Return the whole address, for another's page."""
        return self.request.build_absolute_uri(self.embed(table))

    def other_language(self) -> str:
        """Return this page in the other language."""
        other = Language.SPANISH if self.language is Language.ENGLISH else Language.ENGLISH
        return f"{self.request.path}?{urlencode({LANGUAGE: other.value})}"

    def _to(self, name: str, **values: str) -> str:
        address = reverse(name, kwargs=values)
        return (
            address
            if self.language is Language.ENGLISH
            else f"{address}?{urlencode({LANGUAGE: self.language})}"
        )


def drawn(request: HttpRequest) -> Drawn | None:
    """Return the publication in the language asked for; None where nothing is published here.

    Raises Http404 for a language there is none of.
    """
    document = published()
    if document is None:
        return None
    requested = request.GET.get(LANGUAGE, Language.ENGLISH.value)
    if requested not in set(Language):
        raise Http404(f"There are no pages in [{requested}]. There are: {', '.join(Language)}.")
    language = Language(requested)
    folder = settings.CONFIGURATION.published_dir / "pictures" / language.value

    def picture(table: str) -> str | None:
        path = folder / f"{table}.svg"
        return path.read_text("utf-8") if table in document.tables and path.is_file() else None

    return Drawn(document, texts(language), picture, LiveLink(request, language))
