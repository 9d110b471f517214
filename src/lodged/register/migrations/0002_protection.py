"""What the database itself refuses (protection.sql), and where every function of it looks names up."""

from pathlib import Path

from django.db import migrations

# A session's temporary table of the same name fools none of them. The queue's functions come from its library, and every
# act that queues a job runs through them.
SET_SEARCH_PATHS = """
DO $$
DECLARE
  one regprocedure;
BEGIN
  FOR one IN
    SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d
                      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('ALTER ROUTINE %s SET search_path = pg_catalog, public, pg_temp', one);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(Path(__file__).with_name("protection.sql").read_text("utf-8") + SET_SEARCH_PATHS)
    ]
