"""Rulings on pairs are an agency's own; whoever may rule may add the event of it, and nothing else."""

from django.db import migrations

SQL = """
CREATE FUNCTION register_role_rules_on_pairs() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN
     ('state_analyst', 'records_supervisor', 'counsel', 'auditor') $$;
ALTER TABLE register_pairruling ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_pairruling FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_pairruling FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs());
CREATE POLICY added ON register_pairruling FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs());
CREATE POLICY expunged ON register_pairruling FOR DELETE USING (
  agency_id = (SELECT register_own_agency())
  AND coalesce(current_setting('lodged.role', true), '') = 'records_supervisor');
CREATE TRIGGER refuse BEFORE UPDATE OR TRUNCATE ON register_pairruling
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE POLICY added_ruling ON register_event FOR INSERT WITH CHECK (
  agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs() AND name = 'pair.ruled');
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0016_pair_rulings")]
    operations = [migrations.RunSQL(SQL)]
