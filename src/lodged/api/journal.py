"""The journal: checkpoints, proofs that an entry stands in it, and that it only grew."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lodged.api.access import Bearer, acting
from lodged.api.problems import RefusedError
from lodged.api.scopes import Scope
from lodged.api.shapes import Moment
from lodged.journal.errors import JournalError
from lodged.journal.proofs import consistency_proof, inclusion_proof, root_at
from lodged.journal.tree import Frontier
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Event, JournalFrontier

router = Router(tags=["Journal"])
Size = Annotated[int, Field(ge=0, le=2**53)]
MOST_EVENTS = 500


class Head(Schema):
    """The journal now, and its newest signed checkpoint."""

    size: int
    root: str = Field(description="Base64 of the Merkle root (RFC 9162, SHA-256).")
    checkpoint: str | None = Field(
        description="A signed note (c2sp.org/tlog-checkpoint); null before the first."
    )


class Inclusion(Schema):
    """That an entry stands at an index, in the journal of a size and root."""

    index: int
    size: int
    root: str
    leaf: str = Field(description="Base64 of the entry's canonical JSON.")
    path: list[str] = Field(description="Base64, the leaf's sibling first (RFC 9162, 2.1.3).")


class Consistency(Schema):
    """That the journal of one size is the beginning of that of another."""

    old_size: int
    new_size: int
    old_root: str
    new_root: str
    path: list[str] = Field(description="Base64 (RFC 9162, 2.1.4).")


class EventShown(Schema):
    """An event of the agency by its identifiers. What it says is not shown here."""

    index: int
    event_id: UUID
    name: str
    person_id: UUID | None
    stay_id: UUID | None
    detainer_id: UUID | None
    occurred_at: Moment
    recorded_at: Moment


class Events(Schema):
    """Events after an index; ask again with ``next`` for what comes later."""

    items: list[EventShown]
    next: int


@router.get(
    "/journal/checkpoint", response=Head, auth=Bearer(Scope.JOURNAL_READ), summary="Show the journal's head"
)
def checkpoint(request: HttpRequest) -> Head:
    """Keep it: later proofs are checked against it."""
    with acting(request):
        edge = JournalFrontier.objects.get()
        try:
            note = DatabaseStore(private=False).checkpoint().note.decode()
        except JournalError:
            note = None
        return Head(
            size=edge.size,
            root=_text(Frontier.from_bytes(edge.size, bytes(edge.nodes)).root()),
            checkpoint=note,
        )


@router.get(
    "/journal/events/{uuid:event_id}/proof",
    response=Inclusion,
    auth=Bearer(Scope.JOURNAL_READ),
    summary="Prove that an event stands in the journal",
)
def inclusion(
    request: HttpRequest,
    event_id: UUID,
    size: Size | None = Query(
        None, description="The journal's size to prove for; its size now when left out."
    ),
) -> Inclusion:
    """Return a path from the event's entry to the root."""
    store = DatabaseStore(private=False)
    with acting(request):
        try:
            index = store.find(event_id)
        except JournalError as error:
            raise RefusedError(404, "not-found", str(error)) from error
        until = JournalFrontier.objects.get().size if size is None else size
        path = _proved(lambda: inclusion_proof(store.levels(), index, until))
        root = _root(store, until)
        leaf = store.leaf(index)
    return Inclusion(
        index=index, size=until, root=_text(root), leaf=_text(leaf), path=[_text(node) for node in path]
    )


@router.get(
    "/journal/consistency",
    response=Consistency,
    auth=Bearer(Scope.JOURNAL_READ),
    summary="Prove that the journal only grew",
)
def consistency(
    request: HttpRequest,
    old_size: Size = Query(description="A size known before."),
    new_size: Size | None = Query(None, description="Its size now when left out."),
) -> Consistency:
    """Return a path that leads to both roots."""
    store = DatabaseStore(private=False)
    with acting(request):
        until = JournalFrontier.objects.get().size if new_size is None else new_size
        path = _proved(lambda: consistency_proof(store.levels(), old_size, until))
        old, new = _root(store, old_size), _root(store, until)
    return Consistency(
        old_size=old_size,
        new_size=until,
        old_root=_text(old),
        new_root=_text(new),
        path=[_text(node) for node in path],
    )


@router.get(
    "/events",
    response=Events,
    auth=Bearer(Scope.EVENTS_READ),
    tags=["Events"],
    summary="List recorded events",
)
def events(
    request: HttpRequest,
    after: Annotated[int, Field(ge=-1, le=2**53)] = Query(-1, description="The last index that was read."),
    limit: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = Query(100, description="Events a page."),
) -> Events:
    """Return the agency's own events in the order of recording; the order never changes."""
    with acting(request) as user:
        rows = Event.objects.filter(agency=user.agency, index__gt=after).order_by("index")[:limit]
        fields = ("index", "id", "name", "person_id", "stay_id", "detainer_id", "occurred_at", "recorded_at")
        items = [EventShown(event_id=row.pop("id"), **row) for row in rows.values(*fields)]
    return Events(items=items, next=items[-1].index if items else after)


def _proved(work: Callable[[], list[bytes]]) -> list[bytes]:
    try:
        return work()
    except JournalError as error:
        raise RefusedError(409, "no-such-size", str(error)) from error


def _root(store: DatabaseStore, size: int) -> bytes:
    return _proved(lambda: [root_at(store.levels(), size)])[0]


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
