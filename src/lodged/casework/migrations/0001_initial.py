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
            name='ReconciliationRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(max_length=2)),
                ('as_of', models.DateField()),
                ('mapping', models.JSONField(default=list, help_text='THEIRS=OURS column names.')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('queued', 'Waiting to start'), ('running', 'Running'), ('done', 'Finished'), ('failed', 'Could not be done')], default='queued', max_length=16)),
                ('step', models.CharField(blank=True, max_length=80)),
                ('fraction', models.FloatField(default=0.0, help_text='Share of the work done, 0 to 1.')),
                ('message', models.TextField(blank=True, help_text='Why it could not be done, and the fix.')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reconciliations', to='register.agency')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reconciliations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('message', ''), _negated=True), _connector='OR'), name='failed_run_says_why')],
            },
        ),
    ]
