"""The log is append-only and read by its own agency; a table for the cache that all workers share."""

from django.db import migrations

SQL = """
-- signin_signinevent: The log is only added to and read by its own agency.
ALTER TABLE signin_signinevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE signin_signinevent FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON signin_signinevent FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') IN
    ('agency_administrator', 'auditor'));
-- Whoever knocks is noted before anyone is named.
CREATE POLICY added ON signin_signinevent FOR INSERT
  WITH CHECK (true);
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON signin_signinevent
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

CREATE TABLE signin_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX signin_cache_expires ON signin_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("signin", "0001_initial"), ("register", "0002_protection")]
    operations = [migrations.RunSQL(SQL)]

