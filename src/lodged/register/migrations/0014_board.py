"""What the release desk's board looks up: names folded for a search, and stays by their coming release."""

import django.db.models.functions.comparison
from django.db import migrations, models

from lodged.core.folding import comparison_key
from lodged.register.folding import FoldedNameField


def fold_names(apps, schema_editor):
    """Fold the names there are, agency by agency, as row-level security wants it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM register_agency")
        for (agency,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('lodged.agency', %s, true), "
                "set_config('lodged.role', 'records_supervisor', true)",
                [str(agency)],
            )
            cursor.execute("SELECT id, last, first, middle FROM register_personname")
            cursor.executemany(
                "UPDATE register_personname SET folded = %s WHERE id = %s",
                [(comparison_key(" ".join(names))[:620], id) for id, *names in cursor.fetchall()],
            )
        cursor.execute("SELECT set_config('lodged.agency', '', true), set_config('lodged.role', '', true)")


class Migration(migrations.Migration):
    dependencies = [("register", "0013_bind_papers")]
    operations = [
        migrations.AddField(
            "personname",
            "folded",
            FoldedNameField(
                default="", editable=False, help_text="All of it, as a search compares it.", max_length=620
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddIndex(
            "stay",
            models.Index(
                django.db.models.functions.comparison.Coalesce("entitled_at", "planned_for"),
                models.F("id"),
                condition=models.Q(("departed_at__isnull", True)),
                name="held_by_coming_release",
            ),
        ),
        migrations.AddIndex(
            "stay",
            models.Index(
                condition=models.Q(("entitled_at__isnull", False)), fields=["agency", "departed_at"], name="entitled"
            ),
        ),
    ]
