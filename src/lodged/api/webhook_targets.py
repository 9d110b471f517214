"""Where a webhook may go: https to a public address, checked when it's added and again at each sending.

The name is looked up once for each sending and the connection goes to the address that was checked, so that a name
that changes its address in between leads nowhere else. Redirections are not followed.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from lodged.core.errors import LodgedError

SECONDS = 10


class TargetError(LodgedError):
    """Nothing is sent there; says why."""


@dataclass(frozen=True)
class Target:
    """An address that was checked, and the machine it leads to."""

    host: str
    port: int
    address: str
    path: str
    secure: bool


def check(url: str) -> Target:
    """Look the address up and check it.

    Raises TargetError for anything but https to a public address. Loopback counts as public where the instance's
    configuration allows it, for trying out.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise TargetError(f"[{url[:200]}] is no address.") from error
    host = parts.hostname
    if not host or not url.isascii() or parts.username or parts.password or parts.fragment:
        raise TargetError(
            "A webhook's address has a host, ASCII characters only, and no user, password or fragment."
        )
    address = _looked_up(host, port)
    loopback = ip_address(address).is_loopback and settings.CONFIGURATION.webhook_loopback
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise TargetError("A webhook's address begins with https://.")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(host, port, address, path, parts.scheme == "https")


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send a body to the address that was checked; gives the status. What else is answered is not read.

    Raises TargetError when no answer comes.
    """
    connection = _Pinned(target)
    try:
        connection.request("POST", target.path, body, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TargetError(f"No answer: {type(error).__name__}.") from error
    finally:
        connection.close()
    return status


def _looked_up(host: str, port: int) -> str:
    """Return the first of the host's addresses, if every one of them may be sent to."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TargetError(f"[{host[:200]}] can't be found.") from error
    addresses = [str(entry[4][0]) for entry in entries]
    for address in addresses:
        known = ip_address(address.partition("%")[0])
        mapped = getattr(known, "ipv4_mapped", None) or known
        allowed = mapped.is_loopback and settings.CONFIGURATION.webhook_loopback
        if not allowed and (not mapped.is_global or mapped.is_multicast):
            raise TargetError(
                f"[{host[:200]}] leads to {address}, which is not a public address. Nothing is sent there."
            )
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, with the certificate of the name that was asked for."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._target = target

    def connect(self) -> None:
        """Connect to the address, not to the name again."""
        self.sock = socket.create_connection((self._target.address, self._target.port), SECONDS)
        if self._target.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)
