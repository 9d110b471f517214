import django.contrib.postgres.fields
import django.db.models.deletion
import lodged.register.sealed
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
            name='Token',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('begins', models.CharField(help_text='The first characters, to tell tokens apart.', max_length=16)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None)),
                ('added_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='register.agency')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='token', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-added_at'],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('url', models.URLField(max_length=500)),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)),
                ('secret', lodged.register.sealed.SealedBytesField(purpose='webhook')),
                ('old_secret', lodged.register.sealed.SealedBytesField(null=True, purpose='webhook')),
                ('old_until', models.DateTimeField(help_text='Both secrets sign until then.', null=True)),
                ('position', models.BigIntegerField()),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='register.agency')),
            ],
            options={
                'ordering': ['added_at'],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=200)),
                ('request_sha256', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('body', lodged.register.sealed.SealedBytesField(purpose='answer')),
                ('kept_at', models.DateTimeField(db_index=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='api.token')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='one_answer_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('index', models.BigIntegerField(help_text='Of the event in the journal.')),
                ('body', models.JSONField()),
                ('state', models.CharField(choices=[('pending', 'To be sent, or to be tried again'), ('delivered', 'The target took it'), ('failed', 'Given up after the last try')], default='pending', max_length=16)),
                ('tries', models.JSONField(default=list, help_text='Each try: when, and what was answered.')),
                ('next_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='api.webhook')),
            ],
            options={
                'ordering': ['index'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['next_at'], name='deliveries_due')],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'index'), name='one_delivery_an_event')],
            },
        ),
    ]
