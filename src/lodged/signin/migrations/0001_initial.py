import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('register', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('subject', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('failures', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('locked_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'attempts',
            },
        ),
        migrations.CreateModel(
            name='SignInEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('signed_out', 'Signed out'), ('refused', 'Refused: wrong password, code or key'), ('locked_out', 'Locked after too many failures'), ('closed_refused', 'Refused: the account is closed'), ('provider_refused', 'Refused: what the identity provider said does not allow it'), ('confirmed', 'Confirmed who they are'), ('device_locked', 'Session locked'), ('device_unlocked', 'Session unlocked'), ('sessions_ended', 'Signed out elsewhere'), ('password_changed', 'Password changed'), ('factor_added', 'Second factor added'), ('factor_removed', 'Second factor removed'), ('factors_reset', 'Second factors removed by an administrator'), ('staff_added', 'Account added'), ('staff_closed', 'Account closed'), ('staff_reopened', 'Account opened again'), ('role_changed', 'Role changed'), ('lockout_lifted', 'Lock lifted by an administrator'), ('link_made', 'Set-up link made'), ('token_added', 'API token added'), ('token_revoked', 'API token revoked')], max_length=32)),
                ('address', models.GenericIPAddressField(null=True)),
                ('words', models.CharField(blank=True, help_text='How, or what exactly.', max_length=200)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['agency', '-at'], name='sign_ins_by_agency')],
            },
        ),
    ]
