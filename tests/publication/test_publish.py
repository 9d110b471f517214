"""`lodged publish`: what is in the folder, and what is refused."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest
from jsonschema import Draft7Validator

from lodged.core.errors import LodgedError
from lodged.figures.cells import Cell
from lodged.figures.claims.model import Verdict
from lodged.figures.counting import figure
from lodged.figures.definition import load_definitions
from lodged.figures.disclosure import DisclosureError
from lodged.figures.question import Question
from lodged.figures.reading import read_material
from lodged.figures.suppression import Rule
from lodged.publication import publishing, reconciled, tables
from lodged.publication.edition import PublicationError
from lodged.publication.site import read_site

from .conftest import Made, lodged


class Addresses(HTMLParser):
    """What a page leads to, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        elif tag in {"link", "script", "img", "iframe"}:
            self.loaded.append(str(told.get("href") or told.get("src")))


def read_page(path: Path) -> Addresses:
    found = Addresses()
    found.feed(path.read_text("utf-8"))
    return found


def test_every_page_is_there_in_both_languages(made: Made) -> None:
    document = made.document
    for language in ("", "es/"):
        for name in ("index", "maps", "data", "method", "claims/index"):
            assert (made.site / f"{language}{name}.html").is_file()
        for one in document["figures"]:
            assert (made.site / f"{language}figures/{one['id']}.html").is_file()
        for one in document["claims"]:
            assert (made.site / f"{language}claims/{one['claim']['id']}.html").is_file()
    page = (made.site / "es" / "figures" / "declined.html").read_text("utf-8")
    assert '<html lang="es">' in page
    assert "Órdenes que ICE registra como rechazadas" in page


def test_pages_lead_only_to_what_is_there_and_fetch_nothing_from_elsewhere(made: Made) -> None:
    for path in made.site.rglob("*.html"):
        page = read_page(path)
        assert len(page.ids) == len(set(page.ids)), f"an id twice in {path}"
        for address in [*page.links, *page.loaded]:
            parts = urlsplit(address)
            if parts.scheme:
                assert address in page.links, f"{path} fetches {address}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path} leads to {address}"
            if parts.fragment and target.suffix == ".html":
                assert parts.fragment in read_page(target).ids, f"{path} leads to {address}"
    css = (made.site / "assets" / "css" / "lodged.css").read_text("utf-8")
    fonts = [name for name in re.findall(r"url\(\"?\.\./([^\")#?]+)", css) if "merriweather" not in name]
    assert all((made.site / "assets" / name).is_file() for name in fonts)


def test_every_page_marks_what_is_synthetic_and_checks_no_claim_really_made(made: Made) -> None:
    assert {check["claim"]["id"] for check in made.document["claims"]} == {
        "synthetic-filed",
        "synthetic-held",
        "synthetic-counties",
    }
    for path in made.site.rglob("*.html"):
        assert "ynthetic" in path.read_text("utf-8") or "intétic" in path.read_text("utf-8"), path


def test_tables_are_the_definitions_own_figures(made: Made) -> None:
    material = read_material([made.release])
    definitions = load_definitions()
    document = made.document
    for name in ("lodged", "declined", "share-booked", "people"):
        told = next(one for one in document["figures"] if one["id"] == name)
        asked = Question(state="MN", as_of=material.span[1] if material.span else None)
        assert told["value"] == figure(definitions[name], material, asked).value
        for identifier in told["tables"]:
            table = document["tables"][identifier]
            by = figure(definitions[name], material, Question(state="MN", by=(table["level"],))).table
            counted = {
                "" if (group := row[table["level"]]) is None else str(group).lower(): row["value"]
                for row in by.to_dicts()
            }
            assert {row["group"].lower(): row["value"] for row in table["rows"]} == counted, identifier


def test_a_table_is_the_same_as_csv_and_parquet(made: Made) -> None:
    for path in (made.site / "data").glob("*.csv"):
        csv, parquet = pl.read_csv(path), pl.read_parquet(path.with_suffix(".parquet"))
        assert csv.columns == parquet.columns
        assert csv.height == parquet.height
        assert csv["hidden"].to_list() == parquet["hidden"].to_list()


def test_what_is_written_is_read_back_whole(made: Made) -> None:
    found = read_site(made.site)
    assert found is not None
    written = json.loads(json.dumps(found.to_plain()))
    assert list(written) == list(made.document)
    assert written == made.document
    assert {one.claim.id: one.verdict.value for one in found.claims} == {
        one["claim"]["id"]: one["verdict"] for one in made.document["claims"]
    }
    assert [file.is_protected for source in found.sources for file in source.files] == [
        "commitment" in file for source in made.document["sources"] for file in source["files"]
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("figures", [{"id": "lodged"}]), ("as_of", "yesterday"), ("title", None), ("sources", {})],
)
def test_a_damaged_document_is_refused_and_one_of_another_format_is_none(
    made: Made, tmp_path: Path, field: str, value: object
) -> None:
    (tmp_path / "publication.json").write_text(json.dumps(made.document | {field: value}), "utf-8")
    with pytest.raises(PublicationError, match=rf"publication.json\] is damaged. Publish again. .*{field}"):
        read_site(tmp_path)
    (tmp_path / "publication.json").write_text(json.dumps({"format": 1, field: value}), "utf-8")
    assert read_site(tmp_path) is None


def test_the_same_command_makes_the_same_bytes(made: Made, tmp_path: Path) -> None:
    again = tmp_path / "again"
    lodged("publish", again, *made.arguments)
    first = {str(path.relative_to(made.site)): path for path in made.site.rglob("*") if path.is_file()}
    second = {str(path.relative_to(again)): path for path in again.rglob("*") if path.is_file()}
    assert set(first) == set(second)
    assert [name for name, path in first.items() if path.read_bytes() != second[name].read_bytes()] == []


PACKAGE_RULES: dict[str, Any] = {
    "type": "object",
    "required": ["profile", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"type": "string", "pattern": "^([-a-z0-9._/])+$"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "created": {"type": "string", "format": "date-time"},
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [{"required": ["name"]}, {"required": ["path"]}]},
        },
        "sources": {"type": "array", "items": {"required": ["title"]}},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["name", "path", "schema", "profile"],
                "properties": {
                    "profile": {"const": "tabular-data-resource"},
                    "name": {"type": "string", "pattern": "^([-a-z0-9._/])+$"},
                    "path": {"type": "string", "pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"},
                    "bytes": {"type": "integer"},
                    "hash": {"type": "string", "pattern": "^([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32}|)$"},
                    "encoding": {"type": "string"},
                    "schema": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {
                            "missingValues": {"type": "array", "items": {"type": "string"}},
                            "fields": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "required": ["name", "type"],
                                    "properties": {
                                        "type": {"enum": ["string", "integer", "number", "boolean", "date"]},
                                        "trueValues": {"type": "array", "minItems": 1},
                                        "falseValues": {"type": "array", "minItems": 1},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The rules of the published profile tabular-data-package (version 1) for the properties that are used here."""


def test_the_data_package_keeps_its_profiles_rules_and_describes_the_files(made: Made) -> None:
    package = json.loads((made.site / "datapackage.json").read_text("utf-8"))
    assert not list(Draft7Validator(PACKAGE_RULES).iter_errors(package))
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    kinds = {"string": str, "integer": int, "number": float, "boolean": bool, "date": str}
    for resource in package["resources"]:
        content = (made.site / resource["path"]).read_bytes()
        assert len(content) == resource["bytes"]
        fields = resource["schema"]["fields"]
        rows = pl.read_csv(
            content,
            schema={field["name"]: pl.DataType.from_python(kinds[field["type"]]) for field in fields},
        )
        assert rows.columns == [field["name"] for field in fields]


def test_what_a_register_gives_is_hidden_even_where_releases_are_public(made: Made) -> None:
    document = made.document
    protection = {source["id"]: source["protection"] for source in document["sources"]}
    assert protection["foia_detainers"] is None
    assert protection["agreements"] is None
    assert protection["reconciliation"]["hidden"] > 0
    counts = pl.read_csv(made.reconciliation / "rows.csv", infer_schema=False).group_by("category").len()
    for category, rows in counts.iter_rows():
        told = next(one for one in document["figures"] if one["id"] == category)
        assert told["hidden"] or told["value"] == rows
        assert told["hidden"] or rows == 0 or rows >= 10
        assert told["rows_in"] is None
    page = (made.site / "figures" / "transferred-to-agency.html").read_text("utf-8")
    assert "Hidden, because it is small" in page


def test_hidden_counts_cant_be_found_from_the_released_files(made: Made) -> None:
    """The attack on what stands in the CSV files, and nothing else."""
    part = reconciled.reconciled_tables(made.reconciliation, Rule())
    layout = reconciled.layout_of(made.reconciliation)
    released: dict[Cell, int | None] = dict.fromkeys(layout.cells(), 0)
    totals = pl.read_csv(made.site / "data" / "figures.csv", infer_schema=False)
    for name, value, hidden in totals.select("definition", "value", "hidden").iter_rows():
        if name in layout.measures:
            released[Cell(name)] = None if hidden == "true" else int(float(value))
    for table in part.tables:
        if table.level == "category":
            continue
        rows = pl.read_csv(made.site / "data" / f"{table.id}.csv", infer_schema=False)
        for group, count, hidden in rows.select(table.level, "rows", "hidden").iter_rows():
            cell = Cell(table.figure, "place", table.level, group or "")
            released[cell] = None if hidden == "true" else int(count)
    from lodged.figures.disclosure import check_release

    assert check_release(layout, released, 9) == sum(value is None for value in released.values())


@pytest.mark.parametrize("module", [tables, reconciled])
def test_nothing_is_published_whose_hidden_counts_can_be_found(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    def only_the_small(counted: Any, rule: Rule) -> frozenset[Cell]:
        return frozenset(cell for cell, value in counted.values().items() if 0 < value < rule.threshold)

    monkeypatch.setattr(module, "suppress", only_the_small)
    out = tmp_path / "out"
    sources: list[Any] = [made.release, "-d", "lodged", "-d", "declined"]
    if module is reconciled:
        sources = ["--reconciliation", made.reconciliation]
    with pytest.raises(DisclosureError, match="Nothing was published"):
        lodged("publish", out, *sources, "--state", "MN", "--as-of", "2026-01-13")
    assert not out.exists()


def test_without_the_switch_a_releases_small_counts_are_hidden_and_claims_withheld(
    made: Made, tmp_path: Path
) -> None:
    out = tmp_path / "hidden"
    said = lodged(
        *("publish", out, made.release, "--state", "MN", "--as-of", "2026-01-13"),
        *("-d", "lodged", "-d", "declined", "-d", "people"),
    )
    assert "counts hidden; attacked" in said
    document = json.loads((out / "publication.json").read_text("utf-8"))
    assert not document["claims"]
    assert "Here small counts are hidden" in (out / "claims" / "index.html").read_text("utf-8")
    told = [row for table in document["tables"].values() for row in table["rows"]]
    assert any(row["hidden"] for row in told)
    assert all(row["value"] is None and row["rows"] is None for row in told if row["hidden"])
    assert not any(0 < row["rows"] < 10 for row in told if not row["hidden"])
    assert next(one for one in document["figures"] if one["id"] == "people")["tables"] == []


HEADER = "Detainer Prepare Date,Detention Facility,Facility State,Detainer Type,Detainer Lift Reason"


def test_a_small_total_is_hidden_where_nothing_is_broken_down(tmp_path: Path) -> None:
    release = tmp_path / "release.csv"
    days = "".join("2026-01-05,SYNTHETIC JAIL,,,\n" for _ in range(7))
    release.write_text(f"{HEADER}\n{days}", "utf-8")
    out = tmp_path / "out"
    lodged("publish", out, release, "-d", "lodged", "--as-of", "2026-01-13")
    (told,) = json.loads((out / "publication.json").read_text("utf-8"))["figures"]
    assert told["hidden"]
    assert told["value"] is None
    assert told["rows_in"] is None
    assert ">7<" not in (out / "figures" / "lodged.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "No file was given"),
        (["{release}", "--state", "ZZ"], r"\[ZZ\] is no state"),
        (["{release}", "--threshold", "1"], r"threshold of \[1\]"),
        (["{release}", "-d", "no-such"], r"There is no definition \[no-such\]"),
        (["{release}", "{copy}"], "--for-claims"),
        (
            ["{release}", "--already-public", "-d", "agreements-in-force"],
            "counts what none of these files has",
        ),
        (["--reconciliation", "{folder}"], "holds no reconciliation"),
        (["{release}"], "Give the day with --as-of"),
        (
            ["{release}", "--already-public", "--coverage", "{folder}/coverage.csv"],
            "Give --state and --as-of",
        ),
    ],
)
def test_what_cant_be_published_is_refused_in_words(
    made: Made, tmp_path: Path, arguments: list[str], message: str
) -> None:
    folder = made.release.parent
    copy = tmp_path / "another_release.csv"
    copy.write_bytes(made.release.read_bytes())
    filled = [one.format(release=made.release, copy=copy, folder=folder) for one in arguments]
    with pytest.raises(LodgedError, match=message):
        lodged("publish", tmp_path / "out", *filled)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_something_else_is_left_alone(made: Made, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PublicationError, match="no publication, so it was left alone"):
        lodged("publish", tmp_path, made.release, "--state", "MN", "--as-of", "2026-01-13", "-d", "people")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_real_figures_of_minnesota_2015(shared_data: Path) -> None:
    path = (
        shared_data / "nprapps-sanctuary-cities" / "rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
    )
    from lodged.publication.edition import Edition

    edition = Edition(
        "Minnesota",
        (path,),
        Question(state="MN"),
        already_public=True,
        only=("lodged", "declined", "share-booked"),
    )
    document = publishing.count(edition)
    values = {one.id: one.value for one in document.figures}
    assert values == {"lodged": 603, "declined": 81, "share-booked": 169 / 603}
    by_class = {row.group: row.rows for row in document.tables["lodged-by-class"].rows}
    assert by_class["county_jail"] == 442
    assert by_class["federal"] == 76
    checks = {check.claim.id: check for check in document.claims}
    assert checks["dhs-1360"].verdict is Verdict.CANT_BE_TESTED


def test_real_counts_of_custodians_elsewhere(shared_data: Path, tmp_path: Path) -> None:
    """Bookings that name nobody, and jails' own counts, are told in full where they are public already."""
    lodged(
        *("publish", tmp_path / "site", "--already-public"),
        shared_data / "UWCHR-ice-detainers-pierce/pierce_immigration_holds.csv",
        shared_data / "Data4Democracy-incarceration-trends/hold_breakdown_2017.11.27.csv",
    )
    document = json.loads((tmp_path / "site/publication.json").read_text("utf-8"))
    told = {one["id"]: one["value"] for one in document["figures"]}
    assert (told["released-to-immigration"], told["held-with-hold-as-counted"]) == (100, 50)
    last = document["tables"]["hold-not-released-to-immigration-by-final-release-disp"]
    assert {row["group"]: row["value"] for row in last["rows"]}["WSI Chain"] == 30
    page = (tmp_path / "site/es/figures/facilities-answered.html").read_text("utf-8")
    assert "Establecimientos que dieron una cuenta" in page
