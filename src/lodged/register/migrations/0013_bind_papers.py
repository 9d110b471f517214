"""Papers and dispatches are bound by agency; a file that was received is never changed, and goes by an order only."""

from django.db import migrations

BOUND = ["document", "paper", "dispatch"]

SQL = """
CREATE FUNCTION register_same_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - 'content' <> to_jsonb(NEW) - 'content'
     OR current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RAISE EXCEPTION 'A file that was received is never changed.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER same_file BEFORE UPDATE ON register_document
  FOR EACH ROW EXECUTE FUNCTION register_same_file();
CREATE FUNCTION register_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.outcome <> 'waiting'
     AND to_jsonb(OLD) - 'said' <> to_jsonb(NEW) - 'said' THEN
    RAISE EXCEPTION 'A paper is settled once.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settled_once BEFORE UPDATE ON register_paper
  FOR EACH ROW EXECUTE FUNCTION register_settled_once();
CREATE POLICY expunged ON register_document FOR DELETE USING (
  agency_id = (SELECT register_own_agency())
  AND coalesce(current_setting('lodged.role', true), '') = 'records_supervisor');
"""


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
    dependencies = [("register", "0012_papers")]
    operations = [migrations.RunSQL("".join(map(bound, BOUND)) + SQL)]
