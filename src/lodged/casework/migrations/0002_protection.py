"""A reconciliation is its agency's; only the demonstration's is everybody's. The database sees to it."""

from django.db import migrations

SQL = """
-- casework_reconciliationrun: A reconciliation is its agency's; only the demonstration's is everybody's.
ALTER TABLE casework_reconciliationrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_reconciliationrun FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON casework_reconciliationrun FOR SELECT
  USING (is_demonstration OR agency_id = (SELECT register_own_agency()));
CREATE POLICY added ON casework_reconciliationrun FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()));
CREATE POLICY changed ON casework_reconciliationrun FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()));
CREATE POLICY removed ON casework_reconciliationrun FOR DELETE
  USING (agency_id = (SELECT register_own_agency()));
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("register", "0002_protection")]
    operations = [migrations.RunSQL(SQL)]

