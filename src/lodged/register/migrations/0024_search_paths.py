"""Every function says itself where it looks names up: a session's temporary table of the same name fools none of them."""

from django.db import migrations

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
    # After whatever makes functions: the queue's too, which every act that queues a job runs through.
    dependencies = [("register", "0023_actors"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(SET_SEARCH_PATHS, migrations.RunSQL.noop)]
