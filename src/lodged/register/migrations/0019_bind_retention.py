"""Schedules, holds and disposals are their agency's; what was set, placed or decided is not changed afterwards."""

from django.db import migrations

SUPERVISOR = "coalesce(current_setting('lodged.role', true), '') = 'records_supervisor'"


def bound(table: str) -> str:
    return f"""
ALTER TABLE register_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_{table} FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_{table} FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND {SUPERVISOR});
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();"""


def decided_once(table: str, decision: str) -> str:
    return f"""
CREATE POLICY changed ON register_{table} FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND {SUPERVISOR});
CREATE FUNCTION register_{table}_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.{decision}_at IS NOT NULL
     OR to_jsonb(OLD) - ARRAY['{decision}_at', '{decision}_by_id']
        <> to_jsonb(NEW) - ARRAY['{decision}_at', '{decision}_by_id'] THEN
    RAISE EXCEPTION 'A row of % is decided once and never otherwise changed.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON register_{table}
  FOR EACH ROW EXECUTE FUNCTION register_{table}_once();"""


class Migration(migrations.Migration):
    dependencies = [("register", "0018_retention")]
    operations = [
        migrations.RunSQL(
            "".join(map(bound, ("retentionrule", "retentionhold", "disposal")))
            + "CREATE TRIGGER refuse_change BEFORE UPDATE ON register_retentionrule "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();"
            + decided_once("retentionhold", "released")
            + decided_once("disposal", "applied")
        )
    ]
