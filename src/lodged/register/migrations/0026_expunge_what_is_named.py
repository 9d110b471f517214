"""A payload is blanked only by the expungement whose entry in the journal names its event."""

from django.db import migrations

NAMED_ONLY = """
CREATE OR REPLACE FUNCTION register_expunge_only() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.payload IS NOT NULL AND NEW.payload IS NOT NULL
     AND to_jsonb(OLD) - 'payload' = to_jsonb(NEW) - 'payload'
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - ARRAY['payload', 'salt', 'expunged_by']
       <> to_jsonb(NEW) - ARRAY['payload', 'salt', 'expunged_by']
     OR OLD.payload IS NULL OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
     OR coalesce(current_setting('lodged.role', true), '') <> 'records_supervisor'
     OR NOT EXISTS (
       SELECT 1 FROM register_event e JOIN register_journalentry j ON j.event_id = e.id
       WHERE e.id = NEW.expunged_by AND e.name = 'journal.payload-expunged'
         AND position('"' || OLD.id::text || '"' IN convert_from(j.leaf, 'UTF8')) > 0) THEN
    RAISE EXCEPTION 'UPDATE of register_event is refused: the history is append-only; '
                    'only an expungement blanks a payload.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0025_ruled_once")]
    operations = [migrations.RunSQL(NAMED_ONLY, migrations.RunSQL.noop)]
