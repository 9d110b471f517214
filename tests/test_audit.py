"""The audit finds weaknesses, and never takes silence for an answer."""

from __future__ import annotations

import json

import pytest

from tests import audit

FOUND = {"name": "x", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
CLEAN = {"name": "y", "version": "2.0", "vulns": []}
SKIPPED = {"name": "z", "skip_reason": "not found"}


def test_a_weakness_is_named_with_its_fix() -> None:
    (weakness,) = audit.python_weaknesses(json.dumps({"dependencies": [FOUND, CLEAN]}), "")
    assert (weakness.package, weakness.advisory) == ("x 1.0", "PYSEC-1")
    assert "1.1" in weakness.fix
    told = json.dumps({"vulnerabilities": {"x": {"severity": "high", "range": "<2"}}})
    assert audit.npm_weaknesses(told, "")[0].advisory == "high severity"


@pytest.mark.parametrize("out", ["", "{}", "[]", "null", json.dumps({"dependencies": [CLEAN, SKIPPED]})])
def test_what_could_not_be_asked_is_not_clean(out: str) -> None:
    with pytest.raises(audit.NotAskedError):
        audit.python_weaknesses(out, "no connection")
    with pytest.raises(audit.NotAskedError):
        audit.npm_weaknesses(out, "no connection")


def test_it_fails_on_a_finding_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(*_: object) -> list[audit.Weakness]:
        raise audit.NotAskedError("no connection")

    monkeypatch.setattr(audit, "of_python", silent)
    monkeypatch.setattr(audit, "of_npm", silent)
    assert audit.main() == 0
    assert capsys.readouterr().out.count("NOT AUDITED") == 3
    monkeypatch.setattr(audit, "of_npm", lambda: [audit.Weakness("x 1", "high severity", "npm update")])
    assert audit.main() == 1
