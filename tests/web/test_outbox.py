"""Notices by e-mail, against real mail servers on this machine: up, down, refusing, slow, dying."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from lodged.casework import notices_by_email
from lodged.journal.entry import Entry
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Dispatch, Event, JournalEntry, Notice, Role, User
from lodged.register.replay import replay
from lodged.register.services import expunge
from lodged.web.configuration import ConfigurationError, configuration
from lodged.web.mail import MailServer
from tests.register.case import AT, Case, made
from tests.served import free_port
from tests.web.mail_servers import Box, at, served

pytestmark = pytest.mark.django_db
RELEASE = datetime(2027, 1, 15, 15, tzinfo=UTC)
OFFICE = "ero@example.gov"
Use = Callable[[MailServer | None], None]


@pytest.fixture
def case() -> Case:
    return made()


@pytest.fixture
def use(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Use:
    monkeypatch.setattr("lodged.web.mail.SECONDS", 1)

    def used(server: MailServer | None) -> None:
        settings.CONFIGURATION = replace(settings.CONFIGURATION, mail=server)

    return used


def queued(case: Case) -> Dispatch:
    return notices_by_email.send_notice(case.desk, case.detainer, RELEASE, OFFICE)


def tried(case: Case, dispatch: Dispatch) -> Dispatch:
    """Try it once, as if its time had come."""
    with acting_as(case.desk):
        Dispatch.objects.filter(pk=dispatch.pk, state="queued").update(next_attempt_at=timezone.now())
    notices_by_email.deliver(dispatch.id, dispatch.agency_id)
    with acting_as(case.desk):
        return Dispatch.objects.get(pk=dispatch.pk)


def attempts(case: Case) -> list[dict[str, Any]]:
    with acting_as(case.desk):
        events = Event.objects.filter(name="detainer.notice-given").order_by("index")
        return [json.loads(bytes(e.payload)) for e in events]


def test_a_notice_is_written_recorded_queued_and_delivered(case: Case, use: Use) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)
        with acting_as(case.desk):
            assert list(Event.objects.order_by("index").values_list("name", flat=True))[-2:] == [
                "detainer.decided",
                "detainer.notice-planned",
            ]
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'lodged.casework.deliver_notice'"
                )
                assert cursor.fetchone() == (1,)
        done = tried(case, dispatch)
    assert (done.state, done.attempts, done.last_error) == ("delivered", 1, "")
    (message,) = box.messages
    assert message["Message-ID"] == dispatch.message_id
    assert message["To"] == OFFICE
    assert "Sintético" not in message.as_string().split("application/pdf")[0]
    pdf = message.get_payload()[1].get_payload(decode=True)
    assert pdf == bytes(done.letter)
    with acting_as(case.desk):
        notice = Notice.objects.get()
        assert (notice.delivered, notice.channel, notice.attempts) == (True, "email", 1)
    assert notices_by_email.alerts(case.desk) == []
    assert tried(case, done).attempts == 1, "it is not sent again"


def test_a_server_that_is_down_for_a_day_loses_nothing_and_is_seen(case: Case, use: Use) -> None:
    use(at(free_port()))
    dispatch = queued(case)
    for n in range(len(notices_by_email.PAUSES)):
        dispatch = tried(case, dispatch)
        assert (dispatch.state, dispatch.attempts) == ("queued", n + 1)
        wait = dispatch.next_attempt_at - timezone.now()
        assert timedelta(0) < wait <= notices_by_email.PAUSES[n]
    assert sum(notices_by_email.PAUSES, timedelta()) > timedelta(days=1)
    (alert,) = notices_by_email.alerts(case.desk)
    assert "could not be reached" in alert.words
    box = Box()
    with served(box) as server:
        use(server)
        assert tried(case, dispatch).state == "delivered"
    given = attempts(case)
    assert [one["delivered"] for one in given] == [False] * len(notices_by_email.PAUSES) + [True]
    assert len(box.messages) == 1
    assert notices_by_email.alerts(case.desk) == []


def test_after_the_last_pause_it_is_given_up_and_stays_in_sight_until_told_otherwise(
    case: Case, use: Use
) -> None:
    use(at(free_port()))
    dispatch = queued(case)
    for _ in range(len(notices_by_email.PAUSES) + 1):
        dispatch = tried(case, dispatch)
    assert dispatch.state == "failed"
    (alert,) = notices_by_email.alerts(case.desk)
    assert alert.is_urgent
    assert "by telephone or fax" in alert.words
    case.record(
        acts.GiveNotice(
            at=timezone.now(),
            detainer=case.detainer,
            notice=dispatch.notice,
            channel=words.Channel.PHONE,
            sent_to="555-0100",
            given_by="clerk",
            delivered=True,
            release_at=RELEASE,
        )
    )
    assert notices_by_email.alerts(case.desk) == []


def test_a_refused_recipient_is_given_up_at_once(case: Case, use: Use) -> None:
    with served(Box(rcpt="550 no such mailbox")) as server:
        use(server)
        done = tried(case, queued(case))
    assert done.state == "failed"
    assert "550 no such mailbox" in done.last_error
    assert not done.possible_repeat


def test_a_busy_server_is_tried_again(case: Case, use: Use) -> None:
    with served(Box("451 try later")) as server:
        use(server)
        done = tried(case, queued(case))
    assert (done.state, done.possible_repeat) == ("queued", False)
    assert "451 try later" in done.last_error


@pytest.mark.parametrize("box", [Box(dies=True), Box(slow=2)], ids=["dies", "slow"])
def test_a_server_that_takes_it_and_does_not_answer_is_tried_again_as_a_repeat(
    case: Case, use: Use, box: Box
) -> None:
    box.messages.clear()
    with served(box) as server:
        use(server)
        first = tried(case, queued(case))
    assert (first.state, first.possible_repeat) == ("queued", True)
    assert "may have arrived" in first.last_error
    again = Box()
    with served(again) as server:
        use(server)
        assert tried(case, first).state == "delivered"
    (sent,), (repeated,) = box.messages, again.messages
    assert sent["Message-ID"] == repeated["Message-ID"]
    assert "may be a repeat" in repeated["Subject"]
    assert "may be a repeat" not in sent["Subject"]
    assert "possible repeat" in attempts(case)[-1]["detail"]


def test_a_worker_that_dies_between_sending_and_recording_is_marked(
    case: Case, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("lodged.casework.notices_by_email._delivered", die)
            with pytest.raises(KeyboardInterrupt):
                notices_by_email.deliver(dispatch.id, dispatch.agency_id)
        assert attempts(case) == []
        assert tried(case, dispatch).state == "sending", "another worker may be at it"
        with acting_as(case.desk):
            Dispatch.objects.update(
                claimed_at=timezone.now() - notices_by_email.BROKEN_OFF - timedelta(minutes=1)
            )
        notices_by_email.deliver_due()
    with acting_as(case.desk):
        done = Dispatch.objects.get()
    assert (done.state, done.possible_repeat) == ("delivered", True)
    assert len(box.messages) == 2
    assert "may be a repeat" in box.messages[1]["Subject"]


def test_without_a_mail_server_it_waits_and_says_so(case: Case, use: Use) -> None:
    use(None)
    dispatch = tried(case, queued(case))
    assert (dispatch.state, dispatch.attempts) == ("queued", 0)
    (alert,) = notices_by_email.alerts(case.desk)
    assert alert.is_urgent
    assert "No mail server is set" in alert.words
    assert attempts(case) == []


def test_the_same_notice_twice_is_one(case: Case, use: Use) -> None:
    use(None)
    assert queued(case).id == queued(case).id


def test_what_makes_a_notice_wrong_stops_it(case: Case, use: Use) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)
        case.record(
            acts.PlanRelease(
                at=timezone.now(), stay=case.stay, planned_for=RELEASE + timedelta(1), reason="x"
            )
        )
        changed = tried(case, dispatch)
        assert (changed.state, changed.attempts) == ("failed", 0)
        assert "new notice with the new time" in changed.last_error
        second = notices_by_email.send_notice(case.desk, case.detainer, RELEASE + timedelta(1), OFFICE)
        case.record(acts.Release(at=timezone.now(), stay=case.stay))
        assert "Custody ended" in tried(case, second).last_error
    assert box.messages == []
    assert notices_by_email.alerts(case.desk) == []


def test_a_claim_of_citizenship_stops_it_before_and_after_it_is_queued(case: Case, use: Use) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)
        case.record(acts.ClaimCitizenship(at=timezone.now(), stay=case.stay, claimed_by="the person"))
        held = tried(case, dispatch)
        assert (held.state, held.attempts) == ("queued", 0)
        assert "citizenship" in held.last_error
        with pytest.raises(notices_by_email.NoticeError, match="citizenship"):
            notices_by_email.send_notice(case.desk, case.detainer, RELEASE + timedelta(1), OFFICE)
    assert box.messages == []


@pytest.mark.parametrize(
    ("release_at", "words"),
    [
        (timezone.now() - timedelta(hours=1), "was past when ICE was told"),
        (AT - timedelta(days=9), "booked later"),
    ],
)
def test_a_notice_of_a_release_that_was_is_not_queued(
    case: Case, use: Use, release_at: datetime, words: str
) -> None:
    use(None)
    with pytest.raises(notices_by_email.NoticeError, match=words):
        notices_by_email.send_notice(case.desk, case.detainer, release_at, OFFICE)
    with acting_as(case.desk):
        assert not Dispatch.objects.exists()
        assert not Notice.objects.exists()


def test_an_attempt_is_recorded_although_the_release_has_passed_meanwhile(case: Case, use: Use) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        soon = timezone.now() + timedelta(seconds=2)
        dispatch = notices_by_email.send_notice(case.desk, case.detainer, soon, OFFICE)
        while timezone.now() <= soon:
            time.sleep(0.1)
        done = tried(case, dispatch)
    assert (done.state, done.last_error) == ("delivered", "")
    assert len(box.messages) == 1
    (attempt,) = attempts(case)
    assert attempt["delivered"] is True


def test_where_the_law_forbids_telling_nothing_is_queued(use: Use) -> None:
    use(None)
    case = made("IL", "Cook", name="Illinois")
    with pytest.raises(Exception, match="does not allow ICE to be told"):
        queued(case)
    with acting_as(case.desk):
        assert not Dispatch.objects.exists()


def test_an_address_that_is_none_is_refused(case: Case, use: Use) -> None:
    use(None)
    with pytest.raises(notices_by_email.NoticeError, match=r"\[office\] is no e-mail address"):
        notices_by_email.send_notice(case.desk, case.detainer, RELEASE, "office")


def test_a_person_stops_it_or_tries_again(case: Case, use: Use, client: Client) -> None:
    use(None)
    client.force_login(case.desk)
    answer = client.post(
        f"/desk/stays/{case.stay}/notice-by-email/",
        {"sent_to": OFFICE, "release_at": "2027-01-15T09:00"},
        follow=True,
    )
    page = answer.content.decode()
    assert "written, recorded and queued" in page
    assert "No mail server is set" in page
    with acting_as(case.desk):
        dispatch = Dispatch.objects.get()
    assert dispatch.release_at == RELEASE
    address = f"/desk/outbox/{dispatch.id}/"
    assert "Say why" in client.post(address, {"do": "stop"}, follow=True).content.decode()
    assert "tried now" in client.post(address, {"do": "try"}, follow=True).content.decode()
    stopped = client.post(
        address, {"do": "stop", "reason": "given by telephone"}, follow=True
    ).content.decode()
    assert "Stopped by" in stopped
    assert "given by telephone" in stopped
    assert (
        "delivered, stopped or being sent"
        in client.post(address, {"do": "try"}, follow=True).content.decode()
    )


def test_an_expungement_empties_the_outbox_of_the_person(case: Case, use: Use) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)
        expunge(case.supervisor, case.person, order="Synthetic court, 1")
        assert tried(case, dispatch).state == "failed"
    assert box.messages == []


def test_an_attempt_is_recorded_as_the_outboxs_for_who_queued_it(case: Case, use: Use) -> None:
    with served(Box()) as server:
        use(server)
        tried(case, queued(case))
    with acting_as(case.desk):
        given = Event.objects.get(name="detainer.notice-given")
        planned = Event.objects.get(name="detainer.notice-planned")
        leaf = bytes(JournalEntry.objects.get(index=given.index).leaf)
        by_hand = bytes(JournalEntry.objects.get(index=planned.index).leaf)
    assert Entry.from_leaf(leaf).actor == f"program:outbox/staff:{case.desk.pk}"
    assert Entry.from_leaf(by_hand).actor == f"staff:{case.desk.pk}"
    assert given.done_by == f"{case.desk}, by the outbox"
    assert planned.done_by == str(case.desk)
    assert replay().findings == ()


def test_an_attempt_is_recorded_in_the_role_it_was_queued_with(
    case: Case, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handed_over(*_: object) -> str:
        User.objects.filter(pk=case.desk.pk).update(role=Role.AUDITOR)
        return "250 taken"

    monkeypatch.setattr("lodged.casework.notices_by_email.hand_over", handed_over)
    use(at(free_port()))
    dispatch = queued(case)
    assert dispatch.queued_role == Role.RELEASE_DESK
    assert tried(case, dispatch).state == "delivered", (
        "what was sent is recorded, whatever happened meanwhile"
    )
    assert User.objects.get(pk=case.desk.pk).role == Role.AUDITOR
    assert [one["delivered"] for one in attempts(case)] == [True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role": Role.AUDITOR}, "may no longer send notices"),
        ({"is_active": False}, "has been closed"),
    ],
    ids=["role", "account"],
)
def test_nothing_is_sent_in_the_name_of_somebody_who_lost_the_right(
    case: Case, use: Use, client: Client, changed: dict[str, Any], said: str
) -> None:
    box = Box()
    with served(box) as server:
        use(server)
        dispatch = queued(case)
        User.objects.filter(pk=case.desk.pk).update(**changed)
        held = tried(case, dispatch)
        assert (held.state, held.attempts, held.next_attempt_at) == ("held", 0, None)
        notices_by_email.deliver_due()
        assert (box.messages, attempts(case)) == ([], [])
        (alert,) = notices_by_email.alerts(case.supervisor)
        assert alert.is_urgent
        client.force_login(case.supervisor)
        page = client.get("/desk/outbox/").content.decode()
        assert said in page
        assert "Waiting for a person to decide" in page
        answer = client.post(f"/desk/outbox/{dispatch.id}/", {"do": "anew"}, follow=True).content.decode()
        assert "written anew in your name" in answer
        with acting_as(case.supervisor):
            anew = Dispatch.objects.get(queued_by=case.supervisor)
            assert Dispatch.objects.get(pk=dispatch.pk).state == "withdrawn"
        assert tried(case, anew).state == "delivered"
    assert [one["given_by"] for one in attempts(case)] == [f"{case.supervisor}, by the outbox"]
    again = client.post(f"/desk/outbox/{dispatch.id}/", {"do": "anew"}, follow=True).content.decode()
    assert "wait for anybody any more" in again


def test_who_may_still_send_in_another_role_is_not_stopped(case: Case, use: Use) -> None:
    with served(Box()) as server:
        use(server)
        dispatch = queued(case)
        User.objects.filter(pk=case.desk.pk).update(role=Role.RECORDS_SUPERVISOR)
        assert tried(case, dispatch).state == "delivered"


def test_a_person_who_has_the_right_again_goes_on_when_a_person_says_so(case: Case, use: Use) -> None:
    with served(Box()) as server:
        use(server)
        dispatch = queued(case)
        User.objects.filter(pk=case.desk.pk).update(is_active=False)
        assert tried(case, dispatch).state == "held"
        User.objects.filter(pk=case.desk.pk).update(is_active=True)
        assert tried(case, dispatch).state == "held"
        notices_by_email.try_now(case.supervisor, dispatch.id)
        assert tried(case, dispatch).state == "delivered"


def test_the_database_keeps_who_queued_a_notice_and_as_what(case: Case, use: Use) -> None:
    use(None)
    dispatch = queued(case)
    changes: list[dict[str, Any]] = [{"queued_by": case.supervisor}, {"queued_role": Role.RECORDS_SUPERVISOR}]
    for changed in changes:
        with pytest.raises(DatabaseError, match="may change only"), acting_as(case.supervisor):
            Dispatch.objects.filter(pk=dispatch.pk).update(**changed)


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("http://mail.example", "a@b.example", "not a mail server"),
        ("smtp://", "a@b.example", "not a mail server"),
        ("smtp://mail.example", "", "LODGED_MAIL_FROM"),
        ("smtp://u:secret@mail.example:x", "a@b.example", "not a mail server"),
    ],
)
def test_settings_that_cannot_be_are_refused_without_their_password(url: str, sender: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as refused:
        configuration({"LODGED_MAIL_URL": url, "LODGED_MAIL_FROM": sender})
    assert "secret" not in str(refused.value)


def test_settings_are_read() -> None:
    told = {
        "LODGED_MAIL_URL": "smtps://desk:p%40ss@mail.example",
        "LODGED_MAIL_FROM": "Jail <desk@jail.example>",
    }
    assert configuration(told).mail == MailServer(
        "smtps", "mail.example", 465, "Jail <desk@jail.example>", "desk", "p@ss"
    )
    assert configuration({}).mail is None
