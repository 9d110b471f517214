"""The release desk as a browser without scripts sends it: every step, and everything that can go wrong at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from lodged.casework import custody, notices_by_email
from lodged.pages.steps.all_steps import STEPS
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.administration import AdministrationError, set_answer_minutes
from lodged.register.models import (
    DecisionRecord,
    Dispatch,
    Event,
    Handover,
    Hold,
    JournalFrontier,
    Notice,
    Override,
    Stay,
    User,
)
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Chicago")


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def ago(hours: float) -> datetime:
    return timezone.now().replace(second=0, microsecond=0) - timedelta(hours=hours)


class Desk:
    """A member of staff at the desk, with the case they work on."""

    def __init__(self, client: Client, case: Case, user: User | None = None) -> None:
        self.client, self.case, self.user = client, case, user or case.desk
        client.force_login(self.user)

    def address(self, step: str) -> str:
        return reverse(f"desk-step-{step}", args=[self.case.stay])

    def shown(self, step: str) -> dict[str, Any]:
        """What the form of a step holds when it is opened."""
        form = self.client.get(self.address(step)).context["form"]
        return {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}

    def send(self, step: str, shown: dict[str, Any] | None = None, **said: Any) -> Any:
        first = {name: value for name, value in (shown or self.shown(step)).items() if value}
        if step == "release":
            first |= {"checked": "on", "ice_here": "no"}
        return self.client.post(self.address(step), first | said, follow=True)

    def done(self, step: str, **said: Any) -> str:
        answer = self.send(step, **said)
        text = answer.content.decode()
        assert answer.redirect_chain, answer.context["form"].errors
        assert STEPS[step].done.split(".")[0].split(",")[0].split(":")[0] in text
        return text

    def stay(self) -> Stay:
        with acting_as(self.user):
            return Stay.objects.get(pk=self.case.stay)


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client, made())


@pytest.fixture
def texas(client: Client) -> Desk:
    """A jail in a state where the law requires a hold once its facts are known."""
    return Desk(client, made("TX", "Harris"))


def board(client: Client, **asked: str) -> str:
    return str(client.get(reverse("desk"), asked).content.decode())


def test_a_release_from_plan_to_door_tells_at_each_step_what_is_next(desk: Desk) -> None:
    text = board(desk.client)
    assert "Sintético, Ada" in text
    assert "Serve the copy on the person" in text
    planned = timezone.now() + timedelta(hours=60)
    assert "Next: enter the planned release" in desk.done("serve", language="es")
    desk.done("plan", planned_for=typed(planned), reason="Sentence ends")
    with acting_as(desk.user):
        notice = Notice.objects.get()
        assert notice.due_at == desk.stay().planned_for - timedelta(hours=48)
    desk.done("plan", planned_for=typed(planned + timedelta(hours=5)), reason="Moved by the court")
    with acting_as(desk.user):
        again = Notice.objects.get()
    assert (again.pk, again.due_at - notice.due_at) == (notice.pk, timedelta(hours=5))
    desk.done("notice", channel="phone", sent_to="Synthetic office", delivered="yes")
    with acting_as(desk.user):
        assert (Notice.objects.get().pk, Notice.objects.get().delivered) == (notice.pk, True)
        assert DecisionRecord.objects.get().relied_on_for == words.Reliance.NOTIFY
    desk.done("answer", answer="coming", answered_by="Synthetic officer")
    desk.done("entitle", basis="bail")
    assert "Release now" in board(desk.client)
    desk.done("release")
    assert desk.stay().departure == "released"
    assert "Sintético" not in board(desk.client)
    desk.done("no-show", officer="Synthetic officer")
    file = desk.client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    for said in (
        ">Released.</td>",
        "ICE answered: Coming to take custody; who answered: Synthetic officer.",
        "ICE was told and was not there; seen by Synthetic officer.</td>",
    ):
        assert said in file


def test_where_the_law_forbids_a_hold_there_is_no_button_and_the_address_says_why(desk: Desk) -> None:
    desk.case.entitle(ago(0.5))
    file = desk.client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    assert f'href="{desk.address("hold")}"' not in file
    assert f'href="{desk.address("override")}"' in file
    page = desk.client.get(desk.address("hold"))
    assert page.context["form"] is None
    assert "Esparza" in page.content.decode()
    assert desk.client.post(desk.address("hold"), {"at": typed(ago(0))}).status_code == 409
    with acting_as(desk.user):
        assert not Hold.objects.exists()


def test_an_override_needs_another_person_and_then_the_hold_is_offered(desk: Desk, client: Client) -> None:
    desk.case.entitle(ago(0.5))
    desk.done("override", wanted="hold", authority="Synthetic order", reason="Synthetic reason")
    assert client.get(desk.address("overrule")).status_code == 403
    assert "Confirm or refuse the override" in board(client)
    assert client.get(desk.address("hold")).context["form"] is None
    counsel = Desk(client, desk.case, desk.case.counsel)
    counsel.done("overrule", confirmed="yes", reason="Read the order.")
    with acting_as(desk.user):
        assert Override.objects.get().ruled_by == desk.case.counsel
    again = Desk(client, desk.case)
    again.done("hold")
    with acting_as(desk.user):
        assert Hold.objects.get().override_id == Override.objects.get().pk
    assert "Held lawfully until" in board(client)


def test_a_notice_at_commitment_is_asked_for_where_it_is_required_and_its_items_stand_in_the_letter(
    desk: Desk,
) -> None:
    assert "Find out first" in desk.client.get(desk.address("commitment")).content.decode()
    desk.done("serve", language="es")
    desk.done("facts", convictions=["felony"], source="court", seen="Synthetic court, 1")
    assert "Give the notice at commitment" in board(desk.client)
    text = desk.done(
        "commitment",
        channel="fax",
        sent_to="Synthetic office",
        delivered="yes",
        committed_on="2026-01-05",
        reasons="Synthetic felony",
        length="14 months",
        country="Syntheria",
        last_entry="",
        source="person",
    )
    assert "country of citizenship Syntheria; last entry not stated" in text
    assert "explained in Spanish" in text
    assert "Give the notice at commitment" not in board(desk.client)
    letter = desk.client.get(reverse("desk-letter", args=[desk.case.stay, "commitment-notice"])).content
    printed = " ".join(PdfReader(BytesIO(letter)).pages[0].extract_text().split())
    assert "14 months" in printed
    assert "Syntheria" in printed
    assert "not known" in printed


def test_an_email_that_does_not_arrive_is_said_on_the_board(desk: Desk) -> None:
    desk.done("plan", planned_for=typed(timezone.now() + timedelta(hours=3)), reason="x")
    assert "have not reached ICE" not in board(desk.client)
    queued = notices_by_email.send_notice(
        desk.user, desk.case.detainer, timezone.now() + timedelta(hours=3), "office@example.invalid"
    )
    with acting_as(desk.user):
        Dispatch.objects.filter(pk=queued.pk).update(last_error="No mail server answers.")
    text = board(desk.client)
    assert "1 notice by e-mail has not reached ICE" in text
    assert "No mail server answers." in text
    assert reverse("desk-outbox") in text


def test_a_lawful_hold_runs_to_the_clock_and_no_further(texas: Desk) -> None:
    texas.case.serve(ago(3))
    texas.case.entitle(ago(1))
    assert "Record the hold that the law here requires" not in board(texas.client)
    texas.done("warrant", kind="I-200", signed_by="Synthetic officer")
    texas.done(
        "facts",
        proof_of_lawful_status="no",
        convictions=["(none)"],
        source="court",
        seen="Synthetic court, 1",
    )
    shown = texas.shown("hold")
    latest = datetime.fromisoformat(shown["until"])
    late = texas.send("hold", shown, until=f"{latest + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    assert late.status_code == 422
    assert "no longer than" in late.content.decode()
    texas.done("hold", until=shown["until"])
    with acting_as(texas.user):
        assert Hold.objects.get().decision.decision["jurisdiction"] == "us-tx"
    assert texas.stay().departed_at is None


def test_where_the_law_may_command_a_hold_an_open_fact_is_found_out_and_nobody_is_told_to_release(
    client: Client,
) -> None:
    oklahoma = Desk(client, made("OK", "Tulsa"))
    oklahoma.case.serve(ago(3))
    oklahoma.case.entitle(ago(1))
    assert "Record the hold that the law here requires" in board(oklahoma.client)
    oklahoma.done("facts", proof_of_lawful_status="yes", source="court", seen="Synthetic, 1")
    text = board(oklahoma.client)
    assert "Release now" not in text
    assert "Find out now" in text
    assert "Proof of US citizenship shown" in text
    oklahoma.done("facts", proof_of_us_citizenship="no", source="court", seen="Synthetic, 1")
    text = board(oklahoma.client)
    assert "Record the hold that the law here requires" in text
    assert "Release now" not in text


def test_a_judges_paper_on_file_is_never_met_with_release_now(desk: Desk) -> None:
    desk.case.entitle(ago(1))
    assert "Release now" in board(desk.client)
    desk.done("warrant", kind="judicial", signed_by="Synthetic judge")
    text = board(desk.client)
    assert "Release now" not in text
    assert "A judge&#x27;s paper is on file" in text
    file = desk.client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    assert "A judge&#x27;s warrant or a criminal hold keeps the person" in file


def test_law_that_was_not_researched_offers_nothing(client: Client) -> None:
    jersey = Desk(client, made("NJ", "Mercer"))
    jersey.case.serve(ago(3))
    jersey.case.entitle(ago(1))
    text = board(client)
    assert "No: the law here was not researched, ask counsel" in text
    answer = client.get(jersey.address("hand-over")).content.decode()
    assert "was not examined" in answer
    assert "if they are here" not in text


def test_what_federal_law_alone_permits_is_said_so(client: Client) -> None:
    carolina = Desk(client, made("NC", "Wake"))
    carolina.case.serve(ago(3))
    carolina.case.entitle(ago(1))
    carolina.done("facts", magistrate_order="no", source="court", seen="Synthetic court, 1")
    assert "Federal law does not forbid it, if they are here" in board(client)


def test_a_handover_takes_both_officers_identity_and_property(desk: Desk) -> None:
    desk.case.serve(ago(3))
    desk.done("plan", planned_for=typed(timezone.now() + timedelta(hours=1)), reason="Court order")
    desk.done("prepare")
    refused = desk.send("hand-over", receiving="Synthetic ICE officer", property_items="wallet\nkeys")
    assert refused.status_code == 422
    assert "wallet" in refused.content.decode()
    desk.done("hand-over", receiving="Synthetic ICE officer", identity="on", property_items="wallet\nkeys\n")
    with acting_as(desk.user):
        assert Handover.objects.get().property_items == ["wallet", "keys"]


def test_a_claim_of_citizenship_stops_the_flow_and_stands_on_top(desk: Desk, client: Client) -> None:
    desk.done("claim", claimed_by="The person", words="Born in El Paso")
    assert "Rule on the claim of US citizenship" in board(client)
    for step in ("hand-over", "hold", "prepare", "override"):
        assert client.get(desk.address(step)).context["form"] is None, step
    refused = desk.send("rule", ruling="not_shown", evidence="")
    assert refused.status_code == 422
    Desk(client, desk.case, desk.case.counsel).done(
        "rule", ruling="citizen", evidence="Synthetic birth certificate"
    )
    assert desk.stay().claim == "upheld"


def test_a_late_release_says_why_and_its_minutes_are_counted(desk: Desk) -> None:
    desk.case.serve(ago(6))
    desk.case.entitle(ago(3))
    asked = desk.send("release")
    assert asked.status_code == 422
    assert "180 minutes later" in asked.content.decode()
    desk.done("release", delay="staffing", delay_note="One officer on shift")
    assert desk.stay().delay_reason == "staffing"
    ledger = desk.client.get(reverse("desk-over-detention"))
    assert ledger.context["ledger"].total_minutes == 180
    assert "One officer on shift" in ledger.content.decode()


def test_a_release_asks_for_the_checks_and_whether_ice_is_here(desk: Desk) -> None:
    desk.case.entitle(ago(0.2))
    page = desk.client.get(desk.address("release")).content.decode()
    assert "I read back the name and date of birth" in page
    assert "ICE&#x27;s officers" not in page
    refused = desk.send("release", checked="")
    assert refused.status_code == 422
    assert "Read back the name and date of birth" in refused.content.decode()
    desk.done("notice", channel="phone", sent_to="Synthetic office", delivered="yes")
    desk.done("answer", answer="coming", answered_by="Synthetic officer")
    page = desk.client.get(desk.address("release")).content.decode()
    assert "Its answer: " in page
    for here, fix in (("", "Say whether ICE"), ("yes", "Record the hand-over instead")):
        refused = desk.send("release", ice_here=here)
        assert refused.status_code == 422
        assert fix in refused.content.decode(), here
    assert desk.stay().departed_at is None
    desk.done("release")
    assert desk.stay().departed_at is not None


def test_a_release_is_undone_within_ten_minutes_later_by_a_supervisor(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.case.entitle(ago(0.2))
    file = desk.done("release")
    assert "Undo: the person is still here" in file
    desk.done("withdraw-departure", reason="The wrong Ada")
    assert desk.stay().departed_at is None
    with acting_as(desk.user):
        assert Event.objects.filter(name="stay.released").exists()
    desk.done("release")
    monkeypatch.setattr(custody, "UNDO_WITHIN", timedelta(seconds=-1))
    file = client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    assert "Undo: the person" not in file
    refused = desk.send("withdraw-departure", reason="The wrong Ada")
    assert "A records supervisor can take it back" in refused.content.decode()
    Desk(client, desk.case, desk.case.supervisor).done("withdraw-departure", reason="The wrong Ada")
    assert desk.stay().departed_at is None


def test_a_second_sending_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.case.entitle(ago(0.2))
    shown = desk.shown("release")
    assert desk.send("release", shown).redirect_chain
    size = JournalFrontier.objects.get().size
    again = desk.send("release", shown)
    assert "sent twice and recorded once" in again.content.decode()
    with acting_as(desk.user):
        assert Event.objects.filter(name="stay.released").count() == 1
        assert not Event.objects.filter(index__gte=size).exclude(name="person.file-read").exists()


def test_the_back_button_after_a_release_gives_clear_words(desk: Desk) -> None:
    shown = desk.shown("entitle")
    desk.done("release", entitlement="bail")
    page = desk.client.get(desk.address("entitle"))
    assert page.context["form"] is None
    assert "Custody has ended (released)" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    late = desk.send("entitle", shown, basis="bail")
    assert late.status_code == 409
    assert "Custody has ended (released)" in late.content.decode()


def test_the_second_of_two_clerks_keeps_what_they_typed_and_sees_what_changed(desk: Desk) -> None:
    shown = desk.shown("plan")
    desk.case.record(
        acts.Entitle(at=ago(0.1), stay=desk.case.stay, basis=words.EntitlementBasis.BAIL),
        by=desk.case.supervisor,
    )
    desk.case.record(
        acts.WithdrawEntitlement(at=ago(0.05), stay=desk.case.stay, reason="Wrong person"),
        by=desk.case.supervisor,
    )
    planned = typed(timezone.now() + timedelta(hours=30))
    told = desk.send("plan", shown, planned_for=planned, reason="Typed by the second clerk")
    text = told.content.decode()
    assert told.status_code == 409
    assert "Typed by the second clerk" in text
    assert "Wrong person" in text
    form = told.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert desk.client.post(desk.address("plan"), data).status_code == 302


@pytest.mark.parametrize(
    ("step", "said", "words_said"),
    [
        ("entitle", {"at": "yesterday", "basis": "bail"}, "is no time"),
        ("entitle", {"at": "2999-01-01T10:00", "basis": "bail"}, "has not come yet"),
        ("entitle", {"at": "2026-01-01T10:00", "basis": "bail"}, "before the person was booked"),
        ("entitle", {"at": "2026-03-08T02:30", "basis": "bail"}, "clocks were put forward"),
        ("entitle", {"basis": "nonsense"}, "Select a valid choice"),
        ("plan", {"planned_for": "2026-01-13T10:00", "reason": "x"}, "isn&#x27;t after"),
        ("plan", {"planned_for": "", "reason": "x"}, "there is none to take back"),
        ("facts", {"source": "court", "seen": "x"}, "No fact was stated"),
        ("leave", {"how": "agency"}, "Name the custodian"),
        ("leave", {"how": "died"}, "Say what happened"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    desk: Desk, step: str, said: dict[str, str], words_said: str
) -> None:
    size = JournalFrontier.objects.get().size
    answer = desk.send(step, **said)
    assert answer.status_code == 422
    assert words_said in answer.content.decode()
    assert JournalFrontier.objects.get().size == size


@pytest.mark.parametrize("step", STEPS)
def test_a_step_sent_empty_records_nothing(desk: Desk, step: str) -> None:
    size = JournalFrontier.objects.get().size
    assert desk.client.post(desk.address(step), {}).status_code in {403, 409, 422}
    assert JournalFrontier.objects.get().size == size


def test_only_who_may_record_gets_a_form(desk: Desk, client: Client) -> None:
    client.force_login(desk.case.counsel)
    assert client.get(desk.address("release")).status_code == 403
    assert client.get(reverse("desk-book")).status_code == 403
    file = client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    assert f'href="{desk.address("release")}"' not in file


def test_the_board_is_found_by_name_without_accents_and_by_booking(desk: Desk, client: Client) -> None:
    booking = desk.stay().booking_number
    for words_typed in ("sintetico", "ADA SINTETICO", "sintético", booking.lower(), booking[-4:]):
        assert "Sintético, Ada" in board(client, q=words_typed), words_typed
    assert "Nobody here matches" in board(client, q="nobody")
    assert "Sintético" in board(client, facility=str(desk.case.facility.id), state="unplanned")
    assert "Nobody here matches" in board(client, state="now")
    assert "Sintético" in board(client, on="someday")
    assert "could not be read" in board(client, on="someday")


def test_filters_by_state_and_date(desk: Desk, client: Client) -> None:
    planned = timezone.now() + timedelta(hours=5)
    desk.done("plan", planned_for=typed(planned), reason="x")
    assert "Sintético" in board(client, state="soon")
    assert "Sintético" in board(client, on=f"{planned.astimezone(ZONE):%Y-%m-%d}")
    assert "Nobody here matches" in board(client, on="2026-01-01")
    assert "Sintético" in board(client, state="unserved")


def test_the_board_asks_again_and_hears_only_of_changes(desk: Desk, client: Client) -> None:
    first = client.get(reverse("desk"), headers={"HX-Request": "true"})
    version = first.context["board_version"]
    same = client.get(reverse("desk"), {"version": version}, headers={"HX-Request": "true"})
    if f"{timezone.now():%H%M}" == version[-4:]:
        assert same.status_code == 204
    desk.case.entitle(ago(0.1))
    changed = client.get(reverse("desk"), {"version": version}, headers={"HX-Request": "true"})
    assert changed.status_code == 200
    assert "Release now" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_a_notice_without_an_answer_is_shown_to_the_supervisor(desk: Desk, client: Client) -> None:
    desk.case.serve(ago(5))
    desk.done("plan", planned_for=typed(timezone.now() + timedelta(hours=9)), reason="x")
    desk.case.record(
        acts.GiveNotice(
            at=ago(3),
            detainer=desk.case.detainer,
            notice=uuid4(),
            channel=words.Channel.FAX,
            sent_to="Synthetic office",
            given_by="Synthetic clerk",
            delivered=True,
            release_at=desk.stay().planned_for,
        )
    )
    assert "No answer from ICE" in board(client)
    client.force_login(desk.case.supervisor)
    today = client.get(reverse("desk-supervision"))
    assert len(today.context["today"].unanswered) == 1
    for impossible in (0, 2_881):
        with pytest.raises(AdministrationError, match="from 1 to 2,880"):
            set_answer_minutes(desk.case.desk.agency.name, impossible)
    set_answer_minutes(desk.case.desk.agency.name, 240)
    assert client.get(reverse("desk-supervision")).context["today"].unanswered == []


def test_a_person_is_booked_by_hand_once(client: Client) -> None:
    case = made()
    client.force_login(case.desk)
    said = {
        "facility": str(case.facility.id),
        "booking_number": "SYN-NEW-1",
        "at": typed(ago(0)),
        "basis": "charge",
        "last": "Sintética",
        "first": "Eva",
        "born": "1990-01-02",
    }
    answer = client.post(reverse("desk-book"), said, follow=True)
    assert "The booking is recorded" in answer.content.decode()
    again = client.post(reverse("desk-book"), said)
    assert again.status_code == 422
    assert "on record already" in again.content.decode()


def test_the_file_tells_everything_with_both_times(desk: Desk, client: Client) -> None:
    desk.case.serve(datetime(2026, 1, 12, 16, tzinfo=UTC))
    desk.done("claim", claimed_by="The person")
    page = client.get(reverse("desk-stay", args=[desk.case.stay])).content.decode()
    for said in (
        "Copy served by Synthetic officer",
        "Claim of US citizenship, by The person",
        "Booked under",
    ):
        assert said in page
    assert "late" in page
    with acting_as(desk.user):
        assert Event.objects.filter(name="person.file-read", person_id=desk.case.person).exists()


@pytest.mark.parametrize("name", ["desk-supervision", "desk-over-detention", "desk-coverage", "desk-trends"])
def test_the_supervisors_pages_stand_empty_too(client: Client, name: str) -> None:
    case = made()
    client.force_login(case.supervisor)
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(name), {"page": "x"}).status_code == 200


def test_what_follows_within_one_minute_stands_in_its_order(desk: Desk) -> None:
    """A minute is typed; what is on record within it, to the second, comes before."""
    last = timezone.now().replace(second=40) - timedelta(minutes=2)
    desk.case.record(
        acts.AttachWarrant(
            at=last,
            detainer=desk.case.detainer,
            kind=words.WarrantKind.I_200,
            signed_by="Synthetic officer",
            signed_on=None,
        )
    )
    desk.done("entitle", at=typed(last), basis="bail")
    assert desk.stay().entitled_at == last
    desk.done("release", at=typed(last))
    assert desk.stay().departed_at == last
