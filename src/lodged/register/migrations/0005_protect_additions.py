"""Expungement, and nothing else, may blank a payload; returns and mappings are bound by agency too."""

from django.db import migrations

SQL = """
DROP TRIGGER refuse ON register_event;
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_event
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE FUNCTION register_expunge_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - ARRAY['payload', 'salt', 'expunged_by']
       <> to_jsonb(NEW) - ARRAY['payload', 'salt', 'expunged_by']
     OR OLD.payload IS NULL OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
     OR coalesce(current_setting('lodged.role', true), '') <> 'records_supervisor'
     OR NOT EXISTS (SELECT 1 FROM register_event
                    WHERE id = NEW.expunged_by AND name = 'journal.payload-expunged') THEN
    RAISE EXCEPTION 'UPDATE of register_event is refused: the history is append-only; '
                    'only an expungement blanks a payload.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER expunge_only BEFORE UPDATE ON register_event
  FOR EACH ROW EXECUTE FUNCTION register_expunge_only();
CREATE POLICY seen ON register_facilityreturn FOR SELECT USING (
  agency_id = ANY ((SELECT register_visible_agencies())::uuid[])
  OR coalesce(current_setting('lodged.role', true), '') IN ('state_analyst', 'auditor'));
CREATE POLICY added ON register_facilityreturn FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_facilityreturn
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE POLICY seen ON register_savedmapping FOR SELECT USING (
  agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_savedmapping FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_savedmapping FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
"""


def bound(table: str) -> str:
    return f"""
ALTER TABLE register_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_{table} FORCE ROW LEVEL SECURITY;"""


def removable(table: str) -> str:
    return f"""
CREATE POLICY expunged ON register_{table} FOR DELETE USING (
  agency_id = (SELECT register_own_agency())
  AND coalesce(current_setting('lodged.role', true), '') = 'records_supervisor');"""


class Migration(migrations.Migration):
    dependencies = [("register", "0004_additions")]
    operations = [
        migrations.RunSQL(
            "".join(bound(table) for table in ("facilityreturn", "savedmapping"))
            + SQL
            + "".join(removable(table) for table in ("personname", "birthdate", "personidentifier"))
        )
    ]
