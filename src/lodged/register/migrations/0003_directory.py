"""A directory of whom to reach at ICE, how letters are headed and signed, and the number a form says to call."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

PROTECTION = """
-- register_icecontact: The agency's own directory. Whom staff once called stays readable.
ALTER TABLE register_icecontact ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_icecontact FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_icecontact FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_icecontact FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_icecontact FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_icecontact
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0002_protection'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='letterhead',
            field=models.CharField(blank=True, help_text="Lines under the agency's name on its letters.", max_length=400),
        ),
        migrations.AddField(
            model_name='detainer',
            name='issuer_phone',
            field=models.CharField(blank=True, help_text='The number the form says to call.', max_length=64),
        ),
        migrations.AddField(
            model_name='user',
            name='phone',
            field=models.CharField(blank=True, help_text='Where an answer to a letter is called in.', max_length=64),
        ),
        migrations.AddField(
            model_name='user',
            name='title',
            field=models.CharField(blank=True, help_text='As it stands under a signature.', max_length=100),
        ),
        migrations.CreateModel(
            name='IceContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=200)),
                ('phone', models.CharField(blank=True, max_length=64)),
                ('fax', models.CharField(blank=True, max_length=64)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('hours', models.CharField(blank=True, help_text='In the words of whoever wrote it down.', max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('retired_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ice_contacts', to='register.agency')),
            ],
            options={
                'ordering': ['office', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', ''), ('fax', ''), ('phone', ''), _negated=True), name='a_contact_can_be_reached')],
            },
        ),
        migrations.RunSQL(PROTECTION),
    ]
