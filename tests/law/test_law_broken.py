"""One broken rulebook a mistake: each message names file, line, value and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app, main
from lodged.core.yaml_with_lines import YamlError, read
from lodged.law import LawError, load_rulebooks
from lodged.law.lint import lint

BROKEN = Path(__file__).parent / "broken"
UNREADABLE = {
    "cycle": ("xb.yaml, line 3", "round in a circle [xa → xb → xa]"),
    "unknown-action": ("xa.yaml, line 16", "[hold.detainer]", "Did you mean [hold.detainer_only]?"),
    "ends-before-it-starts": ("xa.yaml, line 18", "ends [2019-01-01] before it starts [2020-01-01]"),
    "fact-of-wrong-type": ("xa.yaml, line 32", "detainer_only [maybe]", "true or false"),
    "condition-of-wrong-type": ("xa.yaml, line 18", "[county_jail]", "true or false"),
    "unknown-value": ("xa.yaml, line 18", "[county_jial]", "Did you mean [county_jail]?"),
    "unknown-fact": ("xa.yaml, line 18", "[judicial_warant]", "Did you mean [judicial_warrant]?"),
    "unknown-parent": ("xa.yaml, line 3", "[us-mm]"),
    "missing-source": ("xa.yaml, line 20", "[a-statut]", "Did you mean [a-statute]?"),
    "key-twice": ("xa.yaml, line 20", "[effect]", "first on line 19"),
    "unknown-key": ("xa.yaml, line 21", "[becuase]", "Did you mean [because]?"),
    "missing-key": ("xa.yaml, line 15", "[effect]"),
    "id-twice": ("xa.yaml, line 30", "[one]", "first on line 24"),
    "overrides-nothing": ("xa.yaml, line 15", "[a.other]"),
    "not-a-date": ("xa.yaml, line 17", "[2020-13-01]", "YYYY-MM-DD"),
    "reference": ("xa.yaml, line 18", "[&place]"),
    "not-yaml": ("xa.yaml", "not valid YAML"),
    "unknown-cell": ("xa.yaml, line 25", "[county_gaol]", "Did you mean [county_jail]?"),
    "limit-of-no-kind": ("xa.yaml, line 20", "[limit]", "docs/rulebook-format.md"),
    "wrong-name": ("xb.yaml, line 1", "[xa]", "[xb]"),
}
FLAWED = {
    "lint-dead-rule": (15, "dead"),
    "lint-unused-source": (14, "[another] is not used"),
    "lint-one-case": (15, "1 of 2 cases"),
    "lint-wrong-case": (24, "expects hold.detainer_only [permitted] but gets [prohibited]"),
    "lint-only-a-bill": (15, "bills alone"),
    "lint-empty-cell": (1, "the cell [juvenile, serve.copy] of `examined` is empty"),
    "lint-cell-said-twice": (34, "[police, serve.copy] is said twice"),
    "lint-cell-without-a-rule": (37, "no rule speaks in the cell [juvenile, serve.copy]"),
    "lint-cell-with-a-rule": (25, "a rule speaks in the cell [county_jail, hold.detainer_only]"),
    "lint-repeated-rule": (22, "repeats [a.rule]"),
}


def test_every_broken_folder_is_expected_to_be_broken() -> None:
    assert {path.name for path in BROKEN.iterdir()} == UNREADABLE.keys() | FLAWED.keys()


@pytest.mark.parametrize("mistake", sorted(UNREADABLE))
def test_a_mistake_is_told_with_place_value_and_mend(mistake: str) -> None:
    with pytest.raises(LawError) as told:
        load_rulebooks(BROKEN / mistake)
    for words in UNREADABLE[mistake]:
        assert words in str(told.value)


@pytest.mark.parametrize("flaw", sorted(FLAWED))
def test_lint_finds_the_flaw_and_nothing_else(flaw: str) -> None:
    line, words = FLAWED[flaw]
    findings = lint(load_rulebooks(BROKEN / flaw), "xa")
    assert [finding.place.line for finding in findings] == [line]
    assert words in str(findings[0])
    told = CliRunner().invoke(app, ["law", "lint", "--rulebooks", str(BROKEN / flaw)])
    assert told.exit_code == 1
    assert f"xa.yaml, line {line}" in told.output


def test_the_shipped_rulebooks_have_no_finding() -> None:
    books = load_rulebooks()
    assert [str(item) for name in sorted(books.books) for item in lint(books, name)] == []


@pytest.mark.parametrize(
    "mistake", ["cycle", "unknown-action", "ends-before-it-starts", "fact-of-wrong-type"]
)
def test_the_command_exits_2_and_says_where(
    mistake: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["lodged", "law", "list", "--rulebooks", str(BROKEN / mistake)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert UNREADABLE[mistake][0] in capsys.readouterr().err


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["[" * 200_000, "a: " + "[" * 900 + "]" * 900])
def test_a_file_made_to_exhaust_the_reader_is_refused_in_words(tmp_path: Path, text: str) -> None:
    """The parser in Python took more than ten minutes for the first."""
    path = tmp_path / "deep.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(YamlError, match="nest"):
        read(path)
