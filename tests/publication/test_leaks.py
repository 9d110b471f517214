"""Nothing of a protected file's cells, names or bytes is in what is published: canaries everywhere, and an oracle."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from lodged.cli import app
from lodged.core.errors import LodgedError
from lodged.publication.assembly import Remark
from lodged.publication.commitments import CommitmentError, PublishingKey
from lodged.publication.site import read_site
from lodged.reconcile.files import reconcile_files

from .conftest import lodged

CANARY = re.compile("canary", re.IGNORECASE)
STRANGE_DAY, STRANGE_NUMBER = "2061-03-07", "739154862"
GOOD_ROWS = 40

FOIA = {
    "Detainer Prepare Date": "2025-11-05",
    "Detention Facility": "ANOKA COUNTY JAIL",
    "Facility State": "MINNESOTA",
    "Detainer Type": "I247A - Immigration Detainer",
    "Detainer Lift Reason": "Detainer Declined by LEA",
    "Detainer Prepared Criminality": "1 Convicted Criminal",
    "Final Order Yes No": "YES",
    "Unique Identifier": "person-{n}",
}
CUSTODY = {
    "facility_name": "Anoka County Jail",
    "booking_id": "SYN-{n}",
    "last_name": "SYNTHETIC{n}",
    "first_name": "SYNTHETIC",
    "date_of_birth": "1980-01-01",
    "booked_at": "2025-11-05 10:00",
    "released_at": "2025-12-05 10:00",
    "release_reason": "released",
    "sex": "M",
    "a_number": "",
    "detainer_on_file": "true",
    "detainer_received_on": "2025-11-06",
}
BOOKINGS = {
    "booking_key": "b{n}",
    "booked_at": "2025-11-05 10:00",
    "released_at": "2025-12-05 10:00",
    "imm_hold": "true",
    "release_to_imm": "false",
    "charge_rows": "1",
    "cancel_detainer": "false",
    "admin_booking": "false",
    "final_release_disp": "Bail",
    "release_dispositions": "Bail",
    "jurisdictions": "Court",
}
COUNTS = {
    "facility_name": "Jail {n}",
    "with_hold": "3",
    "counted_at": "2025-11-05 10:00",
    "held": "40",
    "notes": "none",
}
KINDS = {"foia": FOIA, "custody": CUSTODY, "bookings": BOOKINGS, "counts": COUNTS}
DETAINERS = {
    "detainer_id": "D{n}",
    "last_name": "SYNTHETIC{n}",
    "first_name": "SYNTHETIC",
    "date_of_birth": "1980-01-01",
    "facility_name": "Anoka County Jail",
    "facility_state": "MN",
    "form": "I-247A",
    "issued_on": "2025-11-06",
    "lifted_on": "",
    "lift_reason": "",
}


def poisoned(good: dict[str, str]) -> pl.DataFrame:
    """Good rows, then for each column a row with a canary, a strange day and a strange number in it, a row that is
    canaries throughout, a row shifted by one cell, and a column whose header nobody knows."""
    number = itertools.count(1)
    names = list(good)

    def row() -> list[str]:
        n = next(number)
        return [text.format(n=n) for text in good.values()]

    rows = [row() for _ in range(GOOD_ROWS)]
    for place in range(len(names)):
        for poison in ("CANARY", f"Canary{place} o'canary", STRANGE_DAY, STRANGE_NUMBER):
            if poison == STRANGE_NUMBER and names[place] == "with_hold":
                continue
            bad = row()
            bad[place] = poison
            rows.append(bad)
    rows.append([f"CANARY-{n}" for n in range(len(names))])
    rows.append(["CANARY JAIL", *row()[:-1]])
    rows.append([*row()[1:], "CANARY"])
    columns = {name: [one[place] for one in rows] for place, name in enumerate(names)}
    return pl.DataFrame(columns | {"Canary header": [f"canary-{n}" for n in range(len(rows))]})


WRITERS: dict[str, Callable[[pl.DataFrame, Path], object]] = {
    "csv": lambda rows, path: rows.write_csv(path),
    "xlsx": lambda rows, path: rows.write_excel(path),
    "parquet": lambda rows, path: rows.write_parquet(path),
}


def texts_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Everything a reader could read: names, texts, the cells of Parquet, the words of a PDF."""
    for path in sorted(folder.rglob("*")):
        yield path, path.name
        if path.suffix == ".parquet":
            yield path, str(pl.read_parquet(path).to_dicts())
        elif path.suffix == ".pdf":
            reader = PdfReader(BytesIO(path.read_bytes()))
            yield path, str(reader.metadata) + "".join(page.extract_text() for page in reader.pages)
        elif path.is_file() and "assets" not in path.parts:
            yield path, path.read_text("utf-8")


def assert_nothing_leaks(folder: Path) -> None:
    found = list(texts_of(folder))
    assert len(found) > 1
    for path, text in found:
        for strange in ("2061", "7 March", "7 de marzo de", STRANGE_NUMBER, "739,154,862"):
            assert strange not in text, (path, strange)
        assert not CANARY.search(text), (path, CANARY.search(text))


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_a_protected_file_is_published(kind: str, suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"canary_of_somebody.{suffix}"
    WRITERS[suffix](poisoned(KINDS[kind]), source)
    asked = [source, "--state", "MN", "--within", "MN", "--as-of", "2026-01-13", "--title", "T"]
    if kind in {"bookings", "counts"}:
        asked = [source, "--as-of", "2026-01-13"] + (["--within", "MN"] if kind == "counts" else [])
    lodged("publish", tmp_path / "site", *asked)
    lodged("report", *asked, "--out", tmp_path / "report")
    assert_nothing_leaks(tmp_path / "site")
    assert_nothing_leaks(tmp_path / "report")
    document = json.loads((tmp_path / "site" / "publication.json").read_text("utf-8"))
    (told,) = document["sources"]
    assert set(told["notes"]) <= {remark.value for remark in Remark}
    assert told["problems"] == 0
    assert all(set(file) == {"name", "commitment"} for file in told["files"])
    assert all(figure["rows_in"] is None and figure["rows_counted"] is None for figure in document["figures"])


def test_a_release_scanned_as_typed_parquet_gives_no_cell_away(tmp_path: Path) -> None:
    names = {"Detainer Prepare Date": "detainer_prepare_date", "Unique Identifier": "unique_identifier"}
    rows = poisoned(FOIA).rename(lambda name: names.get(name, name.lower().replace(" ", "_")))
    days = pl.col("detainer_prepare_date").str.to_date(strict=False)
    source = tmp_path / "canary.parquet"
    rows.with_columns(days).write_parquet(source)
    lodged("publish", tmp_path / "site", source, "--state", "MN", "--as-of", "2026-01-13")
    assert_nothing_leaks(tmp_path / "site")


def test_no_cell_of_a_reconciled_file_is_published(tmp_path: Path) -> None:
    lists, custody = tmp_path / "canary_list.csv", tmp_path / "canary_custody.csv"
    poisoned(DETAINERS).write_csv(lists)
    poisoned(CUSTODY).write_csv(custody)
    reconcile_files([lists], [custody], None, state="MN", as_of=date(2026, 1, 13), out=tmp_path / "result")
    coverage = tmp_path / "canary_coverage.csv"
    coverage.write_text(
        "facility_name,reported_from,reported_through\nAnoka County Jail,2025-01-01,2026-01-13\n"
        "CANARY JAIL,2025-01-01,2026-01-13\nPine County Jail,CANARY,2026-01-13\n",
        "utf-8",
    )
    asked = ["--reconciliation", tmp_path / "result", "--coverage", coverage]
    asked += ["--state", "MN", "--as-of", "2026-01-13"]
    lodged("publish", tmp_path / "site", *asked)
    assert_nothing_leaks(tmp_path / "site")


def test_a_protected_file_gives_no_day_to_ask_about(tmp_path: Path) -> None:
    source = tmp_path / "custody.csv"
    poisoned(CUSTODY).write_csv(source)
    with pytest.raises(LodgedError, match="Give the day with --as-of"):
        lodged("publish", tmp_path / "site", source, "--state", "MN", "--within", "MN")
    assert not (tmp_path / "site").exists()


SMALL = "facility_name,with_hold\n" + "".join(f"Jail {n},{n}\n" for n in range(1, 9))


def test_a_guess_of_a_small_file_cant_be_confirmed(tmp_path: Path) -> None:
    source, site, key = tmp_path / "counts.csv", tmp_path / "site", tmp_path / "kept" / "key"
    source.write_text(SMALL, "utf-8")
    lodged("publish", site, source, "--as-of", "2026-01-13", "--key", key)
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    published = {text for _, text in texts_of(site)}
    digests = set(re.findall(r"[0-9a-f]{64}", " ".join(published)))
    (told,) = json.loads((site / "publication.json").read_text("utf-8"))["sources"]
    assert told["files"][0]["commitment"] in digests
    for guess in (content, sha256.encode(), bytes.fromhex(sha256)):
        tried = {getattr(hashlib, name)(guess).hexdigest() for name in ("sha256", "sha3_256", "blake2s")}
        keys = (b"", b"lodged", told["id"].encode(), told["files"][0]["name"].encode(), bytes(32))
        tried |= {hmac.new(one, guess, hashlib.sha256).hexdigest() for one in keys}
        assert not tried & digests
    assert not any(sha256[:12] in text for text in published)
    assert not any(f'"size_bytes": {len(content)}' in text for text in published)
    assert not any(key.read_text().strip() in text for text in published)
    assert not list(site.rglob("*key*"))


def test_the_publisher_opens_the_commitment_and_an_auditor_checks_it(tmp_path: Path) -> None:
    source, site, key = tmp_path / "counts.csv", tmp_path / "site", tmp_path / "kept" / "key"
    source.write_text(SMALL, "utf-8")
    lodged("publish", site, source, "--as-of", "2026-01-13", "--key", key)
    assert key.stat().st_mode & 0o777 == 0o600
    (told,) = json.loads((site / "publication.json").read_text("utf-8"))["sources"]
    published = told["files"][0]["commitment"]
    said = lodged("publish", "commitment", source, "--key", key)
    assert published in said
    opening = re.search("Opening: +([0-9a-f]{64})", said)
    assert opening is not None
    assert published in lodged("publish", "commitment", source, "--opening", opening[1])
    other = tmp_path / "other.csv"
    other.write_text(SMALL.replace("Jail 1,1", "Jail 1,2"), "utf-8")
    assert published not in lodged("publish", "commitment", other, "--opening", opening[1])
    assert published not in lodged("publish", "commitment", source, "--key", tmp_path_key(tmp_path))
    before = (site / "publication.json").read_bytes()
    lodged("publish", site, source, "--as-of", "2026-01-13", "--key", key)
    assert (site / "publication.json").read_bytes() == before


def tmp_path_key(folder: Path) -> Path:
    path = folder / "another.key"
    PublishingKey.kept_in(path)
    return path


def test_a_key_that_others_may_read_or_that_would_be_published_is_refused(tmp_path: Path) -> None:
    source, site = tmp_path / "counts.csv", tmp_path / "site"
    source.write_text(SMALL, "utf-8")
    fixed = (source, "--as-of", "2026-01-13", "--key")
    with pytest.raises(LodgedError, match="must not lie in the folder that is published"):
        lodged("publish", site, *fixed, site / "key")
    key = tmp_path_key(tmp_path)
    key.chmod(0o644)
    with pytest.raises(CommitmentError, match="chmod 600"):
        lodged("publish", site, *fixed, key)
    key.chmod(0o600)
    key.write_text("no key")
    with pytest.raises(CommitmentError, match="holds no publishing key"):
        lodged("publish", site, *fixed, key)
    assert not site.exists()
    refused = CliRunner().invoke(app, ["publish", "commitment", str(source), "--opening", "short"])
    assert isinstance(refused.exception, CommitmentError)


def test_a_publication_of_the_format_that_told_too_much_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "publication.json").write_text('{"format": 1, "sources": []}', "utf-8")
    assert read_site(tmp_path) is None
