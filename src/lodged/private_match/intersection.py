"""Private set intersection, as openmined-psi does it: points of an elliptic curve, raised by a secret of each side.

The side that asks sends each of its keys raised by its secret. The side that answers raises those by its own secret,
and sends its own keys raised by that too. The asker takes its own secret off the first and looks which occur among the
second. Each side adds random keys up to a round size, and sends its keys in random order.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import private_set_intersection.python as psi
from google.protobuf.message import DecodeError

from lodged.private_match.errors import PrivateMatchError

SMALLEST = 256
"""Keys in the smallest message; fewer are padded up to it."""


@dataclass(frozen=True)
class Prepared:
    """A request and what its asker keeps: the secret, and which key stands at which place (None: padding)."""

    secret: bytes
    request: bytes
    order: tuple[str | None, ...]


@dataclass(frozen=True)
class Answered:
    """What answers a request: the answerer's own keys, and the asker's raised once more."""

    setup: bytes
    response: bytes


def padded(size: int) -> int:
    """Round a number of keys up, by an eighth of a power of two at most.

    >>> padded(3), padded(257), padded(5000), padded(51_000)
    (256, 288, 5120, 53248)
    """
    if size <= SMALLEST:
        return SMALLEST
    step = (1 << (size - 1).bit_length() - 1) // 8
    return -(-size // step) * step


def ask(keys: Sequence[str]) -> Prepared:
    """Make a request for ``keys``, which must be distinct."""
    places: list[str | None] = [*keys, *[None] * (padded(len(keys)) - len(keys))]
    secrets.SystemRandom().shuffle(places)
    client = psi.client.CreateWithNewKey(True)
    request = client.CreateRequest([_padding() if key is None else key for key in places])
    return Prepared(client.GetPrivateKeyBytes(), request.SerializeToString(), tuple(places))


def size_of(request: bytes) -> int:
    """Count the keys of a request, padding included."""
    return len(_request(request).encrypted_elements)


def answer(keys: Sequence[str], request: bytes) -> Answered:
    """Answer a request from ``keys``.

    Raises PrivateMatchError where the request holds something that is no point of the curve.
    """
    request_points = _request(request)
    server = psi.server.CreateWithNewKey(True)
    every = [*keys, *(_padding() for _ in range(padded(len(keys)) - len(keys)))]
    try:
        response = server.ProcessRequest(request_points)
    except RuntimeError as error:
        raise PrivateMatchError(
            "The request can't be answered: it holds values that no honest request has. Nothing was sent. Ask for it "
            "again, and compare its fingerprint by telephone."
        ) from error
    # With raw elements the answer is exact; the library sorts them, so their order says nothing.
    setup = server.CreateSetupMessage(
        0.0, len(request_points.encrypted_elements), every, psi.DataStructure.RAW
    )
    return Answered(setup.SerializeToString(), response.SerializeToString())


def matching_places(secret: bytes, answered: Answered) -> list[int]:
    """Return the places of the request whose keys the other side has.

    Raises PrivateMatchError where the answer can't be read.
    """
    setup, response = psi.ServerSetup(), psi.Response()
    try:
        setup.ParseFromString(answered.setup)
        response.ParseFromString(answered.response)
        places: list[int] = psi.client.CreateFromKey(secret, True).GetIntersection(setup, response)
    except (DecodeError, RuntimeError, ValueError) as error:
        raise PrivateMatchError(
            "The answer can't be opened: it holds values that no honest answer to your request has. Ask for it again, "
            "and compare its fingerprint by telephone."
        ) from error
    return sorted(places)


def _request(request: bytes) -> Any:
    request_points = psi.Request()
    try:
        request_points.ParseFromString(request)
    except DecodeError as error:
        raise PrivateMatchError("The request is damaged. Ask for it again.") from error
    if not request_points.reveal_intersection:
        raise PrivateMatchError("The request asks for a size only, which Lodged doesn't do. Ask for another.")
    return request_points


def _padding() -> str:
    return f"padding|{secrets.token_hex(16)}"
