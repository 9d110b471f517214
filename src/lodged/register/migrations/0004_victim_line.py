"""Where victims register to be told of a release, shown to staff."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0003_directory'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='victim_line',
            field=models.CharField(blank=True, help_text="VINE's number or address, shown at a release.", max_length=200),
        ),
    ]
