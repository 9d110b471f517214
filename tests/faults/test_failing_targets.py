"""Mail server and webhook target fail, programs are killed: each notice and event arrives, and a repeat says so.

Short here; `make faults` sends more, for longer.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.faults.failing_targets import FailingMail, failing_receiver
from tests.faults.faulty_instance import CLERK, JAIL, kill
from tests.faults.under_load import Served, check_whole, feed, served
from tests.web.mail_servers import served as mail_served

LONG = os.environ.get("LODGED_FAULTS") == "long"
NOTICES, KILLS, SECONDS = (30, 8, 30.0) if LONG else (4, 2, 2.0)
BROKEN_ROUNDS = 2
"""With the tries of the worker fewer than those after which a webhook's delivery is given up."""

QUEUE = """
import json
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from lodged.api import webhook_delivery
from lodged.casework import notices_by_email
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Facility
from lodged.register.services import record_all

user, now = member_of_staff(CLERK), timezone.now()
with acting_as(user):
    jail = Facility.objects.get(name=JAIL)
    webhook_delivery.add(user.agency_id, ADDRESS, ["stay.booked"])
for n in range(NOTICES):
    person, stay, detainer, at = uuid4(), uuid4(), uuid4(), now - timedelta(days=1)
    record_all(user, [
        acts.Describe(at=at, person=person, source=words.Source.DESK, names=(acts.Name("Synthetic", f"Person {n}"),)),
        acts.Book(at=at, stay=stay, person=person, facility=jail.id, booking_number=f"N-{n}",
                  basis=words.CustodyBasis.CHARGE),
        acts.Lodge(at=at, detainer=detainer, stay=stay, form=words.FormFamily.I_247A, form_version="3/17",
                   issued_on=at.date(), issued_by="Synthetic office", channel=words.Channel.FAX,
                   received_by="Synthetic clerk"),
    ])
    notices_by_email.send_notice(user, detainer, now + timedelta(days=2), "office@example.gov")
print(json.dumps(None))
"""

ROUND = """
import json
from datetime import timedelta
from django.utils import timezone
from lodged.api import webhook_delivery
from lodged.api.models import Delivery, DeliveryState
from lodged.casework import notices_by_email
from lodged.register.acting import acting_as
from lodged.register.models import Dispatch
from lodged.register.vocabulary import DispatchState

user, past = member_of_staff(CLERK), timezone.now() - timedelta(hours=1)
with acting_as(user):  # As if the pauses had gone by.
    Dispatch.objects.filter(state=DispatchState.QUEUED.value).update(next_attempt_at=past)
    Dispatch.objects.filter(state=DispatchState.SENDING.value).update(claimed_at=past)
    Delivery.objects.filter(state=DeliveryState.PENDING.value).update(next_at=past)
print("begins", flush=True)
notices_by_email.deliver_due()
for delivery in webhook_delivery.collect(user.agency_id):
    webhook_delivery.deliver(user.agency_id, delivery)
with acting_as(user):
    print(json.dumps({
        "notices": list(Dispatch.objects.values_list("message_id", "state", "attempts")),
        "deliveries": list(Delivery.objects.values_list("index", "state")),
    }))
"""


def with_names(script: str, **more: object) -> str:
    """The script after the constants it names."""
    names = {"CLERK": CLERK, "JAIL": JAIL} | more
    return "\n".join(f"{name} = {value!r}" for name, value in names.items()) + "\n" + dedent(script)


def begun(target: Served) -> subprocess.Popen[str]:
    """One round of the worker's work, about to send."""
    process = target.instance.script(with_names(ROUND))
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def a_round(target: Served) -> dict[str, Any]:
    """One round to its end, and how everything stands then."""
    process = begun(target)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.timeout(1800 if LONG else 600)
def test_mail_and_webhook_targets_failing_while_programs_are_killed(tmp_path: Path) -> None:
    rng = random.Random(20260114)  # noqa: S311 - repeatable
    mail = FailingMail(random.Random(1))  # noqa: S311 - repeatable
    with mail_served(mail) as server, failing_receiver(2) as receiver:
        settings = {
            "LODGED_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}",
            "LODGED_MAIL_FROM": "jail@example.gov",
            "LODGED_WEBHOOK_LOOPBACK": "1",
        }
        with served(tmp_path / "instance", clerks=0, settings=settings) as target:
            target.instance.ask(with_names(QUEUE, ADDRESS=receiver.address, NOTICES=NOTICES))
            with ThreadPoolExecutor(1) as feeding:
                sent = feeding.submit(feed, target, 2.0, SECONDS * KILLS, "told")
                for _ in range(KILLS):
                    # A program that ends five times in a minute is not started again: that is not what is tried here.
                    time.sleep(rng.uniform(SECONDS / 2, SECONDS))
                    target.kill_one(rng.randrange(100))
                answers = sent.result()
            for _ in range(BROKEN_ROUNDS):
                process = begun(target)
                time.sleep(rng.uniform(0.0, 0.6))
                kill(process)
            a_round(target)
            mail.mended = receiver.mended = True
            target.wait_until_ready()
            found = a_round(target)
            while any(state == "pending" for _, state in found["deliveries"]):
                found = a_round(target)
            check_whole(target, answers)
    assert Counter(state for _, state, _ in found["notices"]) == {"delivered": NOTICES}
    assert Counter(state for _, state in found["deliveries"]) == {
        "delivered": NOTICES + len(answers.acknowledged)
    }
    assert set(mail.arrived) == {message_id for message_id, _, _ in found["notices"]}
    assert {index for index, _ in found["deliveries"]} == receiver.told
    for messages in mail.arrived.values():
        assert all("may be a repeat" in message["Subject"] for message in messages[1:])
    for repeats in receiver.heard.values():
        assert set(repeats[1:]) <= {"true"}
    twice = sum(len(messages) > 1 for messages in mail.arrived.values())
    told_twice = sum(len(repeats) > 1 for repeats in receiver.heard.values())
    assert twice + told_twice, "nothing came twice: the faults were too few to show anything"
    print(
        f"\n{NOTICES} notices, {twice} arrived more than once and said so; {len(receiver.told):,} events told, "
        f"{told_twice:,} more than once and said so; {KILLS} kills of programs, {BROKEN_ROUNDS} of rounds"
    )
