"""Decisions, holds and overrides are bound by agency; counsel may rule on claims and overrides and write nothing else."""

from django.db import migrations

COUNSEL = "coalesce(current_setting('lodged.role', true), '') = 'counsel'"
SUPERVISOR = "coalesce(current_setting('lodged.role', true), '') = 'records_supervisor'"
OWN = "agency_id = (SELECT register_own_agency())"
BY_COUNSEL = "'stay.claim-ruled', 'detainer.override-ruled'"


def bound(table: str) -> str:
    return f"""
ALTER TABLE register_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_{table} FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_{table} FOR INSERT WITH CHECK ({OWN} AND register_role_writes());"""


def only(table: str, name: str, role: str, columns: str) -> str:
    """Refuse a role every change but that of the columns named."""
    return f"""
CREATE TRIGGER {name} BEFORE UPDATE ON register_{table} FOR EACH ROW WHEN ({role})
  EXECUTE FUNCTION register_change_only({columns});"""


class Migration(migrations.Migration):
    dependencies = [("register", "0010_decisions")]
    operations = [
        migrations.RunSQL(
            """
CREATE FUNCTION register_change_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - TG_ARGV <> to_jsonb(NEW) - TG_ARGV THEN
    RAISE EXCEPTION 'Of % this role may change only: %.', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;"""
            + "".join(map(bound, ("statedfact", "decisionrecord", "override", "hold")))
            + f"""
DROP POLICY added ON register_event;
CREATE POLICY added ON register_event FOR INSERT WITH CHECK ({OWN} AND (
  register_role_writes() OR (register_role_reads() AND name = 'person.file-read')
  OR ({COUNSEL} AND name IN ({BY_COUNSEL}))));
CREATE POLICY ruled ON register_stay FOR UPDATE
  USING ({OWN} AND {COUNSEL} AND claim = 'open') WITH CHECK ({OWN} AND claim IN ('upheld', 'not shown'));
CREATE POLICY ruled ON register_citizenshipclaim FOR UPDATE
  USING ({OWN} AND {COUNSEL} AND ruled_at IS NULL) WITH CHECK ({OWN} AND ruled_at IS NOT NULL);
CREATE POLICY ruled ON register_override FOR UPDATE
  USING ({OWN} AND ({COUNSEL} OR {SUPERVISOR}) AND ruled_at IS NULL) WITH CHECK ({OWN} AND ruled_at IS NOT NULL);
CREATE POLICY expunged ON register_override FOR UPDATE
  USING ({OWN} AND {SUPERVISOR}) WITH CHECK ({OWN} AND authority = '' AND reason = '');
CREATE POLICY expunged ON register_decisionrecord FOR UPDATE
  USING ({OWN} AND {SUPERVISOR}) WITH CHECK ({OWN} AND decision IS NULL);
CREATE POLICY expunged ON register_statedfact FOR DELETE USING ({OWN} AND {SUPERVISOR});
CREATE TRIGGER refuse BEFORE UPDATE OR TRUNCATE ON register_statedfact
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_hold
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_override
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_decisionrecord
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER blank_only BEFORE UPDATE ON register_decisionrecord
  FOR EACH ROW EXECUTE FUNCTION register_change_only('decision');
CREATE TRIGGER rule_only BEFORE UPDATE ON register_override FOR EACH ROW
  EXECUTE FUNCTION register_change_only('ruled_at', 'ruled_by_id', 'confirmed', 'ruling_reason', 'authority', 'reason');"""
            + only("stay", "counsel_rules_only", COUNSEL, "'claim', 'version'")
            + only("citizenshipclaim", "counsel_rules_only", COUNSEL, "'ruled_at', 'ruling', 'ruled_by', 'evidence'")
            + only("override", "counsel_rules_only", COUNSEL, "'ruled_at', 'ruled_by_id', 'confirmed', 'ruling_reason'")
        )
    ]
