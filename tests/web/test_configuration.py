"""What the environment says: read whole or refused by name, with what to set instead; no secret is ever shown."""

from __future__ import annotations

import pytest

from lodged.web.configuration import ConfigurationError, configuration, settings

SECRETS = (
    "database_url",
    "owner_database_url",
    "backup_database_url",
    "secret_key",
    "field_keys",
    "metrics_token",
)
SWITCHES = {name for name, field in settings().items() if isinstance(field.default, bool)}


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PORT", "99999", "at most 65535, for example 8000"),
        ("PORT", "eighty", "a whole number, for example 8000"),
        ("RATE_LIMIT", "-1", "at least 0, for example 240"),
        ("WEB_WORKERS", "0", "above 0, for example 2"),
        ("SECOND_FACTOR", "all", "one of: writers, everyone, nobody"),
        ("LOG_FORMAT", "xml", "one of: json, plain"),
        ("BEHIND_PROXY", "perhaps", "1 for yes, or 0 for no"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_the_fix(name: str, value: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configuration({f"LODGED_{name}": value})
    assert str(refused.value).startswith(f"LODGED_{name} is [{value}]")
    assert fix in str(refused.value)


def test_no_secret_is_in_what_a_log_would_show() -> None:
    read = configuration({f"LODGED_{name.upper()}": f"canary-{name}" for name in SECRETS})
    assert "canary" not in repr(read)


def test_every_setting_is_read_and_an_empty_one_is_none() -> None:
    empty = {f"LODGED_{name.upper()}": " " for name in settings()}
    assert configuration(empty) == configuration({})
    numbers = {name for name, field in settings().items() if isinstance(field.default, int)}
    changed = configuration({f"LODGED_{name.upper()}": "1" if name in SWITCHES else "7" for name in numbers})
    for name in numbers:
        assert getattr(changed, name) == (name in SWITCHES or 7)


def test_what_follows_from_other_settings() -> None:
    read = configuration({"LODGED_HOST": "10.0.0.7", "LODGED_PORT": "9000", "LODGED_DATA_DIR": "/srv/lodged"})
    assert read.address == "http://10.0.0.7:9000"
    assert read.allowed_hosts == ("10.0.0.7", "localhost")
    assert str(read.published_dir) == "/srv/lodged/published"
    assert configuration({"LODGED_ALLOWED_HOSTS": "a.example, b.example"}).allowed_hosts == (
        "a.example",
        "b.example",
    )
    assert configuration({"LODGED_DEMONSTRATION": "1"}).second_factor == "nobody"
