"""Pages by cursor: what is recorded in between neither moves nor repeats what follows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from ninja import Query
from pydantic import Field, StringConstraints

from lodged.api.problems import RefusedError
from lodged.core.untrusted_json import parsed

Row = TypeVar("Row", bound=Model)
DEFAULT, MOST = 50, 200
Cursor = Annotated[
    str | None,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}$"),
    Query(None, description="The ``next`` of the page before."),
]
Limit = Annotated[int, Field(ge=1, le=MOST), Query(DEFAULT, description="Rows a page.")]


def page(rows: QuerySet[Row], by: str, cursor: str | None, limit: int) -> tuple[Sequence[Row], str | None]:
    """Return rows in the order of ``by`` (a time) and identifier, after the cursor; and the next page's cursor.

    Raises RefusedError for a cursor that this API didn't give.
    """
    if cursor is not None:
        at, last = read(cursor)
        rows = rows.filter(Q(**{f"{by}__gt": at}) | Q(**{by: at, "pk__gt": last}))
    items = list(rows.order_by(by, "pk")[: limit + 1])
    if len(items) <= limit:
        return items, None
    end: Any = items[limit - 1]
    return items[:limit], write(getattr(end, by), end.pk)


def write(at: datetime, last: UUID) -> str:
    """Return a cursor after this row."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), str(last)]).encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[datetime, UUID]:
    """Return what :func:`write` wrote; raises RefusedError for anything else."""
    try:
        at, last = parsed(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment, identifier = datetime.fromisoformat(at).astimezone(UTC), UUID(last)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error) as error:
        raise RefusedError(
            404, "no-such-cursor", "This cursor is none of this API. Begin without one."
        ) from error
    return moment, identifier
