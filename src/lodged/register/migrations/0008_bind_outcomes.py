"""Handovers and claims are bound by agency as everything of a person is."""

from django.db import migrations

BY_AGENCY = ["handover", "citizenshipclaim"]


def bound(table: str) -> str:
    return f"""
ALTER TABLE register_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_{table} FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_{table} FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_{table} FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());"""


class Migration(migrations.Migration):
    dependencies = [("register", "0007_outcomes")]
    operations = [
        migrations.RunSQL(
            "".join(map(bound, BY_AGENCY))
            + """
CREATE POLICY expunged ON register_citizenshipclaim FOR DELETE USING (
  agency_id = (SELECT register_own_agency())
  AND coalesce(current_setting('lodged.role', true), '') = 'records_supervisor');"""
        )
    ]
