"""Options that several commands take alike, kept in one frozen dataclass instead of being written out twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

ProfileOption = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        metavar="FILE.yaml",
        help="How this agency's custody records are read; lodged inspect --propose drafts one.",
    ),
]


def options_of_fields(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command as the shell sees it: each field of a dataclass it takes is an option of its own.

    A field is annotated as an option or argument of Typer is, and has its default.
    """
    hints = get_type_hints(command, include_extras=True)
    kinds = {name: kind for name, kind in hints.items() if is_dataclass(kind) and isinstance(kind, type)}

    @wraps(command)
    def with_options(**given: Any) -> None:
        for name, kind in kinds.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        command(**given)

    taken = [
        parameter
        for name, one in signature(command).parameters.items()
        for parameter in (
            _parameters(kinds[name]) if name in kinds else [one.replace(annotation=hints[name])]
        )
    ]
    by_name = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in taken]
    vars(with_options)["__signature__"] = Signature(by_name)
    return with_options


def _parameters(kind: type) -> Iterator[Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        yield Parameter(
            field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
