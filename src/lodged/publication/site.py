"""Write a publication as a folder of pages and files that need no server."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path, PurePosixPath

from lodged.core.errors import LodgedError
from lodged.core.json import JsonError, Plain
from lodged.core.private_files import make_public_folder, open_to_all
from lodged.publication.codebook import data_tables
from lodged.publication.datapackage import package
from lodged.publication.document import Document
from lodged.publication.edition import PublicationError
from lodged.publication.pages import PAGES, Drawn
from lodged.publication.pictures import Pictures
from lodged.publication.texts import Language, texts

DOCUMENT = "publication.json"
_FILES = {"home": "index.html", "claims": "claims/index.html"}
_ASSET = re.compile(r"url\(\"?\.\./([^\")#?]+)")


@dataclass(frozen=True)
class StaticLink:
    """Relative addresses, so that the folder works from any place, a disk included. ``here`` is the page's path."""

    here: str
    language: Language

    def page(self, name: str) -> str:
        """Return the address of a page."""
        return self._to(page_path(name), self.language)

    def figure(self, name: str) -> str:
        """Return the address of a figure's page."""
        return self._to(f"figures/{name}.html", self.language)

    def claim(self, name: str) -> str:
        """Return the address of a claim's page."""
        return self._to(f"claims/{name}.html", self.language)

    def file(self, path: str) -> str:
        """Return the address of a file."""
        return self._to(path, Language.ENGLISH)

    def embed(self, table: str) -> str:
        """Return the address of a chart alone."""
        return self._to(f"embed/{table}.html", self.language)

    def embed_address(self, table: str) -> str:
        """Return the chart's address; whoever copies it puts the site's own before it."""
        return "/".join(filter(None, ("https://…", _folder(self.language), f"embed/{table}.html")))

    def other_language(self) -> str:
        """Return this page in the other language."""
        path = self.here.removeprefix("es/")
        other = Language.ENGLISH if self.language is Language.SPANISH else Language.SPANISH
        return self._to(path, other)

    def _to(self, path: str, language: Language) -> str:
        wanted = PurePosixPath(_folder(language)) / path
        return os.path.relpath(str(wanted), str(PurePosixPath(self.here).parent)).replace(os.sep, "/")


def page_path(name: str) -> str:
    """Return where a page lies in the folder of its language."""
    return _FILES.get(name, f"{name}.html")


def _folder(language: Language) -> str:
    return "" if language is Language.ENGLISH else language.value


def write_site(document: Document, pictures: Pictures, out: Path) -> int:
    """Write pages, pictures, tables, the data package and the document; give the number of files.

    A folder that is there is replaced only if it is a publication. All is written elsewhere first, so nothing is half
    done. Raises PublicationError for a folder that is something else.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / DOCUMENT).exists())):
        raise PublicationError(
            f"[{out}] is there and is no publication, so it was left alone. Name a new folder, or one made before."
        )
    make_public_folder(out.parent)
    with tempfile.TemporaryDirectory(prefix=".publishing-", dir=out.parent) as name:
        made = Path(name) / "site"
        count = 0
        for path, content in _contents(document, pictures):
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            count += 1
        open_to_all(made)
        if out.exists():
            out.rename(Path(name) / "before")
        made.rename(out)
    return count


def _contents(document: Document, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    yield DOCUMENT, _json(document.to_plain())
    yield from _data(document)
    yield from assets()
    for language in Language:
        for table, picture in pictures[language].items():
            yield f"pictures/{language.value}/{table}.svg", picture.encode()
        yield from _pages(document, pictures, language)


def _data(document: Document) -> Iterator[tuple[str, bytes]]:
    tables = data_tables(texts(Language.ENGLISH), document)
    written: dict[str, bytes] = {}
    for table in tables:
        written[f"data/{table.name}.csv"] = table.rows.write_csv().encode()
        parquet = BytesIO()
        table.rows.write_parquet(parquet)
        written[f"data/{table.name}.parquet"] = parquet.getvalue()
    yield from written.items()
    yield "datapackage.json", _json(package(document, tables, written))


def _pages(document: Document, pictures: Pictures, language: Language) -> Iterator[tuple[str, bytes]]:
    words = texts(language)
    other = Language.SPANISH if language is Language.ENGLISH else Language.ENGLISH

    def drawn(path: str) -> tuple[Drawn, str]:
        whole = str(PurePosixPath(_folder(language)) / path)
        return Drawn(document, words, pictures[language].get, StaticLink(whole, language)), whole

    for name in PAGES:
        maker, path = drawn(page_path(name))
        yield path, maker.framed(maker.page(name), name, other.value).encode()
    for figure in document.figures:
        maker, path = drawn(f"figures/{figure.page}.html")
        yield path, maker.framed(maker.figure(figure.page), "figure", other.value).encode()
    for check in document.claims:
        maker, path = drawn(f"claims/{check.claim.id}.html")
        yield path, maker.framed(maker.claim(check.claim.id), "claim", other.value).encode()
    for table in pictures[language]:
        maker, path = drawn(f"embed/{table}.html")
        yield path, maker.embed(table).encode()


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the style sheet, and the fonts and pictures it names that pages use.

    Raises LodgedError where set-up has not built them.
    """
    built = files("lodged") / "web" / "assets"
    sheet = built / "css" / "lodged.css"
    if not sheet.is_file():
        raise LodgedError("The style sheet is not built. Run `make run` or `npm run build` once.")
    css = sheet.read_text("utf-8")
    yield "assets/css/lodged.css", css.encode()
    yield "assets/img/lodged.svg", (built / "img" / "lodged.svg").read_bytes()
    for name in sorted(set(_ASSET.findall(css))):
        if built.joinpath(name).is_file() and "merriweather" not in name:
            yield f"assets/{name}", built.joinpath(name).read_bytes()


def _json(data: dict[str, Plain]) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def read_site(folder: Path) -> Document | None:
    """Read the document of a publication; None where the folder holds none.

    Nor is one of an earlier format read: those told file facts and cell values of protected files. Raises
    PublicationError for one that is damaged.
    """
    path = folder / DOCUMENT
    if not path.is_file():
        return None
    try:
        return Document.from_json(path.read_bytes())
    except JsonError as error:
        raise PublicationError(f"[{path}] is damaged. Publish again. {error}") from error
