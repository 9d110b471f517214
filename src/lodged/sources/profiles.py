"""A source profile: how one agency's own file becomes our custody records, as a small YAML file.

For each of our fields a profile names a column of the file or an expression over columns. It is read strictly: a key
that isn't known, a key given twice or a field that can't be made is refused with file, line and fix. Its hash stands
in every result that was read through it. docs/formats.md describes the format.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.core.yaml_with_lines import Document, Place, Route, YamlError, read
from lodged.sources.model import ProfileMark
from lodged.sources.profile_expressions import (
    Age,
    Constant,
    Day,
    Expression,
    FromColumn,
    FromTwo,
    Key,
    Marked,
    NameOrder,
    NamePart,
    PartOfName,
)
from lodged.sources.tables import CUSTODY_RECORDS, ReleaseReason

VERSION = 1
E = TypeVar("E", bound=Enum)
PROFILES_FOLDER = Path(__file__).parent / "data" / "profiles"
"""Profiles of layouts that are public."""


class ProfileError(YamlError):
    """A profile that can't be used."""


class Grain(Enum):
    """What one row of the file is."""

    STAY = "stay"
    CHARGE = "charge"
    HOLD = "hold"
    SNAPSHOT = "snapshot"
    """A person on a list of those held on one day."""


class HeaderRow(Enum):
    """Where the names of the columns stand."""

    DETECTED = "found"
    NONE = "none"
    """The file has no header: columns are called ``column 1``, ``column 2`` and so on."""


@dataclass(frozen=True)
class Profile:
    """How a file is read: an expression for each of our fields, what a row is, the zone, and the agency's own words.

    ``hold_words`` and ``release_words`` are keyed by :func:`~lodged.core.folding.comparison_key`, and stand beside the
    words read everywhere (see :mod:`lodged.sources.custody_words`).
    """

    id: str
    title: str
    grain: Grain
    fields: Mapping[str, Expression]
    mark: ProfileMark
    header: HeaderRow = HeaderRow.DETECTED
    zone: ZoneInfo | None = None
    hold_words: Mapping[str, bool] = field(default_factory=dict)
    release_words: Mapping[str, str] = field(default_factory=dict)

    def check_tells_start(self) -> None:
        """Refuse a profile of a list that doesn't say when custody began, where that would be counted or recorded."""
        if isinstance(self.fields["booked_at"], Day):
            raise UnreadableFileError(
                f"The profile {self.id} is of a list that doesn't say when custody began (seen_on). It can be "
                "reconciled; counted, looked up or recorded it would be given a start that nobody stated."
            )

    @property
    def columns(self) -> frozenset[str]:
        """The folded names of the file's columns that it reads."""
        return frozenset(
            comparison_key(column) for expression in self.fields.values() for column in expression.columns
        )


def read_profile(path: Path) -> Profile:
    """Read a profile. Raises :class:`ProfileError` where it can't be used."""
    try:
        document = read(path, ProfileError)
    except OSError as error:
        raise ProfileError(
            Place(path, 1), f"it can't be opened ({error.strerror}).", "Check its name."
        ) from error
    return _Reader(document).profile()


def shipped_profiles() -> tuple[Path, ...]:
    """Return the files of the profiles that come with the program."""
    return tuple(sorted(PROFILES_FOLDER.glob("*.yaml")))


_TOP = frozenset({"profile", "id", "title", "grain", "header", "zone", "fields", "words"})
_NAMES = ("last_name", "first_name", "middle_name")
_BIRTHS = ("born_from", "born_through")
_GATHERED = frozenset({"name", "age", "seen_on"})
"""Fields of a profile that become other fields of ours."""
_NEEDED = ("facility_name", "booking_id")


class _Reader:
    """Reads one document into a profile, or says on which line it can't be."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def profile(self) -> Profile:
        top = self._mapping((), self._document.data, _TOP)
        self._version(top)
        grain = self._one_of(("grain",), top.get("grain"), Grain)
        header = self._one_of(("header",), top.get("header", HeaderRow.DETECTED.value), HeaderRow)
        hold, release = self._words(top.get("words", {}))
        profile_id = self._text(("id",), top.get("id"))
        return Profile(
            profile_id,
            self._text(("title",), top.get("title")),
            grain,
            self._fields(top.get("fields"), grain),
            ProfileMark(profile_id, self._document.sha256),
            header,
            self._zone(top.get("zone")),
            hold,
            release,
        )

    def _refuse(self, route: Route, what: str, fix: str) -> ProfileError:
        return ProfileError(self._document.place(route), what, fix)

    def _mapping(self, route: Route, value: Any, known: Collection[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._refuse(
                route, "a mapping is needed here.", f"Write keys among: {', '.join(sorted(known))}."
            )
        for key in value:
            if key not in known:
                raise self._refuse(
                    (*route, key),
                    f"the key [{key}] is not known here.",
                    f"The keys are: {', '.join(sorted(known))}.",
                )
        return value

    def _text(self, route: Route, value: Any) -> str:
        if isinstance(value, str) and value.strip():
            return value
        raise self._refuse(route, f"[{route[-1]}] must be text.", "Write it, in quotes if it is a number.")

    def _texts(self, route: Route, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self._refuse(
                route, f"[{route[-1]}] must be a list of texts.", "Write them as [one, another]."
            )
        return tuple(self._text((*route, at), one) for at, one in enumerate(value))

    def _one_of(self, route: Route, value: Any, kind: type[E]) -> E:
        known = {str(one.value): one for one in kind}
        if isinstance(value, str) and value in known:
            return known[value]
        raise self._refuse(
            route,
            f"[{route[-1]}] must be one of a list, not [{value}].",
            f"Write one of: {', '.join(known)}.",
        )

    def _version(self, top: Mapping[str, Any]) -> None:
        if top.get("profile") != VERSION or isinstance(top.get("profile"), bool):
            raise self._refuse(
                ("profile",),
                "the version of the format is missing or not known.",
                f"Write: profile: {VERSION}",
            )

    def _zone(self, value: Any) -> ZoneInfo | None:
        if value is None:
            return None
        try:
            return ZoneInfo(self._text(("zone",), value))
        except (KeyError, ValueError, OSError) as error:
            raise self._refuse(
                ("zone",), f"[{value}] is no time zone.", "Write one such as America/Chicago."
            ) from error

    def _words(self, value: Any) -> tuple[dict[str, bool], dict[str, str]]:
        top = self._mapping(("words",), value, ("hold", "release"))
        hold = self._meanings(("words", "hold"), top.get("hold", {}), ("yes", "no"))
        release = self._meanings(
            ("words", "release"), top.get("release", {}), [str(reason.value) for reason in ReleaseReason]
        )
        return {word: meaning == "yes" for word, meaning in hold.items()}, release

    def _meanings(self, route: Route, value: Any, known: Collection[str]) -> dict[str, str]:
        meanings: dict[str, str] = {}
        for meaning, words in self._mapping(route, value, known).items():
            for at, word in enumerate(self._texts((*route, meaning), words)):
                key = comparison_key(word)
                if key in meanings:
                    raise self._refuse(
                        (*route, meaning, at),
                        f"the word [{word}] stands for two things.",
                        "Keep one of them.",
                    )
                meanings[key] = meaning
        return meanings

    def _fields(self, value: Any, grain: Grain) -> dict[str, Expression]:
        ours = [column.name for column in CUSTODY_RECORDS.columns]
        given = self._mapping(("fields",), value, {*ours, *_GATHERED})
        expressions: dict[str, Expression] = {}
        for name, value_given in given.items():
            for ours_name, expression in self._field(("fields", name), name, value_given).items():
                if ours_name in expressions:
                    raise self._refuse(
                        ("fields", name),
                        f"[{ours_name}] is given twice, also by [{name}].",
                        "Keep one of them.",
                    )
                expressions[ours_name] = expression
        self._check_whole(given, expressions, grain)
        return expressions

    def _check_whole(
        self, given: Mapping[str, Any], expressions: Mapping[str, Expression], grain: Grain
    ) -> None:
        missing = [name for name in _NEEDED if name not in expressions]
        if missing:
            raise self._refuse(
                ("fields",),
                f"nothing says what [{missing[0]}] is.",
                "Name a column, a constant, or for booking_id the columns that tell stays apart (key_of).",
            )
        if ("seen_on" in given) == ("booked_at" in given):
            raise self._refuse(
                ("fields",),
                "one of [booked_at] and [seen_on] is needed, and not both.",
                "seen_on is the day of a list that doesn't say when custody began.",
            )
        if "seen_on" in given and grain is Grain.STAY:
            raise self._refuse(
                ("fields", "seen_on"),
                "a row that is a stay has a start.",
                "Write grain: snapshot, charge or hold.",
            )

    def _field(self, route: Route, name: str, value: Any) -> dict[str, Expression]:
        match name:
            case "name":
                return self._name(route, value)
            case "age":
                return self._age(route, value)
            case "seen_on":
                return {"booked_at": self._day(route, value)}
        return {name: self._expression(route, name, value)}

    def _name(self, route: Route, value: Any) -> dict[str, Expression]:
        given = self._mapping(route, value, ("column", "order"))
        column = self._text((*route, "column"), given.get("column"))
        order = self._one_of((*route, "order"), given.get("order"), NameOrder)
        return {ours: PartOfName(column, order, part) for ours, part in zip(_NAMES, NamePart, strict=True)}

    def _age(self, route: Route, value: Any) -> dict[str, Expression]:
        given = self._mapping(route, value, ("column", "on"))
        column = self._text((*route, "column"), given.get("column"))
        day = self._day((*route, "on"), given.get("on"))
        return {
            ours: Age(column, day, earliest=earliest)
            for ours, earliest in zip(_BIRTHS, (True, False), strict=True)
        }

    def _day(self, route: Route, value: Any) -> Day:
        given = self._mapping(route, value, ("constant", "column", "file_name"))
        if list(given) == ["constant"] and isinstance(given["constant"], date):
            return Day(constant=given["constant"])
        if list(given) == ["column"]:
            return Day(column=self._text((*route, "column"), given["column"]))
        if given == {"file_name": True}:
            return Day()
        raise self._refuse(
            route,
            "this doesn't say a day.",
            "Write one of: {constant: 2026-01-13}, {column: Report Date}, {file_name: true}.",
        )

    def _expression(self, route: Route, name: str, value: Any) -> Expression:
        kinds: dict[frozenset[str], Callable[[Route, dict[str, Any]], Expression]] = {
            frozenset({"column"}): self._column,
            frozenset({"column", "optional"}): self._column,
            frozenset({"constant"}): self._constant,
            frozenset({"date", "time"}): self._two,
            frozenset({"key_of"}): self._key,
            frozenset({"column", "containing"}): partial(self._marked, name=name),
            frozenset({"column", "containing", "otherwise"}): partial(self._marked, name=name),
        }
        given = self._mapping(route, value, {key for keys in kinds for key in keys})
        build = kinds.get(frozenset(given))
        if build is None:
            raise self._refuse(
                route,
                f"[{', '.join(given)}] is no way to make a field.",
                "Write one of: column; constant; date and time; key_of; column and containing.",
            )
        return build(route, given)

    def _column(self, route: Route, given: dict[str, Any]) -> Expression:
        optional = given.get("optional", False)
        if not isinstance(optional, bool):
            raise self._refuse((*route, "optional"), "[optional] must be true or false.", "Write true.")
        return FromColumn(self._text((*route, "column"), given["column"]), optional=optional)

    def _constant(self, route: Route, given: dict[str, Any]) -> Expression:
        value = given["constant"]
        return Constant(str(value) if isinstance(value, date) else self._text((*route, "constant"), value))

    def _two(self, route: Route, given: dict[str, Any]) -> Expression:
        return FromTwo(
            self._text((*route, "date"), given["date"]), self._text((*route, "time"), given["time"])
        )

    def _key(self, route: Route, given: dict[str, Any]) -> Expression:
        return Key(self._texts((*route, "key_of"), given["key_of"]))

    def _marked(self, route: Route, given: dict[str, Any], *, name: str) -> Expression:
        if name != "detainer_on_file":
            raise self._refuse(
                (*route, "containing"),
                "only detainer_on_file is told by a text in a column.",
                "Name a column.",
            )
        otherwise = given.get("otherwise")
        if otherwise not in {None, "no"}:
            raise self._refuse(
                (*route, "otherwise"),
                f"[{otherwise}] can't be what the other rows say.",
                'Write "no" where a row without the text says that there is none, or leave it out.',
            )
        return Marked(
            self._text((*route, "column"), given["column"]),
            self._texts((*route, "containing"), given["containing"]),
            otherwise,
        )
