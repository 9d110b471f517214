"""Keep the first move of a stay: the booking can't be corrected past it."""

from django.db import migrations, models

KNOWN = """
ALTER TABLE register_stay NO FORCE ROW LEVEL SECURITY;
ALTER TABLE register_custodyspan NO FORCE ROW LEVEL SECURITY;
UPDATE register_stay AS stay SET moved_at = moves.first FROM (
  SELECT stay_id, min(ended_at) AS first FROM register_custodyspan
  WHERE superseded_at IS NULL GROUP BY stay_id HAVING count(*) > 1
) AS moves WHERE moves.stay_id = stay.id;
ALTER TABLE register_custodyspan FORCE ROW LEVEL SECURITY;
ALTER TABLE register_stay FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0014_board")]
    operations = [
        migrations.AddField("stay", "moved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
