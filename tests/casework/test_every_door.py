"""One deed, one history: by every door a deed leaves the same acts, decisions and findings, or the same refusal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lodged.register import acts
from lodged.register import vocabulary as words
from tests.casework.doors import (
    Attempt,
    Deed,
    Door,
    World,
    api,
    custody_event,
    desk,
    event,
    length,
    load,
    minute,
    page,
    roster,
    trace,
    world,
)
from tests.register.case import AT

pytestmark = pytest.mark.django_db
LIFTED = next(reason.value for reason in words.LiftReason if reason is not words.LiftReason.NOT_STATED)
LATER = AT + timedelta(hours=5)
BEFORE = AT - timedelta(days=3) + timedelta(minutes=30)
"""Between the booking and the detainer."""
LATE = AT + timedelta(hours=3)
WHO_SAID = frozenset({"source", "basis", "received_by", "given_by", "reason", "channel"})


def iso(moment: datetime) -> str:
    return moment.isoformat()


def wall(moment: datetime) -> str:
    return minute(moment).replace("T", " ")


def entitled(world: World) -> None:
    world.case.entitle(AT)


def served(world: World) -> None:
    world.case.serve(AT)


def gone(world: World) -> None:
    world.case.record(acts.Release(at=AT + timedelta(hours=1), stay=world.case.stay))


def claimed(world: World) -> None:
    world.case.record(
        acts.ClaimCitizenship(at=AT, stay=world.case.stay, claimed_by="Synthetic sister", words="born here")
    )


def on_detainer(path: str, body: dict[str, Any]) -> Door:
    return api(lambda world: f"/detainers/{world.case.detainer}/{path}", lambda world: body)


NOTICE = {
    "at": iso(LATER),
    "channel": "phone",
    "sent_to": "Synthetic office",
    "given_by": "Synthetic clerk",
    "delivered": True,
    "release_at": iso(LATER + timedelta(days=400)),
}
TOLD = {
    "at": minute(LATER),
    "channel": "phone",
    "sent_to": "Synthetic office",
    "delivered": "yes",
    "release_at": minute(LATER + timedelta(days=400)),
}
FORM = {
    "form": "I-247A",
    "form_version": "3/17",
    "last_name": "Sintético",
    "first_name": "Ada",
    "born": "1990-01-02",
    "issued_by": "Synthetic office",
    "reference": "SYN-77",
    "box_2": "no",
    "signed": "no",
    "warrant": "none",
}
BODY = {
    "form": "I-247A",
    "form_version": "3/17",
    "issued_by": "Synthetic office",
    "channel": "fax",
    "reference": "SYN-77",
    "signed": False,
}


def intake(**changed: Any) -> Door:
    """A form typed in at intake and recorded against the case's booking."""

    def taken(world: World) -> Attempt:
        from django.test import Client

        client = Client()
        client.force_login(world.case.desk)
        came = {"facility": world.case.facility.pk, "channel": "fax", "received_at": minute(LATER)}
        address = client.post("/desk/intake/", came).url
        confirmed = client.post(address, FORM | changed)
        if confirmed.status_code != 302:
            return Attempt(str(confirmed.context["form"].errors))
        done = client.post(confirmed.url, {"outcome": "lodge", "stay": str(world.case.stay)})
        return Attempt("" if done.status_code == 302 else str(done.context["form"].errors))

    return taken


def lodged(**changed: Any) -> Door:
    return api(
        lambda world: "/detainers",
        lambda world: BODY | {"at": iso(LATER), "stay_id": str(world.case.stay)} | changed,
    )


def booked_at_the_desk(world: World) -> dict[str, Any]:
    return {
        "facility": str(world.case.facility.pk),
        "booking_number": "SYN-NEW",
        "at": minute(LATER),
        "basis": "charge",
        "last": "Neusynthetisch",
        "first": "Kim",
        "born": "1991-02-03",
    }


def booked_by_api(world: World) -> dict[str, Any]:
    return {
        "event": "booked",
        "at": iso(LATER),
        "booking_number": "SYN-NEW",
        "facility": world.case.facility.name,
        "basis": "charge",
        "person": {"name": {"last": "Neusynthetisch", "first": "Kim"}, "date_of_birth": "1991-02-03"},
    }


def booked_by_file(world: World) -> Attempt:
    return load(
        world,
        {
            "facility_name": world.case.facility.name,
            "booking_id": "SYN-NEW",
            "last_name": "Neusynthetisch",
            "first_name": "Kim",
            "date_of_birth": "1991-02-03",
            "booked_at": wall(LATER),
        },
    )


SAME = {"last": "SINTETICO", "first": "ada", "born": "1990-01-02"}
"""The person of the case, as another clerk writes them."""


def again_at_the_desk(**changed: Any) -> Door:
    return page("/desk/book/", lambda world: booked_at_the_desk(world) | changed)


def again_by_api(person: dict[str, Any], **changed: Any) -> dict[str, Door]:
    def body(world: World) -> dict[str, Any]:
        event = booked_by_api(world)
        said = event["person"] | person
        return event | {"person": said} | changed

    return custody_event(body)


def again_by_file(**changed: Any) -> Door:
    return lambda world: load(
        world,
        {
            "facility_name": world.case.facility.name,
            "booking_id": "SYN-NEW",
            "last_name": "Neusynthetisch",
            "first_name": "Kim",
            "date_of_birth": "1991-02-03",
            "booked_at": wall(LATER),
        }
        | changed,
    )


def born(day: str) -> dict[str, Door]:
    return {"desk": again_at_the_desk(born=day), **again_by_api({"date_of_birth": day})}


def numbered(world: World) -> None:
    """The person of the case has every number that only one person has."""
    world.case.record(
        acts.Describe(
            at=AT,
            person=world.case.person,
            source=words.Source.DESK,
            identifiers=tuple(
                acts.Identifier(words.IdentifierKind.of(kind), value) for kind, value in NUMBERS.items()
            ),
        )
    )


NUMBERS = {"a_number": "A 999-000-001", "fbi_number": "SYN77FBI", "state_id": "SYN-MN-1"}
TYPED = {"a_number": "999000001", "fbi_number": "syn77 fbi", "state_id": "syn mn 1"}
SERVE = {
    "desk": desk("serve", at=minute(LATER), served_by="Off. Synthetic", language="es"),
    "api": on_detainer(
        "events",
        {
            "event": "copy_served",
            "at": iso(LATER),
            "served_by": "Off. Synthetic",
            "manner": "in_person",
            "language": "es",
        },
    ),
}
LIFT = {
    "desk": desk("lift", at=minute(LATER), reason=LIFTED),
    "api": on_detainer("events", {"event": "lifted", "at": iso(LATER), "reason": LIFTED}),
}
TELL = {"desk": desk("notice", **TOLD), "api": on_detainer("notices", NOTICE)}
PLANNED = datetime(2027, 3, 1, 15, tzinfo=UTC)
DEEDS = [
    Deed(
        "book",
        {
            "desk": page("/desk/book/", booked_at_the_desk),
            **custody_event(booked_by_api),
            "file": booked_by_file,
        },
        differs=WHO_SAID,
    ),
    Deed(
        "book a different person with the same name and date of birth",
        {
            "desk": again_at_the_desk(**SAME, different="on"),
            **again_by_api(
                {"name": {"last": SAME["last"], "first": SAME["first"]}, "date_of_birth": SAME["born"]},
                different_person=True,
            ),
        },
        differs=WHO_SAID,
    ),
    Deed(
        "book somebody who was held before",
        {
            "desk": again_at_the_desk(**SAME),
            **again_by_api(
                {"name": {"last": SAME["last"], "first": SAME["first"]}, "date_of_birth": SAME["born"]}
            ),
            "file": again_by_file(
                last_name=SAME["last"], first_name=SAME["first"], date_of_birth=SAME["born"]
            ),
        },
        before=gone,
        differs=WHO_SAID,
    ),
    Deed(
        "plan a release",
        {
            "desk": desk("plan", at=minute(LATER), planned_for=minute(PLANNED), reason="Sentence ends"),
            **event("release_planned", at=iso(LATER), planned_for=iso(PLANNED), reason="Sentence ends"),
            "file": roster(planned_release_at=wall(PLANNED)),
        },
        differs=WHO_SAID | {"at", "due_at"},
    ),
    Deed(
        "entitle",
        {
            "desk": desk("entitle", at=minute(LATER), basis="bail"),
            **event("entitled", at=iso(LATER), basis="bail"),
        },
    ),
    Deed(
        "release",
        {
            "desk": desk("release", checked="on", at=minute(LATER)),
            **event("released", at=iso(LATER)),
            "file": roster(released_at=wall(LATER), release_reason="released"),
        },
    ),
    Deed(
        "release before the detainer came",
        {
            "desk": desk("release", checked="on", at=minute(BEFORE)),
            **event("released", at=iso(BEFORE)),
            "file": roster(released_at=wall(BEFORE), release_reason="released"),
        },
    ),
    Deed(
        "release with what entitled the person",
        {
            "desk": desk("release", checked="on", at=minute(LATER), entitlement="bail"),
            **event("released", at=iso(LATER), entitlement="bail"),
        },
    ),
    Deed(
        "release late, with the reason",
        {
            "desk": desk("release", checked="on", at=minute(LATE), delay="staffing", delay_note="Synthetic"),
            **event("released", at=iso(LATE), delay_reason="staffing", delay_note="Synthetic"),
        },
        before=entitled,
    ),
    Deed(
        "transfer to another custodian",
        {
            "desk": desk("leave", at=minute(LATER), how="agency", to="Synthetic Other County"),
            **event("transferred", at=iso(LATER), receiving_agency="Synthetic Other County"),
        },
    ),
    Deed(
        "lodge a detainer that lacks much",
        {"desk": intake(), "api": lodged()},
        differs=frozenset({"received_by", "paper", "stay_version"}),
    ),
    Deed(
        "lodge a complete detainer",
        {
            "desk": intake(
                issued_on="2026-01-09",
                grounds=["final_order"],
                signed="yes",
                warrant="I-200",
                warrant_signer="officer",
                warrant_signed_by="Off. Synthetic",
            ),
            "api": lodged(
                issued_on="2026-01-09",
                probable_cause=["final_order"],
                signed=True,
                warrant={"kind": "I-200", "signer": "officer", "signed_by": "Off. Synthetic"},
            ),
        },
        differs=frozenset({"received_by", "paper"}),
    ),
    Deed(
        "serve the copy",
        SERVE,
    ),
    Deed(
        "lift",
        LIFT,
    ),
    Deed(
        "tell ICE",
        TELL,
        differs=frozenset({"given_by"}),
    ),
    Deed(
        "tell ICE and record the answer",
        {
            "desk": desk("notice", **TOLD, answer="coming", answered_by="Synthetic officer"),
            "api": on_detainer("notices", NOTICE | {"answer": "coming", "answered_by": "Synthetic officer"}),
        },
        before=served,
        differs=frozenset({"given_by"}),
    ),
]
REFUSED = [
    Deed(
        "book who may be held already, by name and birth",
        {
            "desk": again_at_the_desk(**SAME),
            **again_by_api({"name": {"last": "Ada", "first": "Sintético"}, "date_of_birth": SAME["born"]}),
        },
    ),
    *(
        Deed(
            f"book who may be held already, by {kind}",
            {
                "desk": again_at_the_desk(**{kind: value}),
                **again_by_api({"identifiers": [{"kind": kind, "value": value}]}),
            },
            before=numbered,
        )
        for kind, value in TYPED.items()
    ),
    Deed("book somebody born before 1900", born("1899-12-31")),
    Deed("book somebody born in the future", born("2099-01-01")),
    Deed("book somebody of nine", born("2016-01-14")),
    Deed("book somebody of 116", born("1909-12-31")),
    Deed(
        "claim citizenship with neither words nor who said it",
        {"desk": desk("claim", at=minute(LATER), claimed_by=" ", words=" ")},
    ),
    Deed(
        "withdraw a claim without a reason",
        {"desk": desk("withdraw-claim", at=minute(LATER), reason=" ")},
        before=claimed,
    ),
    Deed("withdraw a claim that nobody made", {"desk": desk("withdraw-claim", at=minute(LATER), reason="x")}),
    *(
        Deed(
            f"tell ICE of a release {when}",
            {
                "desk": desk("notice", **TOLD | {"release_at": minute(moment)}),
                "api": on_detainer("notices", NOTICE | {"release_at": iso(moment)}),
            },
        )
        for when, moment in {
            "that was past": LATER - timedelta(minutes=1),
            "before the booking": AT - timedelta(days=4),
        }.items()
    ),
    Deed(
        "release who has left",
        {"desk": desk("release", checked="on", at=minute(LATER)), **event("released", at=iso(LATER))},
        before=gone,
    ),
    Deed(
        "plan a release of who may go now",
        {
            "desk": desk("plan", at=minute(LATER), planned_for=minute(PLANNED), reason="x"),
            **event("release_planned", at=iso(LATER), planned_for=iso(PLANNED), reason="x"),
        },
        before=entitled,
    ),
    Deed(
        "entitle twice",
        {
            "desk": desk("entitle", at=minute(LATER), basis="bail"),
            **event("entitled", at=iso(LATER), basis="bail"),
        },
        before=entitled,
    ),
    Deed(
        "release before the booking",
        {
            "desk": desk("release", checked="on", at=minute(AT - timedelta(days=9))),
            **event("released", at=iso(AT - timedelta(days=9))),
        },
    ),
    Deed(
        "serve twice",
        SERVE,
        before=served,
    ),
    Deed(
        "lift after the person left",
        LIFT,
        before=gone,
    ),
    Deed(
        "tell ICE after the person left",
        TELL,
        before=gone,
    ),
    Deed(
        "tell ICE where the law forbids it",
        TELL,
        state="IL",
    ),
    Deed(
        "book under a number that is on record",
        {
            "desk": page(
                "/desk/book/",
                lambda world: booked_at_the_desk(world) | {"booking_number": f" {world.booking.lower()} "},
            ),
            **custody_event(
                lambda world: booked_by_api(world) | {"booking_number": world.booking.swapcase()}
            ),
        },
    ),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_a_deed_leaves_the_same_history_by_every_door(deed: Deed, tmp_path: Path) -> None:
    left = {}
    for name, door in deed.doors.items():
        here = world(tmp_path, deed.state)
        deed.before(here)
        since = length(here)
        attempt = door(here)
        assert attempt.refusal == "", f"{name}: {attempt.refusal}"
        left[name] = trace(here, since, deed.differs)
    first = next(iter(left.values()))
    assert first.acts, "The deed left nothing."
    for name, found in left.items():
        assert found == first, f"{name} leaves another history than {next(iter(left))}"


@pytest.mark.parametrize("deed", REFUSED, ids=lambda deed: deed.name)
def test_a_deed_is_refused_with_the_same_reason_by_every_door(deed: Deed, tmp_path: Path) -> None:
    said = {}
    for name, door in deed.doors.items():
        here = world(tmp_path, deed.state)
        deed.before(here)
        since = length(here)
        said[name] = re.sub(here.booking, "SYN-OF-THE-CASE", door(here).refusal, flags=re.IGNORECASE)
        assert said[name], f"{name} did not refuse."
        assert trace(here, since, deed.differs).acts == ()
    desk_said = said.pop("desk")
    for name, reason in said.items():
        assert desk_said in reason or reason in desk_said, f"{name} gives another reason: {said}"
