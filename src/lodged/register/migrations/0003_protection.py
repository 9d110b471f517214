"""Append-only history, and row-level security by agency; both bind the owner of the tables too."""

from django.db import migrations

APPEND_ONLY = ["event", "journalentry", "journalhash", "journalcheckpoint"]
SPANS = ["custodyspan", "detainerspan"]
BY_AGENCY = [
    "person", "personname", "birthdate", "personidentifier", "stay", "detainer", "warrant", "notice",
    *SPANS, "event",
]

FUNCTIONS = """
CREATE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the history is append-only.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION register_close_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
     OR to_jsonb(OLD) - 'superseded_at' <> to_jsonb(NEW) - 'superseded_at' THEN
    RAISE EXCEPTION 'A row of % is superseded once and never otherwise changed.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION register_own_agency() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('lodged.agency', true), '')::uuid $$;
CREATE FUNCTION register_role_reads() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN
     ('release_desk', 'records_supervisor', 'state_analyst', 'counsel', 'federal_liaison', 'auditor') $$;
CREATE FUNCTION register_role_writes() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN ('release_desk', 'records_supervisor') $$;
CREATE FUNCTION register_visible_agencies() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN register_role_reads() THEN array(
    SELECT register_own_agency()
    UNION SELECT agency_id FROM register_sharing
      WHERE reader_id = register_own_agency() AND since <= now() AND (until IS NULL OR until > now())
  ) ELSE '{}'::uuid[] END $$;
ALTER TABLE register_sharing ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_sharing FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_sharing FOR SELECT
  USING (register_own_agency() IN (agency_id, reader_id));
CREATE POLICY granted ON register_sharing FOR INSERT WITH CHECK (
  agency_id = register_own_agency() AND current_setting('lodged.role', true) = 'agency_administrator');
CREATE POLICY changed ON register_sharing FOR UPDATE USING (
  agency_id = register_own_agency() AND current_setting('lodged.role', true) = 'agency_administrator');
INSERT INTO register_journalfrontier (id, size, nodes) VALUES (1, 0, '');
REVOKE INSERT, DELETE, TRUNCATE ON register_journalfrontier FROM PUBLIC;
"""


def refused(table: str, acts: str) -> str:
    # For each statement: a row trigger would say nothing of rows that row security hides.
    return f"""
CREATE TRIGGER refuse BEFORE {acts} OR TRUNCATE ON register_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();"""


def by_agency(table: str) -> str:
    writes = "register_role_writes()"
    if table == "event":
        # Every reader may add one kind of event: that they read a file.
        writes = "(register_role_writes() OR (register_role_reads() AND name = 'person.file-read'))"
    return f"""
ALTER TABLE register_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_{table} FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_{table} FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND {writes});
CREATE POLICY changed ON register_{table} FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());"""


class Migration(migrations.Migration):
    dependencies = [("register", "0002_record")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS
            + "".join(refused(table, "UPDATE OR DELETE") for table in APPEND_ONLY)
            + "".join(refused(table, "DELETE") for table in ["journalfrontier", *SPANS])
            + "".join(
                f"CREATE TRIGGER close_once BEFORE UPDATE ON register_{table} "
                "FOR EACH ROW EXECUTE FUNCTION register_close_once();"
                for table in SPANS
            )
            + "".join(by_agency(table) for table in BY_AGENCY)
        )
    ]
