"""The agency's mail server: where it is, and one message handed to it, with what is known of how that went."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from lodged.web.providers import ConfigurationError

SECONDS = 60
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True)
class MailServer:
    """A server that takes the agency's mail. ``scheme`` says how the way there is sealed."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


class MailError(Exception):
    """The message was not taken. The words are for the person who reads the outbox.

    ``may_have_arrived``: even that is not certain. ``final``: trying again can't help.
    """

    def __init__(self, words: str, *, may_have_arrived: bool = False, final: bool = False) -> None:
        """Keep what is known."""
        super().__init__(words)
        self.may_have_arrived = may_have_arrived
        self.final = final


def mail_server(url: str | None, sender: str | None) -> MailServer | None:
    """Read the settings; None where no server is set.

    Raises ConfigurationError, never repeating a password, where they can't be.
    """
    if not url:
        return None
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise ConfigurationError(
            "LODGED_MAIL_URL is not a mail server's address. Write smtps://user:password@host:465, "
            "smtp://user:password@host:587 (with STARTTLS), or smtp+plain://host:25 for a relay on this machine."
        )
    if not sender or "@" not in parseaddr(sender)[1]:
        raise ConfigurationError(
            f"LODGED_MAIL_FROM is [{sender or ''}], which is no e-mail address. Set the address that answers go to."
        )
    return MailServer(
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        sender,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def hand_over(server: MailServer, message: EmailMessage, seconds: float | None = None) -> str:
    """Hand a message to the server; gives the server's own words once it has taken it.

    Raises MailError where it did not, or may not have.
    """
    recipient = parseaddr(str(message["To"]))[1]
    content = message.as_bytes(policy=SMTP)
    try:
        connection = _connected(server, SECONDS if seconds is None else seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise _refused("The mail server could not be reached", error) from error
    try:
        _announced(connection, parseaddr(server.sender)[1], recipient)
        return _given(connection, content)
    finally:
        connection.close()


def _connected(server: MailServer, seconds: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=seconds, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        if server.scheme == "smtp":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _announced(connection: smtplib.SMTP, sender: str, recipient: str) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        for code, reply in (connection.mail(sender), connection.rcpt(recipient)):
            if code not in {250, 251}:
                words = reply.decode("utf-8", "replace")
                raise MailError(f"The mail server refused it: {code} {words}", final=500 <= code < 600)
    except (OSError, smtplib.SMTPException) as error:
        raise _refused(
            "The connection to the mail server broke before the message was sent", error
        ) from error


def _given(connection: smtplib.SMTP, content: bytes) -> str:
    """Return the message itself: once it is on its way, a broken connection leaves open whether it arrived."""
    try:
        code, reply = connection.data(content)
    except smtplib.SMTPDataError as error:
        raise _refused("The mail server refused the message", error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(
            f"The connection ended before the mail server answered; the message may have arrived ({error})",
            may_have_arrived=True,
        ) from error
    words = reply.decode("utf-8", "replace")
    if code != 250:
        raise MailError(f"The mail server refused the message: {code} {words}", final=500 <= code < 600)
    return f"{code} {words}"


def _refused(what: str, error: Exception) -> MailError:
    code = getattr(error, "smtp_code", 0)
    reply = getattr(error, "smtp_error", b"")
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    # A wrong password or certificate is ours to fix, and is fixed while the notice waits.
    return MailError(f"{what}: {code} {words}" if code else f"{what}: {error}")
