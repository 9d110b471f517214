"""Every figure of a publication has an address, a day and a file of its own."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodged.figures.definition import Kind, Unit
from lodged.publication.addresses import addressed
from lodged.publication.document import Part, PublishedFigure, PublishedSource, PublishedTable
from lodged.publication.edition import PublicationError
from lodged.reconcile.categories import Category

from .conftest import Made, lodged
from .test_publish import HEADER, read_page

SAME = "released-after-lodged"


@pytest.fixture(scope="module")
def both(synthetic: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Custody records and a reconciliation in one edition: a definition and a category of one id."""
    site = tmp_path_factory.mktemp("both") / "site"
    asked = ("--state", "MN", "--within", "MN", "--as-of", "2026-01-13", "-d", SAME)
    lodged(
        "publish",
        site,
        synthetic / "custody_records.csv",
        *asked,
        "--reconciliation",
        synthetic / "reconciled",
    )
    return site


def test_a_definition_and_a_category_of_one_name_have_a_page_each(both: Path) -> None:
    document = json.loads((both / "publication.json").read_text("utf-8"))
    told = {one["source"]: one for one in document["figures"] if one["id"] == SAME}
    assert set(told) == {"custody_records", "reconciliation"}
    pages = {source: one["page"] for source, one in told.items()}
    assert pages == {"custody_records": SAME, "reconciliation": f"reconciliation-{SAME}"}
    category = Category(SAME).meaning
    for language in ("", "es/"):
        for source, page in pages.items():
            path = both / f"{language}figures/{page}.html"
            assert path.is_file()
            links = read_page(both / f"{language}index.html").links
            assert f"figures/{page}.html" in links
            if not language:
                text = unescape(path.read_text("utf-8"))
                assert (category in text) == (source == "reconciliation")
                assert ("Stays that ended in a release" in text) == (source == "custody_records")


def test_tables_of_one_name_are_kept_apart(both: Path) -> None:
    document = json.loads((both / "publication.json").read_text("utf-8"))
    shown = 0
    for one in document["figures"]:
        for name in one["tables"]:
            table = document["tables"][name]
            assert (table["figure"], table["source"]) == (one["page"], one["source"])
            rows = pl.read_csv(both / "data" / f"{name}.csv", infer_schema=False)
            assert rows["rows"].to_list() == [
                None if row["rows"] is None else str(row["rows"]) for row in table["rows"]
            ]
            shown += one["id"] == SAME
    assert shown > 2
    values = pl.read_csv(both / "data" / "figures.csv").filter(pl.col("definition") == SAME)
    assert sorted(values["source"]) == ["custody_records", "reconciliation"]


def test_without_a_collision_a_figures_page_is_its_id(made: Made) -> None:
    assert all(one["page"] == one["id"] for one in made.document["figures"])
    assert all(name.startswith(table["figure"] + "-by-") for name, table in made.document["tables"].items())


def test_the_first_of_an_id_keeps_it_and_another_has_its_source_before_it() -> None:
    made = addressed([part("x", ["a", "b"]), part("y", ["a"])])
    assert [[figure.page for figure in one.figures] for one in made] == [["a", "b"], ["y-a"]]
    assert [table.id for table in made[1].tables] == ["y-a-by-class"]
    with pytest.raises(PublicationError, match=r"the page \[y-a\]"):
        addressed([part("x", ["a", "y-a"]), part("y", ["a"])])


IDS = st.lists(st.sampled_from(["a", "b", "x-a", "y-b"]), unique=True, max_size=4)


def part(source: str, ids: list[str]) -> Part:
    return Part(
        PublishedSource(source, (), None, about_people=False),
        tuple(figure(one, source) for one in ids),
        tuple(PublishedTable(f"{one}-by-class", one, "class", False, source, ()) for one in ids),
    )


def figure(name: str, source: str) -> PublishedFigure:
    return PublishedFigure(
        id=name,
        version=1,
        title=name,
        unit=Unit.DETAINER,
        kind=Kind.FLOW,
        source=source,
        share=False,
        means="",
        treatment={},
        population="true",
        of=None,
        value=None,
        hidden=True,
        untold=None,
        as_of=None,
        rows_in=None,
        rows_counted=None,
        excluded=(),
        tables=(f"{name}-by-class",),
        page=name,
    )


@given(first=IDS, second=IDS)
def test_no_two_figures_and_no_two_tables_share_an_address(first: list[str], second: list[str]) -> None:
    parts = [part("x", first), part("y", second)]
    try:
        made = addressed(parts)
    except PublicationError:
        assert set(first) & set(second)
        return
    figures = [figure for one in made for figure in one.figures]
    tables = {table.id: table for one in made for table in one.tables}
    assert len({figure.page for figure in figures}) == len(figures) == len(tables)
    assert [figure.page for figure in made[0].figures] == first
    for one in figures:
        (name,) = one.tables
        assert (tables[name].figure, tables[name].source) == (one.page, one.source)


@pytest.fixture(scope="module", params=["", "2026-01-13"])
def of_two_days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that ends in July 2015 beside a list of January 2026, with a day asked about and without."""
    folder = tmp_path_factory.mktemp("two-days")
    release, listed = folder / "release_of_2015.csv", folder / "participatingAgencies01132026am.csv"
    rows = "".join(f"2015-07-{day:02},HENNEPIN COUNTY ADC,MINNESOTA,I247A,\n" for day in range(1, 27))
    release.write_text(f"{HEADER}\n{rows}", "utf-8")
    listed.write_text(
        "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED\n"
        "MINNESOTA,Cass County Sheriff,County,Cass County,Task Force Model,2025-03-01\n",
        "utf-8",
    )
    asked = ("--as-of", request.param) if request.param else ()
    lodged(
        *("publish", folder / "site", release, listed, *asked, "--already-public", "--on", "2026-02-01"),
        *("-d", "lodged", "-d", "agreements-in-force"),
    )
    return folder / "site"


def test_each_figure_has_its_own_day(of_two_days: Path) -> None:
    document = json.loads((of_two_days / "publication.json").read_text("utf-8"))
    days = {one["id"]: one["as_of"] for one in document["figures"]}
    assert days == {"lodged": "2015-07-26", "agreements-in-force": "2026-01-13"}
    assert document["as_of"] is None
    values = pl.read_csv(of_two_days / "data" / "figures.csv", infer_schema=False)
    told = {
        name: (day, files) for name, day, files in values.select("definition", "as_of", "files").iter_rows()
    }
    assert told == {
        "lodged": ("2015-07-26", "release_of_2015.csv"),
        "agreements-in-force": ("2026-01-13", "participatingAgencies01132026am.csv"),
    }


def test_no_page_dates_the_whole_by_one_of_its_figures(of_two_days: Path) -> None:
    home = (of_two_days / "index.html").read_text("utf-8")
    assert "as of 13 January 2026." not in home.split("<h2", 1)[0]
    assert "Each figure shows its own date" in home
    section = home.split('id="foia_detainers"', 1)[1].split("<h2", 1)[0]
    assert "26 July 2015" in section
    assert "13 January 2026" not in section
    assert "From: release_of_2015.csv." in section
    section = home.split('id="agreements"', 1)[1].split("<h2", 1)[0]
    assert "13 January 2026" in section
    assert "From: participatingAgencies01132026am.csv." in section
    page = (of_two_days / "figures" / "lodged.html").read_text("utf-8")
    assert "As of 26 July 2015" in page
    assert "13 January 2026" not in page
    for path in (of_two_days / "embed").glob("lodged-*.html"):
        assert "As of 26 July 2015" in path.read_text("utf-8")


def test_the_citation_and_the_data_package_date_each_file(of_two_days: Path) -> None:
    home = (of_two_days / "index.html").read_text("utf-8")
    cite = home.split('<p class="cite">', 1)[1].split("</p>", 1)[0]
    assert "As of" not in cite
    first, second = cite.split("Sources: ")[1].split("; ")
    assert first.startswith("release_of_2015.csv")
    assert "as of 26 July 2015" in first
    assert second.startswith("participatingAgencies01132026am.csv")
    assert "as of 13 January 2026" in second
    package = json.loads((of_two_days / "datapackage.json").read_text("utf-8"))
    assert "2026-01-13" not in package["description"]
    for resource in package["resources"]:
        if resource["name"].startswith("lodged-by-"):
            assert resource["description"] == "As of 2015-07-26."
            assert resource["sources"] == [{"title": "release_of_2015.csv"}]
