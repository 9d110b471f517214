"""When the immigration officer of the district was told of a commitment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0021_by_week")]
    operations = [migrations.AddField("stay", "commitment_told_at", models.DateTimeField(null=True))]
