"""Kept answers, webhooks and deliveries are their own agency's. A token is looked up before its agency is known, and only
its hash is kept, so tokens are not bound."""

from django.db import migrations

SQL = """
-- api_delivery: What was sent to a webhook is not forgotten.
ALTER TABLE api_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON api_delivery FOR SELECT USING (agency_id = (SELECT register_own_agency()));
CREATE POLICY added ON api_delivery FOR INSERT WITH CHECK (agency_id = (SELECT register_own_agency()));
CREATE POLICY changed ON api_delivery FOR UPDATE USING (agency_id = (SELECT register_own_agency()));
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON api_delivery
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- api_keptanswer
ALTER TABLE api_keptanswer ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keptanswer FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON api_keptanswer FOR SELECT USING (agency_id = (SELECT register_own_agency()));
CREATE POLICY added ON api_keptanswer FOR INSERT WITH CHECK (agency_id = (SELECT register_own_agency()));
CREATE POLICY changed ON api_keptanswer FOR UPDATE USING (agency_id = (SELECT register_own_agency()));
CREATE POLICY forgotten ON api_keptanswer FOR DELETE USING (agency_id = (SELECT register_own_agency()));

-- api_webhook
ALTER TABLE api_webhook ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_webhook FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON api_webhook FOR SELECT USING (agency_id = (SELECT register_own_agency()));
CREATE POLICY added ON api_webhook FOR INSERT WITH CHECK (agency_id = (SELECT register_own_agency()));
CREATE POLICY changed ON api_webhook FOR UPDATE USING (agency_id = (SELECT register_own_agency()));
"""


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("register", "0002_protection")]
    operations = [migrations.RunSQL(SQL)]

