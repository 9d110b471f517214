"""`lodged instance serve`: web server and worker of an instance in earnest, watched and started again when they die."""

from __future__ import annotations

import logging.config
import os
from dataclasses import replace

from lodged.operations import instance
from lodged.operations.secret_strength import weakness_of
from lodged.operations.supervision import embedded_database, supervise, web_and_worker
from lodged.web.configuration import Configuration, ConfigurationError, LogFormat, configuration


def serve(*, migrate: bool) -> int:
    """Serve until stopped; gives the exit code.

    Raises ConfigurationError where an instance in earnest must not start: demonstration data, a weak secret, no key
    for sealing, tables of another version.
    """
    config = configuration()
    config = replace(config, log_format=config.log_format or LogFormat.JSON)
    refuse_settings(config)
    instance.refuse_taken_port(config)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    os.environ["LODGED_LOG_FORMAT"] = str(config.log_format)
    instance.tell_django(config)
    instance.share_metrics(config)
    import django

    django.setup()
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
    if migrate:
        instance.migrate()
    instance.refuse_other_tables()
    refuse_demonstration_data()
    instance.collect_static_files()
    instance.close_connections()
    return supervise(web_and_worker(config), embedded_database(config))


def refuse_settings(config: Configuration) -> None:
    """Raise ConfigurationError for settings that only a demonstration may have."""
    if config.demonstration:
        raise ConfigurationError(
            "LODGED_DEMONSTRATION is 1, and its passwords are known. Unset it, or start with "
            "[lodged run --demonstration]."
        )
    if (weakness := weakness_of(config.secret_key)) is not None:
        raise ConfigurationError(
            f"LODGED_SECRET_KEY {weakness}. Make one with "
            '`python -c "import secrets; print(secrets.token_urlsafe(48))"` and set it.'
        )
    if config.field_keys is None:
        raise ConfigurationError(
            "LODGED_FIELD_KEYS is not set. It seals identifiers in the database. Make a key with "
            "[lodged instance keys make], keep a copy of it apart from the backups, and set it."
        )


def refuse_demonstration_data() -> None:
    """Raise ConfigurationError where the record holds the demonstration: its passwords are printed everywhere."""
    from lodged.casework.models import ReconciliationRun
    from lodged.operations.printed_sign_ins import PASSWORD, SIGN_INS
    from lodged.register.models import User

    known = [sign_in.username for sign_in in SIGN_INS]
    staff = User.objects.filter(username__in=known, is_active=True)
    if ReconciliationRun.objects.filter(is_demonstration=True).exists() or any(
        user.check_password(PASSWORD) for user in staff
    ):
        raise ConfigurationError(
            "This database holds the demonstration, whose passwords are known. Serve from an empty one, and keep the "
            "demonstration for [lodged run --demonstration]."
        )
