"""Every reader may add the event that they looked up a list of names."""

from django.db import migrations

SQL = """
CREATE POLICY added_search ON register_event FOR INSERT WITH CHECK (
  agency_id = (SELECT register_own_agency()) AND register_role_reads() AND name = 'names.searched');
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0019_bind_retention")]
    operations = [migrations.RunSQL(SQL)]
