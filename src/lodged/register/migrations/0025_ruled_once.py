"""An override is ruled on once, and what was asked stays as it was asked; only an expungement blanks the words."""

from django.db import migrations

RULED_ONCE = """
CREATE FUNCTION register_ruled_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words CONSTANT text[] := ARRAY['authority', 'reason', 'ruling_reason'];
BEGIN
  IF NEW.authority NOT IN (OLD.authority, '') OR NEW.reason NOT IN (OLD.reason, '')
     OR OLD.ruled_at IS NOT NULL AND (NEW.ruling_reason NOT IN (OLD.ruling_reason, '')
                                      OR to_jsonb(OLD) - words <> to_jsonb(NEW) - words) THEN
    RAISE EXCEPTION 'An override is ruled on once and never otherwise changed; an expungement blanks its words.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ruled_once BEFORE UPDATE ON register_override FOR EACH ROW EXECUTE FUNCTION register_ruled_once();
"""
TAKE_BACK = "DROP TRIGGER ruled_once ON register_override; DROP FUNCTION register_ruled_once();"


class Migration(migrations.Migration):
    dependencies = [("register", "0024_search_paths")]
    operations = [migrations.RunSQL(RULED_ONCE, TAKE_BACK)]
