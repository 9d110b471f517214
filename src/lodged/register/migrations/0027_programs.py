"""Loads and the API are programs that act for somebody, too."""

from django.db import migrations, models

PROGRAMS = [
    ("outbox", "The outbox, which sends notices by e-mail"),
    ("load", "The load of a file, which takes its rows into the record"),
    ("api", "A jail's own system, by the API"),
]


class Migration(migrations.Migration):
    dependencies = [("register", "0026_expunge_what_is_named")]
    operations = [
        migrations.AlterField(
            "event",
            "program",
            models.CharField(
                blank=True,
                choices=PROGRAMS,
                help_text="What acted for the actor; empty where the actor did it by hand.",
                max_length=16,
            ),
        )
    ]
