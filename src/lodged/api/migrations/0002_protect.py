"""Kept answers, webhooks and deliveries are their own agency's. A token is looked up before its agency is known, and only
its hash is kept, so tokens are not bound."""

from django.db import migrations

OWN = ("keptanswer", "webhook", "delivery")


def bound(table: str) -> str:
    own = "agency_id = (SELECT register_own_agency())"
    return f"""
ALTER TABLE api_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON api_{table} FOR SELECT USING ({own});
CREATE POLICY added ON api_{table} FOR INSERT WITH CHECK ({own});
CREATE POLICY changed ON api_{table} FOR UPDATE USING ({own});"""


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "".join(map(bound, OWN))
            + """
CREATE POLICY forgotten ON api_keptanswer FOR DELETE USING (agency_id = (SELECT register_own_agency()));
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON api_delivery
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();"""
        )
    ]
