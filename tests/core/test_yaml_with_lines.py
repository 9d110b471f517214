"""Every YAML file is read by one reader, which lets no second meaning of a line win in silence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import lodged
from lodged.cli import main
from lodged.core.yaml_with_lines import YamlError, read

SOURCE = Path(lodged.__file__).parent
READER = SOURCE / "core" / "yaml_with_lines.py"
TRAPS = {
    "a key given twice": ("- id: one\n  means: This.\n  means: That.\n", "line 3", "[means]", "Keep one"),
    "a key given twice, deeper": (
        "- id: one\n  where:\n    state: MN\n    state: TX\n",
        "line 4",
        "[state]",
        "line 3",
    ),
    "a reference": ("- id: &name one\n  title: *name\n", "line 1", "[&name]", "Remove it."),
    "a reference that is used": ("- id: one\n\n- *one\n", "line 3", "[*one]", "Write the value out."),
    "an octal number": ("- id: one\n  state: 010\n", "line 2", "[010]", "quotes"),
    "a day that is none": ("- id: one\n  from: 2026-02-30\n", "line 2", "[2026-02-30]", "YYYY-MM-DD"),
    "a class of the program": ("- id: !!python/name:os.system one\n", "line 1", "not valid YAML", ""),
    "two documents": ("- id: one\n---\n- id: two\n", "line 2", "not valid YAML", ""),
    "a list that is not closed": ("- id: one\n- [\n", "", "not valid YAML", ""),
}
COMMANDS = {"definitions": ("definitions", "--definitions"), "claims": ("claim", "list", "--claims")}


@pytest.mark.parametrize("trap", sorted(TRAPS))
@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_a_trap_in_a_users_file_is_refused_with_file_line_and_fix(
    kind: str,
    trap: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text, *words = TRAPS[trap]
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    monkeypatch.setattr("sys.argv", ["lodged", *COMMANDS[kind], str(tmp_path / "own.yaml")])
    with pytest.raises(SystemExit) as ended:
        main()
    told = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    for word in ("own.yaml", *words):
        assert word in told


def test_a_mistake_in_an_entry_names_the_line_it_begins_on(tmp_path: Path) -> None:
    from lodged.figures.definition import DefinitionError, load_definitions

    (tmp_path / "own.yaml").write_text("# Synthetic.\n\n- id: mine\n  unit: noun\n", "utf-8")
    with pytest.raises(DefinitionError, match=r"own\.yaml, line 3, mine: "):
        load_definitions([tmp_path])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("true", True),
        ("0", 0),
        ("-7", -7),
        ("0.5", 0.5),
        ("1.5e-05", 1.5e-05),
        ("~", None),
    ],
)
def test_words_of_old_yaml_stay_text(text: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(f"word: {text}\n", "utf-8")
    found = read(path).data["word"]
    assert (found, type(found)) == (value, type(value))


def test_every_file_of_the_package_is_clean() -> None:
    for path in SOURCE.rglob("*.yaml"):
        assert read(path).data, path.name


def test_the_reader_says_which_line_without_a_kind_of_error(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n", "utf-8")
    with pytest.raises(YamlError) as caught:
        read(path)
    assert (
        str(caught.value)
        == "twice.yaml, line 3: the key [a] occurs twice (first on line 1). Keep one of them."
    )
    assert caught.value.place.line == 3


def test_no_other_module_loads_yaml() -> None:
    """PyYAML may write; reading goes through the one reader."""
    for path in SOURCE.rglob("*.py"):
        if path == READER:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "yaml"), (
                path
            )
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "yaml"
            ):
                assert node.attr == "safe_dump", f"{path}: yaml.{node.attr}"
