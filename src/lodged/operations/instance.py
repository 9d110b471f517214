"""One running instance: the database, the worker and the web server, started and stopped together."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

from rich.console import Console

import lodged
from lodged.operations.supervision import embedded_database, supervise, web_and_worker
from lodged.sealing.keyring import new_key
from lodged.web.configuration import Configuration, ConfigurationError, configuration
from lodged.web.database import DatabaseUrls, database_urls

WORKER_JOBS = 3


Fill = Callable[[Console], None]
"""What fills an empty record before it is served, and says so."""


def run(*, fill: Fill | None, open_browser: bool) -> int:
    """Start everything, say where it is, and serve until stopped; return the exit code.

    With `fill` it is the demonstration, whose sign-ins are printed.

    Raises ConfigurationError when the port is taken, no secret key is set, or the demonstration would be
    reachable from other machines.
    """
    config = replace(configuration(), demonstration=fill is not None)
    _refuse_what_cannot_work(config)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    console.print("Starting the database...")
    tell_django(config)
    share_metrics(config)
    _prepare(console, fill)
    _announce(console, config, open_browser=open_browser)
    return supervise(web_and_worker(config), embedded_database(config))


def connect() -> DatabaseUrls:
    """Make this process able to read and write the instance's record: for commands that need no pages.

    Gives where the database is. Raises ConfigurationError when the database can't be used.
    """
    own_database = configuration().database_url is not None
    urls = prepare_django()
    if own_database:
        refuse_other_tables()
    else:
        migrate()
    return urls


def prepare_django() -> DatabaseUrls:
    """Start the embedded database where no other is named, and Django; the tables stay as they are.

    Gives where the database is. Raises ConfigurationError when it can't be used.
    """
    config = configuration()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    urls = tell_django(config)
    import django

    django.setup()
    return urls


def migrate() -> None:
    """Bring the tables to this version, as the role that owns them."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


def refuse_other_tables() -> None:
    """Raise ConfigurationError unless the tables are those of this version."""
    from django.db import DatabaseError

    from lodged.web.schema import of_another_version, unapplied_migrations, unknown_migrations

    try:
        missing, unknown = unapplied_migrations(), unknown_migrations()
    except DatabaseError as error:
        raise ConfigurationError(
            f"The database does not answer: {str(error).strip().splitlines()[0]}. Check LODGED_DATABASE_URL, and that "
            "the server runs."
        ) from error
    if missing:
        raise ConfigurationError(
            f"The database lacks {len(missing)} changes of this version, first [{missing[0]}]. Back it up, then run "
            "[lodged instance upgrade] with LODGED_OWNER_DATABASE_URL set."
        )
    if unknown:
        raise ConfigurationError(of_another_version(unknown))


def share_metrics(config: Configuration) -> None:
    """Give the web processes an empty folder in which they count together."""
    folder = config.data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def close_connections() -> None:
    """Leave no connection open for the programs that are started next."""
    from django.db import connections

    connections.close_all()


def _refuse_what_cannot_work(config: Configuration) -> None:
    if config.demonstration and config.host != "localhost" and not ip_address(config.host).is_loopback:
        raise ConfigurationError(
            f"The demonstration has known passwords, so it can't listen on [{config.host}]. "
            "Leave LODGED_HOST at 127.0.0.1."
        )
    if not config.demonstration and not config.secret_key:
        raise ConfigurationError(
            "LODGED_SECRET_KEY is not set. Make one with "
            '`python -c "import secrets; print(secrets.token_urlsafe(48))"` and keep it out of files that are shared.'
        )
    refuse_taken_port(config)


def refuse_taken_port(config: Configuration) -> None:
    """Raise ConfigurationError when nothing can listen at the address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise ConfigurationError(
                f"Can't listen on {config.host} port {config.port}: {error.strerror}. "
                "Stop the other program, or choose another port with LODGED_PORT."
            ) from error


def tell_django(config: Configuration) -> DatabaseUrls:
    """Put what was found out into the environment, where this process and its children read it."""
    urls = database_urls(config)
    os.environ["LODGED_DATABASE_URL"], os.environ["LODGED_OWNER_DATABASE_URL"] = urls.application, urls.owner
    os.environ["LODGED_DATA_DIR"] = str(config.data_dir)
    os.environ["LODGED_DEMONSTRATION"] = "1" if config.demonstration else "0"
    os.environ["LODGED_SECRET_KEY"] = config.secret_key or _kept(
        config.data_dir / "demonstration-key", lambda: secrets.token_urlsafe(48)
    )
    os.environ["LODGED_FIELD_KEYS"] = config.field_keys or _own_field_key(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lodged.web.settings"
    return urls


def _own_field_key(config: Configuration) -> str:
    """Return the key of an instance with the embedded database, made once and kept beside it.

    Raises ConfigurationError for a database of one's own: a key that only one machine has would lose the others'.
    """
    if config.database_url:
        raise ConfigurationError(
            "LODGED_FIELD_KEYS is not set. It seals identifiers in the database, on every machine the same. "
            "Make a key with [lodged instance keys make], keep a copy of it apart from the backups, and set it."
        )
    return _kept(config.data_dir / "field-key", lambda: str(new_key(f"local-{secrets.token_hex(4)}")))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return a secret of this folder, made by the first who asks."""
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(make(), encoding="utf-8")
        try:
            os.link(own, path)
        except FileExistsError:
            pass  # Another process was first; its secret counts.
        finally:
            own.unlink()
    return path.read_text(encoding="utf-8")


def _prepare(console: Console, fill: Fill | None) -> None:
    import django

    django.setup()
    migrate()
    collect_static_files()
    if fill is not None:
        fill(console)
    close_connections()


def collect_static_files() -> None:
    """Gather style sheets and scripts, when they differ from those gathered before.

    Raises ConfigurationError where the package was installed from source, without them.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import find, get_finders
    from django.core.management import call_command

    if find("css/lodged.css") is None:
        raise ConfigurationError(
            "The style sheets and scripts of the pages are not here: this was installed from source without them. "
            "Install a package that [make wheel] built, or run [make run] in the source folder. Both need Node 20."
        )
    digest = hashlib.sha256(lodged.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.get_modified_time(path).timestamp()}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "gathered"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")


def _announce(console: Console, config: Configuration, *, open_browser: bool) -> None:
    address = f"http://{config.host}:{config.port}/reconcile/"
    console.print(f"\nLodged {lodged.__version__} is at [bold]{address}[/bold]")
    if config.demonstration:
        from lodged.operations.printed_sign_ins import PASSWORD, SIGN_INS

        console.print("Demonstration sign-ins (synthetic data only):")
        for sign_in in SIGN_INS:
            console.print(f"  {sign_in.username:<15} {PASSWORD}   {sign_in.role.label}")
    console.print("Stop with Ctrl+C.\n")
    has_screen = bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"
    )
    if open_browser and has_screen:
        webbrowser.open(address)
