"""A claim of US citizenship can be taken back, with a reason; nothing is stopped by it then."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0027_programs'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='citizenshipclaim',
            name='one_open_claim_a_stay',
        ),
        migrations.AddField(
            model_name='citizenshipclaim',
            name='withdrawal_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='citizenshipclaim',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='stay',
            name='claim',
            field=models.CharField(choices=[('none', 'none'), ('open', 'open'), ('upheld', 'upheld'), ('not shown', 'not shown'), ('withdrawn', 'withdrawn')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='citizenshipclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('ruled_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('stay',), name='one_open_claim_a_stay'),
        ),
        migrations.AddConstraint(
            model_name='citizenshipclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True)), models.Q(('ruled_at__isnull', True), ('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='a_claim_is_withdrawn_with_a_reason'),
        ),
    ]
