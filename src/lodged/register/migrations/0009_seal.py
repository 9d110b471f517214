"""Seal identifiers in their column; let the owner of the tables, and nobody else, seal a payload anew."""

from django.db import migrations, models

import lodged.register.sealed
from lodged.register.sealed import IDENTIFIER, LookupField, SealedTextField, keyring, lookup_text

# Sealing anew keeps what a payload says; that it did is what the journal's commitment shows.
ALLOW_SEALING = """
CREATE OR REPLACE FUNCTION register_expunge_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.payload IS NOT NULL AND NEW.payload IS NOT NULL
     AND to_jsonb(OLD) - 'payload' = to_jsonb(NEW) - 'payload'
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - ARRAY['payload', 'salt', 'expunged_by']
       <> to_jsonb(NEW) - ARRAY['payload', 'salt', 'expunged_by']
     OR OLD.payload IS NULL OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
     OR coalesce(current_setting('lodged.role', true), '') <> 'records_supervisor'
     OR NOT EXISTS (SELECT 1 FROM register_event
                    WHERE id = NEW.expunged_by AND name = 'journal.payload-expunged') THEN
    RAISE EXCEPTION 'UPDATE of register_event is refused: the history is append-only; '
                    'only an expungement blanks a payload.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""


def seal_identifiers(apps, schema_editor):
    """Seal what older versions wrote in the clear, agency by agency, as row-level security wants it."""
    field = SealedTextField()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM register_agency")
        for (agency,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('lodged.agency', %s, true), "
                "set_config('lodged.role', 'records_supervisor', true)",
                [str(agency)],
            )
            cursor.execute("SELECT id, kind, value FROM register_personidentifier")
            cursor.executemany(
                "UPDATE register_personidentifier SET value = %s, lookup = %s WHERE id = %s",
                [
                    (field.get_prep_value(value), keyring().lookups(IDENTIFIER, lookup_text(kind, value))[0], id)
                    for id, kind, value in cursor.fetchall()
                ],
            )
        cursor.execute("SELECT set_config('lodged.agency', '', true), set_config('lodged.role', '', true)")


class Migration(migrations.Migration):
    dependencies = [("register", "0008_bind_outcomes")]
    operations = [
        migrations.RunSQL(ALLOW_SEALING, migrations.RunSQL.noop),
        migrations.RemoveIndex("personidentifier", "register_pe_kind_78b5a3_idx"),
        migrations.AlterField("personidentifier", "value", SealedTextField()),
        migrations.AddField(
            "personidentifier",
            "lookup",
            LookupField(default="", editable=False, help_text="Keyed hash of kind and value.", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(seal_identifiers),
        migrations.AddIndex(
            "personidentifier", models.Index(fields=["lookup"], name="identifier_by_lookup")
        ),
        migrations.AlterField(
            "event",
            "payload",
            lodged.register.sealed.SealedPayloadField(
                help_text="Canonical JSON (RFC 8785), as committed to; sealed in its column.", null=True
            ),
        ),
    ]
