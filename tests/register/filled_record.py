"""A synthetic agency with a row of its own in every table."""

from __future__ import annotations

from datetime import UTC, datetime

from lodged.api.models import Delivery, KeptAnswer, Token, Webhook
from lodged.casework.models import ReconciliationRun
from lodged.register import documents
from lodged.register.acting import acting_as
from lodged.register.models import (
    Agency,
    Dispatch,
    Disposal,
    Facility,
    RetentionHold,
    RetentionRule,
    Role,
    SavedMapping,
    Sharing,
    User,
)
from tests.whole_case import whole_case

AT = datetime(2026, 1, 13, 12, tzinfo=UTC)


def fill_every_table(county: Agency) -> Agency:
    """Give the county a row in every table, by its records supervisor; returns a neighboring agency."""
    jail = Facility.objects.create(agency=county, name="Synthetic Jail", kind="county_jail")
    neighbour = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    supervisor = _staff(county, Role.RECORDS_SUPERVISOR)
    case = whole_case(supervisor, jail)
    documents.keep(supervisor, b"synthetic", "application/pdf")
    with acting_as(supervisor):
        Dispatch.objects.create(
            agency=county,
            detainer_id=case.detainer,
            notice=case.notice,
            queued_by=supervisor,
            queued_role=supervisor.role,
            queued_at=AT,
            release_at=AT,
        )
        token = Token.objects.create(
            agency=county, user=supervisor, name="Synthetic", scopes=[], added_at=AT, expires_at=AT
        )
        KeptAnswer.objects.create(agency=county, token=token, key="1", status=200, body=b"{}", kept_at=AT)
        hook = Webhook.objects.create(
            agency=county, url="https://x.example", events=[], secret=b"x", position=0, added_at=AT
        )
        Delivery.objects.create(agency=county, webhook=hook, index=0, body={})
        SavedMapping.objects.create(agency=county, pairs={"Surname": "last_name"})
        ReconciliationRun.objects.create(agency=county, state="MN", as_of=AT.date(), asked_by=supervisor)
        common = {"agency": county, "authority": "Synthetic schedule", "set_by": supervisor, "set_at": AT}
        rule = RetentionRule.objects.create(kind="person_file", keep_days=1, **common)
        Disposal.objects.create(agency=county, rule=rule, subjects=[], proposed_by=supervisor, proposed_at=AT)
        RetentionHold.objects.create(
            agency=county, person_id=case.person, reason="x", placed_by=supervisor, placed_at=AT
        )
    with acting_as(_staff(county, Role.AGENCY_ADMINISTRATOR)):
        third = Agency.objects.create(name="Synthetic Third", state="MN")
        Sharing.objects.create(agency=county, reader=third, since=AT)
    return neighbour


def _staff(agency: Agency, role: Role) -> User:
    return User.objects.create(username=f"{agency}-{role}", agency=agency, role=role)
